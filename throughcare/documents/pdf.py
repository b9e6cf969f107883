"""A paper as PDF/UA-1, by typst: tagged, titled, in a named language, from letters of our own."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import typst

from throughcare.documents.paper import Paper

HERE: Final = Path(__file__).parent
#: The only folder that a template may read from.
ROOT: Final = HERE / "typst"
#: How many pages papers have, by digest: a draft is opened more often than it is changed, and
#: nothing that stands in one is kept.
_counted: Final[dict[bytes, int]] = {}
MOST_COUNTED: Final = 10_000
FONTS: Final = HERE.parent / "design" / "static" / "vendor" / "fonts"


@cache
def _fonts() -> typst.Fonts:
    """Read once a process. The machine's own fonts are left out: a PDF is the same everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _compiler(data: str) -> typst.Compiler:
    return typst.Compiler(
        str(ROOT / "paper.typ"),
        root=str(ROOT),
        font_paths=_fonts(),
        sys_inputs={"paper": data},
    )


def _data_of(paper: Paper) -> str:
    return json.dumps(paper.as_data())


def make_pdf(paper: Paper, *, at: datetime) -> bytes:
    """The PDF of a paper; the same paper at the same moment gives the same bytes."""
    compiler = _compiler(_data_of(paper))
    second = at.replace(microsecond=0)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=second)
    if not isinstance(made, bytes):
        raise TypeError("typst gave pages where one document was asked for")
    return made


def pages_in(paper: Paper) -> int:
    """On how many pages it is printed; worked out once for each wording of a paper."""
    data = _data_of(paper)
    digest = sha256(data.encode()).digest()
    pages = _counted.get(digest)
    if pages is None:
        pages = int(_compiler(data).query("<pages>", field="value", one=True))
        if len(_counted) >= MOST_COUNTED:
            _counted.clear()
        _counted[digest] = pages
    return pages
