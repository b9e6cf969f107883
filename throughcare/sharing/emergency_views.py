"""Emergency openings: the request, what is open, and the privacy officer's review."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import FormView, StaffView
from throughcare.design.parts import Group
from throughcare.sharing import emergency_actions, emergency_selectors
from throughcare.sharing import emergency_presenters as presenters
from throughcare.sharing.emergency_forms import BreakGlassForm, ReviewForm
from throughcare.sharing.emergency_selectors import Case
from throughcare.sharing.models import BreakGlass
from throughcare.sharing.prefill import words_of_search


class BreakGlassPage(FormView):
    """Ask to open one record for some hours; below, what is open for the asker now."""

    action, category = "read", "identity"
    template_name = "sharing/break_glass.jinja"
    recent_proof = True
    form_class = BreakGlassForm

    def check_access(self) -> None:
        if not emergency_selectors.may_break_glass(self.ctx):
            raise NotAllowed(self.action, "this role opens no record in an emergency")

    def form_kwargs(self) -> dict[str, Any]:
        found = words_of_search(self.request.session, self.request.GET.get("from", ""))
        return {"role": self.ctx.role, "initial": {"purpose": self.ctx.purpose, **found}}

    def page_context(self) -> dict[str, Any]:
        return {
            "open_records": emergency_selectors.open_for(self.ctx),
            "hours": settings.BREAK_GLASS_HOURS,
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, BreakGlassForm)  # noqa: S101 - the form_class of this page
        data = form.cleaned_data
        emergency_actions.break_glass(
            self.ctx,
            who=form.who(),
            purpose=data["purpose"],
            reason=data["reason"],
            tried_whom=data["tried_whom"],
        )
        return HttpResponseRedirect(reverse("break_glass_recorded"))


class RequestRecorded(StaffView):
    """The answer to every request, byte for byte the same whoever it named."""

    action, category = "read", "identity"
    template_name = "sharing/recorded.jinja"

    def check_access(self) -> None:
        if not emergency_selectors.may_break_glass(self.ctx):
            raise NotAllowed(self.action, "this role opens no record in an emergency")


class PrivacyPage(StaffView):
    """A page of those who review: a role that reads who looked."""

    action, category = "read", "audit"

    def check_access(self) -> None:
        if not emergency_selectors.may_review(self.ctx):
            raise NotAllowed(self.action, "this role reviews no emergency openings")


class Privacy(PrivacyPage):
    """The queue: waiting first, overdue marked, and who does it often."""

    template_name = "sharing/privacy.jinja"

    def page_context(self) -> dict[str, Any]:
        cases = emergency_selectors.queue(self.ctx)
        waiting = [case for case in cases if case.opening.outcome == BreakGlass.Outcome.WAITING]
        groups = [
            Group(_("Waits for review"), waiting),
            Group(_("Reviewed"), [case for case in cases if case not in waiting]),
        ]
        often = {case.by.user_id: case for case in cases if case.often}
        return {
            "groups": [group for group in groups if group.rows],
            "working_days": settings.BREAK_GLASS_REVIEW_WORKING_DAYS,
            "overdue": sum(case.overdue for case in waiting),
            "often": sorted(often.values(), key=lambda case: case.by.user.name),
        }


class Review(PrivacyPage, FormView):
    """Say whether one opening was right. Nobody reviews their own."""

    template_name = "sharing/review.jinja"
    form_class: ClassVar[type[BaseForm]] = ReviewForm
    case: Case

    def fetch(self) -> None:
        case = emergency_selectors.case_of(self.ctx, self.kwargs["opening_id"])
        if case is None:
            raise Http404
        self.case = case

    def page_context(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "terms": presenters.case_terms(self.case),
            "waiting": self.case.opening.outcome == BreakGlass.Outcome.WAITING,
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            emergency_actions.review_break_glass(
                self.ctx,
                opening_id=self.case.opening.pk,
                outcome=form.cleaned_data["outcome"],
                note=form.cleaned_data["note"],
            )
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has already reviewed this."))
            return self.form_invalid(form)
        except NotAllowed:
            form.add_error(None, _("Nobody reviews their own. Ask another privacy officer."))
            return self.form_invalid(form)
        return self.done(
            _("Review of %(code)s kept.") % {"code": self.case.opening.code}, reverse("privacy")
        )
