"""Settings → Agreements: what agencies share, proposed by one person and confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.models import Agency, Role
from throughcare.agencies.views import SettingsMixin
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.design import words as say
from throughcare.design.parts import Group, Term
from throughcare.sharing import contract_actions, words
from throughcare.sharing.annex import annex_rows
from throughcare.sharing.contract_forms import ContractForm, ProposeForm
from throughcare.sharing.models import Relationship, SharingAgreement

WHY_NOT = {
    "other_agencies": lambda: _("The agreement is between two other agencies."),
    "own_proposal": lambda: _("You proposed this. A second person confirms it."),
    "giver_missing": lambda: _(
        "One of the two people must be from the agency that gives. Ask its administrator."
    ),
}


@dataclass(frozen=True)
class AnnexLine:
    role: str
    through: str
    freely: str
    with_ground: str


class AgreementsPage(SettingsMixin):
    """A page of the administrators of an agency; it holds nothing about any person."""

    def rows(self) -> Any:
        """Agreements that the administrator's agency has a side in."""
        mine = Q(from_agency_id=self.ctx.agency_id) | Q(to_agency_id=self.ctx.agency_id)
        return SharingAgreement.objects.filter(mine).select_related("from_agency", "to_agency")


class Contracts(AgreementsPage, StaffView):
    """What waits for a second person, what is in force, what has ended."""

    template_name = "sharing/contracts.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = list(self.rows().order_by("from_agency__name", "to_agency__name", "purpose"))
        at = clock.now()
        ended = [row for row in rows if has_ended(row, at)]
        waits = [row for row in rows if row not in ended and not is_confirmed(row)]
        agreed = [row for row in rows if row not in ended and is_confirmed(row)]
        groups = [
            Group(_("Waits for a second person"), waits),
            Group(_("In force"), [row for row in agreed if row.starts_at <= at]),
            Group(_("Confirmed, begins later"), [row for row in agreed if row.starts_at > at]),
            Group(_("Ended"), ended),
        ]
        return super().page_context() | {
            "groups": [group for group in groups if group.rows],
            "purposes": words.PURPOSES,
            "period": period,
            "told": lambda row: words.in_short(row.categories),
        }


class Propose(AgreementsPage, FormView):
    """Put the terms of a signed document before a second person."""

    template_name = "sharing/propose.jinja"
    form_class = ProposeForm
    draft_name = "sharing.contract"

    def form_kwargs(self) -> dict[str, Any]:
        agencies = list(Agency.objects.filter(_in_use()).order_by("name"))
        own = next(agency for agency in agencies if agency.pk == self.ctx.agency_id)
        return {"own": own, "others": [a for a in agencies if a.pk != own.pk]}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ProposeForm)  # noqa: S101 - the form_class of this page
        agreement = contract_actions.propose_agreement(self.ctx, terms=form.terms())
        return self.done(
            _("Proposed. Nothing is shared until a second person confirms it."),
            reverse("settings_agreement", args=[agreement.pk]),
        )

    def later_url(self) -> str:
        return reverse("settings_agreements")


class Contract(AgreementsPage, FormView):
    """One agreement with its annex; confirm it or end it."""

    template_name = "sharing/contract.jinja"
    recent_proof = True
    form_class = ContractForm
    agreement: SharingAgreement

    def fetch(self) -> None:
        self.agreement = get_or_404(
            self.rows().select_related(
                "from_agency",
                "to_agency",
                "proposed_by__user",
                "proposed_by__team__agency",
                "confirmed_by__user",
            ),
            pk=self.kwargs["agreement_id"],
        )

    def page_context(self) -> dict[str, Any]:
        at = clock.now()
        agreement = self.agreement
        proposed = agreement.status == SharingAgreement.Status.PROPOSED
        why_not = contract_actions.why_not_confirm(self.ctx, agreement) if proposed else ""
        return super().page_context() | {
            "agreement": agreement,
            "annex": annex_lines(agreement),
            "terms": contract_terms(agreement),
            "proposed": proposed,
            "open": not has_ended(agreement, at),
            "why_not": WHY_NOT[why_not]() if why_not else "",
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        try:
            if form.cleaned_data["do"] == ContractForm.CONFIRM:
                contract_actions.confirm_agreement(
                    self.ctx, agreement_id=self.agreement.pk, version=version
                )
                said = _("Confirmed. It is in force.")
            else:
                contract_actions.end_agreement(
                    self.ctx, agreement_id=self.agreement.pk, version=version
                )
                said = _("Ended. It acts from the next page anyone opens.")
        except NotAllowed as refused:
            form.add_error(None, str(WHY_NOT[refused.because]()))
            return self.form_invalid(form)
        except (StaleVersion, MoveNotAllowed):
            form.add_error(None, _("A colleague has changed this already. Look again."))
            return self.form_invalid(form)
        return self.done(said, self.request.path)


def is_confirmed(agreement: SharingAgreement) -> bool:
    return agreement.status == SharingAgreement.Status.LIVE


def has_ended(agreement: SharingAgreement, at: datetime) -> bool:
    """Ended by somebody, or by its date."""
    by_date = agreement.ends_at is not None and agreement.ends_at <= at
    return agreement.status == SharingAgreement.Status.ENDED or by_date


def contract_terms(agreement: SharingAgreement) -> list[Term]:
    """What was agreed, line by line."""
    confirmed = agreement.confirmed_by
    find = _("Yes, as a stub without a team") if agreement.grants_find else _("No")
    proposer = agreement.proposed_by
    return [
        Term(_("Status"), str(agreement.get_status_display())),
        Term(_("From"), agreement.from_agency.name),
        Term(_("To"), agreement.to_agency.name),
        Term(_("Purpose"), words.PURPOSES[agreement.purpose]),
        Term(_("What may be told"), "; ".join(words.categories(agreement.categories))),
        Term(_("Their search may answer"), find),
        Term(_("How long"), period(agreement)),
        Term(_("Signed document"), agreement.document),
        Term(_("Its SHA-256 fingerprint"), agreement.document_sha256 or _("Not given")),
        Term(_("Signed by"), agreement.signatories),
        Term(_("Proposed by"), f"{proposer.user.name}, {proposer.team.agency.name}"),
        Term(_("Confirmed by"), confirmed.user.name if confirmed else _("Nobody yet")),
    ]


def period(agreement: SharingAgreement) -> str:
    """From when to when, in words."""
    starts = say.full_date(say.local(agreement.starts_at).date())
    if agreement.ends_at is None:
        return _("From %(start)s, no end yet") % {"start": starts}
    ends = say.full_moment(agreement.ends_at)
    return _("From %(start)s until %(end)s") % {"start": starts, "end": ends}


def annex_lines(agreement: SharingAgreement) -> list[AnnexLine]:
    """The annex table in words, worked out from the row and the policy in force."""
    return [
        AnnexLine(
            role=str(Role(row.role).label),
            through=str(Relationship(row.relationship).label),
            freely=words.in_short(row.freely),
            with_ground=words.in_short(row.with_ground),
        )
        for row in annex_rows(agreement.to_agency.type, agreement.purpose, agreement.categories)
    ]


def _in_use() -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=clock.today())
