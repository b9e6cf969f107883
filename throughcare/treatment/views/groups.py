"""Groups of a team: who is in one, when it meets, what is written of each person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.core.small_forms import SmallForm
from throughcare.core.views import get_or_404
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.messages.reminders import reminder_line
from throughcare.people.presenters import full_name
from throughcare.treatment import actions, behind, rules, selectors
from throughcare.treatment.forms.groups import AttendedForm, GroupForm, JoinForm, MeetingForm
from throughcare.treatment.models import Group, GroupMeeting, GroupPlace, Programme, Session
from throughcare.treatment.views.team import TeamPage

if TYPE_CHECKING:
    from django.forms import BaseForm


class Groups(TeamPage):
    """The groups of my team."""

    template_name = "treatment/groups.jinja"
    url_name = "sessions_groups"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        titles = {id: each.title for id, each in rules.pathways().items()}
        may_write = self.ctx.allows("create", "clinical_detail")
        late = Counter(behind.places(self.ctx).values_list("group_id", flat=True))
        return self.page(
            groups=[
                (row, titles.get(row.pathway, row.pathway), may_write and late[row.pk])
                for row in selectors.groups_of(self.ctx)
            ],
            may_write=may_write,
        )


class AboutGroup(TeamPage):
    """A page about one group of the asker's team."""

    url_name = "sessions_groups"
    group: Group

    def fetch(self) -> None:
        super().fetch()
        found = selectors.group_of(self.ctx, self.kwargs["group"])
        if found is None:
            raise Http404
        self.group = found

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"group": self.group}

    def back(self) -> str:
        return reverse("sessions_group", args=[self.group.pk])


class ShowGroup(AboutGroup):
    """Those in it whom the reader may see, and its meetings."""

    template_name = "treatment/group.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = selectors.in_group(self.ctx, self.group.pk)
        may_write = self.ctx.allows("create", "clinical_detail")
        late = behind.of_group(self.ctx, self.group.pk) if may_write else []
        return self.page(
            behind=[each.line() for each in late],
            people=[(row, full_name(row.person)) for row in places],
            meetings=[
                (row, words.near_moment(row.starts_at, now=clock.now()))
                for row in selectors.meetings_of(self.group.pk)
            ],
            may_write=may_write,
        )


class GroupFormPage(SmallForm):
    """A form about groups, under one heading."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "clinical_detail"
    template_name = "treatment/team_form.jinja"

    def back(self) -> str:
        return reverse("sessions_groups")


class OfGroup(GroupFormPage, AboutGroup):
    """A form about one group."""

    def back(self) -> str:
        return AboutGroup.back(self)


class NewGroup(GroupFormPage, TeamPage):
    """A group is made."""

    form_class = GroupForm
    heading = gettext_lazy("New group")
    button = gettext_lazy("Make the group")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        row = actions.make_group(self.ctx, **form.cleaned_data)
        return self.done(_("Group made."), reverse("sessions_group", args=[row.pk]))


class JoinGroup(OfGroup):
    """Somebody gets a place."""

    form_class = JoinForm
    heading = gettext_lazy("Give somebody a place")
    button = gettext_lazy("Give the place")

    @cached_property
    def people(self) -> list[Programme]:
        return list(selectors.who_could_join(self.ctx, self.group))

    def cannot(self) -> str:
        if self.people:
            return ""
        return _("Nobody of your team who is in this programme is without a place in the group.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": self.people}

    def refused(self) -> str:
        return _("The group is full, or the person is in it already.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        programme = UUID(form.cleaned_data["programme"])
        actions.join_group(self.ctx, group_id=self.group.pk, programme_id=programme)
        return self.done(_("They have a place."), self.back())


class LeaveGroup(GroupFormPage, TeamPage):
    """Somebody does not come any more."""

    form_class = Form
    heading = gettext_lazy("End a place in a group")
    button = gettext_lazy("End the place")
    button_variant = "warning"
    place: GroupPlace

    def fetch(self) -> None:
        super().fetch()
        rows = GroupPlace.visible_to(self.ctx, "amend").select_related("person", "group")
        self.place = get_or_404(
            rows.filter(group__team_id=self.ctx.team_id), pk=self.kwargs["place"]
        )
        self.ctx.shown.people(self.place.person_id)

    def lines(self) -> list[str]:
        said = _("%(name)s has a place in %(group)s. What was written of them stays.")
        return [said % {"name": full_name(self.place.person), "group": self.place.group.title}]

    def back(self) -> str:
        return reverse("sessions_group", args=[self.place.group_id])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.leave_group(self.ctx, place_id=self.place.pk, version=self.place.version)
        return self.done(_("The place has ended. What was written stays."), self.back())


class PlanMeeting(OfGroup):
    """The group meets: everybody in it gets an appointment."""

    form_class = MeetingForm
    heading = gettext_lazy("Plan a meeting")
    button = gettext_lazy("Plan the meeting")

    def refused(self) -> str:
        return _("The group meets at that time already.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        actions.plan_meeting(
            self.ctx,
            group_id=self.group.pk,
            starts_at=rules.moment(typed["on"], typed["at"]),
            minutes=typed["minutes"],
        )
        return self.done(_("Meeting planned, with an appointment for each."), self.back())


class AboutMeeting(TeamPage):
    """A page about one meeting of a group of the asker's team."""

    meeting: GroupMeeting

    def fetch(self) -> None:
        super().fetch()
        found = selectors.meeting_of(self.ctx, self.kwargs["meeting"])
        if found is None:
            raise Http404
        self.meeting = found

    def title(self) -> str:
        at = words.full_moment(self.meeting.starts_at)
        return f"{self.meeting.group.title}, {at}"

    def back(self) -> str:
        return reverse("sessions_group", args=[self.meeting.group_id])

    def draft_subject(self) -> UUID | None:
        return self.meeting.pk


class Meeting(AboutMeeting, GroupFormPage):
    """Who came, and a note for each person, on one page."""

    action: ClassVar[str] = "create"
    template_name = "treatment/meeting.jinja"
    form_class = AttendedForm
    draft_name = "treatment_meeting"
    button = gettext_lazy("Save the meeting")

    @property
    def heading(self) -> str:  # type: ignore[override]
        return self.title()

    def later_url(self) -> str:
        return self.back()

    @cached_property
    def sessions(self) -> list[Session]:
        return selectors.sessions_of_meeting(self.ctx, self.meeting.pk)

    def form_kwargs(self) -> dict[str, Any]:
        return {"sessions": self.sessions}

    def page_context(self) -> dict[str, Any]:
        """``reminders``: what became of each text, by session; before the meeting only."""
        return super().page_context() | {
            "coming": self.meeting.starts_at > clock.now() and self.meeting.called_off_at is None,
            "called_off": self.meeting.called_off_at is not None,
            "reminders": self.reminders(),
        }

    def reminders(self) -> dict[UUID, str]:
        if self.meeting.starts_at <= clock.now() or self.meeting.called_off_at is not None:
            return {}
        texts = selectors.reminders_of(self.ctx, self.sessions)
        return {row.pk: reminder_line(texts.get(row.pk)) for row in self.sessions}

    def refused(self) -> str:
        return _("Whether they came is known on the day of the meeting.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, AttendedForm)  # noqa: S101 - form_class
        count = actions.save_meeting(self.ctx, meeting_id=self.meeting.pk, people=form.people())
        said = ngettext("Saved for %(n)s person.", "Saved for %(n)s people.", count)
        return self.done(said % {"n": count}, self.back())
