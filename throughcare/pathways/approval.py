"""A pathway is used for care where a named clinical lead of the agency has signed its version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from throughcare.core.errors import NotAllowed

if TYPE_CHECKING:
    from throughcare.pathways.definition import Definition


def is_usable(*, signed: bool) -> bool:
    """May it be used here? Outside live use everything may be tried (architecture decision 5)."""
    return signed or not settings.LIVE_USE_NEEDS_APPROVAL


def require_signed(definition: Definition, *, signed: bool) -> None:
    """Refuse live use of a version that no named clinical lead has signed."""
    if not is_usable(signed=signed):
        raise NotAllowed(
            "create",
            f"[{definition.key}] is not clinically approved here",
            words=_(
                "This pathway may not be used for care here yet. A named clinical lead must first "
                "sign this version. Ask your service administrator."
            ),
        )
