"""Offender Group Reconviction Scale, version 3: a historic calculator, for comparison only.

Source: Howard P, Francis B, Soothill K, Humphreys L. OGRS 3: the revised Offender Group
Reconviction Scale. Ministry of Justice Research Summary 7/09 (2009). Superseded: the probation
service has replaced it, so its results are never mixed with those of a later predictor.
Adults only: published versions disagree for girls under 16.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

MODEL: Final = "ogrs3"
VERSION: Final = "3"
CAP: Final = 50  # previous sanctions count up to here
ADULT: Final = 18
OLDEST: Final = 120
YOUNGEST_SANCTION: Final = 10  # the age of criminal responsibility in England and Wales

ONE_YEAR: Final = 1.402562384
TWO_YEAR: Final = 2.121705678
COPAS: Final = 1.251124464
FIRST_CONVICTION: Final = 0.126142106
PREVIOUS_SANCTIONS: Final = 0.463062792

#: From this age: male, female.
AGE: Final = (
    (18, -0.625103618, -0.897480934),
    (21, -1.051515067, -1.028488454),
    (25, -1.166679288, -1.052777806),
    (30, -1.325976554, -1.129127959),
    (35, -1.368045933, -1.42187494),
    (40, -1.499690953, -1.524652221),
    (50, -2.025261458, -2.44983716),
)

OFFENCE: Final = {
    "Violence": 0.0,
    "Robbery": -0.634795912,
    "Public order": 0.181917975,
    "Sexual (not child)": 0.003276327,
    "Sexual (child)": -0.653434071,
    "Soliciting/prostitution": 0.760608858,
    "Burglary domestic": -0.12394352,
    "Burglary other": 0.240604429,
    "Theft (non-motor)": 0.661244321,
    "Handling": 0.351866973,
    "Fraud & forgery": 0.159910192,
    "Absconding/bail": 0.733378677,
    "Taking & driving away": 0.380059431,
    "Theft from vehicle": 0.427225615,
    "Drink driving": 0.262228428,
    "Other motoring": -0.121439408,
    "Criminal damage": 0.204960477,
    "Drug import/export/production": -0.795556373,
    "Drug possession/supply": 0.077165871,
    "Other": -0.060667525,
}
_GROUPS: Final = {name.casefold(): value for name, value in OFFENCE.items()}
_SEXES: Final = {"m": 1, "male": 1, "f": 2, "female": 2}
BANDS: Final = ((90, "Very high"), (75, "High"), (50, "Medium"), (0, "Low"))


class Refused(ValueError):
    """The row cannot be worked out; the words say why."""


@dataclass(frozen=True)
class Prediction:
    """Probabilities (0 to 1) of a proven reoffence within one and two years; band of the latter."""

    one_year: float
    two_year: float
    band: str


def predict(
    *,
    sex: str,
    age_at_start: int,
    age_at_conviction: int,
    age_at_first_sanction: int,
    previous_sanctions: int,
    offence_group: str,
) -> Prediction:
    """The two probabilities, for an adult at the start of the follow-up; ages in whole years.

    Raises Refused when the person is under 18 or the row cannot be true.
    """
    column = _SEXES.get(sex.strip().casefold())
    if column is None:
        raise Refused(f"sex must be male or female (M, F), not [{sex}]")
    offence = _GROUPS.get(" ".join(offence_group.split()).casefold())
    if offence is None:
        raise Refused(f"no such offence group [{offence_group}]: one of {', '.join(OFFENCE)}")
    _check(age_at_start, age_at_conviction, age_at_first_sanction, previous_sanctions)
    counted = min(previous_sanctions, CAP)
    rate = math.log((counted + 1) / (10 + age_at_conviction - age_at_first_sanction))
    sanctions = PREVIOUS_SANCTIONS if counted else FIRST_CONVICTION
    z = _age(age_at_start, column) + sanctions + COPAS * rate + offence
    one, two = (1 / (1 + math.exp(-(k + z))) for k in (ONE_YEAR, TWO_YEAR))
    return Prediction(one, two, band(two))


def band(two_year: float) -> str:
    """Low 0-49, Medium 50-74, High 75-89, Very high 90 and over, in whole per cent."""
    percent = percentage(two_year)
    return next(name for lowest, name in BANDS if percent >= lowest)


def percentage(probability: float) -> int:
    """Whole per cent as it is shown: halves go up; never 0 and never 100."""
    return min(99, max(1, math.floor(probability * 100 + 0.5)))


def _age(age: int, column: int) -> float:
    return next(row[column] for row in reversed(AGE) if age >= row[0])


def _check(start: int, conviction: int, first: int, sanctions: int) -> None:
    if start < ADULT:
        raise Refused(f"under 18 at the start of follow-up ({start}): for adults only")
    if start > OLDEST:
        raise Refused(f"age at start of follow-up cannot be {start}")
    if conviction < ADULT:
        raise Refused(f"under 18 at conviction ({conviction}): for convicted adults only")
    if conviction > start:
        raise Refused(f"age at conviction ({conviction}) is after the start of follow-up ({start})")
    if first < YOUNGEST_SANCTION:
        raise Refused(f"age at first sanction ({first}) is under 10")
    if first > conviction:
        raise Refused(f"age at first sanction ({first}) is after conviction ({conviction})")
    if sanctions < 0:
        raise Refused(f"previous sanctions cannot be {sanctions}")
