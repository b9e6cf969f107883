"""Says a difference in the Justice Data Lab's caution: per 100 people, as a range, and no more
certain than the numbers are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evidence.comparison.outcomes import Difference
from evidence.comparison.refusals import RULES, is_significant


@dataclass(frozen=True)
class Label:
    """How an outcome is spoken of. `kind`: share of people, count per person, or average."""

    kind: str
    words: str
    unit: str = ""
    among_reoffended: bool = False


def event_labels(days: int) -> dict[str, Label]:
    """The eleven outcomes, for a follow-up of so many days."""
    time = "one year" if days in (365, 366) else f"{days} days"
    tiers = {
        "indictable": "an indictable-only offence",
        "either_way": "an either-way offence",
        "summary": "a summary offence",
    }
    labels = {
        "rate": Label("share", f"who committed a proven reoffence in {time}"),
        "frequency": Label("count", f"proven reoffences in {time}"),
        "time_to_first": Label(
            "average", "days to the first proven reoffence", "days", among_reoffended=True
        ),
        "custody_rate": Label(
            "share", "whose proven reoffence led to custody", among_reoffended=True
        ),
        "custody_frequency": Label(
            "count", "proven reoffences that led to custody", among_reoffended=True
        ),
    }
    for code, words in tiers.items():
        labels[f"rate_{code}"] = Label(
            "share", f"whose proven reoffence was {words}", among_reoffended=True
        )
        labels[f"frequency_{code}"] = Label(
            "count", f"proven reoffences that were {words}", among_reoffended=True
        )
    return labels


def sentence(found: Difference, label: Label, against: str) -> str:
    """What may be said. `against` is the code of the rule that forbids more, or empty."""
    if math.isnan(found.difference):
        return "Not enough people to compare."
    if against:
        return RULES[against]
    if not is_significant(found.p):
        return _inconclusive(found)
    return _range(found, label)


def _inconclusive(found: Difference) -> str:
    if found.needed is None:
        return (
            "Inconclusive: the two groups came out the same, within a range that allows either "
            "direction. This should not be taken to mean that the service fails to affect it."
        )
    people = "person" if found.needed == 1 else "people"
    return (
        f"Inconclusive: about {about(found.needed):,} more {people} would be needed to know the "
        "direction of a difference of this size. This should not be taken to mean that the "
        "service fails to affect it."
    )


def about(number: int) -> int:
    """Rounded up to two digits: what is said to be about something should look so."""
    step: int = 10 ** max(0, len(str(number)) - 2)
    return int(-(-number // step) * step)


def _range(found: Difference, label: Label) -> str:
    """Lower or higher, by as much as … or as little as …"""
    way = "lower" if found.difference < 0 else "higher"
    ends = sorted((abs(found.low), abs(found.high)), reverse=True)
    among = " who reoffended" if label.among_reoffended else ""
    if label.kind == "average":
        most, least = (_short(end) for end in ends)
        unit = f" {label.unit}" if label.unit else ""
        return (
            f"The average{among and ' among people' + among} could be {way} by as much as "
            f"{most}{unit} or as little as {least}{unit}: {label.words}."
        )
    most, least = (_people(end * 100) for end in ends)
    what = (
        f"number of people {label.words}" if label.kind == "share" else f"number of {label.words}"
    )
    return (
        f"For 100 typical people{among} who took part, compared with 100 similar people{among} who "
        f"did not, the {what} could be {way} by as many as {most} or as few as {least}."
    )


def _people(value: float) -> str:
    """Nobody is a tenth of a person."""
    return f"{value:,.0f}" if round(value) else "fewer than 1"


def _short(value: float) -> str:
    """Whole numbers from 10 up; below, as many digits as tell it from nothing."""
    if value >= 10:
        return f"{value:,.0f}"
    if value >= 1:
        return f"{value:.0f}" if round(value, 1) == round(value) else f"{value:.1f}"
    return f"{value:.2g}" if value else "0"
