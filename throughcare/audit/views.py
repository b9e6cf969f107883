"""Who opened this record."""

from __future__ import annotations

from typing import Any

from throughcare.audit import presenters, selectors
from throughcare.core import clock, registry

# The page of a person belongs to a higher folder: it is asked for, not imported.
PersonView: Any = registry.supplied("person_view")


class SeenBy(PersonView):  # type: ignore[misc]
    """Who opened the record of this person, when, in which role and why."""

    action = "read"
    category = "audit"
    tab = "seen-by"
    template_name = "audit/seen_by.jinja"

    def page_context(self) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        openings, more = selectors.seen_by(
            self.ctx, self.person.pk, before=int(before) if _is_id(before) else None
        )
        return {
            **super().page_context(),
            "days": presenters.by_day(openings, today=clock.today()),
            "named": any(each.staff_name for each in openings),
            "older": openings[-1].id if more else None,
            "newest": not _is_id(before),
        }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
