"""The PDF: tagged, titled, in a language; typed words are never markup; a draft says so."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from throughcare.documents.paper import Section, blocks_of
from throughcare.documents.pdf import make_pdf, pages_in
from throughcare.documents.presenters import render_paper
from throughcare.documents.tests.conftest import paper_of

AT = datetime(2026, 11, 19, 9, 5, tzinfo=UTC)


def opened(**changes: Any) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(make_pdf(paper_of(**changes), at=AT)))


def text_of(pdf: pikepdf.Pdf, page: int = 0) -> str:
    """What a reader copies from a page, through the letters' own maps to characters."""
    found: list[str] = []
    fonts = {str(name): _letters(font) for name, font in pdf.pages[page].Resources.Font.items()}
    letters: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[page]):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = (raw[n : n + 2] for n in range(0, len(raw), 2))
                    found += [letters.get(code, "?") for code in codes]
    return "".join(found)


def _letters(font: Any) -> dict[bytes, str]:
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    pairs: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, value in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            pairs[bytes.fromhex(code)] = bytes.fromhex(value).decode("utf-16-be")
    return pairs


def tags_of(pdf: pikepdf.Pdf) -> list[str]:
    """The tags of the document in order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_the_pdf_is_tagged_titled_and_in_a_language() -> None:
    pdf = opened()
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("en")
    with pdf.open_metadata() as said:
        assert said["dc:title"] == "Mental health report for the court, TC-4M7QX2K9-R1"
        assert said["pdfuaid:part"] == "1"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    tags = tags_of(pdf)
    assert "/H1" in tags
    assert tags.count("/H2") == 2
    assert "/L" in tags
    assert "/P" in tags
    assert [round(float(n)) for n in pdf.pages[0].MediaBox] == [0, 0, 595, 842]


def test_each_page_carries_marking_person_reference_and_number() -> None:
    long = tuple(
        Section(f"s{n}", f"Part {n}", blocks_of("Words and words. " * 60)) for n in range(5)
    )
    pdf = opened(sections=long)
    assert len(pdf.pages) == 2
    for number in (0, 1):
        text = text_of(pdf, number)
        for words in ("Official-Sensitive", "Report TC-4M7QX2K9-R1", "born 2 May 1992"):
            assert words in text
        assert f"Page {number + 1} of 2" in text


@pytest.mark.parametrize("parts", [0, 1, 5, 12])
def test_pages_are_counted_as_they_are_printed(parts: int) -> None:
    each = blocks_of("Words and words. " * 60)
    long = tuple(Section(f"s{n}", f"Part {n}", each) for n in range(parts))
    assert pages_in(paper_of(sections=long)) == len(opened(sections=long).pages)


def test_a_draft_says_so_in_words_and_an_issued_one_does_not() -> None:
    assert text_of(opened(draft=True)).count("DRAFT: not issued") == 2
    assert "DRAFT" not in text_of(opened())
    assert render_paper(paper_of(draft=True)).count("DRAFT: not issued") == 2
    assert "DRAFT" not in render_paper(paper_of())


TYPED = [
    "#panic()",
    '#read("/etc/passwd")',
    "$x^2$ *bold* _it_ `raw` = heading",
    '"); #import "@preview/x:1.0.0": *',
    "\\u{41} // gone? /* gone */ <label> @cite",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("typed", TYPED)
def test_typed_words_are_never_markup(typed: str) -> None:
    section = Section("s", "Part", blocks_of(typed))
    text = text_of(opened(sections=(section,)))
    # Spaces are not all drawn; every other character is.
    assert re.sub(r"\s", "", typed) in re.sub(r"\s", "", text)
    assert "<script" not in render_paper(paper_of(sections=(section,)))


def test_what_nobody_can_see_is_left_out() -> None:
    section = Section("s", "Part", blocks_of("one\x00two\u2028three\ufeff"))
    assert "onetwothree" in text_of(opened(sections=(section,)))


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert make_pdf(paper_of(), at=AT) == make_pdf(paper_of(), at=AT)


BLOCKS = """
one                    | paragraph
one / two              | paragraph
one //two              | paragraph paragraph
- a / - b              | bullets
one / - a / - b / two  | paragraph bullets paragraph
                       |
"""


@pytest.mark.parametrize("line", BLOCKS.strip("\n").splitlines())
def test_what_is_typed_becomes_paragraphs_and_lists(line: str) -> None:
    typed, kinds = line.split("|")
    text = typed.strip().replace(" //", "\n\n").replace(" / ", "\r\n")
    assert " ".join(block.kind for block in blocks_of(text)) == kinds.strip()
