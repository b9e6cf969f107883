"""The court's own results taken in: the newest share of a hearing is what stands.

What the court no longer says is taken back, not destroyed. A requirement that stands on two
offences is one. What somebody of ours typed or ended is never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.views import get_or_404
from throughcare.court.actions.rows import save
from throughcare.court.models import Hearing
from throughcare.orders import rules, terms
from throughcare.orders.actions import made, required, reviewed
from throughcare.orders.actions.made import OrderFacts
from throughcare.orders.actions.reviewed import ReviewFacts
from throughcare.orders.actions.told import require_writer, tell_order, tell_requirement
from throughcare.orders.models import Order, Requirement, Review, Source, Status
from throughcare.orders.resulted import Order as Said
from throughcare.orders.resulted import Period, Required, Results
from throughcare.orders.resulted import Review as SaidReview
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Columns of a requirement that the court's results hold.
SAID = ("residential", "period_value", "period_unit", "months", "director", "place", "also")

LONGEST_HEARING = 100


@dataclass
class Taken:
    """What a share did to the record, by ids of orders. ``kept``: typed or ended here, so left.

    ``stale``: a newer share had been taken in already, and nothing was changed.
    """

    stale: bool = False
    made: list[UUID] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    taken_back: list[UUID] = field(default_factory=list)
    kept: list[UUID] = field(default_factory=list)


def take_results_in(
    ctx: Context,
    results: Results,
    person_id: UUID,
    hearing_id: UUID | None = None,
    *,
    defendant: str = "",
) -> Taken:
    """Make the record of one person say what the share says of one defendant.

    ``defendant`` names which where the file has several. ReasonMissing for a refused file, one
    without the number of its hearing, or an order that says no day where no hearing is known.
    """
    require_writer(ctx)
    said = _said_of(results, defendant)
    _one_at_a_time(ctx, results.hearing)
    known = list(
        Order.visible_to(ctx, "amend")
        .lock()
        .filter(person_id__in=sharing.group_of(person_id), agency_id=ctx.agency_id)
        .exclude(status=Status.TAKEN_BACK)
        .order_by("recorded_at")
    )
    own = [order for order in known if order.hearing_ref == results.hearing]
    if not all(rules.is_later_share(results.shared_at, order.shared_at) for order in own):
        return Taken(stale=True)
    share = _Share(ctx, results, person_id, _hearing(ctx, person_id, hearing_id))
    taken = Taken()
    for each in said:
        share.take(each, own, known, taken)
    for order in own:
        share.take_back(order, taken)
    return taken


def _said_of(results: Results, defendant: str) -> list[Said]:
    if not results.accepted:
        raise ReasonMissing("the file was refused: nothing of it is taken in")
    if not 0 < len(results.hearing) <= LONGEST_HEARING:
        raise ReasonMissing("the results do not say which hearing they are of")
    named = set(results.defendants) | {order.defendant for order in results.orders}
    named |= {each.number for each in results.people}
    if not defendant and len(named) > 1:
        raise ReasonMissing("the results name several people: say which of them this is")
    if defendant and defendant not in named:
        raise ReasonMissing("the results do not name this defendant")
    return [order for order in results.orders if defendant in ("", order.defendant)]


def _one_at_a_time(ctx: Context, hearing: str) -> None:
    """The same share sent twice at once is taken in twice in a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"results {ctx.agency_id} {hearing}"],
        )


def _hearing(ctx: Context, person_id: UUID, hearing_id: UUID | None) -> Hearing | None:
    if hearing_id is None:
        return None
    rows = Hearing.visible_to(ctx).filter(person_id__in=sharing.group_of(person_id))
    found: Hearing = get_or_404(rows.select_related("place"), pk=hearing_id)
    return found


