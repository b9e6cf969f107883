"""Answers as they are typed and as they are scored. Pure; no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from scoring import score
from scoring.instruments import Instrument, Item, NotUsable
from throughcare.instruments.models import Answer

Missing = Answer.Missing
#: What stands in a row of typed answers for an answer that there is not.
SIGNS = {
    "-": Missing.BLANK,
    "": Missing.BLANK,
    "n": Missing.NOT_ASKED,
    "d": Missing.DECLINED,
    "x": Missing.NOT_APPLICABLE,
}
#: Rules that say something of a score, in the order in which they are told.
TOLD = ("missing", "conversion", "bands", "caseness", "change")


@dataclass(frozen=True)
class Answers:
    """Answers by item: digits, or a value of Missing. ``total`` where only that is entered."""

    by_item: Mapping[int, str]
    total: str = ""

    def of(self, item: int) -> str:
        return self.by_item.get(item, "") or Missing.BLANK

    @property
    def any_given(self) -> bool:
        """Is there anything to keep? A total, an answer, or that it was declined."""
        kept = (code for code in self.by_item.values() if code not in ("", Missing.BLANK))
        return bool(self.total) or any(True for _ in kept)


def safety_prompt_within() -> timedelta:
    """After this an open safety prompt stands on the team lead's list too."""
    return timedelta(minutes=int(settings.SAFETY_PROMPT_MINUTES))


def numbers(instrument: Instrument) -> tuple[int, ...]:
    """The items in the order in which they are asked; a question asked first is 0."""
    first = (score.GATE,) if instrument.gate else ()
    return (*first, *(item.number for item in instrument.items))


def item_of(instrument: Instrument, number: int) -> Item | None:
    return next((item for item in instrument.items if item.number == number), None)


def allowed(instrument: Instrument, number: int) -> tuple[str, ...]:
    """The digits that this item takes."""
    item = item_of(instrument, number)
    if item is None:
        return ("0", "1")
    extra = (item.not_known,) if item.not_known is not None else ()
    return tuple(str(value) for value in (*item.values, *extra))


def is_closed(instrument: Instrument, by_item: Mapping[int, str]) -> bool:
    """Did the question asked first end the questionnaire?"""
    gate = instrument.gate
    return gate is not None and by_item.get(score.GATE) == str(gate.closed_by)


def asked(instrument: Instrument, answers: Answers) -> tuple[int, ...]:
    """The items of which an answer is kept."""
    if instrument.entry_only:
        return ()
    return (score.GATE,) if is_closed(instrument, answers.by_item) else numbers(instrument)


def read_row(instrument: Instrument, text: str) -> dict[int, str]:
    """Answers typed in a row: ``012301201``, or with commas where an answer has two digits.

    Raises NotUsable naming the question, or how many answers are wanted.
    """
    typed = text.strip().lower()
    signs = [p.strip() for p in typed.split(",")] if "," in typed else list("".join(typed.split()))
    wanted = numbers(instrument)
    if instrument.gate and signs == [str(instrument.gate.closed_by)]:
        return {score.GATE: signs[0]}
    if len(signs) != len(wanted):
        raise NotUsable(f"{len(wanted)} {len(signs)}")
    return {n: _read_sign(instrument, n, s) for n, s in zip(wanted, signs, strict=True)}


class OutOfRange(NotUsable):
    """An answer that the question does not take."""

    def __init__(self, number: int, takes: tuple[str, ...]) -> None:
        super().__init__(f"item {number} takes {', '.join(takes)}")
        self.number, self.takes = number, takes


def _read_sign(instrument: Instrument, number: int, sign: str) -> str:
    item = item_of(instrument, number)
    takes = allowed(instrument, number)
    if sign in takes:
        return sign
    code = SIGNS.get(sign)
    if code is None or (code == Missing.NOT_APPLICABLE and not (item and item.not_applicable)):
        raise OutOfRange(number, takes)
    return code


def work_out(instrument: Instrument, answers: Answers) -> score.Result:
    """The score of these answers. A missing answer stays missing; NotUsable names what is wrong."""
    if instrument.entry_only:
        return score.score(instrument, [answers.total])
    given = [_as_scored(answers.of(number)) for number in asked(instrument, answers)]
    return score.score(instrument, given)


def _as_scored(code: str) -> str:
    if code == Missing.NOT_APPLICABLE:
        return score.NOT_APPLICABLE
    return "" if code in Missing.values else code


def kept(instrument: Instrument, number: int, code: str) -> tuple[int | None, str]:
    """The value and the reason for none, as a row of Answer keeps them."""
    if code in Missing.values:
        return None, code
    item = item_of(instrument, number)
    if item is not None and item.not_known is not None and int(code) == item.not_known:
        return None, Missing.NOT_KNOWN
    return int(code), ""


def rules_used(instrument: Instrument) -> dict[str, Any]:
    """Each rule that is on, with how sure we are of its source."""
    return {
        name: {"status": rule.status, "source": rule.source}
        for name in TOLD
        if (rule := instrument.rules.get(name)) is not None and rule.known_well
    }
