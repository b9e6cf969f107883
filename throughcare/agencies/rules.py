"""Who manages settings, which roles an agency has, what a change of role gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import slugify

from throughcare.agencies.models import Role
from throughcare.core import registry
from throughcare.core.errors import NotAllowed

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: The one role that manages people, teams and places. It reads nothing about a person: no
#: line of sharing/policy/cells.csv names it. The database holds the same rule
#: (app.is_administrator).
MANAGES_SETTINGS = Role.SUPPORT_ENGINEER

#: A change to this role gives nobody more, whatever they had: it reads counts only.
NARROWEST = Role.MANAGER

SLUG_LENGTH = 80


def may_manage(ctx: Context) -> bool:
    """Is this the service administrator of the agency?"""
    return ctx.role == MANAGES_SETTINGS


def require_manager(ctx: Context) -> None:
    """Raise NotAllowed for everybody who does not manage settings."""
    if not may_manage(ctx):
        raise NotAllowed("manage_settings", "only the service administrator manages settings")


def purposes_of(agency_type: str, role: str) -> list[tuple[str, str]]:
    """What the holder of a role may work for: (code, words)."""
    return list(registry.supplied("purposes")(agency_type, role))


def gives_more(*, role_now: str, role_then: str) -> bool:
    """Whether a change of role needs a second administrator."""
    return role_then not in {NARROWEST, role_now}


def slug_for(name: str, *, taken: set[str]) -> str:
    """A free address word for a place: "northfield", else "northfield-2"."""
    base = slugify(name)[: SLUG_LENGTH - 4] or "place"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
