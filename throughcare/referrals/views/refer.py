"""Refer somebody on: what for, to whom, what they will see, does the person agree; check; sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Team
from throughcare.core import banner, clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.design.shell import NavItem
from throughcare.people.presenters import called
from throughcare.people.views import PersonFormView
from throughcare.referrals import actions, codes, facts, presenters, rules, selectors
from throughcare.referrals.forms import NO, NOT_YET, WITHOUT, AskTransferForm, ReferForm
from throughcare.referrals.models import DirectoryService, Referral
from throughcare.sharing import selectors as sharing
from throughcare.sharing.actions import record_agreement
from throughcare.sharing.models import Agreement, Relationship
from throughcare.sharing.sight import seen_at_most

if TYPE_CHECKING:
    from django.forms import BaseForm

#: The button of the page that shows it once more before it goes.
CONFIRMED = "confirmed"


class Refer(PersonFormView):
    """Ask a service to help; the person's record stays with us."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "disclosed"
    form_class = ReferForm
    draft_name: ClassVar[str] = "referral"
    template_name = "referrals/refer.jinja"
    kind: ClassVar[str] = Referral.Kind.REFER
    heading = gettext_lazy("Refer %(name)s to a service")
    page_words: ClassVar[object] = gettext_lazy("referral")

    def check_access(self) -> None:
        super().check_access()
        if self.ctx.agency_type not in CARE_TYPES:
            raise NotAllowed("create", "referrals are sent by teams that give care")

    # -- What the page knows ------------------------------------------------------------------
    @cached_property
    def facts_known(self) -> facts.Facts:
        return facts.facts_of(self.ctx, self.person, self.group, self.ctx.user_name)

    @cached_property
    def need(self) -> str:
        """What for: of the address, else of what was typed before, else the first need."""
        asked = self.request.GET.get("need")
        if asked is None:
            source = self.request.POST if self.request.method == "POST" else self.typed
            asked = source.get("need", "") if source is not None else None
        if asked is None:
            asked = self.facts_known.needs[0] if self.facts_known.needs else ""
        return asked if asked in dict(codes.choices("needs")) else ""

    @cached_property
    def services(self) -> list[DirectoryService]:
        """Those that a referral can be sent to."""
        return [each for each in selectors.services() if each.how != DirectoryService.How.SELF]

    @cached_property
    def fits(self) -> list[rules.Fit]:
        known = self.facts_known.known
        return rules.best_first(rules.fit(each, known, self.need) for each in self.services)

    @cached_property
    def opened(self) -> dict[UUID | None, Referral]:
        return selectors.open_services(self.ctx, self.group)

    # -- The form -----------------------------------------------------------------------------
    def choices(self) -> list[tuple[str, str]]:
        return [(str(fit.service.pk), fit.service.name) for fit in self.fits]

    def form_kwargs(self) -> dict[str, Any]:
        initial = {
            "need": self.need,
            "contact": getattr(self.request.user, "email", ""),
            "soon": Referral.Soon.ROUTINE,
            "show": list(facts.PARTS),
            "service": self.request.GET.get("service", ""),
        }
        name = called(self.person)
        return {"services": self.choices(), "name": name, "initial": initial}

    def page_context(self) -> dict[str, Any]:
        name = called(self.person)
        return {
            **super().page_context(),
            "tabs": (),
            "name": name,
            "heading": str(self.heading) % {"name": name},
            "needs": self.need_chips(),
            "fits": self.shown(rules.FITS, rules.CHECK),
            "no_fit": self.shown(rules.NO),
            "fits_words": presenters.fits_words(self.fits, self.need),
            "sheet": self.facts_known.sheet,
            "due_day": presenters.reply_day(rules.reply_due(clock.now(), Referral.Soon.ROUTINE)),
            "back": self.back(),
        }

    def shown(self, *verdicts: str) -> list[presenters.ServiceChoice]:
        return [
            presenters.service_choice(fit, self.opened.get(fit.service.pk))
            for fit in self.fits
            if fit.verdict in verdicts
        ]

    def need_chips(self) -> tuple[NavItem, ...]:
        """Needs of the assessment first; anything else is one press further."""
        known = list(self.facts_known.needs)
        if self.need and self.need not in known:
            known.append(self.need)
        page = self.request.path
        chips = [
            NavItem(codes.label("needs", code), f"{page}?need={code}", current=code == self.need)
            for code in known
        ]
        chips.append(NavItem(_("Anything"), f"{page}?need=", current=not self.need))
        return tuple(chips)

    def other_needs(self) -> list[tuple[str, str]]:
        """The rest of the list, for the box "Something else"."""
        known = set(self.facts_known.needs)
        return [pair for pair in codes.choices("needs") if pair[0] not in known]

    def back(self) -> str:
        return reverse("person_referrals", args=[self.person.reference])

    def later_url(self) -> str:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("agrees") == NOT_YET:
            return self.keep_draft()
        return super().post(request, *args, **kwargs)

    # -- What was typed -----------------------------------------------------------------------
    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        if typed["agrees"] == NO:
            return self.give_number(typed)
        if CONFIRMED not in self.request.POST:
            return self.check(form)
        try:
            referral = self.send(typed)
        except MoveNotAllowed:
            form.add_error("service", _("Your team has one open with them, or they take none."))
            return self.page(form=form, status=409)
        return HttpResponseRedirect(
            reverse("referral_sent", args=[self.person.reference, referral.pk])
        )

    def give_number(self, typed: dict[str, Any]) -> HttpResponse:
        """The person does not agree: they are told of the service, and nobody of them."""
        record_agreement(
            self.ctx,
            person_id=self.person.pk,
            recipient=Agreement.Recipient.OTHER,
            recipient_name=dict(self.choices())[typed["service"]][:120],
            answer=Agreement.Answer.NO,
            categories=("disclosed",),
            words_used=_("Can I send them this, and nothing else? No"),
        )
        banner.say(self.request, _("Nothing was sent. Write down what you gave them instead."))
        page = reverse("signpost_new", args=[self.person.reference])
        return HttpResponseRedirect(f"{page}?service={typed['service']}")

    def check(self, form: BaseForm) -> HttpResponse:
        """Once more in full, exactly as they will see it."""
        typed = form.cleaned_data
        row = Referral(
            kind=self.kind,
            sent_words={**self.copy(typed), "reason": typed["reason"], "asked": typed["asked"]},
            **self.ground(typed),
        )
        fields = [
            (name, value)
            for name, values in self.posted_fields().items()
            if name not in ("csrfmiddlewaretoken", "idempotency_key")
            for value in values
        ]
        return self.page(
            form=form,
            checking=True,
            copy_terms=presenters.copy_terms(row),
            service_name=dict(self.choices())[typed["service"]],
            later=self.later_words(typed["service"]),
            fields=fields,
            due_day=presenters.reply_day(rules.reply_due(clock.now(), typed["soon"])),
        )

    def copy(self, typed: dict[str, Any]) -> dict[str, Any]:
        sender = f"{self.ctx.user_name}, {self.ctx.team_name}. {typed['contact']}"
        return {**self.facts_known.sheet.frozen(typed["show"]), "from": sender}

    def ground(self, typed: dict[str, Any]) -> dict[str, str]:
        """On what ground, and in which words it is told."""
        if typed["agrees"] == WITHOUT:
            return {"ground": typed["ground"], "ground_words": typed["ground_words"].strip()}
        said = _("%(name)s agreed to you seeing this, and nothing else")
        return {
            "ground": Referral.Ground.AGREED,
            "ground_words": said % {"name": called(self.person)},
        }

    def later_words(self, chosen: str) -> str:
        """What the team reads besides once it accepts, as the policy has it."""
        team = self.team_of(chosen)
        if team is None:
            return ""
        own = team.agency_id == self.ctx.agency_id
        agreed: dict[str, int] = {}
        if not own:
            contracts = sharing.contracts_from(self.ctx, team.agency_id)
            agreed = {purpose: mask for (_agency, purpose), mask in contracts.items()}
        mask = seen_at_most(
            agency_type=team.agency.type, relationship=Relationship.TEAM, own=own, agreed=agreed
        )
        return presenters.will_see_later(mask)

    def team_of(self, chosen: str) -> Team | None:
        return next((each.team for each in self.services if str(each.pk) == chosen), None)

    def request_of(self, typed: dict[str, Any]) -> actions.Request:
        return actions.Request(
            reason=typed["reason"].strip(),
            asked=typed["asked"].strip(),
            need=typed["need"],
            soon=typed["soon"],
            seen=self.copy(typed),
            agreed_words=_("Can I send them this, and nothing else? Yes"),
            **self.ground(typed),
        )

    def send(self, typed: dict[str, Any]) -> Referral:
        service = next(each for each in self.services if str(each.pk) == typed["service"])
        return actions.send_referral(
            self.ctx,
            person_id=self.person.pk,
            service=service,
            request=self.request_of(typed),
            kind=self.kind,
        )


