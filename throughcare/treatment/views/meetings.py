"""A meeting of a group that moves or does not take place, for everybody at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.design.forms import Form
from throughcare.people.presenters import full_name
from throughcare.treatment import actions, behind, rules, selectors
from throughcare.treatment.forms.groups import CALL_OFF, ChangeMeetingForm
from throughcare.treatment.views.groups import AboutMeeting, GroupFormPage, OfGroup

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.treatment.models import Session


class ChangeMeeting(AboutMeeting, GroupFormPage):
    """Another time, or none: the appointments and the reminders follow."""

    action: ClassVar[str] = "create"
    template_name = "treatment/meeting_change.jinja"
    form_class = ChangeMeetingForm
    button = gettext_lazy("Change the meeting")

    @property
    def heading(self) -> str:  # type: ignore[override]
        return self.title()

    @cached_property
    def sessions(self) -> list[Session]:
        return selectors.sessions_of_meeting(self.ctx, self.meeting.pk)

    def page_context(self) -> dict[str, Any]:
        reached = selectors.reminders_of(self.ctx, self.sessions)
        return super().page_context() | {
            "gone": self.meeting.called_off_at is not None or self.meeting.starts_at <= clock.now(),
            "people": [
                (full_name(row.person), row.person.reference, row.pk in reached)
                for row in self.sessions
            ],
        }

    def refused(self) -> str:
        return _("It has begun, was called off, or the group meets at that time already.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        if typed["what"] == CALL_OFF:
            actions.call_off_meeting(self.ctx, meeting_id=self.meeting.pk)
            return self.done(_("Called off. No reminder goes: tell each person."), self.back())
        starts_at = rules.moment(typed["on"], typed["at"])
        actions.move_meeting(self.ctx, meeting_id=self.meeting.pk, starts_at=starts_at)
        return self.done(_("Moved for everybody. Tell each person."), self.back())


class FollowMeetings(OfGroup):
    """Those whom a colleague might not see get the times of their group."""

    form_class = Form
    heading = gettext_lazy("Give everybody the times of the group")
    button = gettext_lazy("Change these appointments")

    def lines(self) -> list[str]:
        return [each.line() for each in behind.of_group(self.ctx, self.group.pk)]

    def cannot(self) -> str:
        if behind.places(self.ctx).filter(group_id=self.group.pk).exists():
            return ""
        return _("Everybody whom you can see has the times of the group.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        many = actions.follow_meetings(self.ctx, group_id=self.group.pk)
        said = ngettext(
            "%(n)s appointment changed. Tell the person.",
            "%(n)s appointments changed. Tell each person.",
            many,
        )
        return self.done(said % {"n": many}, self.back())
