"""How the day at court is said on a page."""

from throughcare.court.presenters.day import PARTS, coverage_words, line_groups, list_words
from throughcare.court.presenters.figures import CountRow, count_row
from throughcare.court.presenters.hearings import (
    custody_words,
    hearing_tag,
    hearing_title,
    hearing_titles,
    outcome_terms,
    twin_words,
)
from throughcare.court.presenters.lines import (
    LineRow,
    changed_words,
    column_words,
    custody_tag,
    line_age,
    line_name,
    line_row,
    time_words,
)
from throughcare.court.presenters.requests import RequestRow, request_row

__all__ = [
    "PARTS",
    "CountRow",
    "LineRow",
    "RequestRow",
    "changed_words",
    "column_words",
    "count_row",
    "coverage_words",
    "custody_tag",
    "custody_words",
    "hearing_tag",
    "hearing_title",
    "hearing_titles",
    "line_age",
    "line_groups",
    "line_name",
    "line_row",
    "list_words",
    "outcome_terms",
    "request_row",
    "time_words",
    "twin_words",
]
