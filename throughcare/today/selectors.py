"""What Today reads: counts and lines of one team's work. Eleven statements a page at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, Value, When

from throughcare.agencies.models import Membership
from throughcare.core import clock, registry
from throughcare.core.models import Draft, Due, Event
from throughcare.core.worklist import WorkFacts, WorklistKind
from throughcare.people.models import Person
from throughcare.screening.rules import safety_prompt_within
from throughcare.today.rules import OLD_DRAFT, PAGE, Listed

if TYPE_CHECKING:
    from throughcare.core.context import Context

OPEN = Q(status=Due.Status.OPEN)


def kinds() -> Mapping[str, WorklistKind]:
    """Every kind of work that some folder offers."""
    return registry.offered("worklist_kind")


@dataclass(frozen=True)
class Filters:
    """Which list, which place, which kind of work; "" is all."""

    listed: Listed = Listed.MINE
    place_id: UUID | None = None
    family: str = ""
    page: int = 1


def _team_work(ctx: Context):  # type: ignore[no-untyped-def]
    return Due.visible_to(ctx).filter(team_id=ctx.team_id, kind__in=list(kinds()))


def _listed(ctx: Context, listed: Listed) -> Q:
    now = clock.now()
    # A safety answer that nobody acted on stands on everybody's list, the team lead's too.
    prompts = [k.kind for k in kinds().values() if k.reaches_lead]
    unanswered = Q(kind__in=prompts, opened_at__lt=now - safety_prompt_within())
    if listed == Listed.DONE:
        midnight = datetime.combine(clock.today(), time(0), tzinfo=clock.LONDON)
        return Q(status=Due.Status.DONE, closed_at__gte=midnight)
    if listed == Listed.NOT_PICKED_UP:
        return OPEN & (Q(owner_id=None, due_at__lt=now) | unanswered)
    return OPEN & (Q(owner_id=ctx.membership_id) | Q(owner_id=None) | unanswered)


def _filtered(filters: Filters) -> Q:
    found = Q()
    if filters.place_id:
        found &= Q(place_id=filters.place_id)
    if filters.family:
        found &= Q(kind__in=[k.kind for k in kinds().values() if k.family == filters.family])
    return found


def counts(ctx: Context, filters: Filters) -> dict[str, int]:
    """How many lines stand on each list; ``shown`` is the list asked for, as filtered."""
    lists = {
        listed.value: Count("pk", filter=_listed(ctx, listed))
        for listed in Listed
        if listed != Listed.CUSTODY
    }
    shown = _listed(ctx, filters.listed) & _filtered(filters)
    # What was done before today is on no list, and there is more of it each year.
    today = _team_work(ctx).filter(OPEN | _listed(ctx, Listed.DONE))
    return dict(today.aggregate(**lists, shown=Count("pk", filter=shown)))


def lines(ctx: Context, filters: Filters) -> list[Due]:
    """One page of a list, the most urgent first."""
    danger = Case(
        When(urgency=Due.Urgency.ACT_NOW, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    order = ("-closed_at",) if filters.listed == Listed.DONE else (danger, "due_at", "opened_at")
    rows = _team_work(ctx).filter(_listed(ctx, filters.listed) & _filtered(filters))
    start = (filters.page - 1) * PAGE
    # The page is chosen first: the events of all other lines are not read under their policy.
    page = rows.order_by(*order, "pk").values("pk")[start : start + PAGE]
    whole = Due.visible_to(ctx).filter(pk__in=page).select_related("opened_by")
    found = list(whole.order_by(*order, "pk"))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def chosen(ctx: Context, ids: Iterable[UUID]) -> list[Due]:
    """The open lines of the team with these ids."""
    rows = _team_work(ctx).filter(OPEN, pk__in=list(ids)[:PAGE])
    return list(rows.select_related("opened_by").order_by("due_at"))


def people_of(ctx: Context, rows: Sequence[Due | Draft]) -> dict[UUID, Person]:
    """The people that lines are about."""
    ids = {row.person_id for row in rows if row.person_id}
    if not ids:
        return {}
    found = {person.pk: person for person in Person.visible_to(ctx).filter(pk__in=ids)}
    ctx.shown.people(*found)
    return found


def facts_of(ctx: Context, rows: Sequence[Due]) -> dict[UUID, WorkFacts]:
    """What the folders know of each line."""
    found: dict[UUID, WorkFacts] = {}
    for facts in registry.offered("work_facts").values():
        found.update(facts(ctx, rows))
    return found


def old_drafts(ctx: Context) -> list[Draft]:
    """What the asker began to type more than a day ago and has not saved."""
    rows = Draft.visible_to(ctx).filter(saved_at__lt=clock.now() - OLD_DRAFT)
    return list(rows.order_by("saved_at")[:PAGE])


def colleagues(ctx: Context) -> list[Membership]:
    """Who works in the team today."""
    today = clock.today()
    rows = Membership.objects.filter(team_id=ctx.team_id, starts_on__lte=today).filter(
        Q(ends_on=None) | Q(ends_on__gte=today)
    )
    return list(rows.select_related("user").order_by("user__name"))


def passed_on(ctx: Context, batch: UUID) -> list[Event]:
    """What the asker passed on in one go within the last day."""
    rows = Event.visible_to(ctx).filter(
        type="work.passed_on",
        by_membership_id=ctx.membership_id,
        payload__batch=str(batch),
        recorded_at__gte=clock.now() - OLD_DRAFT,
    )
    return list(rows)


def linked_people(ctx: Context, page: int) -> tuple[list[Person], bool]:
    """The people with whom the asker has to do, by name, and whether there are more."""
    start = (page - 1) * PAGE
    rows = list(Person.visible_to(ctx).order_by("sort_name", "pk")[start : start + PAGE + 1])
    ctx.shown.people(*(row.pk for row in rows[:PAGE]))
    return rows[:PAGE], len(rows) > PAGE
