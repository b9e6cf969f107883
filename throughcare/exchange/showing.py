"""A list on a terminal: the summary as one JSON document, or in words. Plain Python."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from typing import Final

from throughcare.court.listed import ListDocument, Problem
from throughcare.exchange import court_lists

SHOWN: Final = 20  # problems of one code that are named in words; JSON names all


def show(document: ListDocument, *, as_json: bool) -> None:
    """The summary: one JSON document, or words."""
    found = court_lists.summary(document)
    if as_json:
        _say(json.dumps(found))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not have every letter
    _say(f"{'Accepted' if document.accepted else 'Refused'}: {document.format}")
    if document.accepted:
        _say(f"Courts: {', '.join(document.courts) or 'not named'}")
        _say(f"Dates: {', '.join(found['dates'])}")
        for name in _COUNTED:
            _say(f"{name.replace('_', ' ').capitalize()}: {found[name]}")
    for line in _told(document.problems):
        _say(line)


_COUNTED = (
    "hearings",
    "cases",
    "people",
    "organisations",
    "offences",
    "in_custody",
    "restrictions",
)


def _told(problems: tuple[Problem, ...]) -> list[str]:
    codes = Counter(problem.code for problem in problems)
    lines = []
    for code, number in codes.items():
        of_code = [problem for problem in problems if problem.code == code]
        first = of_code[0]
        places = "; ".join(problem.where for problem in of_code[:SHOWN])
        more = f" and {number - SHOWN} more" if number > SHOWN else ""
        lines.append(f"{first.severity}: {first.message} [{code}] at {places}{more}")
    return lines


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
