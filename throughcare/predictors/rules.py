"""What a predictor may say of a person, and who keeps its results. No score decides anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from scoring.predictors.named import Predictor, predictors
from throughcare.core.access import CARE_TYPES
from throughcare.design import words
from throughcare.predictors.models import PredictorScore

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: The predictors are for adults (domain.md §4.1: published versions disagree for the young).
ADULT = 18
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Facts:
    """One result as somebody gives it. Per cent are 0 to 100; see PredictorScore."""

    predictor: str
    predictor_version: str
    kind: str
    assessed_on: date
    assessed_by: str
    source: str
    percent: Decimal | None = None
    one_year: Decimal | None = None
    other_name: str = ""
    result_words: str = ""
    source_words: str = ""

    @property
    def named(self) -> Predictor | None:
        return predictors().get(self.predictor)

    @property
    def band(self) -> str:
        """The band that the source of the predictor gives; "" where none does."""
        if self.named is None or self.percent is None:
            return ""
        return self.named.band(float(self.percent))


def keeps_scores(ctx: Context) -> bool:
    """Those who supervise and those who treat; police and court have no page of it."""
    return ctx.agency_type in (*CARE_TYPES, "probation")


def age_on(born_on: date | None, on: date) -> int | None:
    return words.age(born_on, today=on) if born_on else None


def faults(facts: Facts, *, born_on: date | None, today: date) -> Iterator[tuple[str, str]]:
    """What cannot be so: the name of the field, and what to say beside it."""
    yield from _about_the_predictor(facts)
    yield from _about_the_result(facts)
    if facts.assessed_on > today:
        yield "assessed_on", _("Enter a date that is today or earlier")
    age = age_on(born_on, facts.assessed_on)
    if age is not None and age < ADULT:
        said = _("On that day the person was under 18. Predictors are for adults: published ones")
        yield "assessed_on", said + " " + _("disagree about younger people. It is not recorded.")
    if not facts.assessed_by.strip():
        yield "assessed_by", _("Enter who assessed it")
    if facts.source not in PredictorScore.Source.values:
        yield "source", _("Select where the result comes from")
    elif facts.source == PredictorScore.Source.ELSEWHERE and not facts.source_words.strip():
        yield "source_words", _("Say where it comes from")


def _about_the_predictor(facts: Facts) -> Iterator[tuple[str, str]]:
    named = facts.named
    if named is None and facts.predictor != PredictorScore.OTHER:
        yield "predictor", _("Select the predictor")
    if facts.predictor == PredictorScore.OTHER and not facts.other_name.strip():
        yield "other_name", _("Enter its name")
    if not facts.predictor_version.strip():
        yield "predictor_version", _("Enter its version, or that the source does not say")
    kinds = named.kinds if named else PredictorScore.Kind.values
    if facts.kind not in kinds:
        only = PredictorScore.Kind(kinds[0]).label if len(kinds) == 1 else ""
        said = _("This predictor is only: %(kind)s") % {"kind": only}
        yield "kind", said if only else _("Select static or dynamic")


def _about_the_result(facts: Facts) -> Iterator[tuple[str, str]]:
    named, percent, one_year = facts.named, facts.percent, facts.one_year
    if percent is None:
        if named is not None:
            yield "percent", _("Enter the result as a percentage")
        elif not facts.result_words.strip():
            yield "percent", _("Enter the result, as a percentage or in its own words")
        if one_year is not None:
            yield "one_year", _("Enter the result over two years too")
        return
    lowest = Decimal(str(named.lowest)) if named else Decimal(0)
    if not lowest <= percent <= WHOLE:
        said = _("The result must be between %(low)s and 100 per cent")
        yield "percent", said % {"low": lowest.normalize()}
    if one_year is not None and one_year < 0:
        yield "one_year", _("The result cannot be below 0")
    if one_year is not None and one_year > percent:
        yield "one_year", _("The result over one year cannot be above the one over two years")
