"""Names as people write them, where a list writes them in capitals."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"[^\W\d_]+")
#: `MCDONALD`: a capital follows. `MAC` is not told from `MACE` or `MACKAY`, so it is left alone.
_MC: Final = re.compile(r"Mc([^\W\d_])")


def usual_case(name: str) -> str:
    """``O'BRIEN-MCDONALD`` as ``O'Brien-McDonald``; a name with a small letter stays as it is."""
    if not name.isupper():
        return name
    return _PART.sub(lambda part: _MC.sub(_capital, part[0].capitalize()), name)


def _capital(found: re.Match[str]) -> str:
    return f"Mc{found[1].upper()}"
