"""Moving one line on: the same form in the caseload and on the person's record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import banner
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.people.presenters import called
from throughcare.support import actions, presenters, rules
from throughcare.support.forms import MoveForm
from throughcare.support.models import SupportTask

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.people.models import Person


def require_support(view: StaffView) -> None:
    """Refuse the page to those who give no support."""
    if not rules.reads_support(view.ctx):
        raise NotAllowed(view.action, "support is shown to those who give it")


class OwnTask(StaffView):
    """A page about one line that this agency keeps."""

    task: SupportTask

    def own_task(self, **where: Any) -> SupportTask:
        """The line in the address, if it is this agency's to move on."""
        rows = SupportTask.visible_to(self.ctx, "amend").filter(
            agency_id=self.ctx.agency_id, **where
        )
        found: SupportTask = get_or_404(rows.select_related("person"), pk=self.kwargs["task"])
        self.ctx.shown.objects(found.pk)
        self.ctx.shown.people(found.person_id)
        return found


class MovesOn(OwnTask, MergesConflicts, FormView):
    """A line opened in its own place: status, next step, day."""

    form_class = MoveForm
    merge_fields = MoveForm.FIELDS
    person: Person

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def current_version(self) -> int:
        return self.task.version

    def current_values(self) -> dict[str, Any]:
        return MoveForm.initial_of(self.task)

    def current_author(self) -> tuple[str, str]:
        return self.task.owner_name, ""

    def save_form(self, form: BaseForm) -> HttpResponse:
        try:
            return super().save_form(form)
        except MoveNotAllowed:
            form.add_error(None, _("A colleague ended this already. Open it again first."))
            return self.page(form=form, status=409)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        task = actions.move_task(
            self.ctx,
            task_id=self.task.pk,
            version=self.seen_version(),
            step=form.step(),  # type: ignore[attr-defined]
        )
        undo = ""
        if not rules.is_open(task.status):
            undo = reverse("support_reopen", args=[self.person.reference, task.pk])
        words = presenters.moved_words(task, called(self.person))
        banner.say(self.request, words, undo_url=undo)
        return HttpResponseRedirect(self.back())

    def back(self) -> str:
        raise NotImplementedError
