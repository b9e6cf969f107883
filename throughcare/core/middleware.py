"""The innermost middleware: one transaction around view and rendering (architecture decision 4)."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse

from throughcare.core import clock, context, registry
from throughcare.core.context import Context
from throughcare.core.errors import ContextMissing

log = logging.getLogger("throughcare.transaction")
GetResponse = Callable[[HttpRequest], HttpResponse]

#: Key of the session that holds the chosen membership and purpose.
SESSION_KEY = "throughcare_working_as"
#: The role that a person's own pages act in; nobody else does.
PERSON = "person"


class RolledBack(Exception):
    """Carries a response of 500 or more out of the transaction that it undoes."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class TransactionMiddleware:
    """Begins the signed context, runs view and rendering, writes the audit row, commits.

    An exception or a status of 500 or more rolls back and leaves one ``failed`` audit row in
    a transaction of its own; a 403 or 404 rolls back to a savepoint and leaves ``denied``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.ctx = None  # type: ignore[attr-defined]
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        working_as = self._working_as(request)
        if not working_as:
            return self.get_response(request)
        try:
            with transaction.atomic():
                response = self._inside(request, working_as)
        except RolledBack as rolled:
            self._failed(request, working_as)
            return rolled.response
        except Exception:
            self._failed(request, working_as)
            raise
        return response

    def _working_as(self, request: HttpRequest) -> dict[str, str] | None:
        for own in registry.offered("own_context").values():
            # A person's own pages: never the context of the staff signed in on that device.
            found: dict[str, str] | None = own(request)
            if found is not None:
                request.is_own_pages = True  # type: ignore[attr-defined]
                return found
        if not request.user.is_authenticated:
            return None
        working_as: dict[str, str] | None = request.session.get(SESSION_KEY)
        return working_as

    def _inside(self, request: HttpRequest, working_as: dict[str, str]) -> HttpResponse:
        ctx = self._begin(request, working_as)
        if ctx is None:
            if not self._is_own_pages(request):
                # The membership has ended or the purpose is no longer open: choose again.
                request.session.pop(SESSION_KEY, None)
            return self.get_response(request)
        request.ctx = ctx  # type: ignore[attr-defined]
        before = transaction.savepoint()
        response = self._respond(request)
        if response.status_code >= 500:
            raise RolledBack(response)
        if response.status_code in (403, 404):
            transaction.savepoint_rollback(before)
            self._audit(request, ctx, outcome="denied", status=response.status_code)
        else:
            transaction.savepoint_commit(before)
            self._audit(request, ctx, outcome="allowed", status=response.status_code)
        # A rollback forgets the context by itself; after success it is ended here, so that
        # nothing can be read under it between this point and the commit.
        context.end()
        return response

    def _begin(self, request: HttpRequest, working_as: dict[str, str]) -> Context | None:
        try:
            ctx = context.begin(
                membership_id=uuid.UUID(working_as["membership"]),
                purpose=working_as["purpose"],
                session_ref=working_as.get("ref", ""),
                at=clock.now(),
                request_id=request.request_id,  # type: ignore[attr-defined]
            )
        except (ContextMissing, KeyError, TypeError, ValueError):
            return None
        own_pages = self._is_own_pages(request)
        if own_pages != (ctx.role == PERSON) or not (own_pages or ctx.user_id == request.user.pk):
            context.end()
            return None
        return ctx

    def _is_own_pages(self, request: HttpRequest) -> bool:
        return bool(getattr(request, "is_own_pages", False))

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            raise ContextMissing("a page about people may not stream")
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.render()
        return response

    def _audit(self, request: HttpRequest, ctx: Context, *, outcome: str, status: int) -> None:
        shown = ctx.shown
        match = request.resolver_match
        route = match.view_name if match else ""
        registry.supplied("audit").write(
            ctx,
            action=shown.action or f"page:{request.method}:{route}",
            outcome="empty" if outcome == "allowed" and not shown.person_ids else outcome,
            person_ids=sorted(shown.person_ids) if outcome != "denied" else [],
            object_ids=sorted(shown.object_ids) if outcome != "denied" else [],
            reason=shown.reason or f"{status}",
            # What was refused: the reference in the address, which the log resolves by itself.
            tried=str(match.kwargs.get("ref", "")) if match and outcome == "denied" else "",
        )

    def _failed(self, request: HttpRequest, working_as: dict[str, str]) -> None:
        if connection.in_atomic_block and connection.needs_rollback:
            return
        try:
            with transaction.atomic():
                ctx = self._begin(request, working_as)
                if ctx is not None:
                    self._audit(request, ctx, outcome="failed", status=500)
                    context.end()
        except Exception:
            log.exception("the audit row of a failed request was not written")


def working_as_session(*, membership_id: uuid.UUID, purpose: str) -> dict[str, str]:
    """What the session keeps of the chosen role and purpose."""
    return {"membership": str(membership_id), "purpose": purpose, "ref": uuid.uuid4().hex}