class Transfer(Refer):
    """Hand the person over: once the other team accepts, ours no longer works with them."""

    kind: ClassVar[str] = Referral.Kind.TRANSFER
    draft_name: ClassVar[str] = "transfer"
    heading = gettext_lazy("Transfer %(name)s to another team")
    page_words: ClassVar[object] = gettext_lazy("transfer")

    @cached_property
    def services(self) -> list[DirectoryService]:
        """Only a team with an inbox here can take somebody over."""
        return [
            each
            for each in selectors.services()
            if each.team_id is not None and each.team_id != self.ctx.team_id
        ]


class AskForTransfer(Refer):
    """Ask the team that works with the person to hand them over to ours."""

    form_class = AskTransferForm
    kind: ClassVar[str] = Referral.Kind.REQUEST_TRANSFER
    draft_name: ClassVar[str] = "transfer_ask"
    heading = gettext_lazy("Ask another team to transfer %(name)s to us")
    page_words: ClassVar[object] = gettext_lazy("transfer asked for")

    @cached_property
    def teams(self) -> dict[str, Team]:
        """Care teams other than ours that have a link to the person now."""
        holding = {
            link.principal_id
            for link in sharing.live_links(self.ctx, self.group)
            if link.kind == Relationship.TEAM and link.principal_id != self.ctx.team_id
        }
        rows = Team.objects.filter(pk__in=holding, agency__type__in=CARE_TYPES)
        return {str(row.pk): row for row in rows.select_related("agency").order_by("name")}

    @cached_property
    def fits(self) -> list[rules.Fit]:
        return []

    def choices(self) -> list[tuple[str, str]]:
        return [(pk, f"{team.name}, {team.agency.name}") for pk, team in self.teams.items()]

    def team_of(self, chosen: str) -> Team | None:
        return None

    def page_context(self) -> dict[str, Any]:
        shown = [
            presenters.ServiceChoice(value, name, (), (), ()) for value, name in self.choices()
        ]
        return {
            **super().page_context(),
            "fits": shown,
            "fits_words": self.who_words(),
            "needs": (),
        }

    def who_words(self) -> str:
        return _("The teams that work with them now.") if self.teams else _("No other team does.")

    def send(self, typed: dict[str, Any]) -> Referral:
        return actions.request_transfer(
            self.ctx,
            person_id=self.person.pk,
            team=self.teams[typed["service"]],
            request=self.request_of(typed),
        )

    def give_number(self, typed: dict[str, Any]) -> HttpResponse:
        banner.say(self.request, _("Nothing was sent."))
        return HttpResponseRedirect(self.back())
