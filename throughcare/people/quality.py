"""The queue of two records that hold one number: for privacy officers, without the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.agencies.models import Agency
from throughcare.core import clock
from throughcare.core.errors import NotAllowed, StaleVersion
from throughcare.core.views import FormView
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.people.models import DataQuality
from throughcare.people.part_forms import LineField

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import BaseForm
    from django.http import HttpResponse, QueryDict

    from throughcare.core.context import Context

SHOWN = 50


class SettleForm(Form):
    row = forms.UUIDField(widget=forms.HiddenInput)
    note = LineField(label=gettext_lazy("What was found and done"), max_length=300)


class SameNumbers(FormView):
    """Each line names two references and two agencies; nothing about the people."""

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "audit"
    template_name = "people/same_numbers.jinja"

    def check_access(self) -> None:
        super().check_access()
        # Who is shown no line may not be told that there is none.
        if self.ctx.role != "privacy_officer":
            raise NotAllowed("read", "only a privacy officer settles these")

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return SettleForm(data)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            settle(self.ctx, row_id=form.cleaned_data["row"], note=form.cleaned_data["note"])
        except StaleVersion:
            form.add_error(None, _("This line is already settled."))
            return self.form_invalid(form)
        return self.done(_("Settled."), reverse("data_quality"))

    def page_context(self) -> dict[str, Any]:
        rows = list(DataQuality.visible_to(self.ctx).filter(settled_at=None)[:SHOWN])
        self.ctx.shown.objects(*(row.pk for row in rows))
        names = dict(Agency.objects.values_list("pk", "name"))
        return {
            "rows": [
                {
                    "id": row.pk,
                    "kind": row.get_kind_display(),
                    "new": f"{row.new_reference}, {names.get(row.new_agency_id, '')}",
                    "other": f"{row.other_reference}, {names.get(row.other_agency_id, '')}",
                    "found": words.full_date(words.local(row.found_at).date()),
                }
                for row in rows
            ]
        }


def settle(ctx: Context, *, row_id: UUID, note: str) -> None:
    """Close one line, saying what was found and done. StaleVersion if it is closed or hidden."""
    from throughcare.core import registry

    done = (
        DataQuality.visible_to(ctx)
        .filter(pk=row_id, settled_at=None)
        .update(settled_at=clock.now(), settled_by=ctx.membership_id, settled_note=note)
    )
    if not done:
        raise StaleVersion(row_id=row_id, theirs=None)
    registry.supplied("audit").write(
        ctx, action="data_quality.settled", outcome="allowed", object_ids=[row_id]
    )


def panel(ctx: Context, page: int) -> PanelContent:
    """How many lines wait, on the privacy officer's Today."""
    waiting = DataQuality.visible_to(ctx).filter(settled_at=None).count()
    line = ngettext(
        "%(count)s number is held by 2 records", "%(count)s numbers are held by 2 records", waiting
    )
    return PanelContent(
        heading=_("Same number on 2 records"),
        lines=(PanelLine(line % {"count": waiting}, reverse("data_quality")),) if waiting else (),
        empty=_("No number is held by 2 records."),
    )


def register() -> None:
    """Called once, when the app starts."""
    offer_panel(TodayPanel("same_numbers", 40, lambda ctx: ctx.allows("export", "identity"), panel))
