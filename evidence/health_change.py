"""Did people's health change by more than the questionnaire's own error?

Jacobson and Truax, Journal of Consulting and Clinical Psychology 59:12 (1991): a change is
reliable when it is larger than error would make, and clinically significant when it also crosses
the line between people in treatment and others. Rules are kept for each version of an instrument
in ``instruments.toml``; a change is never worked out across versions.

Three things are printed with every result, always: how severe people were at the start, how many
have no last score, and that without a comparison group a fall is partly regression to the mean.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from evidence.equity import wilson

REGISTER = Path(__file__).with_name("instruments.toml")
CAVEAT = (
    "There is no comparison group here. People start treatment when they are at their worst, so "
    "scores tend to fall whatever is done (regression to the mean): on one waiting list the mean "
    "PHQ-9 fell from 13.6 to 7.0 in 16 weeks. These figures do not show that the service caused "
    "the change."
)


class NoRule(ValueError):
    """There is no verified rule for this instrument and version."""


class Direction(StrEnum):
    """What became of one person's score."""

    BETTER = "reliably better"
    SAME = "no reliable change"
    WORSE = "reliably worse"
    MISSING = "no last score"


@dataclass(frozen=True)
class Instrument:
    """The rule of one version. ``clinical_from`` is the first score on the clinical side."""

    key: str
    version: str
    title: str
    lowest: float
    highest: float
    worse_is: str
    reliable_change: float
    clinical_from: float
    verified: bool
    source: str

    def clinical(self, score: float) -> bool:
        """Is the score on the side that is usual for people in treatment?"""
        if self.worse_is == "higher":
            return score >= self.clinical_from
        return score <= self.clinical_from


@dataclass(frozen=True)
class Person:
    """A first and a last score; ``last`` is None when there is none."""

    first: float
    last: float | None
    direction: Direction
    crossed: bool

    @property
    def significant(self) -> bool:
        """Reliably better, and across the line."""
        return self.direction is Direction.BETTER and self.crossed


@dataclass(frozen=True)
class Count:
    """How many of all who were due to finish, with the likely range of the share."""

    words: str
    people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Severity:
    """Scores of the first time: of everybody, of those with a last score, of those without."""

    people: int
    mean: float
    sd: float
    clinical_share: float


@dataclass(frozen=True)
class Change:
    """The figures of one instrument. Shares divide by everybody due to finish (``people``)."""

    instrument: Instrument
    everybody: tuple[Person, ...]
    people: int
    paired: int
    counts: tuple[Count, ...]
    significant: Count
    started_clinical: int
    before: Severity | None
    before_paired: Severity | None
    before_missing: Severity | None
    mean_change: float | None
    mean_change_low: float | None
    mean_change_high: float | None
    caveats: tuple[str, ...]


@cache
def instruments() -> Mapping[tuple[str, str], Instrument]:
    """The rules by instrument and version."""
    with REGISTER.open("rb") as file:
        return _read_rules(tomllib.load(file))


def read_instruments(path: Path) -> Mapping[tuple[str, str], Instrument]:
    """The rules of a service's own file, in the shape of ``instruments.toml``, over ours."""
    with path.open("rb") as file:
        return {**instruments(), **_read_rules(tomllib.load(file))}


def _read_rules(
    raw: Mapping[str, Mapping[str, Mapping[str, object]]],
) -> dict[tuple[str, str], Instrument]:
    rules = {}
    for key, versions in raw.items():
        for version, entry in versions.items():
            wanted = {name for name in Instrument.__annotations__ if name not in ("key", "version")}
            given = {name: value for name, value in entry.items() if name != "measures"}
            missing, unknown = wanted - set(given), set(given) - wanted
            if missing or unknown:
                raise NoRule(
                    f"[{key}.{version}]: missing {sorted(missing)}, unknown {sorted(unknown)}"
                )
            rules[key, version] = Instrument(key=key, version=version, **given)  # type: ignore[arg-type]
    return rules


def find_instrument(
    key: str, version: str, rules: Mapping[tuple[str, str], Instrument] | None = None
) -> Instrument:
    """The rule, refused where it is unknown or was not read in a source."""
    known = instruments() if rules is None else rules
    rule = known.get((key, version))
    if rule is None:
        raise NoRule(f"there is no rule for [{key}] version [{version}]")
    if not rule.verified:
        raise NoRule(f"the rule for [{key}] version [{version}] has no verified source")
    return rule


