"""Referrals of these weeks: to the treatment team and to community nurses; some unanswered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from throughcare.core.context import Context
from throughcare.referrals import actions
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.referral_story import COMMUNITY_NURSE, referral_to, send
from throughcare.rehearsal.telling import Timeline

TREATMENT, COMMUNITY = "Northfield treatment team", "Westmoor community mental health team"
#: Who answers for a service, and where it first sees somebody.
ANSWERS = {
    TREATMENT: ("Bridget Hollis", "Northfield health centre, room 4"),
    COMMUNITY: (COMMUNITY_NURSE, "Westmoor House, room 1"),
}
WHY_NOT = "No room on our list for eight weeks. Her GP can see her on Thursday."


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    found = {who.family: who for who in people_read["custody"]}
    told = _Told(timeline, calendar)
    told.sent(found["Rashid"], 8, TREATMENT, ("trauma", "Wakes shouting since he was attacked"))
    soon = moment(calendar.on_from(calendar.today + timedelta(days=2)), "11:30")
    told.accepted(found["Rashid"], 6, TREATMENT, soon)
    told.sent(found["Carvalho"], 1, TREATMENT, ("mental_health", "Panics in closed rooms"))
    told.sent(found["Thornber"], 6, COMMUNITY, ("mental_health", "Seen by the duty psychiatrist"))
    first = moment(calendar.on_from(calendar.today + timedelta(days=1)), "14:00")
    told.accepted(found["Thornber"], 5, COMMUNITY, first)
    told.sent(found["McBride"], 11, COMMUNITY, ("mental_health", "Low since her mother fell ill"))
    told.declined(found["McBride"], 9)
    told.sent(found["Salter"], 1, COMMUNITY, ("mental_health", "Thoughts of ending her life"))


class _Told:
    """What was sent, and what came of it."""

    def __init__(self, timeline: Timeline, calendar: Calendar) -> None:
        self.timeline, self.calendar = timeline, calendar

    def _on(self, days: int) -> date:
        return self.calendar.back(days)

    def sent(self, who: Someone, days: int, name: str, why: tuple[str, str]) -> None:
        need, words = why
        act = partial(send, who=who, name=name, need=need, why=words)
        at = moment(self._on(days), "15:10", who.number % 9 * 4)
        self.timeline.add(at, who.worker, f"{who.given} is referred", act)

    def accepted(self, who: Someone, days: int, name: str, first: datetime) -> None:
        by, place = ANSWERS[name]
        at = moment(self._on(days), "10:15")
        act = partial(_accepted, who=who, name=name, first=first, place=place)
        self.timeline.add(at, by, f"{who.given} accepted", act)
        read = moment(self._on(days), "13:20")
        self.timeline.add(read, who.worker, "answer read", partial(_read, who=who, name=name))

    def declined(self, who: Someone, days: int) -> None:
        at = moment(self._on(days), "11:40")
        self.timeline.add(at, COMMUNITY_NURSE, f"{who.given} not", partial(_declined, who=who))
        read = moment(self._on(days), "14:10")
        self.timeline.add(read, who.worker, "answer read", partial(_read, who=who, name=COMMUNITY))


def _accepted(ctx: Context, who: Someone, name: str, first: datetime, place: str) -> None:
    row = actions.accept_referral(ctx, referral_id=referral_to(ctx, name, who).pk)
    actions.book_first(ctx, referral=row, at=first, place=place)


def _declined(ctx: Context, who: Someone) -> None:
    row = referral_to(ctx, COMMUNITY, who)
    actions.decline_referral(ctx, referral_id=row.pk, reason="full", words=WHY_NOT)


def _read(ctx: Context, who: Someone, name: str) -> None:
    actions.note_answer_seen(ctx, referral_id=referral_to(ctx, name, who).pk)
