"""Taking part: peer support, groups, something of the person's own choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.views import get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.support import actions
from throughcare.support.forms import ActivityForm
from throughcare.support.models import Activity
from throughcare.support.views.person import SupportForm

if TYPE_CHECKING:
    from django.forms import BaseForm


class AddActivity(SupportForm):
    """Something that the person wants to take part in."""

    form_class = ActivityForm
    draft_name = "support_activity"
    template_name = "support/activity.jinja"
    heading = gettext_lazy("Taking part: add something")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"status": Activity.Status.WANTED, "seen_by": "care"}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        facts = form.facts()  # type: ignore[attr-defined]
        actions.add_activity(self.ctx, person_id=self.person.pk, facts=facts)
        return self.done(_("Added."), self.back())


class ChangeActivity(MergesConflicts, SupportForm):
    """How it goes."""

    action = "amend"
    form_class = ActivityForm
    merge_fields = (*ActivityForm.FIELDS, "seen_by")
    template_name = "support/activity.jinja"
    heading = gettext_lazy("Taking part: how it is going")
    activity: Activity

    def fetch(self) -> None:
        super().fetch()
        rows = Activity.visible_to(self.ctx, "amend").filter(
            person_id__in=self.group, agency_id=self.ctx.agency_id
        )
        self.activity = get_or_404(rows, pk=self.kwargs["activity"])
        self.ctx.shown.objects(self.activity.pk)

    def current_version(self) -> int:
        return self.activity.version

    def current_values(self) -> dict[str, Any]:
        return ActivityForm.initial_of(self.activity)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_activity(
            self.ctx,
            activity_id=self.activity.pk,
            version=self.seen_version(),
            facts=form.facts(),  # type: ignore[attr-defined]
        )
        said = {
            "what": form.cleaned_data["what"],
            "how": Activity.Status(form.cleaned_data["status"]).label,
        }
        return self.done(_("“%(what)s”: %(how)s.") % said, self.back())
