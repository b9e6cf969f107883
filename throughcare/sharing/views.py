"""The sharing part of a person's record: who is told what, on what ground, until when."""

from __future__ import annotations

import hashlib
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed, StaleVersion
from throughcare.core.views import get_or_404
from throughcare.design import words as say
from throughcare.people.presenters import called
from throughcare.people.views import PersonFormView, PersonView
from throughcare.sharing import actions, presenters, rules, selectors, words
from throughcare.sharing.forms import (
    AskForm,
    ConfirmForm,
    ShareForm,
)
from throughcare.sharing.models import Agreement, Basis, Relationship
from throughcare.sharing.sight import Ground

HOME = "/"


class Sharing(PersonView):
    """Who the person shares with, who works with them, and what was stopped."""

    action, category, tab = "read", "health_summary", "sharing"
    template_name = "sharing/sharing.jinja"

    def page_context(self) -> dict[str, Any]:
        sharing = selectors.sharing_of(self.ctx, self.group)
        guards = selectors.guards_of(self.person.pk)
        page = presenters.SharingPage(
            self.ctx,
            self.person.reference,
            called(self.person),
            sharing,
            may_end=self.standing.may("amend", "health_summary"),
            may_grant=guards is not None,
        )
        told = next((a for a in sharing.agreements if a.words_used), None)
        return super().page_context() | {
            "identity_heading": True,
            "called": called(self.person),
            "groups": page.groups(),
            "may_grant": guards is not None,
            "may_print": self.ctx.allows("print", "health_summary"),
            "guard_words": presenters.guard_words(self.person),
            "may_ask": self.standing.may("create", "health_summary"),
            "guards": guards,
            "told": told,
            "said": presenters.said_rows(selectors.said_of_taking(self.ctx, self.group)),
            "in_care": self.ctx.agency_type in CARE_TYPES,
        }


class PrintSharing(PersonView):
    """The same in easy words on paper, for the person."""

    action, category, tab = "print", "health_summary", "sharing"
    template_name = "sharing/print.jinja"

    def page_context(self) -> dict[str, Any]:
        sharing = selectors.sharing_of(self.ctx, self.group)
        page = presenters.SharingPage(
            self.ctx, self.person.reference, called(self.person), sharing, to_the_person=True
        )
        return super().page_context() | {
            "called": called(self.person),
            "groups": page.groups(),
            "words_to_say": words.words_to_say(),
        }


class SharingForm(PersonFormView):
    """A form that leads back to the sharing page."""

    tab = "sharing"

    def back(self) -> str:
        return reverse("person_sharing", args=[self.person.reference])

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "identity_heading": False,
            "called": called(self.person),
            "back_url": self.back(),
        }


class AskAboutSharing(SharingForm):
    """Ask the person about each recipient and keep the answers with the words that were said."""

    action, category = "create", "health_summary"
    template_name = "sharing/ask.jinja"
    form_class = AskForm
    draft_name = "sharing.ask"

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "places": selectors.custody_places(),
            "initial": {"words_used": words.words_to_say(), "place": self.ctx.place_id},
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, AskForm)  # noqa: S101 - the form_class of this page
        for answer in form.answers():
            actions.record_agreement(self.ctx, person_id=self.person.pk, **answer)
        return self.done(_("Answers kept. They act from the next page anyone opens."), self.back())

    def later_url(self) -> str:
        return self.back()


class ShareWithTeam(SharingForm):
    """Bring a team in: say what it will see before anything is saved."""

    action, category = "grant", "identity"
    template_name = "sharing/share.jinja"
    form_class = ShareForm

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "teams": selectors.teams_to_share_with(),
            "own_agency_id": self.ctx.agency_id,
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ShareForm)  # noqa: S101 - the form_class of this page
        shown = _digest(form)
        if self.request.POST.get("shown") != shown:
            return self.page(form=form, preview=self._preview(form), shown=shown)
        self._share(form)
        team = form.teams[form.cleaned_data["team"]]
        return self.done(
            _("%(team)s now works with %(name)s.")
            % {"team": team.name, "name": called(self.person)},
            self.back(),
        )

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"preview": None, "shown": ""}

    def _preview(self, form: ShareForm) -> dict[str, Any]:
        data = form.cleaned_data
        team = form.teams[data["team"]]
        own = team.agency_id == self.ctx.agency_id
        contracts = {} if own else selectors.contracts_from(self.ctx, team.agency_id)
        agreed = {purpose: mask for (_agency, purpose), mask in contracts.items()}
        rows = presenters.sight_rows(
            team.agency,
            relationship=data["kind"],
            own=own,
            agreed=agreed,
            grounds=_grounds(form, team.agency.type),
        )
        ends_at = form.ends_at()
        return {
            "team": team,
            "rows": rows,
            "kind": Relationship(data["kind"]).label,
            "until": say.full_moment(ends_at) if ends_at else _("until it is ended"),
            "no_contract": not own and not agreed,
        }

    def _share(self, form: ShareForm) -> None:
        data = form.cleaned_data
        team = form.teams[data["team"]]
        holder = data.get("holder")
        actions.open_link(
            self.ctx,
            person_id=self.person.pk,
            principal_id=holder.pk if holder else team.pk,
            kind=data["kind"],
            source="sharing",
            ends_at=form.ends_at(),
        )
        if data["ground"] == ShareForm.AGREED_NOW:
            actions.record_agreement(
                self.ctx,
                person_id=self.person.pk,
                recipient=rules.RECIPIENT_OF_TYPE.get(team.agency.type, "other"),
                answer=Agreement.Answer.YES,
                categories=data["told"] or ["health_summary"],
                words_used=data["ground_text"],
                recipient_agency_id=team.agency_id,
                recipient_name=team.name,
                ends_at=form.ends_at(),
                confirmed=True,
            )
        elif data["ground"] != ShareForm.CARE and team.agency_id != self.ctx.agency_id:
            actions.record_basis(
                self.ctx,
                person_id=self.person.pk,
                recipient_agency_id=team.agency_id,
                kind=int(data["ground"]),
                text=data["ground_text"],
                categories=data["told"],
                ends_at=form.ends_at(),
            )


