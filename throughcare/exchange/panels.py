"""What Today says to evaluators: their work is done with commands, on flags and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from throughcare.agencies.models import Role
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel

if TYPE_CHECKING:
    from throughcare.core.context import Context


def evaluates(ctx: Context) -> bool:
    """To whom ``app.matchable_people`` answers (database/matchable.sql)."""
    return ctx.role == Role.EVALUATOR and ctx.purpose == "service_management"


def evaluation(_ctx: Context, _page: int) -> PanelContent:
    """The commands that an evaluator has, in the order of the work."""
    return PanelContent(
        heading=_("Does the service make a difference?"),
        intro=_(
            "You work with commands, not with pages. The guide “Find out whether a service makes a"
            " difference” comes with the software: ask whoever runs it for you."
        ),
        lines=(
            PanelLine("throughcare matchable", note=_("How many people could be matched")),
            PanelLine("evidence power", note=_("How many people it takes until that can be known")),
            PanelLine("evidence evaluate", note=_("Compare like with like, and report")),
        ),
    )


def register() -> None:
    offer_panel(TodayPanel("evaluation", 5, evaluates, evaluation))
