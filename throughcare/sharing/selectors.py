"""What a page about sharing needs to know. Every read takes who asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from throughcare.agencies.models import Agency, Membership, Place, Team
from throughcare.agencies.selectors import live
from throughcare.core import clock
from throughcare.sharing import rules
from throughcare.sharing.models import (
    Agreement,
    Basis,
    Link,
    Relationship,
    SharingAgreement,
    TakingPart,
    Willingness,
)
from throughcare.sharing.policy.vocabulary import CARE

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: How many rows of one kind a page shows; the newest first.
ROWS = 200


@dataclass(frozen=True)
class PersonSharing:
    """All that is shared about one human, live and ended, as far as the asker may see it."""

    agreements: Sequence[Agreement]
    bases: Sequence[Basis]
    links: Sequence[Link]
    #: (receiving agency, purpose) → categories of the asker's agency's live agreements.
    contracts: dict[tuple[UUID, str], int] = field(default_factory=dict)


def sharing_of(ctx: Context, group: Sequence[UUID]) -> PersonSharing:
    """What is shared about all records of one human. Four statements.

    Readers outside health care are shown what concerns their own agency: that a person agreed
    to tell a solicitor is no business of the police.
    """
    agreements = list(
        Agreement.visible_to(ctx)
        .filter(_concerns(ctx), person_id__in=group)
        .select_related("recipient_agency", "recorded_by__user")
        .order_by("-starts_at", "recipient")[:ROWS]
    )
    bases = list(
        Basis.visible_to(ctx)
        .filter(_concerns(ctx, agreements=False), person_id__in=group)
        .select_related("recipient_agency", "decided_by__user")
        .order_by("-starts_at", "-recorded_at")[:ROWS]
    )
    links = live_links(ctx, group)
    ctx.shown.objects(*(row.pk for row in (*agreements, *bases, *links)))
    return PersonSharing(agreements, bases, links, contracts_from(ctx))


@dataclass(frozen=True)
class Said:
    """The newest answer to one question: about taking part (``in_what``) or a requirement."""

    about: str
    code: str
    answer: str
    words_used: str
    at: datetime
    said_to: str
    easy_read: bool


def said_of_taking(ctx: Context, group: Sequence[UUID]) -> list[Said]:
    """What the person last said, for each thing that they were asked. One statement."""
    columns = ("pk", "about", "code", "answer", "words_used", "at", "said_to", "easy_read")
    whose = Q(person_id__in=group, withdrawn_at=None)
    asked = TakingPart.visible_to(ctx).filter(whose)
    asked = asked.annotate(
        about=Value("taking_part"),
        code=F("in_what"),
        said_to=F("recorded_by__user__name"),
        easy_read=Value(value=False),
    )
    told = Willingness.visible_to(ctx).filter(whose)
    told = told.annotate(
        about=Value("requirement"),
        code=F("requirement"),
        answer=Case(When(willing=True, then=Value("willing")), default=Value("not_willing")),
        said_to=F("taken_by__user__name"),
        easy_read=F("easy_read_copy_given"),
    )
    rows = asked.values_list(*columns).union(told.values_list(*columns), all=True)
    newest: dict[tuple[str, str], Said] = {}
    for pk, *row in rows.order_by("-at")[:ROWS]:
        said = Said(*row)
        if (said.about, said.code) not in newest:
            newest[said.about, said.code] = said
            ctx.shown.objects(pk)
    return sorted(newest.values(), key=lambda said: said.about != "taking_part")


def _concerns(ctx: Context, *, agreements: bool = True) -> Q:
    """Rows that this reader's agency recorded or that tell it something; all for care."""
    if ctx.agency_type in CARE:
        return Q()
    mine = Q(agency_id=ctx.agency_id) | Q(recipient_agency_id=ctx.agency_id)
    if agreements and (recipient := rules.RECIPIENT_OF_TYPE.get(ctx.agency_type)):
        mine |= Q(recipient=recipient, recipient_agency_id=None)
    return mine


def live_links(ctx: Context, group: Sequence[UUID]) -> list[Link]:
    """Who works with the person now; each link has ``who``, ``team_name`` and ``agency``."""
    at = clock.now()
    me = OuterRef("principal_id")
    members = Membership.objects.filter(pk=me)
    return list(
        Link.visible_to(ctx)
        .filter(Q(ends_at=None) | Q(ends_at__gt=at), person_id__in=group, starts_at__lte=at)
        # The person's own pages are no colleague; they stand on their own part of the record.
        .exclude(kind=Relationship.SELF)
        .select_related("agency")
        .annotate(
            member_name=Subquery(members.values("user__name")[:1]),
            who=Coalesce(
                Subquery(Team.objects.filter(pk=me).values("name")[:1]),
                Subquery(members.values("team__name")[:1]),
                Subquery(Place.objects.filter(pk=me).values("name")[:1]),
            ),
        )
        .order_by(F("starts_at").asc())[:ROWS]
    )


