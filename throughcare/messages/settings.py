"""What the installation says about texts, read from its settings."""

from __future__ import annotations

from django.conf import settings

from throughcare.messages.catalogue import SHAPES


def ring_number() -> str:
    """The number that texts say to ring; "" when none is set or it cannot be one."""
    number = str(settings.TEXTS_RING).strip()
    return number if SHAPES["phone"].fullmatch(number) else ""
