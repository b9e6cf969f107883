"""Times and orders of the tablet and of own pages. Pure; settings say how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from scoring import score
from scoring.instruments import Instrument
from throughcare.instruments import rules as instrument_rules
from throughcare.instruments.library import Questionnaire
from throughcare.my.models import Handover

DECLINED = instrument_rules.Missing.DECLINED.value


def idle() -> timedelta:
    """A tablet that is not touched for so long ends itself; the answers are kept."""
    return timedelta(minutes=int(settings.TABLET_IDLE_MINUTES))


def charge_lasts() -> timedelta:
    """Charge is taken for at most so long at once (an appointment "within the hour")."""
    return timedelta(minutes=int(settings.TABLET_CHARGE_MINUTES))


def is_over(row: Handover, now: datetime) -> bool:
    """Has it been left for too long, or waited on own pages for longer than somebody answers?"""
    if row.status == Handover.Status.READY and row.on_own_pages:
        waits = timedelta(days=int(settings.OWN_QUESTIONS_DAYS))
        return now > (row.in_charge_until or row.recorded_at + waits)
    return now - row.last_used_at > idle()


def asks_about_safety(questionnaires: Sequence[Questionnaire]) -> bool:
    return any(each.instrument.safety for each in questionnaires)


def suits_tablet(questionnaire: Questionnaire) -> bool:
    """Does the person answer it themselves, in its exact words, item by item?"""
    instrument = questionnaire.instrument
    return (
        questionnaire.has_wording
        and not instrument.entry_only
        and all(item.text for item in instrument.items)
        and bool(instrument.options)
    )


@dataclass(frozen=True)
class Question:
    """One question of the tablet: which questionnaire, which item (0 is asked first)."""

    instrument: Instrument
    item: int

    @property
    def key(self) -> tuple[str, int]:
        return self.instrument.id, self.item


#: What was tapped, by (instrument, item).
Tapped = Mapping[tuple[str, int], str]


def questions(questionnaires: Sequence[Questionnaire], tapped: Tapped) -> list[Question]:
    """All questions in order; a questionnaire that its first question closed asks no more."""
    found: list[Question] = []
    for each in questionnaires:
        instrument = each.instrument
        closed = instrument_rules.is_closed(instrument, of_instrument(tapped, instrument.id))
        numbers = (score.GATE,) if closed else instrument_rules.numbers(instrument)
        found += [Question(instrument, number) for number in numbers]
    return found


def of_instrument(tapped: Tapped, instrument: str) -> dict[int, str]:
    return {item: code for (name, item), code in tapped.items() if name == instrument}


def next_number(asked: Sequence[Question], tapped: Tapped) -> int | None:
    """The first question without an answer, counted from 1; None when all have one."""
    for number, question in enumerate(asked, start=1):
        if question.key not in tapped:
            return number
    return None


def is_safety(question: Question, code: str) -> bool:
    """Is this an answer that somebody looks at now?"""
    return code.isdigit() and any(
        rule.item == question.item and int(code) >= rule.at_least
        for rule in question.instrument.safety
    )


@dataclass(frozen=True)
class AnswerPicture:
    """Beside one answer: a tick, a cross, or a glass that is ``full`` hundredths full."""

    name: str
    full: int = 0


#: How the least answer of a scale begins where its answers rise from nothing.
FROM_NOTHING = ("not at all", "none of the time", "never")


def answer_pictures(offered: Sequence[str]) -> list[AnswerPicture | None]:
    """One for each answer, in order; none where the scale does not rise from nothing."""
    if sorted(offered) == ["No", "Yes"]:
        return [AnswerPicture(words.lower()) for words in offered]
    if len(offered) < 3 or not offered[0].lower().startswith(FROM_NOTHING):
        return [None] * len(offered)
    return [
        AnswerPicture("amount", round(100 * n / (len(offered) - 1))) for n in range(len(offered))
    ]
