"""Every read of referrals; each knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, F, Q

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.core.views import get_or_404
from throughcare.referrals import states
from throughcare.referrals.models import DirectoryService, Referral, ReferralReason, Signpost

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

MOST = 100
#: The lists of the inbox, and what stands on each.
TO_DO, WAITING, SEEN, OVER = "todo", "waiting", "seen", "over"
LISTS = {
    TO_DO: Q(status__in=states.WAITING) | Q(status=states.ACCEPTED, first_at=None),
    WAITING: Q(status=states.ACCEPTED, first_at__isnull=False),
    SEEN: Q(status=states.KEPT),
    OVER: Q(status__in=(states.DECLINED, states.ENDED)),
}


def sent_to_me(ctx: Context) -> QuerySet[Referral]:
    """What other teams sent to the asker's team and may still be read."""
    rows: QuerySet[Referral] = Referral.visible_to(ctx).filter(
        readers__overlap=list(ctx.principals)
    )
    return rows.select_related("recorded_by__user", "team", "agency", "assigned_to__user")


def inbox(ctx: Context, of: str) -> list[Referral]:
    """One list of the inbox: what is due first stands first."""
    due = Q(first_at__lte=clock.now())
    rows = sent_to_me(ctx).filter(LISTS[of] | (Q(status=states.ACCEPTED) & due & _todo(of)))
    order = ("-answered_at",) if of in (SEEN, OVER) else (F("first_at").asc(), "reply_due_at")
    found = list(rows.order_by(*order)[:MOST])
    ctx.shown.people(*(row.person_id for row in found))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def _todo(of: str) -> Q:
    """On the list of what to do stands also whoever should have come by now."""
    return Q() if of == TO_DO else Q(pk=None)


def counts(ctx: Context) -> dict[str, int]:
    """How many stand on each list of the inbox: one statement."""
    now = clock.now()
    rows = Referral.visible_to(ctx).filter(readers__overlap=list(ctx.principals))
    todo = LISTS[TO_DO] | Q(status=states.ACCEPTED, first_at__lte=now)
    found: dict[str, int] = rows.aggregate(
        **{name: Count("pk", filter=todo if name == TO_DO else q) for name, q in LISTS.items()}
    )
    return found


def unanswered(ctx: Context) -> QuerySet[Referral]:
    """What was sent to the asker's team and has no answer yet."""
    rows: QuerySet[Referral] = Referral.visible_to(ctx).filter(
        readers__overlap=list(ctx.principals), status__in=states.WAITING
    )
    return rows


def referral_or_404(ctx: Context, referral_id: UUID) -> Referral:
    """One referral that either side may read; else the page of an absent one."""
    rows = Referral.visible_to(ctx).select_related(
        "recorded_by__user", "team__agency", "service", "to_team", "assigned_to__user"
    )
    found: Referral = get_or_404(rows, pk=referral_id)
    ctx.shown.people(found.person_id)
    ctx.shown.objects(found.pk)
    return found


def referrals_of(ctx: Context, group: Sequence[UUID]) -> list[Referral]:
    """What was sent about the person by or to the asker's team, the newest first."""
    rows = Referral.visible_to(ctx).filter(person_id__in=list(group))
    found = list(rows.select_related("recorded_by__user").order_by("-sent_at")[:MOST])
    ctx.shown.objects(*(row.pk for row in found))
    return found


def reasons_of(ctx: Context, group: Sequence[UUID]) -> list[ReferralReason]:
    """Why the person was referred, by any team of those that the asker may read of."""
    rows = ReferralReason.visible_to(ctx).filter(person_id__in=list(group))
    found = list(rows.select_related("recorded_by__user").order_by("-recorded_at")[:MOST])
    ctx.shown.objects(*(row.pk for row in found))
    return found


def open_services(ctx: Context, group: Sequence[UUID]) -> dict[UUID | None, Referral]:
    """The services with which the asker's team has something open for the person."""
    rows = Referral.visible_to(ctx).filter(
        person_id__in=list(group),
        team_id=ctx.team_id,
        status__in=[*states.WAITING, states.ACCEPTED],
    )
    return {row.service_id: row for row in rows}


def signposts_of(ctx: Context, group: Sequence[UUID]) -> list[Signpost]:
    """Which services the person was told of, the newest first."""
    rows = Signpost.visible_to(ctx).filter(person_id__in=list(group))
    found = list(rows.select_related("recorded_by__user").order_by("-at")[:MOST])
    ctx.shown.objects(*(row.pk for row in found))
    return found


def services(*, need: str = "", closed: bool = False) -> list[DirectoryService]:
    """The directory, by name; for one need, those that offer it or say nothing of needs."""
    rows = DirectoryService.objects.select_related("team__agency", "kept_by__user").order_by("name")
    if not closed:
        rows = rows.filter(closed_on=None)
    if need:
        rows = rows.filter(Q(needs__contains=[need]) | Q(needs=[]))
    return list(rows)


def colleagues(ctx: Context) -> list[Membership]:
    """Who of the asker's team may be given a referral today."""
    today = clock.today()
    rows = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        team_id=ctx.team_id,
        starts_on__lte=today,
        role__in=("clinician", "practitioner"),
        user__is_active=True,
    )
    return list(rows.select_related("user").order_by("user__name"))
