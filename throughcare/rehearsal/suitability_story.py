"""Before sentence: what is settled, what is still open, who signs.

The two who go the whole way were signed in time; one more waits for the clinical lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import NURSE, SEEN, protagonists, weekday, weeks_ago
from throughcare.rehearsal.telling import Act, Timeline
from throughcare.suitability import actions
from throughcare.suitability.models import Suitability

PATHWAY, LEAD = "mental-health-requirement", "Ruth Sandford"
#: Question, why it is met, and from where that is known.
SETTLED = (
    ("guilty", "Pleaded guilty.", "Court result"),
    ("in_range", "Adjourned for a report: all options, community likely.", "Court result"),
    ("may_help", "Panic and low mood since the summer. Wants help with it.", "Assessment"),
    ("no_hospital_order", "No sign of an illness that needs hospital.", "Assessment"),
    ("below_detention", "Nothing that would call for detention.", "Assessment"),
    ("arranged", "A place with the treatment team within three weeks.", "Treatment team"),
    ("has_gp", "Registered at Larch Road Surgery (invented).", "Asked"),
)
WAITING = "Moorcroft"
EXPLAINED = ("what_it_is", "can_say_no")


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    for who in protagonists(people_read):
        sentence = weeks_ago(calendar, who.facts["weeks"])
        seen = weekday(sentence - timedelta(days=SEEN))
        days = Days(seen, weekday(sentence - timedelta(days=5)), sentence)
        signed_in_time(timeline, who, NURSE, days)
    by_family = {each.family: each for each in people_read["court"]}
    _waits(timeline, calendar, by_family[WAITING])


@dataclass(frozen=True)
class Days:
    """First looked at, sent for sign-off and signed, sentenced."""

    seen: date
    said: date
    sentence: date


def signed_in_time(timeline: Timeline, who: Someone, worker: str, days: Days) -> None:
    """Everything is met: looked at, sent and signed before the day of sentence."""

    def add(on: date, at: str, by: str, what: str, act: Act) -> None:
        timeline.add(moment(on, at), by, f"{who.given}: {what}", act)

    sentence, seen, said = days.sentence, days.seen, days.said
    add(seen, "15:20", worker, "suitable?", lambda ctx: _consider(ctx, who, sentence, SETTLED))
    add(said, "14:45", worker, "order of treatments", lambda ctx: _alone(ctx, who))
    add(said, "14:50", worker, "sent for sign-off", lambda ctx: _send(ctx, who))
    add(said, "16:10", LEAD, "signed", lambda ctx: _sign(ctx, who))


def _waits(timeline: Timeline, calendar: Calendar, who: Someone) -> None:
    """Not met, not known, not yet asked to the end: somebody still has to sign."""
    seen = calendar.back(who.facts["day"])
    sentence = weekday(calendar.today + timedelta(days=21))
    begun = moment(seen, "14:20")
    timeline.add(
        begun, who.worker, "suitable?", lambda ctx: _consider(ctx, who, sentence, SETTLED[:5])
    )
    later = moment(seen, "15:05")
    timeline.add(later, who.worker, "open points", lambda ctx: _open_points(ctx, who))
    timeline.add(
        later + timedelta(minutes=5), who.worker, "sent for sign-off", lambda ctx: _send(ctx, who)
    )


def _consider(
    ctx: Context, who: Someone, sentence: date, settled: tuple[tuple[str, str, str], ...]
) -> None:
    row = actions.consider(ctx, person_id=who.pk, pathway=PATHWAY, sentence_on=sentence)
    row = actions.change_dates(
        ctx,
        suitability_id=row.pk,
        version=row.version,
        sentence_on=sentence,
        explained=EXPLAINED,
        ask_again_on=sentence - timedelta(days=10),
    )
    for criterion, why, told_by in settled:
        _answer(ctx, row, criterion, actions.Answered("yes", why, told_by))
    who.made["suitability"] = row


def _answer(ctx: Context, row: Suitability, criterion: str, given: actions.Answered) -> None:
    actions.answer(ctx, suitability_id=row.pk, criterion=criterion, version=0, given=given)


def _open_points(ctx: Context, who: Someone) -> None:
    row, soon = who.made["suitability"], weekday(clock.today() + timedelta(days=6))
    late = "The first place is four weeks after sentence."
    _answer(
        ctx,
        row,
        "arranged",
        actions.Answered("no", late, "Treatment team", "Find an earlier place.", soon),
    )
    _answer(
        ctx,
        row,
        "has_gp",
        actions.Answered("not_known", "Has moved; the surgery was asked.", "", "Ring again.", soon),
    )


def _alone(ctx: Context, who: Someone) -> None:
    actions.put_in_sequence(
        ctx,
        suitability_id=who.made["suitability"].pk,
        version=0,
        place="alone",
        why="No medicine and no psychiatrist is involved.",
    )


def _send(ctx: Context, who: Someone) -> None:
    row = Suitability.visible_to(ctx).get(pk=who.made["suitability"].pk)
    actions.send_for_sign_off(ctx, suitability_id=row.pk, version=row.version)


def _sign(ctx: Context, who: Someone) -> None:
    row = Suitability.visible_to(ctx).get(pk=who.made["suitability"].pk)
    actions.sign(
        ctx,
        suitability_id=row.pk,
        version=row.version,
        given=actions.Signing(
            view="suitable",
            line=f"Treatment is likely to help, and {who.given} is willing.",
            available="Weekly sessions, in person, within three weeks of sentence.",
        ),
    )
