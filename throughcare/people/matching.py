"""Do these two details match? Yes, nearly, no, or not known, with the reason. Pure functions.

Used for the reasons in a search result and for the page that compares two records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from django.utils.translation import gettext as _

from throughcare.people.folding import fold
from throughcare.people.search_words import swapped
from throughcare.people.short_names import may_be_short_for

Answer = Literal["yes", "near", "no", "none"]
#: Letters in common, of both names: below it two names are different names.
ALIKE = 0.72


@dataclass(frozen=True)
class Match:
    """How two details stand to each other, and the words for it."""

    answer: Answer
    why: str = ""


def same_text(left: str, right: str) -> Match:
    """Two words of which either may be missing."""
    if not left or not right:
        return Match("none", _("Only on one record") if left or right else "")
    return Match("yes" if left == right else "no")


def names(left: str, right: str, *, first: bool = False) -> Match:
    """Two names as given; ``first`` allows short forms."""
    if not left.strip() or not right.strip():
        return Match("none", _("Only on one record") if left.strip() or right.strip() else "")
    if left.casefold().split() == right.casefold().split():
        return Match("yes")
    why = _why_close(left, right, first=first)
    return Match("near", why) if why else Match("no")


def _why_close(left: str, right: str, *, first: bool) -> str:
    one, two = fold(left), fold(right)
    short = _short(left, right) if first else ""
    reasons = (
        (one == two, _("the accent may be dropped")),
        (bool(short), short),
        (first and bool(set(one.split()) & set(two.split())), _("one of the names is the same")),
        (sorted(one.split()) == sorted(two.split()), _("the names are in another order")),
        (alike(one, two), _("spelled nearly the same")),
    )
    return next((why for holds, why in reasons if holds), "")


def _short(left: str, right: str) -> str:
    for one in left.split():
        for two in right.split():
            if may_be_short_for(fold(one), fold(two)):
                short, full = sorted((one, two), key=len)
                return _("%(short)s is short for %(full)s") % {"short": short, "full": full}
    return ""


def alike(one: str, two: str) -> bool:
    """Whether two folded names differ by no more than a slip of the pen."""
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= ALIKE


def birth_dates(
    left: date | None, right: date | None, *, left_about: bool = False, right_about: bool = False
) -> Match:
    """Two birth dates, either of which may be a year only."""
    if left is None or right is None:
        return Match("none", _("Only on one record") if left or right else "")
    if left_about or right_about:
        years = abs(left.year - right.year)
        return Match("near" if years <= 2 else "no", _("only about a year is known"))
    if left == right:
        return Match("yes")
    if swapped(left) == right:
        return Match("near", _("day and month may be swapped"))
    parts = [left.day == right.day, left.month == right.month, left.year == right.year]
    if sum(parts) == 2:
        which = (_("the day"), _("the month"), _("the year"))[parts.index(False)]
        return Match("near", _("%(part)s differs") % {"part": which})
    return Match("no")
