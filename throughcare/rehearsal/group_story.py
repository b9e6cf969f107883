"""A weekly group of the treatment team: who has a place, who came, when it meets next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from throughcare.core.context import Context
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import weeks_ago
from throughcare.rehearsal.telling import Timeline
from throughcare.rehearsal.treatment_story import PATHWAY
from throughcare.treatment import actions, selectors
from throughcare.treatment.models import Group, GroupMeeting

TITLE, ROOM, AT, PLACES = "Steadier days", "Room 4", "15:30", 8
#: Weeks before the meeting that comes; what came of each place, in the order of those who joined.
MET = (
    (3, ("came", "came", "came")),
    (2, ("came", "did_not_come", "came_late")),
    (1, ("came", "came", "told_us_first")),
)
NOTES = {
    "came": "Took part in all of it.",
    "came_late": "The bus was late. Stayed to the end.",
}


@dataclass
class Meetings:
    """The group from its first day on."""

    timeline: Timeline
    calendar: Calendar
    lead: str
    people: tuple[Someone, ...]

    def tell(self) -> None:
        """On one day of each week, up to the one that comes: today, or the working day after."""
        coming = self.calendar.on_from(self.calendar.today)
        self._add(weeks_ago(self.calendar, 4), "12:10", "group made", partial(self._made))
        for weeks, came in MET:
            on = coming - timedelta(weeks=weeks)
            before = self.calendar.eve(self.calendar.eve(on))
            self._add(before, "12:30", "meeting planned", partial(self._planned, on=on))
            self._add(on, "17:05", "who came", partial(self._met, on=on, came=came))
        after = partial(self._planned, on=coming)
        self._add(coming - timedelta(weeks=1), "17:20", "next meeting planned", after)

    def _add(self, on: date, at: str, what: str, act: partial[None]) -> None:
        self.timeline.add(moment(on, at), self.lead, f"{TITLE}: {what}", act)

    def _made(self, ctx: Context) -> None:
        group = actions.make_group(ctx, pathway=PATHWAY, title=TITLE, place=ROOM, places=PLACES)
        for who in self.people:
            programme_id = who.made["programme"].pk
            actions.join_group(ctx, group_id=group.pk, programme_id=programme_id)

    def _planned(self, ctx: Context, on: date) -> None:
        group = Group.objects.get(title=TITLE)
        actions.plan_meeting(ctx, group_id=group.pk, starts_at=moment(on, AT), minutes=90)

    def _met(self, ctx: Context, on: date, came: tuple[str, ...]) -> None:
        meeting = GroupMeeting.objects.get(group__title=TITLE, starts_at=moment(on, AT))
        sessions = {row.person_id: row for row in selectors.sessions_of_meeting(ctx, meeting.pk)}
        people = {}
        for who, status in zip(self.people, came, strict=True):
            row = sessions[who.pk]
            note = NOTES.get(status, "")
            people[row.pk] = actions.Attended(version=row.version, came=status, note=note)
        actions.save_meeting(ctx, meeting_id=meeting.pk, people=people)
