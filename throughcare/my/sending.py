"""Sends the sign-in code: neutral words, to the phone that was agreed, through the outbox."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from throughcare.core import context, registry
from throughcare.my import own_selectors as selectors
from throughcare.my.deputy import begin_own

KIND = "own_pages_code"


def words(code: str) -> str:
    """Says nothing of who sends it or what it opens (screens.md, reminders)."""
    return _("Your code is %(code)s. It works for 10 minutes.") % {"code": code}


def send_code(member_id: UUID, code: str, *, request_id: str) -> None:
    """Queue the message as the person. Without an outbox a worker reads a code out."""
    own = begin_own(member_id=member_id, session_ref="code", request_id=request_id)
    given = selectors.open_access(own)
    for queue in registry.offered("own_code_sender").values():
        if given is not None:
            queue(own, given.person_id, kind=KIND, words=words(code))
    context.end()
