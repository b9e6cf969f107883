"""What the person said about complying with the requirement that is considered.

The willingness that the Act asks for is of this sentence (Sentencing Act 2020, Schedule 9): what
was said before an earlier sentence was said of that one, and counts for nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import CharField, DateField, Exists, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Greatest

from throughcare.core.models import Event
from throughcare.design import words
from throughcare.pathways.facts import said_of
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Willingness
from throughcare.suitability.models import Suitability

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: An order that ended so was never made.
NEVER_WAS = ("mistake", "taken_back")
EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True)
class Asked:
    """``said`` is the newest answer of this sentence, which the asker may see.

    ``before`` is what was said before an earlier one, where nothing was said since.
    """

    said: Willingness | None = None
    before: Willingness | None = None

    @property
    def is_willing(self) -> bool:
        return self.said is not None and said_of(self.said) == "yes"

    @property
    def has_answered(self) -> bool:
        """Did the person say yes or no, and not take it back?"""
        return self.said is not None and self.said.withdrawn_at is None


def asked_of(ctx: Context, row: Suitability, group: Sequence[UUID] | None = None) -> Asked:
    """What was said for this row: one statement. Of a closed one, until it was closed."""
    people = list(group) if group is not None else sharing.group_of(row.person_id)
    rows = Willingness.visible_to(ctx).filter(person_id__in=people, requirement=row.requirement)
    closed_at = getattr(row, "closed_at", None)
    if row.status == Suitability.Status.CLOSED and closed_at is not None:
        rows = rows.filter(at__lte=closed_at)
    earlier = Greatest(
        Coalesce(_made_before(ctx, row, people), Value(EARLIEST)),
        Coalesce(_considered_before(ctx, row, people), Value(EARLIEST)),
        output_field=DateField(),
    )
    found: Willingness | None = (
        rows.annotate(sentenced_on=earlier).select_related("taken_by__user").order_by("-at").first()
    )
    if found is None:
        return Asked()
    of_this = words.local(found.at).date() > found.sentenced_on  # type: ignore[attr-defined]
    return Asked(said=found) if of_this else Asked(before=found)


def _made_before(ctx: Context, row: Suitability, people: list[UUID]) -> Subquery:
    """The day of the last order that a court made before this was begun."""
    ended = Event.visible_to(ctx).filter(
        type="sentence.ended", subject_id=OuterRef("subject_id"), payload__reason__in=NEVER_WAS
    )
    made = Event.visible_to(ctx).filter(~Exists(ended), person_id__in=people, type="sentence.made")
    day = made.annotate(day=Cast(KT("payload__made_on"), CharField())).filter(day__lt=_begun(row))
    return Subquery(day.order_by("-day").annotate(on=Cast("day", DateField())).values("on")[:1])


def _considered_before(ctx: Context, row: Suitability, people: list[UUID]) -> Subquery:
    """The day of sentence for which the same requirement was considered before."""
    rows = Suitability.visible_to(ctx).filter(
        person_id__in=people,
        requirement=row.requirement,
        closed_how=Suitability.How.SENTENCED,
        sentence_on__lt=_begun(row),
    )
    return Subquery(rows.exclude(pk=row.pk).order_by("-sentence_on").values("sentence_on")[:1])


def _begun(row: Suitability) -> str:
    return words.local(row.recorded_at).date().isoformat()
