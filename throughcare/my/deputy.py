"""Who acts when a person answers on a tablet: their own pages, and the worker who keeps it.

The pages run in the person's own context, which reaches nothing but what they were given. What
was answered is kept on the record under the membership of the worker who handed the tablet over
or took charge of it, for that one write, inside the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.core import clock, context

if TYPE_CHECKING:
    from throughcare.core.context import Context

OWN_RECORD = "own_record"


def begin_own(*, member_id: UUID, session_ref: str, request_id: str = "") -> Context:
    """The context of a person's own pages. ContextMissing when they have been closed."""
    return context.begin(
        membership_id=member_id,
        purpose=OWN_RECORD,
        session_ref=session_ref,
        at=clock.now(),
        request_id=request_id,
    )


@contextmanager
def as_worker(own: Context, *, member_id: UUID, purpose: str) -> Iterator[Context]:
    """Write one thing as the worker, then go on as whoever asks.

    Raises ContextMissing when the worker's membership or purpose holds no longer.
    """
    try:
        yield context.begin(
            membership_id=member_id,
            purpose=purpose,
            session_ref=own.session_ref,
            at=clock.now(),
            request_id=own.request_id,
        )
    finally:
        if not connection.needs_rollback:
            context.begin(
                membership_id=own.membership_id,
                purpose=own.purpose,
                session_ref=own.session_ref,
                at=clock.now(),
                request_id=own.request_id,
            )
