"""When a session is locked, when it ends, and which pages stay open meanwhile.

Times are kept in the session as whole seconds since 1970. Source of the periods: security.md
§6 "Session timeout"; both are settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from throughcare.core import clock

STARTED = "tc_started"
USED = "tc_used"
LOCKED = "tc_locked"
SECOND_FACTOR = "tc_second_factor"

#: The moment of use is written at most this often; the lock waits as much longer.
WRITE_EVERY = 30

#: Pages that need nothing of a session.
OPEN = frozenset(
    {"help", "accessibility", "information", "security_txt", "account_logout", "demo_sign_in"}
)
#: Pages for the person (throughcare/my): they never use the staff session of the device.
OWN_PAGES = frozenset(
    {
        "tablet", "tablet_question", "tablet_told", "tablet_check", "tablet_stop", "tablet_end",
        "my_home", "my_sign_in", "my_code", "my_leave", "my_sign_out", "my_appointments",
        "my_roadmap", "my_questions", "my_sharing", "my_looked", "my_say", "my_language",
        "my_pages",
    }
)  # fmt: skip
#: Pages that work on a locked screen.
WHILE_LOCKED = OPEN | OWN_PAGES | {"lock"}
#: Pages for somebody who has to set up the second factor first.
WITHOUT_SECOND_FACTOR = WHILE_LOCKED | {
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "stay_signed_in",
    "first_sign_in",
    "first_sign_in_link",
}
#: Pages for somebody who has not chosen a role.
WITHOUT_ROLE = WITHOUT_SECOND_FACTOR | {
    "choose_role",
    "account",
    "account_login",
    "account_change_password",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "sign_out_everywhere",
}


@dataclass(frozen=True)
class State:
    """A session at one moment."""

    ended: bool
    locked: bool


def now() -> int:
    return int(clock.now().timestamp())


def begin(session: Any) -> None:
    """The session of somebody who has just signed in."""
    session[STARTED] = session[USED] = now()
    session.pop(LOCKED, None)
    session.pop(SECOND_FACTOR, None)


def seconds_since_sign_in(session: Any) -> int:
    return now() - int(session.get(STARTED, 0))


def state_of(session: Any, *, idle_minutes: int) -> State:
    """Whether the session has ended or is locked now. A session without times begins now."""
    if STARTED not in session:
        begin(session)
    quiet = now() - int(session.get(USED, 0))
    return State(
        ended=seconds_since_sign_in(session) > settings.SESSION_ABSOLUTE_SECONDS,
        locked=bool(session.get(LOCKED)) or quiet > idle_minutes * 60 + WRITE_EVERY,
    )


def mark_used(session: Any) -> None:
    """Begin the quiet time again; writes the session only now and then."""
    at = now()
    if at - int(session.get(USED, 0)) >= WRITE_EVERY:
        session[USED] = at


def lock(session: Any) -> None:
    session[LOCKED] = True


def unlock(session: Any) -> None:
    session.pop(LOCKED, None)
    session[USED] = now()
