"""How many people until a difference can be known, and how many of ours could be matched today.

Difference of two shares by the normal approximation with the base rate's variance in both groups
(Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 2003, chapter 4, without
the continuity correction): detectable = (z of the level + z of the power) times the root of
p(1 − p)(1/n + 1/m).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evidence.matchability import HELPS, NEEDED, ONE_OF, Matchability, matchability, read_people
from evidence.problems import BadInput

__all__ = [
    "Answer",
    "Design",
    "Matchability",
    "detectable_difference",
    "matchability",
    "people_needed",
    "plan",
    "power_of",
    "words",
]
SIZES = (30, 60, 100, 200, 300, 500, 1000, 2000)
SMALLEST_MATCH = 30  # fewer matched people give no headline


@dataclass(frozen=True)
class Design:
    """What is assumed: shares and differences are fractions, not points.

    The comparison group is a ``pool`` of fixed size or, with ``per_person``, grows with those who
    take part, as in one-to-one matching.
    """

    base: float = 0.35
    pool: int = 5000
    power: float = 0.8
    alpha: float = 0.05
    per_person: float | None = None

    def spread(self, people: float) -> float:
        """Standard error of the difference with so many matched people."""
        compared = self.pool if self.per_person is None else self.per_person * people
        return math.sqrt(self.base * (1 - self.base) * (1 / people + 1 / compared))

    def __post_init__(self) -> None:
        for name in ("base", "power", "alpha"):
            value = getattr(self, name)
            if not 0 < value < 1:
                raise ValueError(f"[{name}] of [{value:g}] is not between 0 and 1")
        if self.pool < 2:
            raise ValueError(f"a pool of [{self.pool}] people")


@dataclass(frozen=True)
class Answer:
    """What `evidence power` prints."""

    design: Design
    table: tuple[tuple[int, float], ...]
    people: int | None
    detectable: float | None
    difference: float | None
    needed: int | None
    more_needed: int | None
    months: float | None
    matchability: Matchability | None
    match_rate: float


def detectable_difference(people: float, design: Design) -> float:
    """The smallest difference that this many matched people would show; may exceed what exists."""
    if people < 2:
        raise ValueError(f"[{people:g}] people")
    return _reach(design) * design.spread(people)


def people_needed(difference: float, design: Design) -> int | None:
    """Matched people for a difference to be known; None if this pool can never show it."""
    if not 0 < abs(difference) < 1:
        raise ValueError(f"a difference of [{difference:g}] is not between 0 and 1")
    wanted = (difference / _reach(design)) ** 2 / (design.base * (1 - design.base))
    if design.per_person is not None:
        return max(2, math.ceil((1 + 1 / design.per_person) / wanted - 1e-9))
    left = wanted - 1 / design.pool
    if left <= 0:
        return None
    return max(2, math.ceil(1 / left - 1e-9))


def power_of(people: float, difference: float, design: Design) -> float:
    """Chance that a true difference of this size would be significant."""
    from scipy.stats import norm

    spread = design.spread(people)
    edge = float(norm.ppf(1 - design.alpha / 2))
    away = abs(difference) / spread
    return float(norm.sf(edge - away) + norm.cdf(-edge - away))


def plan(
    design: Design,
    *,
    people: int | None = None,
    difference: float | None = None,
    per_month: float | None = None,
    found: Matchability | None = None,
    match_rate: float = 1.0,
) -> Answer:
    """Everything that is known before the study, from how many there are and how many come."""
    if not 0 < match_rate <= 1:
        raise ValueError(f"a match rate of [{match_rate:g}] is not between 0 and 1")
    if per_month is not None and per_month <= 0:
        raise ValueError(f"[{per_month:g}] people a month")
    if per_month is None and found is not None:
        per_month = found.per_month
    have = people if found is None else found.matchable
    usable = None if have is None else math.floor(have * match_rate + 1e-9)
    detectable = detectable_difference(usable, design) if usable and usable >= 2 else None
    needed = None if difference is None else people_needed(difference, design)
    more = None
    if needed is not None and usable is not None:
        more = max(0, math.ceil((max(needed, SMALLEST_MATCH) - usable) / match_rate - 1e-9))
    months = more / per_month if more is not None and per_month else None
    table = tuple((size, detectable_difference(size, design)) for size in SIZES)
    return Answer(
        design, table, have, detectable, difference, needed, more, months, found, match_rate
    )


def words(answer: Answer) -> list[str]:
    """The answer in sentences; shares per 100 people."""
    design = answer.design
    lines = [
        f"If {_points(design.base)} of 100 similar people reoffend without the service, and "
        f"{_compared_words(design)}:"
    ]
    if answer.matchability is not None:
        lines = [*_matchable_words(answer.matchability), *lines]
    if answer.people is not None:
        lines.append(_detectable_words(answer))
    if answer.difference is not None:
        lines.append(_needed_words(answer))
    return lines


def _matchable_words(found: Matchability) -> list[str]:
    """How many, how often more come, and what the others lack."""
    has = "has" if found.with_pnc == 1 else "have"
    lines = [
        f"{found.matchable:,} of {found.people:,} people can be matched today "
        f"({found.share:.0%}). A PNC number helps: {found.with_pnc:,} {has} one."
    ]
    if found.per_month is not None:
        often = _points(found.per_month / 100)
        lines.append(f"{often} people a month came in the last year of the table.")
    return lines + [
        f"  {count:,} lack {name.replace('_', ' ')}"
        for name, count in found.missing.items()
        if count and name not in HELPS
    ]


def _compared_words(design: Design) -> str:
    if design.per_person is None:
        return f"{design.pool:,} people can be compared with"
    return (
        f"for each of those who take part {_points(design.per_person / 100)} can be compared with"
    )


def _detectable_words(answer: Answer) -> str:
    usable = math.floor((answer.people or 0) * answer.match_rate + 1e-9)
    if answer.detectable is None or usable < SMALLEST_MATCH:
        return (
            f"- {usable:,} matched people are too few for any headline: at least "
            f"{SMALLEST_MATCH} are needed."
        )
    if answer.detectable >= answer.design.base:
        return (
            f"- with {usable:,} matched people, not even an end to all reoffending would be "
            "sure to show."
        )
    return (
        f"- with {usable:,} matched people, a difference of {_points(answer.detectable)} in 100 or "
        f"more would probably show ({answer.design.power:.0%} of the time)."
    )


def _needed_words(answer: Answer) -> str:
    asked = _points(abs(answer.difference or 0))
    if answer.needed is None:
        return (
            f"- a difference of {asked} in 100 cannot be shown against {answer.design.pool:,} "
            "people, however many take part: find a larger pool."
        )
    line = (
        f"- to know of a difference of {asked} in 100, {answer.needed:,} matched people are needed"
    )
    if answer.more_needed is not None:
        line += f"; about {answer.more_needed:,} more people than today"
    if answer.months is not None:
        line += f", in {math.ceil(answer.months - 1e-9):,} months at the present rate"
    return line + "."


def _points(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")


def _reach(design: Design) -> float:
    from scipy.stats import norm

    return float(norm.ppf(1 - design.alpha / 2) + norm.ppf(design.power))


# --- The command ---------------------------------------------------------------------------------

HELP = "how many people until a difference can be known, and how many can be matched today"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `evidence power` takes."""
    parser.description = (
        "Says how many people are needed until a difference can be known. With --from, the "
        "service's own table of people says how many could be matched today."
    )
    parser.add_argument(
        "protocol",
        nargs="?",
        type=Path,
        metavar="PROTOCOL",
        help="evaluation.toml: the people whom it would compare; its outcomes are not read",
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar="TABLE",
        help="what `throughcare matchable` writes, or another CSV, Parquet, DuckDB (file#table) "
        "or PostgreSQL (address#table) of the people so far, with any of "
        f"{', '.join((*NEEDED, *ONE_OF, *HELPS))}",
    )
    parser.add_argument("--pathway", default="", help="of a table of flags: one pathway only")
    parser.add_argument("--people", type=int, help="how many can be matched, without a table")
    parser.add_argument("--difference", type=float, help="in people of 100, for example 5")
    parser.add_argument("--base", type=float, default=35.0, help="of 100 similar people (35)")
    parser.add_argument(
        "--pool",
        type=int,
        help="people to compare with (those of the protocol, or 5000)",
    )
    parser.add_argument("--power", type=float, default=80.0, help="chance to see it, in %% (80)")
    parser.add_argument(
        "--match-rate",
        type=float,
        default=100.0,
        help="of 100 people sent, how many are matched in the end (100)",
    )
    parser.add_argument(
        "--per-month",
        type=float,
        help="people who start in a month (as the table of flags says)",
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the answer; wrong numbers are named with what to do."""
    given = (args.protocol, args.source, args.people)
    if sum(one is not None for one in given) > 1:
        raise BadInput(
            "", "PROTOCOL, --from, --people", "each say how many people there are.", "Give one."
        )
    if args.pathway and args.source is None:
        raise BadInput("", "--pathway", "needs the table of --from.")
    found = None
    if args.source is not None:
        found = read_people(args.source, Path.cwd(), args.pathway)
    people, per_person = args.people, None
    if args.protocol is not None:
        people, compared = people_of(args.protocol)
        if args.pool is None and people:
            per_person = compared / people
    try:
        design = Design(
            args.base / 100,
            5000 if args.pool is None else args.pool,
            args.power / 100,
            per_person=per_person,
        )
        answer = plan(
            design,
            people=people,
            difference=None if args.difference is None else args.difference / 100,
            per_month=args.per_month,
            found=found,
            match_rate=args.match_rate / 100,
        )
    except ValueError as wrong:
        raise BadInput("", "evidence power", f"{wrong}.") from None
    if args.json:
        sys.stdout.write(json.dumps(as_json(answer), indent=2) + "\n")
    else:
        sys.stdout.write("\n".join([*words(answer), "", *_table_lines(answer)]) + "\n")
    return 0


def people_of(path: Path) -> tuple[int, int]:
    """Matched people, and how many equally weighted people the comparison group stands for."""
    from evidence.comparison.balance import effective_size
    from evidence.evaluation import Evaluation, prepare
    from evidence.problems import Refused
    from evidence.protocol import read_protocol

    found = Evaluation(read_protocol(path))
    try:
        prepare(found)
    except Refused as refused:
        raise BadInput(path.name, "", refused.message) from None
    if found.study is None or found.weight is None:
        raise BadInput(path.name, "", "compares nobody.")
    treated = found.study.treated
    matched = int((found.weight[treated] > 0).sum())
    return matched, max(2, math.floor(effective_size(found.weight[~treated])))


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain values; shares stay fractions."""
    plain = asdict(answer)
    plain["table"] = [{"people": n, "detectable": size} for n, size in answer.table]
    if answer.matchability is not None:
        plain["matchability"]["share"] = answer.matchability.share
    plain["words"] = words(answer)
    return plain


def _table_lines(answer: Answer) -> list[str]:
    lines = ["Matched people   Difference that would probably show, in 100"]
    lines += [f"{size:>14,}   {_points(gap):>10}" for size, gap in answer.table]
    return lines
