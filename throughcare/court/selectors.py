"""What the pages of the court read; each knows who asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.http import Http404

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.court import rules
from throughcare.court.models import (
    AdviceDetail,
    AdviceToCourt,
    CourtFeedback,
    CourtFollowUp,
    CourtList,
    CourtRequest,
    Custody,
    Hearing,
    HearingOutcome,
    ListEntry,
    Outcome,
)
from throughcare.screening.models import Screen
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: More than any court lists in a day; a page that leaves lines out says so.
MOST_ENTRIES = 400
MOST_REQUESTS = 100
MOST_HEARINGS = 40
SHOWN = (ListEntry.Status.WAITING, ListEntry.Status.LINKED, ListEntry.Status.PASSED_ON)
OPEN_REQUESTS = (CourtRequest.Status.SENT, CourtRequest.Status.ACKNOWLEDGED)


def court_places(ctx: Context) -> list[Place]:
    """The courts that the asker's team covers."""
    rows = Place.objects.filter(pk__in=ctx.principals, kind=Place.Kind.COURT, ends_on=None)
    return list(rows.order_by("name"))


def other_courts(ctx: Context, outcome: HearingOutcome | None) -> list[Place]:
    """Every court that a case may go to: those of the asker's team first, then by name.

    One that an outcome names stays, though it is no longer used.
    """
    used = Q(ends_on=None) | Q(pk=outcome.adjourned_place_id if outcome else None)
    rows = Place.objects.filter(used, kind=Place.Kind.COURT)
    return sorted(rows, key=lambda place: (place.pk not in ctx.principals, place.name))


def court_place(ctx: Context, slug: str) -> Place:
    """The court at this address; Http404 for one that the team does not cover."""
    found = Place.objects.filter(pk__in=ctx.principals, kind=Place.Kind.COURT, slug=slug).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class CourtDay:
    """One day at one court: its people, how many organisations, what is more than a page."""

    entries: list[ListEntry]
    organisations: int
    more: bool = False
    hearings: dict[UUID, Hearing] = field(default_factory=dict)


def court_day(ctx: Context, place: Place, on: date) -> CourtDay:
    """Who is listed. ``started`` on an entry: somebody began to screen and has not finished."""
    open_screens = Screen.visible_to(ctx).filter(
        person_id=OuterRef("person_id"), status=Screen.Status.STARTED, agency_id=ctx.agency_id
    )
    rows = list(
        ListEntry.visible_to(ctx)
        .annotate(started=Exists(open_screens))
        .filter(place_id=place.pk, on=on, team_id__in=ctx.principals)
        .exclude(status=ListEntry.Status.WITHDRAWN)
        .select_related("person", "place")
        .order_by("starts_at", "family_name", "given_name")[: MOST_ENTRIES + 1]
    )
    rows.sort(
        key=lambda row: (rules.begins(on, row.starts_at or time.max), rules.room_key(row.room))
    )
    people = [row for row in rows[:MOST_ENTRIES] if row.status in SHOWN]
    ctx.shown.people(*(row.person_id for row in people))
    ctx.shown.objects(*(row.pk for row in people))
    linked = [row.pk for row in people if row.person_id]
    found = (
        {hearing.entry_id: hearing for hearing in _hearings(ctx, entry_id__in=linked)}
        if linked
        else {}
    )
    return CourtDay(people, len(rows[:MOST_ENTRIES]) - len(people), len(rows) > MOST_ENTRIES, found)


def _hearings(ctx: Context, **where: Any) -> Any:
    return Hearing.visible_to(ctx).exclude(status=Hearing.Status.VOID).filter(**where)


@dataclass(frozen=True)
class Coverage:
    """How many are listed and what came of it; each person of the list once."""

    listed: int
    in_custody: int
    by_outcome: Counter[str]

    def count(self, *outcomes: str) -> int:
        return sum(self.by_outcome[outcome] for outcome in outcomes)


def coverage_of(entries: Iterable[ListEntry]) -> Coverage:
    """Counts of the lines of a page; a line that the newer list dropped counts if it was seen."""
    counted = [entry for entry in entries if not entry.gone or entry.outcome]
    custody = sum(1 for entry in counted if entry.custody == Custody.IN_CUSTODY)
    return Coverage(len(counted), custody, Counter(entry.outcome for entry in counted))


def lists_of(ctx: Context, place: Place, on: date) -> list[CourtList]:
    """The lists taken in for a day, the newest first."""
    rows = CourtList.visible_to(ctx).filter(place_id=place.pk, on=on, by_hand=False)
    return list(rows.select_related("recorded_by__user").order_by("-recorded_at")[:10])


@dataclass(frozen=True)
class WithoutRecord:
    """A line or a request of somebody without a record, for the list of work.

    part    "entry" or "request"; status and the rest as the row has them.
    """

    pk: UUID
    part: str
    status: str
    agency_id: UUID
    name: str
    born: date | None
    age: int | None
    court: str
    slug: str
    room: str
    kept: bool
    why: str
    asked_by: str
    asker: str
    at: datetime


