"""Writes audit entries; supplied to ``core`` as "audit"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.core import clock

if TYPE_CHECKING:
    from throughcare.core.context import Context

_INSERT = """
INSERT INTO audit_auditentry (at, user_id, membership_id, agency_id, team_id, role, purpose,
  session_ref, request_id, action, outcome, reason, tried, person_ids, object_ids, field_set,
  relationship, basis_id, policy_sha256)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def write(
    ctx: Context,
    *,
    action: str,
    outcome: str,
    person_ids: Iterable[UUID] = (),
    object_ids: Iterable[UUID] = (),
    reason: str = "",
    tried: str = "",
    field_set: Iterable[str] = (),
    relationship: int | None = None,
    basis_id: UUID | None = None,
) -> None:
    """Write one entry in the current transaction. If it cannot be written, neither is the rest.

    ``relationship`` is looked up by the log when one person was shown and nothing is given;
    ``tried`` is the reference in the address of a refused page.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                clock.now(),
                ctx.user_id,
                ctx.membership_id,
                ctx.agency_id,
                ctx.team_id,
                ctx.role,
                ctx.purpose,
                ctx.session_ref[:40],
                ctx.request_id[:40],
                _plain(action, 120),
                outcome,
                _plain(reason, 200),
                _plain(tried, 40),
                list(person_ids),
                list(object_ids),
                _plain(",".join(sorted(field_set)), 400),
                relationship,
                basis_id,
                ctx.policy_sha256,
            ],
        )


def _plain(text: str, limit: int) -> str:
    """Cut to the column; PostgreSQL holds no NUL, and an address may carry one."""
    return text.replace("\x00", "")[:limit]
