"""What the audit keeps of signing in and out: it happens before there is an access context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from throughcare.core import registry


@dataclass(frozen=True)
class BeforeContext:
    """Stands where the context would be: nobody has shown yet who they are and what for."""

    user_id: UUID | None = None
    membership_id: UUID | None = None
    agency_id: UUID | None = None
    team_id: UUID | None = None
    role: str = ""
    purpose: str = ""
    session_ref: str = ""
    request_id: str = ""
    policy_sha256: str = ""


def note(
    request: HttpRequest,
    action: str,
    *,
    user: Any = None,
    outcome: str = "allowed",
    reason: str = "",
) -> None:
    """Write one entry. A failed try names no account: the address may be anybody's typing."""
    ctx = getattr(request, "ctx", None) or BeforeContext(
        request_id=getattr(request, "request_id", "")
    )
    registry.supplied("audit").write(
        ctx,
        action=action,
        outcome=outcome,
        object_ids=[user.pk] if user is not None and user.pk else [],
        reason=reason,
    )
