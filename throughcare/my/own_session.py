"""The browser session of a person: on a tablet that was handed over, or on their own pages.

It stands beside the staff session and never uses it: under ``/t/`` and ``/my/`` a request has the
person's context or none, whoever else is signed in on the device.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from throughcare.core import clock
from throughcare.my.deputy import OWN_RECORD

TABLET, OWN = "tc_tablet", "tc_own"
TABLET_PATH, OWN_PATH = "/t/", "/my/"
#: What the middleware takes for "no context here, whatever the staff session says".
NOBODY: dict[str, str] = {}


def working_as(request: HttpRequest) -> dict[str, str] | None:
    """The person's membership and purpose for their paths; None for all others."""
    path = request.path_info
    if path.startswith(TABLET_PATH):
        kept = request.session.get(TABLET)
    elif path.startswith(OWN_PATH):
        kept = _in_time(request)
    else:
        return None
    if not kept:
        return NOBODY
    return {"membership": kept["member"], "purpose": OWN_RECORD, "ref": kept["ref"]}


def _in_time(request: HttpRequest) -> dict[str, Any] | None:
    """The own-pages sign-in, unless it was quiet or open for too long."""
    kept: dict[str, Any] | None = request.session.get(OWN)
    if kept is None:
        return None
    at = int(clock.now().timestamp())
    quiet, open_for = at - kept["used"], at - kept["began"]
    if (
        quiet > settings.OWN_PAGES_IDLE_MINUTES * 60
        or open_for > settings.OWN_PAGES_ABSOLUTE_MINUTES * 60
    ):
        leave(request)
        return None
    if quiet:
        kept["used"] = at
        request.session[OWN] = kept
    return kept


def hold_tablet(request: HttpRequest, *, handover_id: UUID, member_id: UUID, code: str) -> None:
    """This browser is the one that the code opened in."""
    request.session[TABLET] = {
        "handover": str(handover_id),
        "member": str(member_id),
        "code": code,
        "ref": uuid.uuid4().hex,
    }


def tablet_of(request: HttpRequest) -> dict[str, str] | None:
    found: dict[str, str] | None = request.session.get(TABLET)
    return found


def drop_tablet(request: HttpRequest) -> None:
    request.session.pop(TABLET, None)


def sign_in(request: HttpRequest, *, member_ids: Sequence[UUID], own_device: bool) -> None:
    """A new session id, so that one planted before opens nothing. The first pages are shown.

    ``member_ids``: the memberships of the person, one for each care agency that opened pages.
    """
    request.session.cycle_key()
    at = int(clock.now().timestamp())
    request.session[OWN] = {
        "member": str(member_ids[0]),
        "members": [str(each) for each in member_ids],
        "ref": uuid.uuid4().hex,
        "began": at,
        "used": at,
        "own_device": own_device,
    }


def pages_of(request: HttpRequest) -> list[bool]:
    """For each of the pages that the sign-in opened, whether it is the one that is shown."""
    kept = request.session.get(OWN) or {}
    return [member == kept["member"] for member in kept.get("members", ())]


def turn_to(request: HttpRequest, number: str) -> None:
    """Show the pages of this place (from 1) in ``pages_of``; for no such place change nothing."""
    kept = request.session.get(OWN)
    numbers = {str(n): member for n, member in enumerate(kept["members"], 1)} if kept else {}
    if kept and number in numbers:
        kept["member"] = numbers[number]
        request.session[OWN] = kept


def close_shown(request: HttpRequest) -> bool:
    """The agency closed the pages that are shown: on to others that are open. Are there any?"""
    kept = request.session.get(OWN)
    rest = [each for each in kept["members"] if each != kept["member"]] if kept else []
    if not kept or not rest:
        leave(request)
        return False
    kept |= {"member": rest[0], "members": rest}
    request.session[OWN] = kept
    return True


def is_own_device(request: HttpRequest) -> bool:
    return bool((request.session.get(OWN) or {}).get("own_device"))


def leave(request: HttpRequest) -> None:
    """Signed out of own pages; whatever else the browser holds stays."""
    request.session.pop(OWN, None)
