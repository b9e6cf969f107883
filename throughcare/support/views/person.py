"""The support of one person: what is worked on, the needs check, what they take part in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.people.presenters import called
from throughcare.people.views import PersonSmallForm, PersonView
from throughcare.support import actions, presenters, rules, selectors
from throughcare.support.forms import NeedsForm, TaskForm
from throughcare.support.models import Activity, NeedsCheck, SupportTask
from throughcare.support.views.moving import MovesOn, OwnTask, require_support

if TYPE_CHECKING:
    from django.forms import BaseForm


class Supported(PersonView):
    """Everything about the person's support, with one line open or none."""

    category = "health_summary"
    tab = "support"
    template_name = "support/person.jinja"
    opened: SupportTask | None = None

    def check_access(self) -> None:
        super().check_access()
        require_support(self)

    def page_context(self) -> dict[str, Any]:
        check, answers = selectors.last_check(self.ctx, self.group)
        may_write = rules.gives_support(self.ctx) and self.standing.may("create", self.category)
        return {
            **super().page_context(),
            "groups": presenters.grouped(self.row(t) for t in self.tasks()),
            "activities": [self.joined(row) for row in self.activities()],
            "needs": presenters.need_rows(answers),
            "asked": self.asked_words(check),
            "said": selectors.said_in(self.ctx, check) if check and self.reads_said() else "",
            "open": self.opened.pk if self.opened else None,
            "may_write": may_write,
            "called": called(self.person),
            "text_url": presenters.text_url(self.ctx, self.person) if may_write else "",
        }

    def tasks(self) -> list[SupportTask]:
        return selectors.tasks_of(self.ctx, self.group)

    def activities(self) -> list[Activity]:
        return selectors.activities_of(self.ctx, self.group)

    def reads_said(self) -> bool:
        return self.standing.may("read", "clinical_detail")

    def row(self, task: SupportTask) -> presenters.TaskRow:
        back = reverse("person_support", args=[self.person.reference])
        return presenters.task_row(self.ctx, task, self.person, person_page=True, close_url=back)

    def joined(self, row: Activity) -> presenters.ActivityRow:
        return presenters.activity_row(self.ctx, row, self.person.reference)

    def asked_words(self, check: NeedsCheck | None) -> str:
        if check is None:
            return ""
        day = words.short_date(words.local(check.asked_at).date(), today=clock.today())
        return _("%(day)s, by %(name)s") % {"day": day, "name": check.by_name}


class PersonSupport(Supported):
    """What is worked on, soonest first."""

    action = "read"


class MoveOnPerson(MovesOn, Supported):
    """One line of the person's support, open in its place."""

    action = "amend"

    def fetch(self) -> None:
        Supported.fetch(self)
        self.task = self.opened = self.own_task(person_id__in=self.group)

    def back(self) -> str:
        return reverse("person_support", args=[self.person.reference])


class SupportForm(PersonSmallForm):
    """A form about the person's support, for those who give it."""

    action = "create"
    category = "health_summary"
    back_words = gettext_lazy("Back to support")

    def check_access(self) -> None:
        super().check_access()
        require_support(self)

    def back(self) -> str:
        return reverse("person_support", args=[self.person.reference])


class AddTask(SupportForm):
    """Something new to do for the person."""

    form_class = TaskForm
    draft_name = "support_task"
    template_name = "support/task.jinja"
    heading = gettext_lazy("Add something to do")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        task = actions.add_task(
            self.ctx,
            person_id=self.person.pk,
            need=form.cleaned_data["need"],
            step=form.step(),  # type: ignore[attr-defined]
            care_only=form.care_only(),  # type: ignore[attr-defined]
        )
        return self.done(presenters.moved_words(task, called(self.person)), self.back())


class CheckNeeds(SupportForm):
    """Ten rows, and the first three that the person chose."""

    form_class = NeedsForm
    draft_name = "needs_check"
    template_name = "support/needs.jinja"
    heading = gettext_lazy("Needs check")

    def form_kwargs(self) -> dict[str, Any]:
        return {"with_said": self.standing.may("create", "clinical_detail")}

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "called": called(self.person)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.check_needs(
            self.ctx,
            person_id=self.person.pk,
            answers=form.answers(),  # type: ignore[attr-defined]
            first=form.first(),  # type: ignore[attr-defined]
            said=form.cleaned_data.get("said", ""),
        )
        return self.done(_("Needs check saved. Say the first step of each line."), self.back())


class Reopen(OwnTask, SupportForm):
    """It was ended too soon: the Undo of the banner, and a page of its own for later."""

    action = "amend"
    form_class = Form
    heading = gettext_lazy("Open this again")
    button = gettext_lazy("Open it again")

    def fetch(self) -> None:
        super().fetch()
        self.task = self.own_task(person_id__in=self.group)

    def page_context(self) -> dict[str, Any]:
        what = f"{self.task.get_need_display()}: {self.task.get_status_display()}"
        return {**super().page_context(), "lines": (what,)}

    def save_form(self, form: BaseForm) -> HttpResponse:
        try:
            return super().save_form(form)
        except MoveNotAllowed:
            form.add_error(None, _("This is open already."))
            return self.page(form=form, status=409)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.reopen_task(self.ctx, task_id=self.task.pk, version=self.task.version)
        return self.done(_("Opened again. It stands on today’s list."), self.back())
