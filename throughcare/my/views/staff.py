"""What staff do with the tablet: hand it over, take charge, see how it went, take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.accounts import session_rules
from throughcare.agencies import selectors as agency_selectors
from throughcare.agencies.models import Team
from throughcare.agencies.views import SettingsForm
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.views import get_or_404
from throughcare.design import words
from throughcare.my import forms, own_session, selectors
from throughcare.my.actions import arranging, charge, handing, keeping
from throughcare.my.models import Handover, SafetyArrangement
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


def charge_until() -> Any:
    return clock.now() + timedelta(minutes=int(settings.TABLET_CHARGE_MINUTES))


class HandOver(PersonFormView):
    """Choose questions, say who is in charge, hand the device over."""

    action, category, tab = "create", "clinical_detail", "own-pages"
    template_name = "my/hand_over.jinja"
    form_class = forms.HandOverForm
    before: list[Handover]

    def fetch(self) -> None:
        super().fetch()
        self.before = selectors.handovers(self.ctx, self.group)

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "initial": {"comfort": self.before[0].comforts if self.before else []},
            "offered": selectors.questionnaires_to_offer(self.ctx),
            "charges": [
                each
                for each in selectors.live_charges(self.ctx, self.group)
                if each.recorded_by_id != self.ctx.membership_id
            ],
        }

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "called": people_presenters.called(self.person),
            "handovers": [
                (row, reverse("tablet_one", args=[self.person.reference, row.pk]))
                for row in self.before
            ],
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        given = form.cleaned_data
        if given["device"] == "own" and not selectors.has_own_pages(self.ctx, self.group):
            form.add_error("device", _("Their own pages are not open. Open them first"))
            return self.form_invalid(form)
        try:
            row, code = handing.hand_over(
                self.ctx,
                self.person.pk,
                questionnaires=given["chosen"],
                called=people_presenters.called(self.person),
                charge_id=self._charge(given),
                comfort=handing.Comfort(
                    **dict.fromkeys(given["comfort"], True), on_own_pages=given["device"] == "own"
                ),
            )
        except handing.NobodyInCharge:
            form.add_error("charge", _("Nobody is in charge any more. Take charge yourself"))
            return self.form_invalid(form)
        except handing.NoArrangement:
            form.add_error(
                "questionnaires",
                _(
                    "Your team has no duty holder for safety answers yet. Ask your service"
                    " administrator to name one in Settings, Tablet safety"
                ),
            )
            return self.form_invalid(form)
        return self._hand(row, code, device=given["device"])

    def _charge(self, given: dict[str, Any]) -> Any:
        chosen = given["charge"]
        if chosen == forms.NOBODY:
            return None
        if not chosen.startswith(forms.MINE):
            return chosen
        where = chosen.removeprefix(forms.MINE)
        mine = charge.take_charge(self.ctx, self.person.pk, where=where, until=charge_until())
        return mine.pk

    def _hand(self, row: Handover, code: str, *, device: str) -> HttpResponse:
        address = reverse("tablet", args=[code])
        if device == "this":
            own_session.drop_tablet(self.request)
            session_rules.lock(self.request.session)
            return HttpResponseRedirect(address)
        said = _("Ready. The questions wait on their own pages.")
        if device == "other":
            whole = self.request.build_absolute_uri(address)
            said = _("Ready. On the other device open: %(address)s") % {"address": whole}
        return self.done(
            said,
            reverse("tablet_one", args=[self.person.reference, row.pk]),
        )


class TakeCharge(PersonFormView):
    """Take charge of what this person answers, for at most an hour."""

    action, category, tab = "create", "clinical_detail", "own-pages"
    template_name = "my/take_charge.jinja"
    form_class = forms.ChargeForm

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "until": words.clock(charge_until()),
            "charges": selectors.live_charges(self.ctx, self.group),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        until = charge_until()
        charge.take_charge(self.ctx, self.person.pk, where=form.cleaned_data["where"], until=until)
        return self.done(
            _("You have charge of the answers until %(time)s.") % {"time": words.clock(until)},
            reverse("tablet_hand_over", args=[self.person.reference]),
        )


class OneHandover:
    """A page about one tablet that was handed to the person."""

    ctx: Any
    group: Any
    kwargs: Any
    row: Handover

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        rows = Handover.visible_to(self.ctx).filter(person_id__in=list(self.group))
        self.row = get_or_404(rows, pk=self.kwargs["handover"])
        self.ctx.shown.objects(self.row.pk)


class OneTablet(OneHandover, PersonView):
    """How it went, without answers: those stand with the questionnaires. Take it back here."""

    action, category, tab = "create", "clinical_detail", "own-pages"
    template_name = "my/tablet_one.jinja"

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "row": self.row,
            "asked": [forms.set_words(each) for each in keeping.set_of(self.row)],
            "shown_how": [forms.COMFORTS[name] for name in self.row.comforts],
            "live": self.row.status in Handover.LIVE,
            "waits_for_help": self.row.status == Handover.Status.STOPPED and not self.row.help_done,
            "hand_over_url": reverse("tablet_hand_over", args=[self.person.reference]),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = HttpResponseRedirect(request.path)
        try:
            handing.take_back(self.ctx, handover_id=self.row.pk)
        except MoveNotAllowed:
            messages.warning(request, _("This tablet had ended already. Its answers are kept."))
            return here
        messages.success(request, _("Taken back. The answers are kept on the record."))
        return here


class AnswerHelp(OneHandover, PersonFormView):
    """Say what was done for somebody who stopped and asked for help."""

    action, category, tab = "create", "health_summary", "own-pages"
    template_name = "my/tablet_help.jinja"
    form_class = forms.HelpForm

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"row": self.row}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            handing.answer_help(self.ctx, handover_id=self.row.pk, **form.cleaned_data)
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has already recorded what was done"))
            return self.form_invalid(form)
        return self.done(_("Recorded what was done."), reverse("today"))


class SettingsTablet(SettingsForm):
    """Who answers in each team when nobody has acted on a safety answer."""

    template_name = "my/settings_tablet.jinja"
    form_class = forms.ArrangementForm

    def form_kwargs(self) -> dict[str, Any]:
        members = agency_selectors.members(self.ctx).filter(
            agency_selectors.live(), user__is_active=True
        )
        return {
            "initial": self.set_before(),
            "teams": Team.objects.filter(agency_id=self.ctx.agency_id).order_by("name"),
            "members": members.order_by("user__name"),
        }

    @cached_property
    def arrangements(self) -> list[SafetyArrangement]:
        return selectors.arrangements(self.ctx)

    def set_before(self) -> dict[str, Any]:
        """What stands for the team that the address names, to change it."""
        asked = self.request.GET.get("team", "")
        row = next((row for row in self.arrangements if str(row.team_id) == asked), None)
        if row is None:
            return {}
        names = ("team", "duty_holder", "telephone", "minutes")
        return {name: getattr(row, name) for name in names}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"arrangements": self.arrangements}

    def act(self, form: BaseForm) -> HttpResponse:
        arranging.set_arrangement(self.ctx, **form.cleaned_data)
        said = _("Saved. In %(team)s, %(name)s is asked next.") % {
            "team": form.cleaned_data["team"].name,
            "name": form.cleaned_data["duty_holder"].user.name,
        }
        return self.done(said, reverse("settings_tablet"))