@dataclass(frozen=True)
class Supervising:
    """Probation staff with an account: linked to the person by name, or of a team that is."""

    member: Membership
    by_name: bool


def supervising(ctx: Context, group: Sequence[UUID]) -> list[Supervising]:
    """Who may be told as the officer: those linked by name first, then their teams' staff."""
    at = clock.now()
    links = Link.visible_to(ctx).filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        person_id__in=group,
        starts_at__lte=at,
        kind=Relationship.ORDER_SUPERVISION,
    )
    ids = links.values("principal_id")
    by_name = Case(When(pk__in=ids, then=Value(True)), default=Value(False))
    rows = (
        Membership.objects.filter(live(), Q(pk__in=ids) | Q(team_id__in=ids))
        .filter(team__agency__type=Agency.Type.PROBATION)
        .select_related("user", "team__agency")
        .annotate(by_name=by_name)
        .order_by("-by_name", "user__name")[:ROWS]
    )
    return [Supervising(row, row.by_name) for row in rows]


def contracts_from(ctx: Context, to_agency_id: UUID | None = None) -> dict[tuple[UUID, str], int]:
    """(receiving agency, purpose) → categories that the asker's agency shares now."""
    at = clock.now()
    rows = SharingAgreement.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        from_agency_id=ctx.agency_id,
        status=SharingAgreement.Status.LIVE,
        starts_at__lte=at,
    )
    if to_agency_id is not None:
        rows = rows.filter(to_agency_id=to_agency_id)
    found: dict[tuple[UUID, str], int] = {}
    for agency_id, purpose, mask in rows.values_list("to_agency_id", "purpose", "categories"):
        found[agency_id, purpose] = found.get((agency_id, purpose), 0) | mask
    return found


# --- Guards --------------------------------------------------------------------------------


@dataclass(frozen=True)
class NamedAccess:
    """One member of staff on a list of those who may, or may not, open the record."""

    user_id: UUID
    name: str
    reason: str
    since: datetime


@dataclass(frozen=True)
class GuardChange:
    guard: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Guards:
    """What limits a record, for those who may change it."""

    changes: tuple[GuardChange, ...]
    excluded: tuple[NamedAccess, ...]
    permitted: tuple[NamedAccess, ...]


def guards_of(person_id: UUID) -> Guards | None:
    """The limits of a record; None for those who may not change them (the database decides)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.guards_of(%s)", [person_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    answer: dict[str, list[dict[str, str]]] = (
        json.loads(row[0]) if isinstance(row[0], str) else row[0]
    )
    return Guards(
        changes=tuple(
            GuardChange(c["guard"], c["reason"], c["by"], datetime.fromisoformat(c["at"]))
            for c in answer["decisions"]
        ),
        excluded=tuple(map(_named, answer["exclusions"])),
        permitted=tuple(map(_named, answer["permissions"])),
    )


def _named(entry: dict[str, str]) -> NamedAccess:
    at = datetime.fromisoformat(entry["at"])
    return NamedAccess(UUID(entry["user"]), entry["name"], entry["reason"], at)


# --- Choices of forms ----------------------------------------------------------------------


def teams_to_share_with() -> list[Team]:
    """Teams that work with people today, by agency and name."""
    today = clock.today()
    return list(
        Team.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today),
            Q(agency__ends_on=None) | Q(agency__ends_on__gte=today),
        )
        .exclude(agency__type=Agency.Type.COMMISSIONER)
        .select_related("agency")
        .order_by("agency__name", "name")
    )


def custody_places() -> list[Place]:
    """Custody suites that are in use."""
    open_ = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return list(Place.objects.filter(open_, kind=Place.Kind.CUSTODY).order_by("name"))


def staff_named(text: str, *, team_id: UUID | None = None) -> list[Membership]:
    """Current members of staff with exactly this name or e-mail address, one row a user."""
    today = clock.today()
    rows = Membership.objects.filter(
        Q(user__email__iexact=text) | Q(user__name__iexact=text),
        Q(ends_on=None) | Q(ends_on__gte=today),
        starts_on__lte=today,
        user__is_active=True,
    ).select_related("user", "team__agency")
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    by_user = {row.user_id: row for row in rows.order_by("starts_on")}
    return list(by_user.values())
