"""Do the intervals hold what they promise? Invented cohorts whose true effect is known.

``python -m evidence.validation --cohorts 2000`` (``make validate``) makes a cohort for each seed
from 1, twice: with an effect of 8 fewer in 100, and with none. Each is estimated by every method.
Prints in how many the 95 % interval covers the truth, and in how many without an effect the
difference is called significant; exits 1 outside the limits (see `broken`).

The effect is the same for everybody, so the truth is known for whatever group a method weighs.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass

import numpy as np

from evidence.comparison import outcomes, weighted, weights
from evidence.comparison.covariates import Covariates, Factor, Flags, Floats
from evidence.comparison.doubly_robust import effect_on_treated
from evidence.comparison.matching import caliper_of, nearest
from evidence.comparison.outcomes import Arm, Difference, from_estimate
from evidence.comparison.propensity import fit
from evidence.comparison.radius import radius_weights

EFFECT = -0.08
PEOPLE = 1200
METHODS = ("nearest", "radius", "iptw", "overlap", "entropy", "aipw")


@dataclass(frozen=True)
class Cohort:
    covariates: Covariates
    treated: Flags
    without: Floats
    with_effect: Floats


def cohort(seed: int, people: int = PEOPLE) -> Cohort:
    """About a quarter take part, the older and the more often convicted more rarely; both also
    reoffend at other rates, so that the raw difference misleads by about 4 in 100."""
    draw = np.random.default_rng(seed)
    age, previous = draw.normal(size=people), draw.normal(size=people)
    area = draw.integers(0, 4, people).astype(np.int32)
    pull = -1.2 - 0.4 * age - 0.4 * previous + 0.3 * (area == 1) - 0.3 * (area == 2)
    treated = draw.random(people) < 1 / (1 + np.exp(-pull))
    chance = 0.45 + 0.06 * np.tanh(age) + 0.12 * np.tanh(previous) + 0.05 * (area == 1)
    luck = draw.random(people)
    return Cohort(
        Covariates(
            {"age": age, "previous": previous}, {"area": Factor(area, ("a", "b", "c", "d"))}
        ),
        treated,
        (luck < chance).astype(np.float64),
        (luck < chance + EFFECT * treated).astype(np.float64),
    )


def estimates(one: Cohort) -> dict[str, tuple[Difference, Difference]]:
    """By every method: with the effect, and without."""
    score = fit(one.covariates, one.treated).score
    near = caliper_of(score, 0.2)
    weighed = {
        "nearest": nearest(score, one.treated, caliper=near).weight,
        "radius": radius_weights(score, one.treated, near),
        "iptw": weights.iptw(score, one.treated),
        "overlap": weights.overlap(score, one.treated),
        "entropy": weights.entropy(one.covariates, one.treated),
    }
    found = {
        name: (
            _compared(one, one.with_effect, score, name, weight),
            _compared(one, one.without, score, name, weight),
        )
        for name, weight in weighed.items()
    }
    found["aipw"] = (_robust(one, one.with_effect, score), _robust(one, one.without, score))
    return found


def _compared(one: Cohort, outcome: Floats, score: Floats, name: str, weight: Floats) -> Difference:
    """As `evidence evaluate` compares by this method."""
    if name in weighted.KINDS:
        return weighted.compare_weighted(
            outcome, one.covariates, one.treated, kind=name, weight=weight, score=score
        )
    return outcomes.compare(outcome, one.treated, weight)


def _robust(one: Cohort, outcome: Floats, score: Floats) -> Difference:
    effect = effect_on_treated(one.covariates, one.treated, outcome, score)
    sizes = int(one.treated.sum()), int((~one.treated).sum())
    arms = (
        Arm(sizes[0], float(sizes[0]), effect.treated, 0.0),
        Arm(sizes[1], float(sizes[1]), effect.control, 0.0),
    )
    return from_estimate(*arms, effect.difference, effect.se, math.inf)


@dataclass
class Tally:
    covers: int = 0
    false_positives: int = 0
    error: float = 0.0


def tally(seeds: range) -> dict[str, Tally]:
    """Counts over the cohorts of the seeds."""
    counts = {name: Tally() for name in METHODS}
    for seed in seeds:
        for name, (effect, none) in estimates(cohort(seed)).items():
            one = counts[name]
            one.covers += effect.low <= EFFECT <= effect.high
            one.false_positives += none.p <= outcomes.SIGNIFICANT
            one.error += effect.difference - EFFECT
    return counts


def broken(
    counts: dict[str, Tally],
    number: int,
    *,
    covers: tuple[float, float] = (0.94, 0.96),
    false_positives: float = 0.06,
) -> list[str]:
    """Which methods are outside the limits, in words."""
    wrong = []
    for name, one in counts.items():
        if not covers[0] <= one.covers / number <= covers[1]:
            wrong.append(f"{name}: the interval covers the truth in {one.covers / number:.1%}")
        if one.false_positives / number > false_positives:
            wrong.append(f"{name}: chance is significant in {one.false_positives / number:.1%}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--cohorts", type=int, default=2000)
    number = parser.parse_args().cohorts
    counts = tally(range(1, number + 1))
    say = sys.stdout.write
    say(f"{number:,} cohorts of {PEOPLE:,} people, seeds 1 to {number:,}\n")
    say(f"{'method':10} {'covers %':>9} {'false positives %':>18} {'mean error':>11}\n")
    for name, one in counts.items():
        say(
            f"{name:10} {one.covers / number:9.2%} {one.false_positives / number:18.2%} "
            f"{one.error / number:11.5f}\n"
        )
    wrong = broken(counts, number)
    say("".join(f"outside its limits: {one}\n" for one in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
