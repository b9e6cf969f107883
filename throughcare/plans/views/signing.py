"""One signature: a team's own, or one that was given on paper, by phone, read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import NotAllowed
from throughcare.core.views import get_or_404
from throughcare.design.forms import Form
from throughcare.people.presenters import called
from throughcare.plans import actions, forms, rules
from throughcare.plans.models import Line, PlanParty
from throughcare.plans.views.about import AboutPlan

if TYPE_CHECKING:
    from django.forms import BaseForm


class Sign(AboutPlan):
    """The party in the address agrees to the version as it stands."""

    for_probation = True
    heading = gettext_lazy("Sign the plan")
    button = gettext_lazy("Sign")
    form_class = Form
    party: PlanParty

    def fetch(self) -> None:
        super().fetch()
        rows = PlanParty.visible_to(self.ctx).filter(person_id__in=self.group)
        self.party = get_or_404(rows, pk=self.kwargs["party"])
        self.ctx.shown.objects(self.party.pk)

    @property
    def is_own(self) -> bool:
        return self.party.kind == Line.Owner.TEAM and self.party.team_id == self.ctx.team_id

    def check_access(self) -> None:
        super().check_access()
        if not self.is_own and not rules.is_care(self.ctx):
            raise NotAllowed("create", "a team signs for itself")

    def make_form(self, data: Any) -> BaseForm:
        return Form(data) if self.is_own else forms.SignForForm(data)

    def lines(self) -> list[str]:
        version = _("Version %(number)s") % {"number": self.party.number}
        if self.is_own:
            return [version, _("You sign for %(team)s.") % {"team": self.ctx.team_name}]
        if self.party.kind == Line.Owner.PERSON:
            return [version, _("%(name)s has read it or heard it.") % {"name": called(self.person)}]
        who = self.party.name or self.party.words
        return [version, _("You write down that this party agreed: %(who)s") % {"who": who}]

    def refused(self) -> str:
        return _("This version is no longer for signing, or was signed already.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.is_own:
            actions.sign_plan(self.ctx, party_id=self.party.pk)
        else:
            how = form.cleaned_data["how"]
            actions.sign_for(self.ctx, party_id=self.party.pk, how=how)
        return self.done(_("Signed."), self.back())
