"""Questionnaires in words: scores with their rules, change with its caveat, the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring import change
from scoring.instruments import CONVERTED, Instrument
from scoring.score import GATE
from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Colour, Tag
from throughcare.instruments import charts, rules
from throughcare.instruments.library import Questionnaire, used_in
from throughcare.instruments.models import Administration, Answer
from throughcare.instruments.selectors import Used

#: Days of a chart; the list beneath the chart has all of them.
MOST_DAYS = 12
MOST_LINES = 2


def number_words(value: Decimal | float | None) -> str:
    """``11``, ``16.7``; a score that is not a whole number to one decimal place."""
    if value is None:
        return _("No score")
    exact = Decimal(value)
    whole = exact == exact.to_integral_value()
    return str(int(exact)) if whole else f"{exact:.1f}"


def version_words(version: str) -> str:
    """``Version 1``, ``Version “past 30 days”``; said where the site converts the total."""
    shipped = version.removesuffix(CONVERTED)
    named = shipped if shipped[:1].isdigit() else f"“{shipped.replace('-', ' ')}”"
    said = _("Version %(version)s") % {"version": named}
    if version == shipped:
        return said
    return _("%(version)s, total converted") % {"version": said}


def day_words(row: Administration) -> str:
    return words.short_date(row.answered_on, today=clock.today())


def missing_words(used: Used) -> str:
    """Which questions have no answer; empty when all have one."""
    left_out = used.score.missing if used.score else []
    if not left_out:
        return ""
    named = words.and_list([_("the first one") if n == GATE else str(n) for n in left_out])
    said = ngettext("Question %(n)s not answered.", "Questions %(n)s not answered.", len(left_out))
    return said % {"n": named}


def how_words(row: Administration) -> str:
    """``On paper, with help, in Polish``."""
    parts = [str(row.get_mode_display())]
    if row.with_help:
        parts.append(_("with help"))
    if row.language:
        parts.append(_("in %(language)s") % {"language": row.language})
    return ", ".join(parts)


def score_meaning(used: Used, instrument: Instrument | None) -> list[str]:
    """What the rules say of a score, each with the source that was used."""
    score = used.score
    if score is None or score.score is None:
        return [_("No score: an answer is missing and no rule with a source allows that.")]
    lines = []
    if "conversion" in score.rules:
        lines.append(_sourced(_("The total, converted."), score.rules, "conversion"))
    if score.band:
        lines.append(_sourced(_("Band: %(band)s.") % {"band": score.band}, score.rules, "bands"))
    if score.caseness is not None:
        over = _("In the range that the source calls clinical.")
        under = _("Outside the range that the source calls clinical.")
        lines.append(_sourced(over if score.caseness else under, score.rules, "caseness"))
    if score.missing and "missing" in score.rules:
        filled = _("Each missing answer counts as the mean of the others.")
        lines.append(_sourced(filled, score.rules, "missing"))
    if not lines:
        entry = instrument is not None and instrument.entry_only
        lines.append(
            _("The total as typed: we have no key with a source.")
            if entry
            else _("No band or cut-off with a source is on for this questionnaire.")
        )
    return lines


def _sourced(said: str, used: Mapping[str, Mapping[str, str]], name: str) -> str:
    source = used.get(name, {}).get("source", "")
    return f"{said} {source}." if source else said


CHANGE_WORDS = {
    change.IMPROVED: gettext_lazy("Reliably better"),
    change.NO_CHANGE: gettext_lazy("No reliable change"),
    change.DETERIORATED: gettext_lazy("Reliably worse"),
}
CHANGE_COLOURS: dict[str, Colour] = {
    change.IMPROVED: "green",
    change.NO_CHANGE: "white",
    change.DETERIORATED: "orange",
}


@dataclass(frozen=True)
class Changed:
    """What came between two scores: how far, and the word where a rule has a source."""

    moved: str
    tag: Tag | None
    significant: bool


def change_between(instrument: Instrument, first: Decimal, last: Decimal) -> Changed:
    by = last - first
    moved = _("Same")
    if by:
        said = _("Up %(n)s") if by > 0 else _("Down %(n)s")
        moved = said % {"n": number_words(abs(by))}
    found = change.change(instrument, first, last)
    if found.reliable is None:
        return Changed(moved, None, False)
    tag = Tag(str(CHANGE_WORDS[found.reliable]), CHANGE_COLOURS[found.reliable])
    return Changed(moved, tag, bool(found.clinically_significant))


def change_rule(instrument: Instrument) -> str:
    """The rule of reliable change in words with its source; or that there is none."""
    rule = instrument.rule("change")
    if rule is None:
        return _("%(id)s: no rule of reliable change with a source is on.") % {
            "id": instrument.name
        }
    return _("%(id)s: reliable means a change of %(n)s or more. %(source)s.") % {
        "id": instrument.name,
        "n": rule["reliable"],
        "source": instrument.rules["change"].source,
    }


@dataclass(frozen=True)
class MeasureLine:
    """One questionnaire on the list of a person: now, before, and what changed."""

    id: str
    measures: str
    latest: str
    latest_day: str
    missing: str
    since_first: Changed | None
    since_last: Changed | None
    first_day: str
    rule: str
    url: str


def measure_lines(uses: Sequence[Used], ref: str) -> list[MeasureLine]:
    """A line for each questionnaire that was used, the last used first. One version, one line."""
    return [_measure_line(each, ref) for each in by_version(uses).values()]


def by_version(uses: Sequence[Used]) -> dict[tuple[str, str], list[Used]]:
    """Completed uses by questionnaire and version, newest first: no change across versions."""
    found: dict[tuple[str, str], list[Used]] = {}
    for used in uses:
        if used.row.status == Administration.Status.COMPLETED:
            key = (used.row.instrument, used.row.instrument_version)
            found.setdefault(key, []).append(used)
    return found


def _scored(uses: Sequence[Used]) -> list[tuple[Used, Decimal]]:
    return [(u, u.score.score) for u in uses if u.score and u.score.score is not None]


def _measure_line(uses: Sequence[Used], ref: str) -> MeasureLine:
    latest, questionnaire = uses[0], used_in(uses[0].row)
    instrument = questionnaire.instrument if questionnaire else None
    scored = _scored(uses)
    # Only where the newest use has a score is there a change to tell.
    now = scored[0] if scored and scored[0][0] is latest else None
    first = before = None
    if instrument and now and len(scored) > 1:
        first = change_between(instrument, scored[-1][1], now[1])
        before = change_between(instrument, scored[1][1], now[1])
    return MeasureLine(
        id=latest.row.name,
        measures=instrument.measures if instrument else "",
        latest=number_words(now[1] if now else None),
        latest_day=day_words(latest.row),
        missing=missing_words(latest),
        since_first=first,
        since_last=before,
        first_day=day_words(scored[-1][0].row) if scored else "",
        rule=change_rule(instrument) if instrument and first else "",
        url=reverse("questionnaire", args=[ref, latest.row.pk]),
    )


@dataclass(frozen=True)
class Trend:
    """The chart with its sentence, its description and its table."""

    chart: charts.Chart
    sentence: str
    says: str
    description: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: int


def trend(uses: Sequence[Used]) -> Trend | None:
    """The measures with most scores, at most two, by day; None with fewer than two scores."""
    series = [
        (questionnaire.instrument, group)
        for group in by_version(uses).values()
        if (questionnaire := used_in(group[0].row)) is not None and len(_scored(group)) > 1
    ]
    series.sort(key=lambda each: -len(_scored(each[1])))
    if not series:
        return None
    chosen = series[:MOST_LINES]
    days = sorted({used.row.answered_on for _i, group in chosen for used in group})
    left_out, days = max(0, len(days) - MOST_DAYS), days[-MOST_DAYS:]
    told = tuple(words.short_date(day, today=clock.today()) for day in days)
    lines = []
    for instrument, group in chosen:
        # Oldest first, so that of two uses on one day the later one stands.
        on = {u.row.answered_on: u.score.score for u in reversed(group) if u.score}
        values = tuple(on.get(day) for day in days)
        lines.append((instrument, values))
    axis = [f"{day.day}/{day.month}" for day in days]
    return drawn(lines, axis, told, by=_("by day"), left_out=left_out)


Lines = Sequence[tuple[Instrument, Sequence[Decimal | None]]]


def drawn(
    lines: Lines, axis: Sequence[str], told: tuple[str, ...], *, by: str, left_out: int = 0
) -> Trend:
    """A chart of these scores. ``axis`` stands under it, ``told`` heads the table."""
    return Trend(
        chart=charts.draw(axis, [_measure(instrument, values) for instrument, values in lines]),
        sentence=" ".join(_sentence(i, v) for i, v in lines),
        says=_says([i for i, _v in lines], by),
        description=" ".join(_described(i, v, told) for i, v in lines),
        days=told,
        rows=tuple((i.name, tuple(_cell(v) for v in values)) for i, values in lines),
        left_out=left_out,
    )


def _measure(instrument: Instrument, values: Sequence[Decimal | None]) -> charts.Measure:
    highest = float(change.score_range(instrument)[1])
    given = tuple(None if v is None else float(v) for v in values)
    return charts.Measure(instrument.name, highest, given)


def _cell(value: Decimal | None) -> str:
    return "–" if value is None else number_words(value)


def _says(instruments: Sequence[Instrument], by: str) -> str:
    named = words.and_list([i.name for i in instruments])
    ways = {i.worse for i in instruments}
    if len(ways) > 1:
        return _("%(named)s %(by)s. Lower is better on one of them and higher on the other.") % {
            "named": named,
            "by": by,
        }
    better = _("Lower is better.") if ways == {"high"} else _("Higher is better.")
    return _("%(named)s %(by)s.") % {"named": named, "by": by} + f" {better}"


def _sentence(instrument: Instrument, values: Sequence[Decimal | None]) -> str:
    given = [v for v in values if v is not None]
    if len(given) < 2:
        return _("%(id)s has one score here.") % {"id": instrument.name}
    first, last = given[0], given[-1]
    said = _("%(id)s is the same as at first.")
    if first != last:
        said = _("%(id)s has risen.") if last > first else _("%(id)s has fallen.")
    return said % {"id": instrument.name}


def _described(
    instrument: Instrument, values: Sequence[Decimal | None], days: Sequence[str]
) -> str:
    given = [f"{day}: {_cell(v)}" for day, v in zip(days, values, strict=True)]
    return f"{instrument.name}. {'; '.join(given)}."


@dataclass(frozen=True)
class Asked:
    """One question as it was answered."""

    number: int
    text: str
    answer: str
    urgent: bool


def asked_rows(questionnaire: Questionnaire | None, answers: Mapping[int, Answer]) -> list[Asked]:
    """Each question with its answer; the words where this site may show them."""
    instrument = questionnaire.instrument if questionnaire else None
    safety = {rule.item: rule.at_least for rule in instrument.safety} if instrument else {}
    return [
        Asked(
            number=item,
            text=question_words(instrument, item),
            answer=answer_words(instrument, row),
            urgent=row.value is not None and item in safety and row.value >= safety[item],
        )
        for item, row in sorted(answers.items())
    ]


def question_words(instrument: Instrument | None, number: int) -> str:
    """The wording, where the library or the site has it; else the number of the question."""
    if instrument is not None and number == GATE and instrument.gate is not None:
        return instrument.gate.text
    item = rules.item_of(instrument, number) if instrument else None
    return item.text if item and item.text else _("Question %(number)s") % {"number": number}


def option_words(instrument: Instrument, number: int, value: str) -> str:
    """``2: More than half the days``; the bare number where there is no label."""
    if number == GATE:
        return {"0": _("No"), "1": _("Yes")}[value]
    item = rules.item_of(instrument, number)
    if item is not None and item.not_known is not None and value == str(item.not_known):
        return f"{value}: {Answer.Missing.NOT_KNOWN.label}"
    label = next((o.label for o in instrument.options if str(o.value) == value), "")
    return f"{value}: {label}" if label else value


def answer_words(instrument: Instrument | None, row: Answer) -> str:
    if row.value is None:
        return str(Answer.Missing(row.missing).label)
    value = str(row.value)
    return option_words(instrument, row.item, value) if instrument else value
