"""How the person's pages say things: short sentences, no words of court, clinic or charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from scoring.score import GATE
from throughcare.core import clock
from throughcare.instruments import presenters as instrument_presenters
from throughcare.instruments import rules as instrument_rules
from throughcare.my import rules
from throughcare.my.models import Handover


@dataclass(frozen=True)
class CrisisLine:
    words: str
    number: str
    note: str


@dataclass(frozen=True)
class Tile:
    """One answer: what is kept, its exact words, and what its picture shows."""

    value: str
    words: str
    picture: rules.AnswerPicture | None


@dataclass(frozen=True)
class AnswerLine:
    number: int
    question: str
    answer: str
    url: str


def crisis_lines() -> list[CrisisLine]:
    """Telephone lines, in the order of the setting."""
    return [CrisisLine(_(words), number, _(note)) for words, number, note in settings.CRISIS_LINES]


def first_name(full: str) -> str:
    return full.split(" ", maxsplit=1)[0]


def on_shift(row: Handover) -> str:
    """The first name of who is in charge now; "" when nobody is by now."""
    if row.in_charge_until is None or row.in_charge_until <= clock.now():
        return ""
    return first_name(row.in_charge_name)


def who_sees(row: Handover) -> str:
    name = on_shift(row)
    if name:
        return _("%(name)s will see your answers today and talk to you about them.") % {
            "name": name
        }
    return _("Your health team will see your answers and talk to you about them.")


def who_talks(row: Handover) -> str:
    """After a safety answer: a name only of somebody who is on shift."""
    name = on_shift(row)
    if name:
        return _("%(name)s will talk to you today.") % {"name": name}
    return _("A worker will talk to you.")


def first_lines(row: Handover) -> list[str]:
    """The three lines before the first question (screens.md §7)."""
    return [
        who_sees(row),
        _("You can skip a question, or stop."),
        _("We tell others only if someone may be badly hurt."),
    ]


def question_words(question: rules.Question) -> tuple[str, str]:
    """The line that stands above all questions of the set, and the question, both exact."""
    words = instrument_presenters.question_words(question.instrument, question.item)
    period = "" if question.item == GATE else question.instrument.period
    return period, words


def tiles(question: rules.Question) -> list[Tile]:
    """Every answer that the question takes, in its own words and order."""
    instrument, item = question.instrument, question.item
    values = instrument_rules.allowed(instrument, item)
    said = [instrument_presenters.option_words(instrument, item, value) for value in values]
    exact = [words.removeprefix(f"{value}: ") for value, words in zip(values, said, strict=True)]
    found = instrument_rules.item_of(instrument, item)
    scale = len(found.values) if found is not None else len(values)
    pictures = [*rules.answer_pictures(exact[:scale]), *[None] * (len(values) - scale)]
    return [Tile(*each) for each in zip(values, exact, pictures, strict=True)]


def answer_words(question: rules.Question, code: str) -> str:
    if not code:
        return _("No answer yet")
    if code == rules.DECLINED:
        return _("I do not want to answer")
    return next((tile.words for tile in tiles(question) if tile.value == code), code)


def answer_lines(
    asked: Sequence[rules.Question], tapped: rules.Tapped, url_of: Sequence[str]
) -> list[AnswerLine]:
    return [
        AnswerLine(
            number,
            question_words(question)[1],
            answer_words(question, tapped.get(question.key, "")),
            url_of[number - 1],
        )
        for number, question in enumerate(asked, start=1)
    ]


def end_words(row: Handover) -> tuple[str, list[str]]:
    """The heading and the lines of the last page, by how it ended."""
    if row.status == Handover.Status.FINISHED:
        return _("Thank you. You have finished."), [_end_line(row)]
    if row.status == Handover.Status.STOPPED:
        return _("You have stopped. Your answers are kept."), [
            help_line(row),
            _("This is not an alarm. Tell the worker who gave you this tablet."),
        ]
    if row.status == Handover.Status.LAPSED:
        return _("This page was left for a while."), [_("Your answers are kept.")]
    return _("This page is closed."), [_("Your answers are kept.")]


def _end_line(row: Handover) -> str:
    name = on_shift(row)
    if name:
        return _("%(name)s will talk to you about your answers.") % {"name": name}
    return _("A worker will talk to you about your answers.")


def help_line(row: Handover) -> str:
    """After somebody stopped: for whom the message lies; a name only of who is on shift."""
    name = on_shift(row)
    if name:
        return _("We have left a message for %(name)s now.") % {"name": name}
    return _("We have left a message for the team now.")
