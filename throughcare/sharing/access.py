"""The application's half of access: the same policy as the database, written as a filter.

Supplied to ``core`` as "access"; the database has the other half (core/database/policies.py)
and a test holds the two equal for read, create, amend and destroy.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES, CATEGORIES, Access
from throughcare.sharing.models import Ground, Reach, Relationship
from throughcare.sharing.policy import load

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class RowDecision:
    """Whether one action on one row is allowed, and why in one sentence."""

    allow: bool
    because: str


@cache
def kinds_by_basis(  # noqa: PLR0917 - the key of a cell
    agency_type: str, role: str, purpose: str, action: str, category: str, share: str
) -> dict[int, frozenset[int]]:
    """Which relationship numbers carry a cell, by the basis that it needs (0 is none)."""
    bit = 1 << CATEGORIES.index(category)
    found: dict[int, set[int]] = defaultdict(set)
    for (share_, kind, basis), mask in load().masks(agency_type, role, purpose, action).items():
        if share_ == share and mask & bit:
            found[basis].add(kind)
    return {basis: frozenset(kinds) for basis, kinds in found.items()}


def _kinds(ctx: Context, action: str, category: str, share: str) -> dict[int, frozenset[int]]:
    return kinds_by_basis(ctx.agency_type, ctx.role, ctx.purpose, action, category, share)


def _live(prefix: str = "") -> Q:
    at = clock.now()
    return Q(**{f"{prefix}starts_at__lte": at}) & (
        Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": at})
    )


def _reached(ctx: Context, person: str, kinds: frozenset[int]) -> Q:
    if not kinds:
        return Q(pk__in=[])
    links = Reach.rows.filter(
        _live(),
        person_id=OuterRef(person),
        principal_id__in=ctx.principals,
        kind__in=sorted(kinds),
    ).filter(Q(guarded=False) | Q(person_id__in=ctx.permitted))
    return Q(Exists(links))


def _own(ctx: Context, access: Access, kinds: frozenset[int]) -> Q:
    """Rows of the asker's agency by a live link; where the table says so, of their team alone."""
    if not access.author_team:
        return _reached(ctx, access.person, kinds)
    team = Q(**{f"{access.author_team}__in": ctx.principals})
    request = kinds & {Relationship.SAR_HANDLER}
    return (team & _reached(ctx, access.person, kinds)) | _reached(ctx, access.person, request)


def _grounded(ctx: Context, person: str, agency: str, basis: int, category: str) -> Q:
    grounds = Ground.rows.filter(
        _live(),
        person_id=OuterRef(person),
        giver_id=OuterRef(agency),
        recipient_id=ctx.agency_id,
        kind=basis,
        purposes__contains=[ctx.purpose],
    ).alias(bit=F("categories").bitand(1 << CATEGORIES.index(category)))
    return Q(Exists(grounds.exclude(bit=0)))


def _alike_categories(ctx: Context, action: str) -> list[list[str]]:
    """The categories that a role reaches, those together that it reaches in the same way.

    A category that needs a basis stands alone: the basis names it.
    """
    groups: dict[object, list[str]] = {}
    for number, category in enumerate(CATEGORIES[:7]):
        kinds = [_kinds(ctx, action, category, share) for share in ("own", "open", "agreed")]
        if not any(kinds):
            continue
        givers = [agency for agency, mask in ctx.agreements if mask >> number & 1]
        alone = category if any(kinds[2].keys()) and kinds[2].keys() != {0} else ""
        key = (tuple(tuple(sorted(found.items())) for found in kinds), tuple(givers), alone)
        groups.setdefault(key, []).append(category)
    return list(groups.values())


def _for_category(ctx: Context, access: Access, action: str, category: str) -> Q:
    """The rows of one category on which the context may do the action."""
    own = _kinds(ctx, action, category, "own").get(0, frozenset())
    open_ = _kinds(ctx, action, category, "open").get(0, frozenset())
    agreed = _kinds(ctx, action, category, "agreed")
    mine = Q(**{access.agency: ctx.agency_id})
    result = mine & _own(ctx, access, own)
    result |= ~mine & _reached(ctx, access.person, open_)
    bit = 1 << CATEGORIES.index(category)
    givers = [agency for agency, mask in ctx.agreements if mask & bit]
    if givers:
        shared = ~mine & Q(**{f"{access.agency}__in": givers})
        for basis, kinds in agreed.items():
            part = shared & _reached(ctx, access.person, kinds)
            if basis:
                part &= _grounded(ctx, access.person, access.agency, basis, category)
            result |= part
    if action == "create":
        result &= mine
    if access.readers and action == "read" and Relationship.RECIPIENT in open_:
        result |= Q(**{f"{access.readers}__overlap": list(ctx.principals)})
    if access.team:
        team = _kinds(ctx, action, category, "own").get(0, frozenset())
        unlinked = Q(**{f"{access.person}__isnull": True})
        if Relationship.TEAM in team:
            result = (unlinked & Q(**{f"{access.team}__in": ctx.principals})) | (~unlinked & result)
        else:
            result &= ~unlinked
    return result


def audience(ctx: Context, access: Access) -> Q:
    """The narrowing of a table to its own agency or to care (core/database/policies.py)."""
    if not access.audience:
        return Q()
    mine = Q(**{access.agency: ctx.agency_id})
    if access.audience == "own":
        return mine
    if ctx.agency_type in CARE_TYPES:
        return Q()
    return mine if access.audience == "care" else mine | Q(**{access.audience: False})


def condition(ctx: Context, model: type[Model], action: str) -> Q:
    """The filter that ``Model.visible_to(ctx)`` adds."""
    access: Access = model.access  # type: ignore[attr-defined]
    if access.kind == "own":
        return Q(membership_id=ctx.membership_id)
    if access.kind in ("custom", "same_as"):
        return model.read_q(ctx)  # type: ignore[attr-defined,no-any-return]
    if access.kind == "staff":
        return Q()
    if access.kind != "person":
        return Q(pk__in=[])
    if access.category:
        result = _for_category(ctx, access, action, access.category)
    else:
        result = Q(pk__in=[])
        for alike in _alike_categories(ctx, action):
            result |= Q(**{f"{access.category_column}__in": alike}) & _for_category(
                ctx, access, action, alike[0]
            )
    if ctx.excluded:
        hidden = Q(**{f"{access.person}__in": ctx.excluded})
        result &= ~hidden if not access.team else (~hidden | Q(**{f"{access.person}": None}))
    result &= audience(ctx, access)
    if access.sealed:
        result &= (
            Q(sealed_to=None)
            | Q(recorded_by=ctx.membership_id)
            | Q(sealed_to__contains=[ctx.membership_id])
        )
    return result


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
