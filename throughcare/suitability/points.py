"""The points of suitability in words: met, not met, not known, with reasons; never a score."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Group
from throughcare.pathways.predicates import Verdict
from throughcare.suitability.actions.answered import ASKED
from throughcare.suitability.models import Suitability
from throughcare.suitability.selectors import Considered, Point

#: The style of each verdict; the word is always beside the sign.
MARKS = {Verdict.MET: "yes", Verdict.NOT_MET: "no", Verdict.NOT_KNOWN: "none"}


def verdict_words(verdict: Verdict) -> str:
    return {
        Verdict.MET: _("Met"),
        Verdict.NOT_MET: _("Not met"),
        Verdict.NOT_KNOWN: _("Not known"),
    }[verdict]


@dataclass(frozen=True)
class PointRow:
    """One line of the table."""

    question: str
    verdict: str
    mark: str
    why: str
    source: str
    told_by: str
    url: str


def groups(found: Considered, reference: str, *, may_answer: bool) -> list[Group]:
    """Open points first, then what is settled."""
    open_ones = [point_row(each, found.row, reference, may_answer) for each in open_points(found)]
    settled = [each for each in found.points if not each.is_open]
    closed = [point_row(each, found.row, reference, may_answer) for each in settled]
    told = (
        (_("To settle before the court decides (%(count)s)"), open_ones),
        (_("Settled (%(count)s)"), closed),
    )
    return [Group(title % {"count": len(rows)}, rows) for title, rows in told if rows]


def open_points(found: Considered) -> list[Point]:
    return [each for each in found.points if each.is_open]


def point_row(point: Point, row: Suitability, reference: str, may_answer: bool) -> PointRow:
    kept, criterion = point.kept, point.criterion
    asked = criterion.condition.predicate == ASKED
    url = ""
    if may_answer and asked:
        url = reverse("suitability_answer", args=[reference, row.pk, criterion.id])
    elif may_answer and criterion.condition.predicate == "willing_to_comply":
        url = reverse("suitability_willing", args=[reference, row.pk])
    return PointRow(
        question=criterion.question,
        verdict=verdict_words(point.answer.verdict),
        mark=MARKS[point.answer.verdict],
        why=kept.why if kept else point.answer.why,
        source=criterion.source.words,
        told_by=_told_by(point),
        url=url,
    )


def _told_by(point: Point) -> str:
    kept = point.kept
    if kept is None:
        return "" if point.criterion.condition.predicate == ASKED else _("The record")
    day = words.short_date(words.local(kept.recorded_at).date(), today=clock.today())
    parts = [kept.told_by, f"{kept.recorded_by.user.name}, {day}"]
    return ". ".join(part for part in parts if part)


def counts(found: Considered) -> str:
    """``6 of 9 are met.``"""
    met = sum(not each.is_open for each in found.points)
    return _("%(met)s of %(all)s are met.") % {"met": met, "all": len(found.points)}


def rest(found: Considered) -> str:
    """``1 is not met and 2 are not known.``, or nothing where all are met."""
    verdicts = [each.answer.verdict for each in found.points]
    wrong, unknown = verdicts.count(Verdict.NOT_MET), verdicts.count(Verdict.NOT_KNOWN)
    parts = []
    if wrong:
        said = ngettext("%(n)s is not met", "%(n)s are not met", wrong)
        parts.append(said % {"n": wrong})
    if unknown:
        said = ngettext("%(n)s is not known", "%(n)s are not known", unknown)
        parts.append(said % {"n": unknown})
    return f"{words.and_list(parts)}." if parts else ""


def nearly(found: Considered) -> str:
    """``Nearly suitable. It lacks: …``, where little is open and nothing speaks against it."""
    left = open_points(found)
    if not found.points or found.row.status == Suitability.Status.CLOSED:
        return ""
    if found.row.status == Suitability.Status.SIGNED and not left:
        return ""
    if not left:
        return _("Every point is met. Somebody still has to sign.")
    if against := [each for each in left if _speaks_against(each, found.row)]:
        said = _("Not met, and nothing is planned that would settle it: %(points)s.")
        return said % {"points": _questions(against)}
    if len(left) > len(found.points) / 2:
        return ""
    return _("Nearly suitable. It lacks: %(points)s.") % {"points": _questions(left)}


def _speaks_against(point: Point, row: Suitability) -> bool:
    """Not met, and nobody has said what is done to settle it: it is not merely lacking."""
    if point.answer.verdict != Verdict.NOT_MET:
        return False
    if point.kept is not None:
        return not point.kept.next_step
    asked_again = point.criterion.condition.predicate == "willing_to_comply" and row.ask_again_on
    return not asked_again


def _questions(points: list[Point]) -> str:
    return "; ".join(_lower(each.criterion.question) for each in points)


def _lower(text: str) -> str:
    """A question in the middle of a sentence: names in capitals (GP) stay."""
    first, _space, _rest = text.partition(" ")
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]