@dataclass
class _Share:
    """One share of one hearing, being taken in."""

    ctx: Context
    results: Results
    person_id: UUID
    hearing: Hearing | None

    def take(self, said: Said, own: list[Order], known: list[Order], taken: Taken) -> None:
        """One order of the share: the one that stands, one typed by hand, or a new one."""
        order = _match(said, own) or self._by_hand(said, known, taken)
        if order is None:
            order = self._make(said)
            taken.made.append(order.pk)
        else:
            if order in own:
                own.remove(order)
            if order.status != Status.ACTIVE:
                taken.kept.append(order.pk)
                return
            if self._change(order, said):
                taken.changed.append(order.pk)
        touched = self._requirements(order, said)
        if touched and order.pk not in (*taken.made, *taken.changed):
            taken.changed.append(order.pk)

    def take_back(self, order: Order, taken: Taken) -> None:
        """The court no longer says it: out of force, unless a person entered or ended it."""
        if order.source == Source.HAND or order.status != Status.ACTIVE:
            taken.kept.append(order.pk)
            return
        made.close_order(
            self.ctx,
            order,
            order.version,
            status=Status.TAKEN_BACK,
            reason=terms.TAKEN_BACK,
            on=clock.today(),
            by=Source.IMPORT,
        )
        taken.taken_back.append(order.pk)

    def _by_hand(self, said: Said, known: list[Order], taken: Taken) -> Order | None:
        """The same order, typed before the court's results came: it is theirs too from now."""
        on = said.ordered_on or (self.hearing.on if self.hearing else None)
        for order in known:
            if (order.hearing_ref, order.kind, order.made_on) == ("", said.kind, on):
                save(self.ctx, order, order.version, **self._shared())
                taken.kept.append(order.pk)
                return order
        return None

    def _shared(self) -> dict[str, str]:
        return {"hearing_ref": self.results.hearing, "shared_at": self.results.shared_at[:40]}

    def _make(self, said: Said) -> Order:
        on = said.ordered_on or (self.hearing.on if self.hearing else None)
        if on is None:
            raise ReasonMissing("the results do not say when the order was made")
        facts = OrderFacts(
            kind=said.kind,
            made_on=on,
            court=self.hearing.court if self.hearing else _court_of(said),
            case_number=self.hearing.case_number if self.hearing else "",
            ends_on=said.ends_on,
        )
        return made.make_order(
            self.ctx,
            person_id=self.person_id,
            facts=facts,
            hearing_id=self.hearing.pk if self.hearing else None,
            source=Source.IMPORT,
            **self._shared(),
        )

    def _change(self, order: Order, said: Said) -> bool:
        """Did what the court says of the order itself change?"""
        keeps = order.source == Source.HAND or "ends_on" in order.typed
        moved = not keeps and order.ends_on != said.ends_on
        values: dict[str, Any] = self._shared()
        if moved:
            if said.ends_on and said.ends_on < order.made_on:
                raise ReasonMissing("the results end an order before it was made")
            values["ends_on"] = said.ends_on
        save(self.ctx, order, order.version, **values)
        if moved:
            tell_order(self.ctx, "sentence.changed", order, Source.IMPORT, what="ends_on")
        return moved

    def _requirements(self, order: Order, said: Said) -> bool:
        """Make what stands under the order what the share says; True where anything changed."""
        rows = Requirement.visible_to(self.ctx, "amend").lock()
        standing = {
            (row.kind, row.label): row
            for row in rows.filter(order_id=order.pk, agency_id=self.ctx.agency_id)
            .exclude(status=Status.TAKEN_BACK)
            .order_by("recorded_at")
        }
        touched = False
        for key, lines in _by_kind(said.requirements).items():
            row = standing.pop(key, None)
            values = _values(lines)
            if row is None:
                row = required.keep_requirement(self.ctx, order, key, values, Source.IMPORT)
                touched = True
            elif row.status == Status.ACTIVE and row.source == Source.IMPORT:
                touched = self._amend(row, values) or touched
            if row.status == Status.ACTIVE:
                reviews = [review for line in lines for review in line.reviews]
                touched = self._reviews(order, row, reviews) or touched
        for row in standing.values():
            touched = self._drop(row) or touched
        return touched

    def _amend(self, row: Requirement, values: dict[str, Any]) -> bool:
        changed = {
            name: value
            for name, value in values.items()
            if name not in row.typed and getattr(row, name) != value
        }
        if not changed:
            return False
        save(self.ctx, row, row.version, **changed)
        tell_requirement(
            self.ctx,
            "sentence.requirement_amended",
            row,
            Source.IMPORT,
            why=required.BY_COURT,
            what=next(iter(changed)),
        )
        return True

    def _drop(self, row: Requirement) -> bool:
        if row.source == Source.HAND or row.status != Status.ACTIVE:
            return False
        required.close_requirement(
            self.ctx,
            row,
            row.version,
            status=Status.TAKEN_BACK,
            reason=terms.TAKEN_BACK,
            on=clock.today(),
            by=Source.IMPORT,
        )
        return True

    def _reviews(self, order: Order, row: Requirement, said: list[SaidReview]) -> bool:
        rows = Review.visible_to(self.ctx, "amend").lock()
        standing = {
            (each.on, each.at): each
            for each in rows.filter(requirement_id=row.pk, agency_id=self.ctx.agency_id).exclude(
                status=Review.Status.TAKEN_BACK
            )
        }
        touched = False
        for each in said:
            facts = _review_facts(each)
            if standing.pop((facts.on, facts.at), None) is None:
                reviewed.keep_review(self.ctx, order, row, facts, Source.IMPORT)
                touched = True
        for gone in standing.values():
            if gone.source == Source.IMPORT and gone.status == Review.Status.PLANNED:
                how = Review.Status.TAKEN_BACK
                reviewed.close_review(self.ctx, gone, how=how, by=Source.IMPORT)
                touched = True
        return touched


def _match(said: Said, own: list[Order]) -> Order | None:
    """The order of an earlier share that this one is: the same end first, else the same kind."""
    same = [order for order in own if order.kind == said.kind]
    exact = [order for order in same if order.ends_on == said.ends_on]
    return next(iter(exact or same), None)


def _court_of(said: Said) -> str:
    """The court that a review names, where no hearing of ours says which court it was."""
    named = [r.court for line in said.requirements for r in line.reviews if r.court]
    return named[0][:200] if named else "Not said in the results"


def _by_kind(lines: tuple[Required, ...]) -> dict[tuple[str, str], list[Required]]:
    """The lines of each requirement: the same on two offences is one."""
    found: dict[tuple[str, str], list[Required]] = {}
    for line in lines:
        found.setdefault((line.kind, rules.label_of(line.kind, line.label)), []).append(line)
    return found


def _values(lines: list[Required]) -> dict[str, Any]:
    """The columns of one requirement; what further lines say differently stands in ``also``."""
    first = _said(lines[0])
    also = [_also(_said(line)) for line in lines[1:] if _said(line) != first]
    return {**first, "also": "; ".join(dict.fromkeys(also))[:500]}


def _said(line: Required) -> dict[str, Any]:
    period = line.period or Period("", None, None)
    return {
        "residential": line.residential,
        "period_value": str(period.value)[:100],
        "period_unit": (period.unit or "")[:20],
        "months": period.months,
        "director": line.director[:500],
        "place": line.place[:500],
    }


def _also(said: dict[str, Any]) -> str:
    names = ("period_value", "period_unit", "director", "place")
    return " ".join(said[name] for name in names if said[name])


def _review_facts(said: SaidReview) -> ReviewFacts:
    at = time.fromisoformat(said.at) if said.at else None
    on: date | None = said.on
    return ReviewFacts(on=on, at=at, court=(said.court or "")[:200], attend=said.attend)