def reliable_change_index(sd: float, reliability: float, *, level: float = 0.95) -> float:
    """The change that error alone passes in 1 − level of cases: for a service's own instrument."""
    from scipy.stats import norm

    if sd <= 0 or not 0 < reliability < 1:
        raise ValueError(f"a spread of [{sd}] and a reliability of [{reliability}] give no error")
    return float(norm.ppf((1 + level) / 2) * sd * np.sqrt(2 * (1 - reliability)))


def judge(instrument: Instrument, first: float, last: float | None) -> Person:
    """One person: better, worse or neither, and whether the line was crossed towards health."""
    _refuse_outside(instrument, first)
    if last is None:
        return Person(first, None, Direction.MISSING, crossed=False)
    _refuse_outside(instrument, last)
    gain = first - last if instrument.worse_is == "higher" else last - first
    if gain >= instrument.reliable_change:
        direction = Direction.BETTER
    elif gain <= -instrument.reliable_change:
        direction = Direction.WORSE
    else:
        direction = Direction.SAME
    crossed = instrument.clinical(first) and not instrument.clinical(last)
    return Person(first, last, direction, crossed)


def change(
    instrument: Instrument, scores: Iterable[tuple[float, float | None]], *, level: float = 0.95
) -> Change:
    """Everybody due to finish: (first, last or None). The missing are a count of their own."""
    people = tuple(judge(instrument, first, last) for first, last in scores)
    if not people:
        raise ValueError("nobody was due to finish")
    n = len(people)
    paired = [person for person in people if person.last is not None]
    absent = [person for person in people if person.last is None]
    counts = tuple(
        _count(way.value, sum(person.direction is way for person in people), n, level)
        for way in Direction
    )
    words = "reliably better and below the line"
    significant = _count(words, sum(person.significant for person in people), n, level)
    moved = _mean_change(paired, level)
    return Change(
        instrument,
        people,
        n,
        len(paired),
        counts,
        significant,
        sum(instrument.clinical(person.first) for person in people),
        _severity(instrument, people),
        _severity(instrument, paired),
        _severity(instrument, absent),
        *moved,
        _caveats(instrument, n, len(paired)),
    )


def _refuse_outside(instrument: Instrument, score: float) -> None:
    if not instrument.lowest <= score <= instrument.highest:
        raise ValueError(
            f"a score of [{score:g}] is outside {instrument.title}'s range, "
            f"[{instrument.lowest:g}] to [{instrument.highest:g}]"
        )


def _count(words: str, people: int, of: int, level: float) -> Count:
    low, high = wilson(people, of, level=level)
    return Count(words, people, people / of, low, high)


def _severity(instrument: Instrument, people: Iterable[Person]) -> Severity | None:
    first = np.array([person.first for person in people])
    if len(first) == 0:
        return None
    clinical = float(np.mean([instrument.clinical(score) for score in first]))
    sd = float(first.std(ddof=1)) if len(first) > 1 else 0.0
    return Severity(len(first), float(first.mean()), sd, clinical)


def _mean_change(
    paired: Iterable[Person], level: float
) -> tuple[float | None, float | None, float | None]:
    from scipy.stats import t as student

    moved: ArrayLike = [person.last - person.first for person in paired if person.last is not None]
    values = np.asarray(moved, dtype=np.float64)
    if len(values) < 2:
        return (float(values[0]) if len(values) else None), None, None
    mean = float(values.mean())
    spread = float(values.std(ddof=1)) / np.sqrt(len(values))
    half = float(student.ppf((1 + level) / 2, len(values) - 1)) * float(spread)
    return mean, mean - half, mean + half


def _caveats(instrument: Instrument, people: int, paired: int) -> tuple[str, ...]:
    words = [CAVEAT]
    if paired < people:
        words.append(
            f"{people - paired} of {people} have no last score. They are counted as not better; "
            "people who stay to the end often do better than those who do not."
        )
    words.append(
        f"Rule for {instrument.title}, version {instrument.version}: a change of "
        f"{instrument.reliable_change:g} or more. Source: {instrument.source}."
    )
    return tuple(words)
