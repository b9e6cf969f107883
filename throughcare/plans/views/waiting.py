"""Plans that wait for the signature of the asker's team."""

from __future__ import annotations

from typing import Any, ClassVar

from throughcare.core.views import StaffView
from throughcare.plans import worklist


class PlansToSign(StaffView):
    """Where Today's notice leads: one line for each plan, the longest waiting first."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "health_summary"
    template_name: ClassVar[str] = "plans/to_sign.jinja"

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"lines": worklist.lines_to_sign(self.ctx)}
