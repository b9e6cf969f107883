"""Results of predictors in words: each predictor and version for itself, and no trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.predictors.named import Predictor, predictors
from throughcare.design import words
from throughcare.predictors.models import PredictorScore

Status = PredictorScore.Status

BANDS = {
    "low": gettext_lazy("low"),
    "medium": gettext_lazy("medium"),
    "high": gettext_lazy("high"),
    "very_high": gettext_lazy("very high"),
}
#: The warnings of named.toml, as gettext knows them.
WARNINGS = {
    "ovp": gettext_lazy(
        "Being in psychiatric treatment raises this score: a fall can mean that care was lost. "
        "It is never an outcome of treatment."
    ),
}
STATIC = gettext_lazy(
    "Static: it rests on age and record alone. It cannot show that anything has changed for the "
    "person."
)


@dataclass(frozen=True)
class Line:
    """One result. ``gone``: why it was corrected or taken back; "" while it stands."""

    row: PredictorScore
    day: str
    result: str
    band: str
    by: str
    source: str
    kept: str
    inputs: str
    gone: str
    mine: bool


@dataclass(frozen=True)
class Group:
    """The results of one predictor in one version, of one kind: nothing else stands with them."""

    title: str
    version: str
    superseded: bool
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    gone: tuple[Line, ...]


def percent_words(value: Decimal) -> str:
    """``41%``, ``16.98%``."""
    exact = value.normalize()
    whole = exact == exact.to_integral_value()
    return f"{int(exact)}%" if whole else f"{exact:f}%"


def title_of(row: PredictorScore) -> str:
    named = predictors().get(row.predictor)
    return named.title if named else row.other_name


def groups(rows: Sequence[PredictorScore], agency_id: object) -> list[Group]:
    """Each predictor, version and kind for itself, the one that was used last first."""
    found: dict[tuple[str, str, str, str], list[PredictorScore]] = {}
    for row in rows:
        key = (row.predictor, row.other_name, row.predictor_version, row.kind)
        found.setdefault(key, []).append(row)
    return [_group(each, agency_id) for each in found.values()]


def _group(rows: Sequence[PredictorScore], agency_id: object) -> Group:
    first = rows[0]
    named = predictors().get(first.predictor)
    lines = [line(row, agency_id) for row in rows]
    kind = str(first.get_kind_display()).lower()
    return Group(
        title=title_of(first),
        version=_("Version %(version)s, %(kind)s")
        % {"version": first.predictor_version, "kind": kind},
        superseded=named is not None and named.superseded,
        notes=_notes(first, named),
        lines=tuple(each for each in lines if not each.gone),
        gone=tuple(each for each in lines if each.gone),
    )


def _notes(row: PredictorScore, named: Predictor | None) -> tuple[str, ...]:
    notes = []
    if named is not None and named.warning:
        notes.append(str(WARNINGS[named.id]))
    if row.kind == PredictorScore.Kind.STATIC:
        notes.append(str(STATIC))
    if named is None:
        notes.append(_("No band: we have read none for this predictor in a source."))
    elif not named.bands:
        notes.append(_("No band: its source gives none."))
    else:
        notes.append(_("Bands: %(source)s.") % {"source": named.source})
    return tuple(notes)


def line(row: PredictorScore, agency_id: object) -> Line:
    return Line(
        row=row,
        day=words.full_date(row.assessed_on),
        result=result_words(row),
        band=_("Band of its source: %(band)s") % {"band": BANDS[row.band]} if row.band else "",
        by=row.assessed_by,
        source=source_words(row),
        kept=_("Recorded by %(name)s, %(agency)s, %(day)s")
        % {
            "name": row.recorded_by.user.name,
            "agency": row.agency.name,
            "day": words.full_date(row.recorded_at),
        },
        inputs=inputs_words(row),
        gone=_gone(row),
        mine=row.agency_id == agency_id and row.status == Status.RECORDED,
    )


def result_words(row: PredictorScore) -> str:
    if row.percent is None:
        return row.result_words
    said = percent_words(row.percent)
    if row.one_year is None:
        return said
    return _("%(two)s over two years, %(one)s over one") % {
        "two": said,
        "one": percent_words(row.one_year),
    }


def source_words(row: PredictorScore) -> str:
    if row.source == PredictorScore.Source.ELSEWHERE:
        return row.source_words
    return str(row.get_source_display())


def inputs_words(row: PredictorScore) -> str:
    """What it was worked out from; "" where it was not worked out here."""
    if not row.inputs:
        return ""
    said = {name: row.inputs.get(name, "") for name in INPUTS}
    return "; ".join(str(label) % {"value": said[name]} for name, label in INPUTS.items())


INPUTS = {
    "sex": gettext_lazy("sex: %(value)s"),
    "age_at_start": gettext_lazy("age at the start: %(value)s"),
    "age_at_conviction": gettext_lazy("at conviction: %(value)s"),
    "age_at_first_sanction": gettext_lazy("at the first sanction: %(value)s"),
    "previous_sanctions": gettext_lazy("previous sanctions: %(value)s"),
    "offence_group": gettext_lazy("offence group: %(value)s"),
}


def _gone(row: PredictorScore) -> str:
    if row.status == Status.RECORDED:
        return ""
    return f"{row.get_status_display()}: {row.why_not}"
