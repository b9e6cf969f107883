"""Scores one use of one instrument. A score never decides, and a missing answer is never 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from scoring.instruments import Instrument, Item, NotUsable, number

#: The number under which a gate question is reported.
GATE = 0
NOT_APPLICABLE = "na"
Answers = Sequence[str]


@dataclass(frozen=True)
class SafetyAnswer:
    item: int
    value: int


@dataclass(frozen=True)
class Result:
    """What came of one use.

    ``score`` is None when it may not be worked out; ``band`` and ``caseness`` are None when
    there is no score or no rule with a source. ``missing`` are the numbers of items without an
    answer (the gate is 0). ``safety`` holds answers that somebody looks at, whatever the total.
    """

    instrument: str
    version: str
    score: int | float | None
    band: str | None
    caseness: bool | None
    complete: bool
    missing: tuple[int, ...]
    scorable: bool
    safety: tuple[SafetyAnswer, ...]

    def as_dict(self) -> dict[str, Any]:
        found = asdict(self)
        found["missing"] = list(self.missing)
        found["safety"] = [asdict(answer) for answer in self.safety]
        return found


def score(
    instrument: Instrument,
    answers: Answers,
    *,
    sex: str = "",
    enabled: frozenset[str] = frozenset(),
) -> Result:
    """Score the answers as typed: digits, blank for missing, ``na`` where an item allows it.

    ``sex`` (male, female) matters where a cut-off differs by sex; without it such a caseness is
    None. ``enabled`` names rules without a verified source that the site has turned on.
    Raises NotUsable naming the item that is out of range, or how many answers are wanted.
    """
    given = [answer.strip().lower() for answer in answers]
    if instrument.entry_only:
        return _of_total(instrument, given)
    if instrument.gate is not None:
        return _gated(instrument, given, sex, enabled)
    return _of_items(instrument, given, (), sex, enabled)


def _gated(
    instrument: Instrument, given: Sequence[str], sex: str, enabled: frozenset[str]
) -> Result:
    gate = instrument.gate
    assert gate is not None  # noqa: S101 - the caller looked
    first, rest = given[0] if given else "", given[1:]
    if first == "":
        blank = [*rest, *[""] * (len(instrument.items) - len(rest))]
        return _of_items(instrument, blank, (GATE,), sex, enabled)
    if _whole(first) not in (0, 1):
        raise NotUsable(f"the first question of {instrument.id} takes 0 or 1, not [{first}]")
    if _whole(first) != gate.closed_by:
        return _of_items(instrument, rest, (), sex, enabled)
    if any(answer not in ("", "0") for answer in rest):
        raise NotUsable(f"{instrument.id} ends after its first question is answered no")
    total = number(gate.score)
    return Result(
        instrument.id, instrument.version, total, _band(instrument, total, enabled),
        _caseness(instrument, total, sex, enabled), True, (), True, (),
    )  # fmt: skip


def _of_items(
    instrument: Instrument,
    given: Sequence[str],
    missing_before: tuple[int, ...],
    sex: str,
    enabled: frozenset[str],
) -> Result:
    if len(given) != len(instrument.items):
        more = " after the first question" if instrument.gate else ""
        raise NotUsable(
            f"{instrument.id} takes {len(instrument.items)} answers{more}, {len(given)} given"
        )
    values = {
        item.number: _value(instrument, item, answer)
        for item, answer in zip(instrument.items, given, strict=True)
    }
    left_out = {n for n, value in values.items() if value == NOT_APPLICABLE}
    missing = missing_before + tuple(n for n, value in values.items() if value is None)
    answered = {n: v for n, v in values.items() if isinstance(v, int)}
    scorable = bool(answered) and _may_be_scored(instrument, missing, enabled)
    total = None
    if scorable:
        total = _converted(instrument, _total(instrument, answered, missing), enabled)
    return Result(
        instrument=instrument.id,
        version=instrument.version,
        score=total,
        band=_itq(answered) if scorable and instrument.method == "itq"
        else _band(instrument, total, enabled),
        caseness=(_itq(answered) != NEITHER) if scorable and instrument.method == "itq"
        else _caseness(instrument, total, sex, enabled),
        complete=not missing and len(answered) + len(left_out) == len(instrument.items),
        missing=missing,
        scorable=scorable,
        safety=tuple(
            SafetyAnswer(rule.item, answered[rule.item])
            for rule in sorted(instrument.safety, key=lambda rule: rule.item)
            if answered.get(rule.item, -1) >= rule.at_least
        ),
    )  # fmt: skip


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None


def _value(instrument: Instrument, item: Item, answer: str) -> int | str | None:
    if answer == "":
        return None
    if answer == NOT_APPLICABLE and item.not_applicable:
        return NOT_APPLICABLE
    value = _whole(answer)
    if value is not None and value == item.not_known:
        return None
    if value not in item.values:
        allowed = ", ".join(str(v) for v in item.values)
        raise NotUsable(
            f"item {item.number} of {instrument.id} takes {allowed} or blank, not [{answer[:20]}]"
        )
    return value


def _may_be_scored(
    instrument: Instrument, missing: tuple[int, ...], enabled: frozenset[str]
) -> bool:
    """Without a rule that has a source one missing item means no score."""
    if not missing:
        return True
    rule = instrument.rule("missing", enabled)
    return GATE not in missing and rule is not None and len(missing) <= int(rule["allowed"])


def _total(
    instrument: Instrument, answered: Mapping[int, int], missing: tuple[int, ...]
) -> Decimal:
    """The total; where a rule allows items to be missing, each counts as the mean of the rest."""
    scored = [
        item.scored(answered[item.number]) for item in instrument.items if item.number in answered
    ]
    if instrument.method == "mean_times_10":
        return Decimal(sum(scored) * 10) / len(scored)
    if instrument.method == "itq":
        return Decimal(sum(answered[n] for n in (*range(1, 7), *range(10, 16))))
    return Decimal(sum(scored) * (len(scored) + len(missing))) / len(scored)


def _converted(instrument: Instrument, total: Decimal, enabled: frozenset[str]) -> int | float:
    """The total, or what a table with a source makes of it (``conversion``: from the lowest on).

    A total that is not whole, as of a pro-rated use, stands between two lines of the table.
    """
    rule = instrument.rule("conversion", enabled)
    if rule is None:
        return number(total)
    table = [Decimal(str(value)) for value in rule["metric"]]
    place = total - Decimal(str(rule["first"]))
    below = int(place)
    above = min(below + 1, len(table) - 1)
    return number(table[below] + (table[above] - table[below]) * (place - below))


def _band(instrument: Instrument, total: float | None, enabled: frozenset[str]) -> str | None:
    rule = instrument.rule("bands", enabled)
    if total is None or rule is None:
        return None
    names = [band["name"] for band in rule["of"] if total >= band["from"]]
    return str(names[-1]) if names else None


def _caseness(
    instrument: Instrument, total: float | None, sex: str, enabled: frozenset[str]
) -> bool | None:
    rule = instrument.rule("caseness", enabled)
    if total is None or rule is None:
        return None
    if "by_sex" in rule:
        limit = rule["by_sex"].get(sex)
        return None if limit is None else total >= float(limit)
    if "at_most" in rule:
        return total <= float(rule["at_most"])
    return total >= float(rule["at_least"])


def _of_total(instrument: Instrument, given: Sequence[str]) -> Result:
    """An instrument whose key we do not have with a source: its total as typed, no band."""
    lowest, highest = instrument.total
    if len(given) != 1:
        raise NotUsable(
            f"{instrument.id} is entered as its total ({lowest} to {highest}): we have no key for"
            " its items with a source"
        )
    value = _whole(given[0])
    if given[0] != "" and (value is None or not lowest <= value <= highest):
        raise NotUsable(f"the total of {instrument.id} is {lowest} to {highest}, not [{given[0]}]")
    done = value is not None
    return Result(
        instrument.id, instrument.version, value, None, None, done, (), done, ()
    )  # fmt: skip


NEITHER = "criteria not met"
PTSD = "criteria met for PTSD"
COMPLEX = "criteria met for complex PTSD"
ENDORSED = 2  # "moderately" or more


def _itq(answered: Mapping[int, int]) -> str:
    """The algorithm of Cloitre and others 2018: items 1 to 9 are P, 10 to 18 are C.

    PTSD: one of each pair P1-2, P3-4, P5-6, and one of P7-9. Disturbances in self-organisation:
    the same over C. Both are complex PTSD, and then not PTSD.
    """

    def cluster(start: int) -> bool:
        pairs = all(
            max(answered[start + k], answered[start + k + 1]) >= ENDORSED for k in (0, 2, 4)
        )
        return pairs and max(answered[start + k] for k in (6, 7, 8)) >= ENDORSED

    if not cluster(1):
        return NEITHER
    return COMPLEX if cluster(10) else PTSD