def _grounds(form: ShareForm, agency_type: str) -> list[Ground]:
    data = form.cleaned_data
    if data["ground"] == ShareForm.CARE:
        return []
    kind = 1 if data["ground"] == ShareForm.AGREED_NOW else int(data["ground"])
    return [Ground(kind, actions.mask_of(data["told"]), rules.purposes_of(agency_type))]


def _digest(form: ShareForm) -> str:
    """Ties the press of "Share" to what was shown: another choice shows the page again."""
    data = form.cleaned_data
    holder = data.get("holder")
    parts = [
        data["team"],
        data["kind"],
        holder.pk if holder else "",
        sorted(data["told"]),
        data["ground"],
        data["ground_text"],
        form.ends_at(),
    ]
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()[:16]


class StopSharing(SharingForm):
    """The person takes an agreement back: what stops and what does not is said first."""

    action, category = "amend", "health_summary"
    template_name = "sharing/stop.jinja"
    form_class = ConfirmForm
    agreement: Agreement

    def fetch(self) -> None:
        super().fetch()
        rows = Agreement.visible_to(self.ctx).filter(
            person_id__in=self.group, agency_id=self.ctx.agency_id
        )
        self.agreement = get_or_404(rows, pk=self.kwargs["agreement_id"])

    def page_context(self) -> dict[str, Any]:
        others = [
            basis
            for basis in selectors.sharing_of(self.ctx, self.group).bases
            if basis.agreement_id is None and presenters.is_running(basis)
        ]
        return super().page_context() | {
            "agreement": self.agreement,
            "who": words.recipient(self.agreement),
            "others": others,
        }

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.agreement.version}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.withdraw_agreement(
                self.ctx,
                agreement_id=self.agreement.pk,
                version=form.cleaned_data["version"] or 0,
            )
        except StaleVersion:
            form.add_error(None, _("A colleague has changed this already. Look again."))
            return self.form_invalid(form)
        return self.done(_("Stopped. It acts from the next page anyone opens."), self.back())


class EndBasis(SharingForm):
    """End a ground other than agreement."""

    action, category = "amend", "health_summary"
    template_name = "sharing/end_basis.jinja"
    form_class = ConfirmForm
    basis: Basis

    def fetch(self) -> None:
        super().fetch()
        rows = Basis.visible_to(self.ctx).filter(
            person_id__in=self.group, agency_id=self.ctx.agency_id
        )
        self.basis = get_or_404(rows.select_related("recipient_agency"), pk=self.kwargs["basis_id"])

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "basis": self.basis,
            "kind": presenters.basis_words(self.basis),
        }

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.basis.version}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.end_basis(
                self.ctx, basis_id=self.basis.pk, version=form.cleaned_data["version"] or 0
            )
        except StaleVersion:
            form.add_error(None, _("A colleague has changed this already. Look again."))
            return self.form_invalid(form)
        return self.done(_("Ended. It acts from the next page anyone opens."), self.back())


class EndLink(SharingForm):
    """A team or a member stops working with the person."""

    action, category = "amend", "identity"
    template_name = "sharing/end_link.jinja"
    form_class = ConfirmForm
    link: Any

    def fetch(self) -> None:
        super().fetch()
        links = {link.pk: link for link in selectors.live_links(self.ctx, self.group)}
        self.link = links.get(self.kwargs["link_id"])
        if self.link is None or self.link.kind == Relationship.BREAK_GLASS:
            raise Http404

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "link": self.link,
            "kind": Relationship(self.link.kind).label,
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.end_link(self.ctx, link_id=self.link.pk)
        except NotAllowed:
            form.add_error(
                None, _("You cannot end this. Ask the team lead, or who holds the person.")
            )
            return self.form_invalid(form)
        # Whoever ended a link of their own may no longer be able to open the record.
        own = self.link.principal_id in self.ctx.principals
        return self.done(
            _("Ended. It acts from the next page anyone opens."), HOME if own else self.back()
        )
