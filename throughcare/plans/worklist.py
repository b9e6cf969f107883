"""What plans put on Today: the review, and the versions that wait for a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core.worklist import (
    Notice,
    PanelContent,
    PanelLine,
    TodayPanel,
    WorklistKind,
    offer_draft,
    offer_kind,
    offer_notice,
    offer_panel,
)
from throughcare.design import words
from throughcare.people.presenters import full_name
from throughcare.plans import rules, selectors
from throughcare.screening.panels import works_with_health

if TYPE_CHECKING:
    from throughcare.core.context import Context

LINES = 20


def may_sign(ctx: Context) -> bool:
    return rules.signs_plans(ctx) and ctx.allows("create", rules.category_of(ctx))


def lines_to_sign(ctx: Context) -> tuple[PanelLine, ...]:
    """Versions that wait for this team's signature, the longest waiting first."""
    return tuple(
        PanelLine(
            text=full_name(row.person),
            url=reverse("person_plan", args=[row.person.reference]),
            note=_("Version %(number)s, sent %(day)s")
            % {"number": row.number, "day": words.full_date(words.local(row.recorded_at))},
        )
        for row in selectors.to_sign(ctx, LINES)
    )


def to_sign(ctx: Context, page: int) -> PanelContent:
    """Versions that wait for this team; nothing where none does."""
    return PanelContent(heading=_("Plans to sign"), lines=lines_to_sign(ctx), first=True)


def signs_outside_care(ctx: Context) -> bool:
    """Whoever has no list of work: what waits stands on Today itself."""
    return may_sign(ctx) and not works_with_health(ctx)


def signs_in_care(ctx: Context) -> bool:
    return may_sign(ctx) and works_with_health(ctx)


def waiting_words(count: int) -> str:
    return ngettext(
        "%(count)s plan waits for your team’s signature",
        "%(count)s plans wait for your team’s signature",
        count,
    ) % {"count": count}


def register() -> None:
    offer_kind(
        WorklistKind(
            "plan_review",
            lambda _due: _("Look at the plan again with everybody on it"),
            lambda _due, reference: reverse("person_plan", args=[reference]),
            "plan",
            gettext_lazy("Plans"),
            done_by=("amend", "health_summary"),
        )
    )
    offer_panel(TodayPanel("plans_to_sign", 15, signs_outside_care, to_sign))
    offer_notice(
        Notice("plans", signs_in_care, selectors.waiting_to_sign, waiting_words, "plans_to_sign")
    )
    offer_draft("plan", gettext_lazy("A plan not finished"), "plan_new")
    offer_draft("plan_goal", gettext_lazy("A goal not finished"), "plan_goal_new")
    offer_draft("plan_line", gettext_lazy("A line of a plan not finished"), "plan_line_new")
    offer_draft("roadmap_step", gettext_lazy("A roadmap step not finished"), "roadmap_new")
