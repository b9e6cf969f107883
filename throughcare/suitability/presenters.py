"""How suitability is said beside its points (``points``): the state, the answer, the advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Colour, Tag
from throughcare.pathways.facts import said_of
from throughcare.suitability import rules
from throughcare.suitability.journey_words import how_words
from throughcare.suitability.models import Advice, Suitability, View
from throughcare.suitability.points import open_points
from throughcare.suitability.selectors import Considered

COLOURS: dict[str, Colour] = {
    View.SUITABLE: "green",
    View.NEARLY: "blue",
    View.NOT_SUITABLE: "grey",
    View.SEE_AGAIN: "white",
}


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
    """That a court decided while it was considered, what, and who entered it; "" where none did."""
    at = getattr(row, "decided_at", None)
    if at is None or row.status == Suitability.Status.CLOSED:
        return ""
    facts = {
        "day": words.short_date(words.local(at).date(), today=clock.today()),
        "name": getattr(row, "decided_by", ""),
    }
    if made_it(row):
        return _("The court made this requirement: %(name)s entered it, %(day)s.") % facts
    said = _("The court decided: %(name)s entered it, %(day)s. No such requirement is entered.")
    return said % facts


def made_it(row: Suitability) -> bool:
    """Did a court make this very requirement, as far as the asker may read?"""
    return bool(getattr(row, "decided_with", False))


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


def willing_words(found: Considered, called: str) -> str:
    """What the person said about complying, and when."""
    said = found.said
    if said is None:
        return _not_said(found, called)
    told = {
        "yes": _("%(name)s is willing to comply."),
        "no": _("%(name)s is not willing to comply."),
        "withdrawn": _("%(name)s was willing, and has taken it back."),
    }
    return told[said_of(said)] % {"name": called}


def _not_said(found: Considered, called: str) -> str:
    before = found.asked.before
    if before is None:
        return _("%(name)s has not said yes or no.") % {"name": called}
    return _(
        "%(name)s has not said yes or no for this sentence. What was said on %(day)s was before "
        "an earlier one: ask again."
    ) % {"name": called, "day": words.full_date(words.local(before.at).date())}


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
        for each in open_points(found)
        if each.kept and each.kept.next_step
    ]
    if found.row.ask_again_on and not found.asked.is_willing:
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