def without_record(ctx: Context, wanted: Iterable[UUID] = ()) -> dict[UUID, WithoutRecord]:
    """Open requests of the asker's courts, and the lines that are open work of the team.

    One statement a page: the panel and the list of work both need it. A ``wanted`` row that is
    no longer open is looked up too.
    """
    missing = set(wanted)
    if (known := ctx.asked.get("court.without_record")) is None:
        work = Due.visible_to(ctx).filter(
            team_id=ctx.team_id, kind="court_screen", status=Due.Status.OPEN, person_id=None
        )
        known = _without_record(
            ctx,
            Q(pk__in=work.values("subject_id")) | Q(pk__in=missing),
            Q(place_id__in=ctx.principals, status__in=OPEN_REQUESTS) | Q(pk__in=missing),
        )
        ctx.asked["court.without_record"] = known
    if missing - known.keys():
        known |= _without_record(ctx, Q(pk__in=missing), Q(pk__in=missing))
    found: dict[UUID, WithoutRecord] = known
    return found


def _without_record(ctx: Context, entries: Q, requests: Q) -> dict[UUID, WithoutRecord]:
    lines = ListEntry.visible_to(ctx).filter(entries, person=None)
    asked = CourtRequest.visible_to(ctx).filter(requests)
    nothing = Value("", output_field=CharField())
    columns = {
        "part": Value("entry"),
        "court": F("place__name"),
        "slug": F("place__slug"),
        "kept": F("restricted"),
        "reason": nothing,
        "asker": nothing,
    }
    of_request = {**columns, "part": Value("request"), "kept": Value(False)}
    of_request |= {"reason": F("why"), "asker": F("asker_name")}
    names = (
        "pk", "part", "status", "agency_id", "given_name", "family_name", "born_on", "age_about",
        "court", "slug", "room", "kept", "reason", "asked_by", "asker", "recorded_at",
        "case_number",
    )  # fmt: skip
    rows = (
        lines.annotate(**columns)
        .values_list(*names, named=True)
        .union(asked.annotate(**of_request).values_list(*names, named=True), all=True)
    )
    found = {row.pk: _one_without(row) for row in rows[: MOST_ENTRIES + MOST_REQUESTS]}
    ctx.shown.objects(*found)
    return found


def _one_without(row: Any) -> WithoutRecord:
    name = f"{row.given_name} {row.family_name}".strip()
    return WithoutRecord(
        pk=row.pk,
        part=row.part,
        status=row.status,
        agency_id=row.agency_id,
        name=name or row.case_number,
        born=row.born_on,
        age=row.age_about,
        court=row.court,
        slug=row.slug,
        room=row.room,
        kept=row.kept,
        why=row.reason,
        asked_by=row.asked_by,
        asker=row.asker,
        at=row.recorded_at,
    )


def same_line(ctx: Context, entry: ListEntry) -> list[ListEntry]:
    """Other waiting lines of the same court and day with the same name and birth date: further
    cases of the same person, who is matched once."""
    if not (entry.family_name and entry.born_on):
        return []
    rows = ListEntry.visible_to(ctx).filter(
        place_id=entry.place_id,
        team_id=entry.team_id,
        on=entry.on,
        status=ListEntry.Status.WAITING,
        under_18=False,
        kind=ListEntry.Kind.PERSON,
        family_name__iexact=entry.family_name,
        given_name__iexact=entry.given_name,
        born_on=entry.born_on,
    )
    return list(rows.exclude(pk=entry.pk).order_by("starts_at")[:20])


def where_today(ctx: Context, person_id: UUID) -> UUID | None:
    """The court that lists the person today, if one does."""
    rows = ListEntry.visible_to(ctx).filter(
        person_id__in=sharing.group_of(person_id),
        on=clock.today(),
        status=ListEntry.Status.LINKED,
        agency_id=ctx.agency_id,
    )
    found: UUID | None = rows.order_by("starts_at").values_list("place_id", flat=True).first()
    return found


def next_heard_at(ctx: Context, person_id: UUID, until: date) -> datetime | None:
    """When the person's next hearing begins that is not over, from today until a day."""
    rows = _hearings(ctx, person_id__in=sharing.group_of(person_id), status=Hearing.Status.LISTED)
    soon = rows.filter(on__range=(clock.today(), until)).order_by("on", "starts_at")
    found = soon.values_list("on", "starts_at").first()
    return rules.begins(*found) if found else None


def heard_here_today(ctx: Context, place: Place, group: Sequence[UUID]) -> Hearing | None:
    """The first hearing of a same-as group at one court today, as far as the asker may read it."""
    rows = _hearings(ctx, person_id__in=list(group), place_id=place.pk, on=clock.today())
    found: Hearing | None = rows.order_by("starts_at").first()
    if found is not None:
        ctx.shown.objects(found.pk)
    return found


# -- Requests -----------------------------------------------------------------------------------


