"""One session in words: scores with change, the chart by session, last time, so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.instruments import Instrument
from throughcare.core import clock
from throughcare.design import words
from throughcare.instruments import presenters as scored
from throughcare.instruments.library import Questionnaire, used_in
from throughcare.instruments.models import Answer
from throughcare.instruments.rules import SIGNS, item_of, numbers
from throughcare.treatment import rules
from throughcare.treatment.booked import Booked
from throughcare.treatment.models import Measured, Programme, Session

#: Sessions of the chart and its table.
MOST_SESSIONS = 15
MOST_LINES = 2


@dataclass(frozen=True)
class Point:
    """One score, at which session."""

    session_id: UUID
    instrument: Instrument
    score: Decimal | None
    administration_id: UUID


@dataclass(frozen=True)
class MeasureRow:
    """One questionnaire of a session: today, last time, since the first session."""

    id: str
    measures: str
    today: str
    last: str
    since: scored.Changed | None
    administration_id: UUID | None
    how: str


def points(measured: Sequence[Measured]) -> list[Point]:
    """The scores of a programme, in the order in which they were answered."""
    found = []
    for each in measured:
        questionnaire = used_in(each.administration)
        if questionnaire is None or each.session_id is None:
            continue
        value = each.score  # type: ignore[attr-defined]
        found.append(
            Point(each.session_id, questionnaire.instrument, value, each.administration_id)
        )
    return found


def measure_row(
    questionnaire: Questionnaire,
    all_points: Sequence[Point],
    order: Sequence[UUID],
    session: Session,
    how: Mapping[UUID, str],
) -> MeasureRow:
    """What the table says of one questionnaire beside its box."""
    place = {id: n for n, id in enumerate(order)}
    here = place.get(session.pk, len(order))
    mine = [p for p in all_points if p.instrument.id == questionnaire.id]
    now = next((p for p in reversed(mine) if p.session_id == session.pk), None)
    before = [p for p in mine if place.get(p.session_id, -1) < here and p.score is not None]
    since = None
    if now is not None and now.score is not None and before and before[0].score is not None:
        since = scored.change_between(questionnaire.instrument, before[0].score, now.score)
    return MeasureRow(
        id=questionnaire.id,
        measures=questionnaire.instrument.measures,
        today=scored.number_words(now.score) if now else "",
        last=scored.number_words(before[-1].score) if before else "–",
        since=since,
        administration_id=now.administration_id if now else None,
        how=how.get(now.administration_id, "") if now else "",
    )


def trend(all_points: Sequence[Point], booked: Sequence[Booked]) -> scored.Trend | None:
    """The two questionnaires with most scores, by session; None with fewer than two scores."""
    held = [each.session.pk for each in booked if each.held][-MOST_SESSIONS:]
    by: dict[str, tuple[Instrument, dict[UUID, Decimal | None]]] = {}
    for point in all_points:
        if point.session_id in held:
            by.setdefault(point.instrument.id, (point.instrument, {}))[1][point.session_id] = (
                point.score
            )
    series = [
        (instrument, [values.get(id) for id in held])
        for instrument, values in by.values()
        if sum(value is not None for value in values.values()) > 1
    ]
    series.sort(key=lambda each: -sum(value is not None for value in each[1]))
    if not series:
        return None
    first = sum(each.held for each in booked) - len(held)
    axis = [str(first + n + 1) for n in range(len(held))]
    told = tuple(axis)
    drawn = scored.drawn(series[:MOST_LINES], axis, told, by=_("by session"))
    rest = tuple((i.name, tuple(_cell(v) for v in values)) for i, values in series[MOST_LINES:])
    return scored.Trend(**{**vars(drawn), "rows": (*drawn.rows, *rest)})


def _cell(value: Decimal | None) -> str:
    return "–" if value is None else scored.number_words(value)


def change_rules(questionnaires: Sequence[Questionnaire]) -> list[str]:
    """The rule of reliable change of each questionnaire that has one, with its source."""
    return [
        scored.change_rule(each.instrument)
        for each in questionnaires
        if each.instrument.rule("change") is not None
    ]


def typed_row(questionnaire: Questionnaire, answers: Mapping[int, Answer]) -> str:
    """The answers as they would be typed in a row."""
    signs = {code: sign for sign, code in reversed(SIGNS.items()) if sign}
    found = []
    for number in numbers(questionnaire.instrument):
        row = answers.get(number)
        item = item_of(questionnaire.instrument, number)
        if row is None:
            found.append("n")
        elif row.value is not None:
            found.append(str(row.value))
        elif row.missing == Answer.Missing.NOT_KNOWN and item is not None:
            found.append(str(item.not_known))
        else:
            found.append(signs.get(Answer.Missing(row.missing), "-"))
    if questionnaire.instrument.gate and 0 in answers and len(answers) == 1:
        return found[0]
    return ",".join(found) if any(len(each) > 1 for each in found) else "".join(found)


def title(each: Booked, booked: Sequence[Booked]) -> str:
    """``Session 7 of 12``: its place among those that took place."""
    number = 1 + sum(
        other.held for other in booked[: next(n for n, b in enumerate(booked) if b is each)]
    )
    planned = each.session.programme.sessions_planned
    if planned and number <= planned:
        return _("Session %(n)s of %(all)s") % {"n": number, "all": planned}
    return _("Session %(n)s") % {"n": number}


def when(each: Booked) -> str:
    """``Thursday 19 November, 2pm``."""
    if each.appointment is None:
        return _("No time is set")
    at = words.local(each.appointment.starts_at)
    return f"{words.day_date(at.date(), today=clock.today())}, {words.clock(at)}"


def place_words(each: Booked) -> str:
    return ", ".join(
        p for p in (when(each), each.appointment.place if each.appointment else "") if p
    )


def so_far(booked: Sequence[Booked]) -> str:
    """``Came to 7 of 8 booked sessions.`` and what does not count."""
    count = rules.counts([each.appointment for each in booked if each.appointment])
    if not count["booked"] and not count["ours"]:
        return _("No session yet.")
    said = [
        ngettext(
            "Came to %(came)s of %(booked)s booked session.",
            "Came to %(came)s of %(booked)s booked sessions.",
            count["booked"],
        )
        % count
    ]
    if count["told"]:
        said.append(
            _("Told us first %(told)s times.") % count
            if count["told"] > 1
            else _("Told us first once.")
        )
    if count["missed"]:
        said.append(
            ngettext("Did not come to %(missed)s.", "Did not come to %(missed)s.", count["missed"])
            % count
        )
    if count["ours"]:
        said.append(_("We cancelled %(ours)s, which does not count.") % count)
    return " ".join(said)


def module_titles(programme: Programme, ids: Sequence[str]) -> list[str]:
    told = rules.says(programme)
    titles = {each.id: each.title for each in told.modules} if told else {}
    return [titles.get(id, id) for id in ids]


@dataclass(frozen=True)
class LastTime:
    """What was done at the session before this one."""

    heading: str
    worked_on: str
    note: str
    to_try: str


def last_time(each: Booked, booked: Sequence[Booked]) -> LastTime | None:
    """The latest session before this one that took place, if its note may be read."""
    at = next(n for n, b in enumerate(booked) if b is each)
    before = next((b for b in reversed(booked[:at]) if b.note is not None and b.held), None)
    if before is None or before.note is None:
        return None
    titles = module_titles(each.session.programme, before.note.modules)
    return LastTime(
        heading=f"{title(before, booked)}, {when(before)}",
        worked_on=words.and_list(titles) if titles else "",
        note=before.note.note,
        to_try=before.note.to_try,
    )


def safety_words(questionnaires: Sequence[Questionnaire], called: str) -> tuple[str, ...]:
    """Which questions act at once, whatever the score."""
    lines = []
    for each in questionnaires:
        for rule in each.instrument.safety:
            item = item_of(each.instrument, rule.item)
            lines.append(
                _("%(id)s question %(n)s: %(least)s or more")
                % {"id": each.id, "n": rule.item, "least": rule.at_least}
                + (f": “{item.text}”" if item and item.text else "")
            )
    return tuple(lines)


@dataclass(frozen=True)
class FirstLast:
    """The first and the last score of one questionnaire, and what changed."""

    id: str
    first: str
    last: str
    change: scored.Changed | None


def first_and_last(all_points: Sequence[Point]) -> list[FirstLast]:
    """What a programme changed, by questionnaire; no change is told from one score."""
    by: dict[str, list[Point]] = {}
    for point in all_points:
        if point.score is not None:
            by.setdefault(point.instrument.id, []).append(point)
    found = []
    for mine in by.values():
        first, last = mine[0].score, mine[-1].score
        changed = None
        if len(mine) > 1 and first is not None and last is not None:
            changed = scored.change_between(mine[0].instrument, first, last)
        last_words = scored.number_words(last) if len(mine) > 1 else _("No last score")
        found.append(
            FirstLast(mine[0].instrument.name, scored.number_words(first), last_words, changed)
        )
    return found
