"""What Today reads: counts and lines of one team's work. Eleven statements a page at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import Case, Count, F, Func, IntegerField, Q, UUIDField, Value, When

from throughcare.agencies.models import Membership
from throughcare.core import clock, registry
from throughcare.core.kept import Kept
from throughcare.core.models import Draft, Due, Event
from throughcare.core.worklist import Notice, WorkFacts, WorklistKind
from throughcare.people.models import Person
from throughcare.screening.rules import safety_prompt_within
from throughcare.today.rules import OLD_DRAFT, PAGE, SOON, Listed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

OPEN = Q(status=Due.Status.OPEN)
COUNTS = Kept()


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


def _midnight() -> datetime:
    return datetime.combine(clock.today(), time(0), tzinfo=clock.LONDON)


def _listed(ctx: Context, listed: Listed) -> Q:
    now = clock.now()
    # A safety answer that nobody acted on stands on everybody's list, the team lead's too.
    prompts = [k.kind for k in kinds().values() if k.reaches_lead]
    unanswered = Q(kind__in=prompts, opened_at__lt=now - safety_prompt_within())
    if listed == Listed.DONE:
        return Q(status=Due.Status.DONE, closed_at__gte=_midnight())
    if listed == Listed.NOT_PICKED_UP:
        return OPEN & (Q(owner_id=None, due_at__lt=now) | unanswered)
    awaited = Q(kind__in=[k.kind for k in kinds().values() if k.awaits], due_at__gte=now)
    if listed == Listed.WAITING:
        return OPEN & awaited
    mine = Q(owner_id=ctx.membership_id) | Q(owner_id=None) | unanswered
    soon = Q(due_at__lt=now + SOON)
    return OPEN & mine & ~awaited & (~soon if listed == Listed.AHEAD else soon)


def _filtered(filters: Filters) -> Q:
    found = Q()
    if filters.place_id:
        found &= Q(place_id=filters.place_id)
    if filters.family:
        found &= Q(kind__in=[k.kind for k in kinds().values() if k.family == filters.family])
    return found


@dataclass(frozen=True)
class Counted:
    """How many lines stand on each list, and which are on the page that is asked for.

    ``shown`` counts the list asked for, as filtered; ``page`` has its lines in order; ``notices``
    are what waits beside the lists, each with how often.
    """

    lists: Mapping[str, int]
    shown: int
    page: tuple[UUID, ...]
    notices: tuple[tuple[Notice, int], ...] = ()


def count(ctx: Context, filters: Filters) -> Counted:
    """Every list counted and the page chosen, in one look at the team's work."""
    lists = [listed for listed in Listed if listed != Listed.CUSTODY]
    notices = [each for each in registry.offered("today_notice").values() if each.shown_to(ctx)]
    key = (filters, tuple(each.name for each in notices))
    rows = COUNTS.rows(ctx, key, lambda who: _counts(who, filters, lists, notices))
    nothing: tuple[Any, ...] = (0, [], *[0] * (len(lists) + len(notices)))
    shown, page, *counts = rows[0] if rows else nothing
    return Counted(
        lists={listed.value: number for listed, number in zip(lists, counts, strict=False)},
        shown=shown,
        page=tuple(page or ()),
        notices=tuple(zip(notices, counts[len(lists) :], strict=True)),
    )


def _counts(
    ctx: Context, filters: Filters, lists: Sequence[Listed], notices: Sequence[Notice]
) -> QuerySet[Due, Any]:
    """One row: lines of the list asked for, those of its page, each list's, each notice's."""
    shown = _listed(ctx, filters.listed) & _filtered(filters)
    start = (filters.page - 1) * PAGE
    wanted: dict[str, Any] = {
        "shown": Count("pk", filter=shown),
        "page": Part(ArrayAgg("pk", filter=shown, order_by=_order(filters)), start, start + PAGE),
        **{f"list_{each.value}": Count("pk", filter=_listed(ctx, each)) for each in lists},
        **{f"notice_{each.name}": Beside(each.waiting(ctx)) for each in notices},
    }
    # What was closed before today is on no list, and there is more of it each year.
    rows = _team_work(ctx).filter(OPEN | Q(closed_at__gte=_midnight()))
    found: QuerySet[Due, Any] = rows.order_by().annotate(**wanted).values_list(*wanted)
    found.query.group_by = None  # one row of all lines, not a row of each
    return found


class Part(Func):
    """The items of an array from ``start`` up to ``end``, counted from 0."""

    template = "(%(expressions)s)[%(first)s:%(last)s]"

    def __init__(self, array: ArrayAgg, start: int, end: int) -> None:
        super().__init__(array, output_field=ArrayField(UUIDField()), first=start + 1, last=end)


class Beside(Func):
    """How many rows another query has, asked within the statement that counts.

    As finished text: resolving one query inside another costs more than writing it.
    """

    contains_aggregate = True  # it is one row whatever is counted beside it
    output_field = IntegerField()

    def __init__(self, waiting: QuerySet[Any]) -> None:
        super().__init__()
        try:
            self.asked = waiting.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # no cell of the policy reaches any row
            self.asked = "SELECT 1 WHERE false", ()

    def as_sql(self, *_compiler: Any, **_more: Any) -> Any:
        sql, values = self.asked
        return f"(SELECT COUNT(*) FROM ({sql}) waiting)", list(values)


def _order(filters: Filters) -> tuple[Any, ...]:
    """The most urgent first; what was done last first. The id decides between equals."""
    if filters.listed == Listed.DONE:
        return (F("closed_at").desc(), F("pk"))
    danger = Case(
        When(urgency=Due.Urgency.ACT_NOW, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (danger, F("due_at"), F("opened_at"), F("pk"))


def lines(ctx: Context, page: Sequence[UUID]) -> list[Due]:
    """The lines of a page, in its order, each with the event that opened it."""
    whole = Due.visible_to(ctx).filter(pk__in=page).select_related("opened_by")
    found = {row.pk: row for row in whole}
    ctx.shown.objects(*found)
    return [found[pk] for pk in page if pk in found]


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
