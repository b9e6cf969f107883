"""Whether a named clinical lead has signed a version of something that care is given with."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from throughcare.core.errors import NotAllowed


class Signable(Protocol):
    """One version of a set of questions or areas; ``key`` is how the settings name it."""

    @property
    def key(self) -> str: ...

    @property
    def is_approved(self) -> bool: ...


def approved_by(key: str) -> str:
    """The lead who signed this version for this site, and when; "" for nobody."""
    return str(settings.APPROVED_QUESTION_SETS.get(key, ""))


def require_approved(version: Signable) -> None:
    """Refuse live use of questions that no named clinical lead has signed (decision 5)."""
    if settings.LIVE_USE_NEEDS_APPROVAL and not version.is_approved:
        raise NotAllowed(
            "create",
            f"[{version.key}] is not clinically approved here",
            words=_(
                "These questions may not be used for care here yet. A named clinical lead must "
                "first sign this version. Ask your service administrator."
            ),
        )
