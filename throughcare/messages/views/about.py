"""What pages about texts share: for whom they are, and where a form leads back to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse

from throughcare.core import registry
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed
from throughcare.people.views import PersonSmallForm


def page_number(text: str) -> int:
    """The page asked for; the first for anything that is not a number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1


class CareOnly:
    """Texts are the care agencies' own: others hear what concerns them in other ways."""

    ctx: Any

    def check_access(self) -> None:
        super().check_access()  # type: ignore[misc]
        if self.ctx.agency_type not in CARE_TYPES:
            raise NotAllowed("read", "texts to people are kept by the agencies that give care")


class MessageForm(CareOnly, PersonSmallForm):
    """A form about texts of the person."""

    category: ClassVar[str] = "health_summary"

    def back(self) -> str:
        """The part of the record that it was opened from (``?from=support``), else the texts."""
        tab = registry.offered("person_tab").get(self.request.GET.get("from", ""))
        page = tab.url_name if tab and tab.shown_to(self.ctx) else "person_messages"
        return reverse(page, args=[self.person.reference])
