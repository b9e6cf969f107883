"""Every read of support; each function is one statement and knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count

from throughcare.core.access import ProtectedQuerySet
from throughcare.support import rules
from throughcare.support.models import Activity, NeedAnswer, NeedSaid, NeedsCheck, SupportTask

if TYPE_CHECKING:
    from throughcare.core.context import Context

PAGE_LINES = 40
MINE, TEAM = "mine", "team"


def has_caseload(ctx: Context) -> bool:
    """Is support this asker's own work? A trust's clinicians reach it from Today and a record."""
    if not rules.reads_support(ctx):
        return False
    return ctx.agency_type == "charity_provider" or not ctx.allows("create", "clinical_detail")


def counts(ctx: Context, whose: str) -> dict[str, int]:
    """How many open lines there are of each need."""
    rows = _caseload(ctx, whose).order_by().values_list("need").annotate(Count("pk"))
    return dict(rows)


def caseload(ctx: Context, whose: str, need: str, page: str) -> Page[SupportTask]:
    """One page of the open lines of one's own or the team's list, soonest first."""
    rows = _caseload(ctx, whose).select_related("person")
    if need:
        rows = rows.filter(need=need)
    found = Paginator(rows.order_by("next_on", "moved_at", "pk"), PAGE_LINES).get_page(page)
    found.object_list = list(found.object_list)
    ctx.shown.people(*(row.person_id for row in found))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def _caseload(ctx: Context, whose: str) -> ProtectedQuerySet:
    rows = SupportTask.visible_to(ctx).filter(team_id=ctx.team_id, status__in=rules.OPEN)
    return rows.filter(owner_id=ctx.membership_id) if whose == MINE else rows


def tasks_of(ctx: Context, group: Sequence[UUID]) -> list[SupportTask]:
    """Every line about the person: open first, soonest first; then what ended, newest first."""
    rows = list(SupportTask.visible_to(ctx).filter(person_id__in=group).select_related("agency"))
    ctx.shown.objects(*(row.pk for row in rows))
    still = sorted((r for r in rows if r.next_on), key=lambda row: (row.next_on, row.moved_at))
    ended = sorted((r for r in rows if r.ended_on), key=lambda row: row.moved_at, reverse=True)
    return [*still, *ended]


def activities_of(ctx: Context, group: Sequence[UUID]) -> list[Activity]:
    """What the person takes part in; what stopped last."""
    rows = list(Activity.visible_to(ctx).filter(person_id__in=group).order_by("recorded_at"))
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: row.status == Activity.Status.STOPPED)


def last_check(ctx: Context, group: Sequence[UUID]) -> tuple[NeedsCheck | None, list[NeedAnswer]]:
    """The newest needs check with its rows: two statements."""
    check = NeedsCheck.visible_to(ctx).filter(person_id__in=group).order_by("-asked_at").first()
    if check is None:
        return None, []
    answers = list(NeedAnswer.visible_to(ctx).filter(check_of_id=check.pk))
    ctx.shown.objects(check.pk)
    return check, answers


def said_in(ctx: Context, check: NeedsCheck) -> str:
    """What the person said then; empty for those who may not read it."""
    row = NeedSaid.visible_to(ctx).filter(check_of_id=check.pk).first()
    if row is None:
        return ""
    ctx.shown.objects(row.pk)
    return str(row.text)
