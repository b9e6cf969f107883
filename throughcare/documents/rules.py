"""What the words about deliveries mean. Pure functions and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from django.conf import settings

from throughcare.documents.models import Delivery

HAND, EMAIL, ACCOUNT = Delivery.How.HAND, Delivery.How.SECURE_EMAIL, Delivery.How.ACCOUNT

#: Which moves a copy may make. "Sent" is not "received": only a person's word or the reader's own
#: account makes it so.
MOVES: Final[Mapping[str, tuple[frozenset[str], str]]] = MappingProxyType(
    {
        "send": (frozenset({"waiting"}), "sent"),
        "receive": (frozenset({"waiting", "sent"}), "received"),
        "replace": (frozenset({"waiting", "sent"}), "replaced"),
    }
)

_DOMAIN = re.compile(r"@([^@\s]+)$")


def may_move(move: str, status: str) -> bool:
    """Does this move start from this status?"""
    return status in MOVES[move][0]


def arrival_asked_at(sent_at: datetime, needed_by: datetime | None) -> datetime:
    """When somebody asks whether a copy that was sent has come: before it is needed."""
    later = sent_at + timedelta(hours=settings.DOCUMENT_ARRIVED_HOURS)
    return min(later, needed_by) if needed_by and needed_by > sent_at else later


def is_secure_address(address: str, domains: Sequence[str]) -> bool:
    """Is the address in one of the site's secure domains? With none named, nobody can say."""
    found = _DOMAIN.search(address.casefold())
    if found is None:
        return False
    host = found[1]
    named = [domain.casefold().lstrip("@.") for domain in domains]
    return any(host == domain or host.endswith(f".{domain}") for domain in named)
