"""Every read of attendance statements, decisions, reviews of orders and updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import JSONObject

from throughcare.enforcement.models import (
    Absence,
    AttendanceStatement,
    OrderReview,
    ReviewRead,
    UpdateReply,
    UpdateRequest,
)
from throughcare.enforcement.statements import Line
from throughcare.sharing.selectors import supervising

if TYPE_CHECKING:
    from throughcare.core.access import PersonRow
    from throughcare.core.context import Context

#: What each table says on the pages of an order, beside its id and who keeps it.
SAYS: dict[type[PersonRow], tuple[str, ...]] = {
    AttendanceStatement: (
        "status", "order_id", "first_on", "last_on", "number", "lines", "by_name", "document_id",
        "what_changed", "recorded_at",
    ),
    Absence: (
        "status", "order_id", "appointment_id", "on", "kind", "reason", "by_name", "decided_on",
        "warned_on", "warned_how", "easy_read", "last_day", "referred_on", "circumstances",
        "version",
    ),
    OrderReview: (
        "order_id", "held_on", "who", "working", "not_working", "own_words", "changes", "next_on",
        "by_name",
    ),
    ReviewRead: ("review_id", "by_name", "as_role", "recorded_at"),
    UpdateRequest: (
        "status", "order_id", "wants", "words", "needed_by", "by_name", "by_agency",
        "reminded_at", "recorded_at", "version",
    ),
    UpdateReply: ("request_id", "kind", "counts", "words", "by_name", "recorded_at"),
}  # fmt: skip


@dataclass
class Told:
    """All that was told about the orders of one person, as far as the asker may see it."""

    statements: list[AttendanceStatement] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    reviews: list[OrderReview] = field(default_factory=list)
    readings: list[ReviewRead] = field(default_factory=list)
    requests: list[UpdateRequest] = field(default_factory=list)
    replies: list[UpdateReply] = field(default_factory=list)

    def of(self, order_id: UUID) -> Told:
        """What concerns one order, or no order by name."""
        return Told(
            [row for row in self.statements if row.order_id == order_id],
            [row for row in self.absences if row.order_id == order_id],
            [row for row in self.reviews if row.order_id == order_id],
            self.readings,
            [row for row in self.requests if row.order_id in (order_id, None)],
            self.replies,
        )

    def reply_to(self, request: UpdateRequest) -> UpdateReply | None:
        return next((row for row in self.replies if row.request_id == request.pk), None)

    def open_request(self) -> UpdateRequest | None:
        """The request that waits for the officer; one that is answered waits for its asker."""
        asked = [row for row in self.requests if row.status == UpdateRequest.Status.ASKED]
        return next((row for row in asked if self.reply_to(row) is None), None)

    def lines(self) -> list[Line]:
        """What the statements in force say, each appointment once, by its newest statement."""
        found: dict[str, Line] = {}
        in_force = [row for row in self.statements if row.status == "issued"]
        for row in sorted(in_force, key=lambda row: row.recorded_at):
            found |= {line.appointment: line for line in map(Line.read, row.lines)}
        return list(found.values())


def told_of(ctx: Context, group: Sequence[UUID]) -> Told:
    """Everything between treatment, officer and court about the person: one statement."""
    asks = [_said(ctx, model, group) for model in SAYS]
    rows = asks[0].union(*asks[1:], all=True)
    told = Told()
    shelves: dict[str, tuple[type[PersonRow], list[Any]]] = {
        AttendanceStatement.__name__: (AttendanceStatement, told.statements),
        Absence.__name__: (Absence, told.absences),
        OrderReview.__name__: (OrderReview, told.reviews),
        ReviewRead.__name__: (ReviewRead, told.readings),
        UpdateRequest.__name__: (UpdateRequest, told.requests),
        UpdateReply.__name__: (UpdateReply, told.replies),
    }
    for what, pk, person_id, agency_id, said in rows:
        model, shelf = shelves[what]
        shelf.append(
            _row(model, {**said, "id": pk, "person_id": person_id, "agency_id": agency_id})
        )
    ctx.shown.objects(*(row.pk for _m, shelf in shelves.values() for row in shelf))
    _sort(told)
    return told


def _sort(told: Told) -> None:
    """Newest first, each by its own day."""
    told.absences.sort(key=lambda row: row.on, reverse=True)
    told.reviews.sort(key=lambda row: row.held_on, reverse=True)
    told.requests.sort(key=lambda row: row.recorded_at, reverse=True)
    told.statements.sort(key=lambda row: row.number, reverse=True)


def _said(ctx: Context, model: type[PersonRow], group: Sequence[UUID]) -> Any:
    said = JSONObject(**{name: F(name) for name in SAYS[model]})
    rows = model.visible_to(ctx).filter(person_id__in=list(group)).order_by()
    named = rows.annotate(what=Value(model.__name__), said=said)
    return named.values_list("what", "pk", "person_id", "agency_id", "said")


def _row(model: type[PersonRow], values: dict[str, Any]) -> Any:
    """A row of the model from JSON, for reading: days and moments are days and moments again."""
    made = {}
    for name, value in values.items():
        column: Any = model._meta.get_field(name)
        made[name] = value if column.is_relation else column.to_python(value)
    return model(**made)


@dataclass(frozen=True)
class Officer:
    """Somebody who supervises the person, with an account."""

    membership_id: UUID
    name: str
    agency: str


def officers_of(ctx: Context, group: Sequence[UUID]) -> list[Officer]:
    """Who supervises the person now, or is of the team that does: one statement."""
    return [
        Officer(each.member.pk, each.member.user.name, each.member.team.agency.name)
        for each in supervising(ctx, group)
    ]


def waiting_updates(ctx: Context) -> list[UpdateRequest]:
    """Requests that wait for an officer's answer, soonest first, with their people."""
    replies = UpdateReply.visible_to(ctx).values("request_id")
    rows = (
        UpdateRequest.visible_to(ctx)
        .filter(status=UpdateRequest.Status.ASKED)
        .exclude(pk__in=replies)
        .select_related("person")
        .order_by("needed_by")
    )
    return list(rows[:50])
