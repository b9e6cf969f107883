"""Choosing the role and the purpose of this session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from throughcare.accounts.views import AccountView, safe_next
from throughcare.agencies import selectors
from throughcare.core import clock, context, registry
from throughcare.core.errors import ContextMissing
from throughcare.core.middleware import SESSION_KEY, working_as_session


class ChooseRole(AccountView):
    """One button for each role and purpose. With a single one there is nothing to choose."""

    template_name = "agencies/choose_role.jinja"

    def get(self, request: HttpRequest) -> HttpResponse:
        choices = self._choices()
        if len(choices) == 1 and len(choices[0].purposes) == 1 and "change" not in request.GET:
            return self._take(choices[0].membership_id, choices[0].purposes[0][0])
        return self._show(choices)

    def post(self, request: HttpRequest) -> HttpResponse:
        choices = self._choices()
        asked = request.POST.get("choice", "")
        for each in choices:
            for code, _words in each.purposes:
                if asked == f"{each.membership_id}:{code}":
                    return self._take(each.membership_id, code)
        return self._show(choices, wrong=True, status=422)

    def _choices(self) -> list[selectors.RoleChoice]:
        user: Any = self.request.user
        return selectors.role_choices(user.pk)

    def _take(self, membership_id: UUID, purpose: str) -> HttpResponse:
        working_as = working_as_session(membership_id=membership_id, purpose=purpose)
        try:
            self._record(working_as)
        except ContextMissing:
            return self._show(self._choices(), wrong=True, status=422)
        self.request.session[SESSION_KEY] = working_as
        # Another role is another session: the old key opens nothing.
        self.request.session.cycle_key()
        return HttpResponseRedirect(safe_next(self.request))

    def _record(self, working_as: dict[str, str]) -> None:
        """Ask the database for this context now, and note the choice in the audit."""
        with transaction.atomic():
            ctx = context.begin(
                membership_id=UUID(working_as["membership"]),
                purpose=working_as["purpose"],
                session_ref=working_as["ref"],
                at=clock.now(),
                request_id=getattr(self.request, "request_id", ""),
            )
            registry.supplied("audit").write(
                ctx, action="role_chosen", outcome="allowed", object_ids=[ctx.membership_id]
            )
            self._back_to_before()

    def _back_to_before(self) -> None:
        """This request goes on in the role that it came with, if it had one."""
        before = self.request.ctx  # type: ignore[attr-defined]
        if before is None:
            context.end()
            return
        context.begin(
            membership_id=before.membership_id,
            purpose=before.purpose,
            session_ref=before.session_ref,
            at=clock.now(),
            request_id=before.request_id,
        )

    def _show(
        self, choices: list[selectors.RoleChoice], *, wrong: bool = False, status: int = 200
    ) -> HttpResponse:
        words = {
            "error": _("Choose one of these. The one you chose may have ended") if wrong else ""
        }
        extra: dict[str, Any] = {"choices": choices, "next_url": safe_next(self.request, "")}
        return self.page(status=status, **words, **extra)
