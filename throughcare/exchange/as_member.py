"""Commands that are run on the server in the name of a member of staff."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

from throughcare.accounts.models import User
from throughcare.agencies.models import Membership
from throughcare.agencies.rules import purposes_of
from throughcare.agencies.selectors import memberships_of
from throughcare.core import clock, context, registry

if TYPE_CHECKING:
    from throughcare.core.context import Context

SESSION = "command line"
#: Exit codes: the answer is no; words we cannot use.
NO, UNUSABLE = 1, 2


def member_of(email: str, agency: str | None, role: str | None = None) -> Membership:
    """The one membership that is meant; CommandError with the choices where it is not one."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    found = [
        each
        for each in (memberships_of(user.pk) if user else [])
        if purposes_of(each.team.agency.type, each.role)
        and agency in (None, each.team.agency.name)
        and role in (None, each.role)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        who = f" in the role [{role}]" if role else ""
        raise CommandError(f"Nobody works here as [{email}]{who}.", returncode=UNUSABLE)
    choices = ", ".join(sorted(f"{each.team.agency.name} ({each.role})" for each in found))
    raise CommandError(
        f"[{email}] works in {len(found)} roles: {choices}. Say which with --agency.",
        returncode=UNUSABLE,
    )


@contextmanager
def working_as(member: Membership, action: str) -> Iterator[Context]:
    """The member's context; the audit says that it was used on the server, and by whom.

    A reason in ``ctx.shown`` is written beside it. Runs inside the caller's transaction.
    """
    [(purpose, _words), *_] = purposes_of(member.team.agency.type, member.role)
    ctx = context.begin(
        membership_id=member.pk, purpose=purpose, session_ref=SESSION, at=clock.now()
    )
    yield ctx
    done = f"run on the server by {getpass.getuser()}"
    registry.supplied("audit").write(
        ctx,
        action=action,
        outcome="empty",
        reason=f"{done}: {ctx.shown.reason}" if ctx.shown.reason else done,
    )
    context.end()
