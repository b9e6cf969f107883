"""The application's half of access: the same policy as the database, written as a filter.

Supplied to ``core`` as "access"; the database has the other half (core/database/policies.py)
and a test holds the two equal for read, create, amend and destroy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model, Q

from throughcare.core import clock
from throughcare.core.access import Access
from throughcare.sharing.condition import (
    Asker,
    Condition,
    Kinds,
    kinds_by_basis,
    text_of,
    values_of,
)
from throughcare.sharing.models import Reach
from throughcare.sharing.policy.vocabulary import PERSON

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class RowDecision:
    """Whether one action on one row is allowed, and why in one sentence."""

    allow: bool
    because: str


def _kinds(ctx: Context, action: str, category: str, share: str) -> Kinds:
    return kinds_by_basis(ctx.agency_type, ctx.role, ctx.purpose, action, category, share)


def _live(prefix: str = "") -> Q:
    at = clock.now()
    return Q(**{f"{prefix}starts_at__lte": at}) & (
        Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": at})
    )


def condition(ctx: Context, model: type[Model], action: str) -> Q:
    """The filter that ``Model.visible_to(ctx)`` adds."""
    access: Access = model.access  # type: ignore[attr-defined]
    if access.kind == "own":
        return Q(membership_id=ctx.membership_id)
    if access.kind in ("custom", "same_as"):
        if ctx.role == PERSON and action not in access.self_may:
            return Q(pk__in=[])
        return model.read_q(ctx)  # type: ignore[attr-defined,no-any-return]
    if access.kind == "staff":
        return Q()
    if access.kind != "person":
        return Q(pk__in=[])
    text = text_of(Asker.of(ctx, action), access)
    return Q(pk__in=[]) if text is None else Q(Condition(text, values_of(ctx)))


def allows(ctx: Context, action: str, category: str, person_id: UUID | None = None) -> bool:
    """May the context do the action on its own agency's rows of this category?

    ``find``, ``print``, ``sign`` and the like are asked this way; ``open`` rows count too.
    """
    kinds = _kinds(ctx, action, category, "own").get(0, frozenset()) | _kinds(
        ctx, action, category, "open"
    ).get(0, frozenset())
    if not kinds:
        return False
    if person_id is None:
        return True
    if person_id in ctx.excluded:
        return False
    return (
        Reach.rows.filter(
            _live(), person_id=person_id, principal_id__in=ctx.principals, kind__in=sorted(kinds)
        )
        .filter(Q(guarded=False) | Q(person_id__in=ctx.permitted))
        .exists()
    )


def decide_row(ctx: Context, action: str, row: Model) -> RowDecision:
    """Decide one action on one row that is already on the page."""
    access: Access = type(row).access  # type: ignore[attr-defined]
    if access.kind != "person":
        return RowDecision(access.kind in ("own", "custom"), "the table has its own rule")
    category = access.category or getattr(row, access.category_column)
    if action == "create":
        person = getattr(row, access.person, None)
        allowed = person is None or allows(ctx, "create", category, person)
    else:
        allowed = type(row).visible_to(ctx, action).filter(pk=row.pk).exists()  # type: ignore[attr-defined]
    if allowed:
        return RowDecision(True, f"the policy lets a {ctx.role} {action} {category} here")
    return RowDecision(
        False, f"no cell lets a {ctx.role} of {ctx.agency_type} {action} {category} of this person"
    )
