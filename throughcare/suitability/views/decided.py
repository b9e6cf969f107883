"""Those of whom a court has decided while somebody still looks whether it is suitable."""

from __future__ import annotations

from typing import Any, ClassVar

from throughcare.core.views import StaffView
from throughcare.people.presenters import full_name
from throughcare.suitability import presenters, selectors

MOST = 100


class Decided(StaffView):
    """Where Today's notice leads: one line for each, the longest waiting first."""

    action: ClassVar[str] = "amend"
    category: ClassVar[str] = "health_summary"
    template_name: ClassVar[str] = "suitability/decided.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = selectors.decided(self.ctx, MOST)
        return super().page_context() | {
            "rows": [(row, full_name(row.person), presenters.decided_words(row)) for row in rows]
        }
