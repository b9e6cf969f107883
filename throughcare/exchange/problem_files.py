"""What is wrong with a file that waits to be taken in, for who makes it. It names nobody.

Problems never repeat what the file says of a person (court_lists/problems.py), and no name,
birth date or number is added: nothing about anybody leaves the product in such a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from throughcare.core import spreadsheets
from throughcare.court.listed import ListDocument
from throughcare.exchange.presenters import lines
from throughcare.orders.resulted import Results

LIST: Final = ("where", "code", "what is wrong", "what happens")
RESULTS: Final = ("where", "code", "what is wrong")


def of_list(document: ListDocument) -> list[tuple[str, str, str, str]]:
    """Every problem of a court list with its place in the file.

    A line with a reporting restriction is kept out of what leaves the product.
    """
    kept = _kept_out(document)
    found = []
    for problem in document.problems:
        if problem.severity != "info" and problem.where not in kept:
            wrong, _dot, rest = problem.message.partition(". ")
            happens = rest or _("Taken in as it is.")
            found.append((problem.where, problem.code, f"{wrong.rstrip('.')}.", happens))
    return found


def kept_out(document: ListDocument) -> int:
    """How many problems ``of_list`` leaves out because of a reporting restriction."""
    kept = _kept_out(document)
    return sum(p.severity != "info" and p.where in kept for p in document.problems)


def _kept_out(document: ListDocument) -> set[str]:
    restricted = {case.where for case in document.cases if case.restricted}
    return restricted | {where for where, case, _who in lines(document) if case.restricted}


def of_results(results: Results) -> list[tuple[str, str, str]]:
    """Every problem of a court's results with its place in the file."""
    return [(each.where, each.code, each.message) for each in results.problems]


def as_file(heading: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    """Rows for a spreadsheet, inside the request's transaction as every page is."""
    answer = HttpResponse(spreadsheets.written(heading, rows), content_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
