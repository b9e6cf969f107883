"""Two answers that are not about sharing and stand beside it (architecture decision 13)."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.translation import gettext as _

from throughcare.sharing import actions
from throughcare.sharing.taking_part_forms import TakingPartForm, WillingnessForm
from throughcare.sharing.views import SharingForm


class AskToTakePart(SharingForm):
    """Keep whether the person agreed to take part in an assessment or in treatment."""

    action, category = "create", "health_summary"
    template_name = "sharing/taking_part.jinja"
    form_class = TakingPartForm
    draft_name = "sharing.taking_part"

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": TakingPartForm.now()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data = form.cleaned_data
        actions.record_taking_part(
            self.ctx,
            person_id=self.person.pk,
            in_what=data["in_what"],
            answer=data["answer"],
            words_used=data["words_used"],
            at=data["moment"],
        )
        return self.done(_("Answer kept."), self.back())

    def later_url(self) -> str:
        return self.back()


class RecordWillingness(SharingForm):
    """Keep willingness to comply with a requirement, in the words that were used."""

    action, category = "create", "health_summary"
    template_name = "sharing/willingness.jinja"
    form_class = WillingnessForm
    draft_name = "sharing.willingness"

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": WillingnessForm.now()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data = form.cleaned_data
        actions.record_willingness(
            self.ctx,
            person_id=self.person.pk,
            requirement=data["requirement"],
            willing=data["willing"] == "yes",
            words_used=data["words_used"],
            easy_read_copy_given=data["easy_read_copy_given"],
            at=data["moment"],
        )
        return self.done(_("Answer kept."), self.back())

    def later_url(self) -> str:
        return self.back()