def requests_at(ctx: Context, places: Iterable[UUID], *, since: datetime) -> list[CourtRequest]:
    """Open requests of these courts, and those answered since, the most pressing first."""
    answered = Q(recorded_at__gte=since) & ~Q(status__in=OPEN_REQUESTS)
    rows = list(
        CourtRequest.visible_to(ctx)
        .filter(Q(status__in=OPEN_REQUESTS) | answered, place_id__in=list(places))
        .select_related("place")
        .order_by("needed_by")[:MOST_REQUESTS]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    order = {CourtRequest.Status.SENT: 0, CourtRequest.Status.ACKNOWLEDGED: 1}
    return sorted(rows, key=lambda row: order.get(row.status, 2))


# -- The person ---------------------------------------------------------------------------------


@dataclass
class AtCourt:
    """What one person's page of the court shows, as far as the asker may read it."""

    hearings: list[Hearing]
    outcomes: dict[UUID, HearingOutcome]
    feedback: list[CourtFeedback]
    advice: list[AdviceToCourt]
    details: dict[UUID, AdviceDetail]
    follow_ups: dict[UUID, list[CourtFollowUp]]


def at_court(ctx: Context, group: Sequence[UUID], *, clinical: bool, summary: bool) -> AtCourt:
    """Everything of the person at court, the newest first; at most 6 statements.

    ``clinical`` and ``summary`` say whether the asker could read rows of those categories.
    """
    people = list(group)
    hearings = list(
        _hearings(ctx, person_id__in=people)
        .select_related("place")
        .order_by("-on", "-starts_at")[:MOST_HEARINGS]
    )
    outcomes = list(
        HearingOutcome.visible_to(ctx)
        .filter(person_id__in=people)
        .select_related("adjourned_place")
    )
    feedback = list(
        CourtFeedback.visible_to(ctx)
        .filter(person_id__in=people)
        .order_by("-recorded_at")[:MOST_HEARINGS]
    )
    advice = _advice(ctx, people) if summary else []
    spoken = [row.pk for row in advice if row.clinical]
    details = (
        list(AdviceDetail.visible_to(ctx).filter(advice_id__in=spoken))
        if clinical and spoken
        else []
    )
    follow_ups: dict[UUID, list[CourtFollowUp]] = defaultdict(list)
    if summary:
        for row in CourtFollowUp.visible_to(ctx).filter(person_id__in=people).order_by("due_on"):
            follow_ups[row.hearing_id].append(row)
    made = [row for rows in follow_ups.values() for row in rows]
    ctx.shown.objects(
        *(row.pk for rows in (hearings, outcomes, feedback, advice, details, made) for row in rows)
    )
    return AtCourt(
        hearings=hearings,
        outcomes={row.hearing_id: row for row in outcomes},
        feedback=feedback,
        advice=advice,
        details={row.advice_id: row for row in details},
        follow_ups=follow_ups,
    )


def _advice(ctx: Context, people: list[UUID]) -> list[AdviceToCourt]:
    rows = AdviceToCourt.visible_to(ctx).filter(person_id__in=people).select_related("place")
    return list(rows.order_by("-given_at")[:MOST_HEARINGS])


def hearings_to_choose(ctx: Context, group: Sequence[UUID]) -> list[Hearing]:
    """Hearings of the person that advice or feedback may be about: the newest few at our courts."""
    rows = _hearings(ctx, person_id__in=list(group), elsewhere="").select_related("place")
    return list(rows.order_by("-on", "-starts_at")[:10])


def before_me_now(ctx: Context, places: Iterable[UUID]) -> list[Hearing]:
    """The hearings of today at some courts that the asker may read (court staff)."""
    rows = list(
        _hearings(ctx, place_id__in=list(places), on=clock.today())
        .select_related("person")
        .order_by("starts_at")[:MOST_HEARINGS]
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def said_of(ctx: Context, hearings: Iterable[UUID]) -> dict[UUID, str]:
    """Whether the court used what it was told at these hearings, as said last."""
    rows = CourtFeedback.visible_to(ctx).filter(hearing_id__in=list(hearings))
    return dict(rows.order_by("recorded_at").values_list("hearing_id", "used"))


# -- Counts without people ------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceCount:
    """How many were listed at one court over some days, and what came of it."""

    place: str
    listed: int
    in_custody: int
    seen: int
    declined: int
    not_seen: int


def county_coverage(first: date, last: date) -> list[PlaceCount]:
    """Counts of every court between two days, by name. The database gives them to those who see
    counts only (``app.court_coverage``) and to nobody else; no id of a line or person is in them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.court_coverage(%s, %s)", [first, last])
        rows = cursor.fetchall()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for place, custody, outcome, people in rows:
        count = found[place]
        count["listed"] += people
        count["in_custody"] += people if custody == Custody.IN_CUSTODY else 0
        kinds = {Outcome.SEEN: "seen", Outcome.DECLINED: "declined"}
        count[kinds.get(outcome, "not_seen")] += people
    return [
        PlaceCount(
            place,
            count["listed"],
            count["in_custody"],
            count["seen"],
            count["declined"],
            count["not_seen"],
        )
        for place, count in sorted(found.items())
    ]
