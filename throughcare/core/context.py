"""Who asks, in which role, for what purpose: made once a request, signed, never changed.

The web tier signs a short token over the membership, the purpose and the sign-in; the
database checks it, works out what that membership reaches, and keeps the answer for the
length of the transaction under a signature of its own (``sharing/database/context.sql``).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from throughcare.core import registry
from throughcare.core.errors import ContextMissing, NotAllowed

if TYPE_CHECKING:
    from django.db.models import Model

TOKEN_VERSION = "1"  # noqa: S105 - the version of a format
TOKEN_SECONDS = 60


@dataclass(frozen=True)
class Context:
    """The signed answer of the database to "what does this membership reach now?"."""

    user_id: UUID
    user_name: str
    membership_id: UUID
    agency_id: UUID
    agency_type: str
    agency_name: str
    role: str
    purpose: str
    team_id: UUID
    team_name: str
    place_id: UUID | None
    principals: tuple[UUID, ...]
    # Agencies that share with mine for this purpose: (agency, category bit mask).
    agreements: tuple[tuple[UUID, int], ...] = ()
    excluded: frozenset[UUID] = frozenset()
    permitted: frozenset[UUID] = frozenset()
    session_ref: str = ""
    request_id: str = ""
    policy_sha256: str = ""
    # Filled while the page is made: what the audit row will say was shown.
    shown: Shown = field(default_factory=lambda: Shown(), compare=False)  # noqa: PLW0108
    # What two parts of one page both need and one statement has answered.
    asked: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def allows(self, action: str, category: str, person_id: UUID | None = None) -> bool:
        """May this context do ``action`` on its own agency's rows of ``category``?

        With ``person_id`` the relationship to that person is looked up; without it the
        question is whether any relationship would do.
        """
        allowed: bool = registry.supplied("access").allows(self, action, category, person_id)
        return allowed

    def require(self, action: str, row: Model) -> None:
        """Raise NotAllowed unless the policy lets this context do ``action`` on ``row``."""
        decision = registry.supplied("access").decide_row(self, action, row)
        if not decision.allow:
            raise NotAllowed(action, decision.because)


@dataclass
class Shown:
    """Collects what a page shows, by ids and never by content, for its one audit row."""

    person_ids: set[UUID] = field(default_factory=set)
    object_ids: set[UUID] = field(default_factory=set)
    action: str = ""
    reason: str = ""

    def people(self, *ids: UUID | None) -> None:
        self.person_ids.update(i for i in ids if i is not None)

    def objects(self, *ids: UUID | None) -> None:
        self.object_ids.update(i for i in ids if i is not None)


def sign_token(
    *, membership_id: UUID, purpose: str, session_ref: str, expires_at: datetime, key: str = ""
) -> str:
    """The token that ``app.begin_ctx`` accepts: fields joined by ``|``, then their HMAC."""
    body = "|".join(
        [TOKEN_VERSION, str(membership_id), purpose, session_ref, str(int(expires_at.timestamp()))]
    )
    secret = bytes.fromhex(key or settings.CONTEXT_KEY)
    return f"{body}|{hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()}"


def begin(
    *, membership_id: UUID, purpose: str, session_ref: str, at: datetime, request_id: str = ""
) -> Context:
    """Begin the access context of this transaction and return it.

    Raises ContextMissing when the database refuses: the membership has ended, the purpose
    is not one that the role may choose, or the token is stale or forged.
    """
    token = sign_token(
        membership_id=membership_id,
        purpose=purpose,
        session_ref=session_ref,
        expires_at=at + timedelta(seconds=TOKEN_SECONDS),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.begin_ctx(%s)", [token])
        answer = cursor.fetchone()[0]
    if answer is None:
        raise ContextMissing("the database refused the access context")
    return _from_answer(
        json.loads(answer) if isinstance(answer, str) else answer,
        purpose=purpose,
        session_ref=session_ref,
        request_id=request_id,
    )


def end() -> None:
    """Forget the access context of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.end_ctx()")


def _from_answer(
    answer: dict[str, Any], *, purpose: str, session_ref: str, request_id: str
) -> Context:
    return Context(
        user_id=UUID(answer["user_id"]),
        user_name=answer["user_name"],
        membership_id=UUID(answer["membership_id"]),
        agency_id=UUID(answer["agency_id"]),
        agency_type=answer["agency_type"],
        agency_name=answer["agency_name"],
        role=answer["role"],
        purpose=purpose,
        team_id=UUID(answer["team_id"]),
        team_name=answer["team_name"],
        place_id=UUID(answer["place_id"]) if answer["place_id"] else None,
        principals=tuple(UUID(p) for p in answer["principals"]),
        agreements=tuple((UUID(a), m) for a, m in answer["agreements"]),
        excluded=frozenset(UUID(p) for p in answer["excluded"]),
        permitted=frozenset(UUID(p) for p in answer["permitted"]),
        session_ref=session_ref,
        request_id=request_id,
        policy_sha256=answer["policy"],
    )
