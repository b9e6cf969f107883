"""How suitability is said: met, not met, not known, with reasons; never a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Colour, Group, Tag
from throughcare.pathways.facts import said_of
from throughcare.pathways.predicates import Verdict
from throughcare.suitability import rules
from throughcare.suitability.actions.answered import ASKED
from throughcare.suitability.journey_words import how_words
from throughcare.suitability.models import Advice, Suitability, View
from throughcare.suitability.selectors import Considered, Point

#: The style of each verdict; the word is always beside the sign.
MARKS = {Verdict.MET: "yes", Verdict.NOT_MET: "no", Verdict.NOT_KNOWN: "none"}
COLOURS: dict[str, Colour] = {
    View.SUITABLE: "green",
    View.NEARLY: "blue",
    View.NOT_SUITABLE: "grey",
    View.SEE_AGAIN: "white",
}


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


def title_of(row: Suitability) -> str:
    found = rules.pinned(row)
    return found[0].title if found else row.pathway


def version_words(row: Suitability) -> str:
    """The day of the questions, where the version of a pathway is one."""
    try:
        return words.full_date(date.fromisoformat(row.pathway_version))
    except ValueError:
        return row.pathway_version


def tag_of(row: Suitability) -> Tag:
    colours: dict[str, Colour] = {"closed": "grey", "signed": "green"}
    closed = row.status == "closed"
    said = how_words(row.closed_how, row.came_of) if closed else row.get_status_display()
    return Tag(str(said), colours.get(row.status, "white"))


def decided_words(row: Suitability) -> str:
    """That a court decided while it was considered, and when; "" where none did or it is over."""
    at = getattr(row, "decided_at", None)
    if at is None or row.status == Suitability.Status.CLOSED:
        return ""
    day = words.short_date(words.local(at).date(), today=clock.today())
    return _("The court decided %(day)s.") % {"day": day}


def groups(found: Considered, reference: str, *, may_answer: bool) -> list[Group]:
    """Open points first, then what is settled."""
    open_ones = [point_row(each, found.row, reference, may_answer) for each in _open(found)]
    settled = [each for each in found.points if not each.is_open]
    closed = [point_row(each, found.row, reference, may_answer) for each in settled]
    told = (
        (_("To settle before the court decides (%(count)s)"), open_ones),
        (_("Settled (%(count)s)"), closed),
    )
    return [Group(title % {"count": len(rows)}, rows) for title, rows in told if rows]


def _open(found: Considered) -> list[Point]:
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


def time_left(row: Suitability) -> str:
    """How long until the court decides."""
    if row.sentence_on is None:
        return _("The day of sentence is not known.")
    days = (row.sentence_on - clock.today()).days
    day = words.full_date(row.sentence_on)
    if days < 0:
        return _("The day of sentence was %(day)s.") % {"day": day}
    if days == 0:
        return _("Sentence is today.")
    left = ngettext("%(n)s day to sentence", "%(n)s days to sentence", days) % {"n": days}
    return _("%(left)s, on %(day)s.") % {"left": left, "day": day}


def nearly(found: Considered) -> str:
    """``Nearly suitable. It lacks: …``, where little is open and nothing speaks against it."""
    left = _open(found)
    if not found.points or found.row.status == Suitability.Status.CLOSED:
        return ""
    if found.row.status == Suitability.Status.SIGNED and not left:
        return ""
    if not left:
        return _("Every point is met. Somebody still has to sign.")
    if len(left) > len(found.points) / 2:
        return ""
    lacks = "; ".join(_lower(each.criterion.question) for each in left)
    return _("Nearly suitable. It lacks: %(points)s.") % {"points": lacks}


def _lower(text: str) -> str:
    """A question in the middle of a sentence: names in capitals (GP) stay."""
    first, _space, _rest = text.partition(" ")
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def willing_words(found: Considered, called: str) -> str:
    """What the person said about complying, and when."""
    said = found.said
    if said is None:
        return _("%(name)s has not said yes or no.") % {"name": called}
    told = {
        "yes": _("%(name)s is willing to comply."),
        "no": _("%(name)s is not willing to comply."),
        "withdrawn": _("%(name)s was willing, and has taken it back."),
    }
    return told[said_of(said)] % {"name": called}


def willing_by(found: Considered) -> str:
    said = found.said
    if said is None:
        return ""
    at = words.in_a_sentence(words.near_moment(said.at, now=clock.now()))
    return _("Said to %(who)s, %(at)s") % {"who": said.taken_by.user.name, "at": at}


def explained(found: Considered) -> list[tuple[str, bool]]:
    """What is done before an answer, and what is still to do."""
    done = [(str(text), code in found.row.explained) for code, text in rules.EXPLAINED.items()]
    answered = found.said is not None and found.said.withdrawn_at is None
    done.append((_("Their answer, in their words"), answered))
    copy = found.said is not None and found.said.easy_read_copy_given
    done.append((_("Easy-read copy given"), copy))
    return done


def to_do(found: Considered) -> list[tuple[str, str, str]]:
    """What is done to get there, by day: day, what, by whom."""
    steps = [
        (each.kept.next_on, each.kept.next_step, each.kept.recorded_by.user.name)
        for each in _open(found)
        if each.kept and each.kept.next_step
    ]
    if found.row.ask_again_on and found.said is None:
        steps.append((found.row.ask_again_on, _("Ask the person again"), ""))
    today = clock.today()
    dated = sorted((step for step in steps if step[0]), key=lambda step: str(step[0]))
    later = [step for step in steps if not step[0]]
    return [
        (words.short_date(on, today=today) if on else _("No day yet"), what, who)
        for on, what, who in [*dated, *later]
    ]


@dataclass(frozen=True)
class AdviceRow:
    """What was signed, as probation and the court read it too."""

    tag: Tag
    view: str
    line: str
    available: str
    lacks: tuple[str, ...]
    by: str


def advice_row(advice: Advice, row: Suitability) -> AdviceRow:
    found = rules.pinned(row)
    questions = {each.id: each.question for each in found[0].criteria} if found else {}
    view = View(advice.view)
    who = advice.recorded_by.user.name
    at = words.in_a_sentence(words.near_moment(advice.recorded_at, now=clock.now()))
    return AdviceRow(
        tag=Tag(str(view.label), COLOURS[view]),
        view=str(view.label),
        line=advice.line,
        available=advice.available,
        lacks=tuple(questions.get(each, each) for each in advice.lacks),
        by=f"{who}, {advice.agency.name}, {at}",
    )


def why_not(because: str, row: Suitability, sent_by: str) -> str:
    """Why the reader cannot sign."""
    if because == "own":
        return _("You sent this for sign-off, so somebody else signs it.")
    if because == "role":
        return _("It is signed by a clinical lead. %(who)s sent it.") % {"who": sent_by}
    return ""


def sent_words(row: Suitability, sent_by: str) -> str:
    if row.sent_at is None:
        return ""
    at = words.in_a_sentence(words.near_moment(row.sent_at, now=clock.now()))
    return _("%(who)s sent it for sign-off, %(at)s.") % {"who": sent_by, "at": at}
