"""Sends the sign-in code: neutral words, to the person's own phone, through the outbox."""

from __future__ import annotations

from uuid import UUID

from throughcare.core import context
from throughcare.messages.actions.queueing import CannotText, queue
from throughcare.my import own_selectors as selectors
from throughcare.my.deputy import begin_own

#: The kind of the catalogue of texts (messages/catalogue.toml): it says nothing of who sends it.
KIND = "sign_in_code"


def send_code(member_id: UUID, code: str, *, request_id: str) -> bool:
    """Queue the text as the person; False when the rule of safe contact refuses it.

    Whoever asked is told the same in any case; a worker can read a code out.
    """
    own = begin_own(member_id=member_id, session_ref="code", request_id=request_id)
    given = selectors.open_access(own)
    if given is None:
        return False
    try:
        queue(own, given.person_id, kind=KIND, words={"code": code})
    except CannotText:
        return False
    finally:
        context.end()
    return True
