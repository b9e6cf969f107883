"""Every read of plans; each function is one statement and knows who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    OuterRef,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Coalesce

from throughcare.agencies.models import Team
from throughcare.plans import rules
from throughcare.plans.models import (
    Driver,
    JusticeLine,
    JusticeSignature,
    Line,
    Plan,
    PlanGoal,
    PlanLine,
    PlanParty,
    PlanSignature,
    Resource,
    RoadmapStep,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

MOST_STEPS = 9
GOAL, LINE, JUSTICE = "goal", "line", "justice"
COLUMNS = (
    "pk", "part", "key", "since", "until", "agency_id", "version", "recorded_at", "kind",
    "goal_key", "what", "owner_kind", "owner_team_id", "owner_name", "owner_words", "by_on",
    "by_words", "progress", "progress_at", "care_only",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A goal or a line of a plan, from whichever table, as far as this reader may read it."""

    pk: UUID
    part: str
    key: UUID
    since: int
    until: int | None
    agency_id: UUID
    version: int
    recorded_at: datetime
    kind: str
    goal_key: UUID | None
    what: str
    owner_kind: str
    owner_team_id: UUID | None
    owner_name: str
    owner_words: str
    by_on: date | None
    by_words: str
    progress: str
    progress_at: datetime | None
    care_only: bool

    @property
    def is_line(self) -> bool:
        return self.part != GOAL

    def holds_in(self, number: int) -> bool:
        return rules.holds_in(self.since, self.until, number)


@dataclass(frozen=True)
class Asked:
    """A party and its signature, if this reader sees one."""

    party: PlanParty
    signed_at: datetime | None
    how: str
    by_name: str
    team: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Roadmap:
    """The person's own steps in their order, and when a copy was last given."""

    steps: tuple[RoadmapStep, ...]
    given_on: date | None


def plans_of(ctx: Context, group: Sequence[UUID]) -> list[Plan]:
    """The plans of the person: one's own agency's first, open before ended, newest first."""
    rows = list(Plan.visible_to(ctx).filter(person_id__in=group).select_related("agency"))
    ctx.shown.objects(*(row.pk for row in rows))
    rows.sort(key=lambda row: row.recorded_at, reverse=True)
    return sorted(
        rows,
        key=lambda row: (row.status == Plan.Status.ENDED, row.agency_id != ctx.agency_id),
    )


def parts_of(ctx: Context, plan: Plan) -> list[Part]:
    """Every goal and line of every version, oldest first."""
    about = {"plan_id": plan.pk}
    no_text: Any = Value("", output_field=CharField())
    goals = (
        PlanGoal.visible_to(ctx)
        .filter(**about)
        .annotate(
            part=Value(GOAL, output_field=CharField()),
            goal_key=Value(None, output_field=UUIDField()),
            what=F("words"),
            owner_kind=no_text,
            owner_team_id=Value(None, output_field=UUIDField()),
            owner_name=no_text,
            owner_words=no_text,
            by_on=Value(None, output_field=DateField()),
            by_words=no_text,
            progress=no_text,
            progress_at=Value(None, output_field=DateTimeField()),
        )
    )
    lines = (
        PlanLine.visible_to(ctx)
        .filter(**about)
        .annotate(part=Value(LINE, output_field=CharField()), kind=no_text)
    )
    justice = (
        JusticeLine.visible_to(ctx)
        .filter(**about)
        .annotate(
            part=Value(JUSTICE, output_field=CharField()),
            kind=no_text,
            care_only=Value(False, output_field=BooleanField()),
        )
    )
    rows = goals.values_list(*COLUMNS).union(
        lines.values_list(*COLUMNS), justice.values_list(*COLUMNS), all=True
    )
    found = [Part(*row) for row in rows]
    ctx.shown.objects(*(part.pk for part in found))
    return sorted(found, key=lambda part: part.recorded_at)


def parties_of(ctx: Context, plan: Plan) -> list[Asked]:
    """Whose signature each version needs, and who has signed as far as this reader sees."""
    mine = PlanSignature.visible_to(ctx).filter(party_id=OuterRef("pk"))
    theirs = JusticeSignature.visible_to(ctx).filter(party_id=OuterRef("pk"))
    team = Team.objects.filter(pk=OuterRef("team_id"))
    rows = (
        PlanParty.visible_to(ctx)
        .filter(plan_id=plan.pk)
        .annotate(
            **{
                f"said_{name}": Coalesce(
                    Subquery(mine.values(name)[:1]), Subquery(theirs.values(name)[:1])
                )
                for name in ("signed_at", "how", "by_name")
            },
            team_name=Subquery(team.values("name")[:1]),
            team_agency=Subquery(team.values("agency__name")[:1]),
        )
        .order_by("number", "recorded_at", "pk")
    )
    found = [
        Asked(
            row,
            row.said_signed_at,
            row.said_how or "",
            row.said_by_name or "",
            row.team_name or "",
            row.team_agency or "",
        )
        for row in rows
    ]
    ctx.shown.objects(*(each.party.pk for each in found))
    # The person first, those outside last.
    places = [Line.Owner.PERSON, Line.Owner.TEAM, Line.Owner.OUTSIDE]
    return sorted(found, key=lambda e: (e.party.number, places.index(Line.Owner(e.party.kind))))


def in_force(asked: Iterable[Asked]) -> int | None:
    """The version that holds for this reader."""
    signed: dict[int, list[bool]] = {}
    for each in asked:
        signed.setdefault(each.party.number, []).append(each.signed_at is not None)
    return rules.number_in_force(signed)


def drivers_of(ctx: Context, plan: Plan) -> list[Driver]:
    """What stands behind the offending: worked on first, in the order chosen."""
    rows = list(Driver.visible_to(ctx).filter(plan_id=plan.pk).order_by("recorded_at"))
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: row.ended_on is not None)


def resources_of(ctx: Context, plan: Plan) -> list[Resource]:
    rows = list(
        Resource.visible_to(ctx).filter(plan_id=plan.pk, ended_on=None).order_by("recorded_at")
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def steps_of(ctx: Context, group: Sequence[UUID]) -> list[RoadmapStep]:
    """The steps of the roadmap that stand, in the person's order."""
    rows = list(
        RoadmapStep.visible_to(ctx)
        .filter(person_id__in=group, ended_on=None)
        .order_by("place", "recorded_at")[:MOST_STEPS]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def roadmap_for(ctx: Context, person_id: UUID, *others: UUID) -> Roadmap:
    """The roadmap of the person (``others``: the rest of the same-as group)."""
    steps = steps_of(ctx, [person_id, *others])
    given = [step.given_on for step in steps if step.given_on]
    return Roadmap(tuple(steps), max(given, default=None))


def waiting_to_sign(ctx: Context) -> QuerySet[PlanParty]:
    """Versions that wait for the signature of the asker's own team."""
    signed = rules.signature_model(ctx).visible_to(ctx).values("party_id")
    rows: QuerySet[PlanParty] = PlanParty.visible_to(ctx).filter(
        team_id=ctx.team_id,
        plan__status=Plan.Status.SIGNING,
        plan__number=F("number"),
    )
    return rows.exclude(pk__in=signed)


def to_sign(ctx: Context, most: int) -> list[PlanParty]:
    """The same with the people, the longest waiting first."""
    found = list(waiting_to_sign(ctx).select_related("person").order_by("recorded_at")[:most])
    ctx.shown.people(*(row.person_id for row in found))
    ctx.shown.objects(*(row.pk for row in found))
    return found
