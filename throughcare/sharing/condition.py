"""The filter of a table as text: written once for a role, filled in for each asker.

Building the same filter out of Django's expressions took most of a page's time in Python. The
text depends on the table, the action, the role, the purpose and which categories agreements
share, never on a person or an asker; those are values. The database has its own half
(core/database/policies.py), and the matrix of tests holds the two and a naive reading equal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES, CATEGORIES, Access
from throughcare.sharing.models import Relationship
from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import PERSON

if TYPE_CHECKING:
    from throughcare.core.context import Context

NOTHING = "false"
#: Which relationship numbers carry a cell, by the basis that it needs (0 is none).
Kinds = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Asker:
    """What of the asker the text depends on."""

    agency_type: str
    role: str
    purpose: str
    action: str
    # The different category masks of the agreements in force, whoever gave them.
    shared: tuple[int, ...]
    has_exclusions: bool

    @classmethod
    def of(cls, ctx: Context, action: str) -> Asker:
        shared = tuple(sorted({mask for _giver, mask in ctx.agreements}))
        return cls(
            ctx.agency_type,
            ctx.role,
            ctx.purpose,
            action,
            shared,
            has_exclusions=bool(ctx.excluded),
        )

    def kinds(self, category: str, share: str) -> Kinds:
        return kinds_by_basis(
            self.agency_type, self.role, self.purpose, self.action, category, share
        )


@cache
def kinds_by_basis(  # noqa: PLR0917 - the key of a cell
    agency_type: str, role: str, purpose: str, action: str, category: str, share: str
) -> Kinds:
    """Which relationship numbers carry a cell, by the basis that it needs."""
    bit = 1 << CATEGORIES.index(category)
    found: dict[int, set[int]] = defaultdict(set)
    for (share_, kind, basis), mask in load().masks(agency_type, role, purpose, action).items():
        if share_ == share and mask & bit:
            found[basis].add(kind)
    return {basis: frozenset(kinds) for basis, kinds in found.items()}


class Condition(Func):  # type: ignore[type-arg]
    """A text over columns of the table, with its values in order.

    In the text a column stands as ``{name}``, a value as ``%s``.
    """

    output_field = BooleanField()  # type: ignore[assignment]

    def __init__(self, text: Text, values: Mapping[str, Any]) -> None:
        super().__init__(*(F(column) for column in text.columns))
        self.text, self.values = text, [values[name] for name in text.values]

    # Two are the same only if they are one: comparing values would cost more than it saves.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def as_sql(self, compiler: Any, _connection: Any, **_more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        columns = {
            column: compiler.compile(source)[0]
            for column, source in zip(self.text.columns, self.get_source_expressions(), strict=True)
        }
        return self.text.sql.format(**columns), list(self.values)


@dataclass(frozen=True)
class Text:
    """A finished text: ``{column}`` and ``%s`` in it, the names of both in order."""

    sql: str
    columns: tuple[str, ...]
    values: tuple[str, ...]

    @classmethod
    def finish(cls, text: str, access: Access) -> Text:
        """From a text in which a value stands as ``<name>``."""
        values = tuple(re.findall(r"<([a-z_]+\d?)>", text))
        named = (
            access.person, access.agency, access.category_column, access.team,
            access.author_team, access.readers,
            *(("sealed_to", "recorded_by_id") if access.sealed else ()),
            access.audience if access.audience not in ("own", "care") else "",
        )  # fmt: skip
        columns = tuple(name for name in named if name and f"{{{name}}}" in text)
        return cls(re.sub(r"<[a-z_]+\d?>", "%s", text), columns, values)


def values_of(ctx: Context) -> dict[str, Any]:
    """What the text may ask of one asker."""
    found: dict[str, Any] = {
        "agency": ctx.agency_id,
        "me": ctx.membership_id,
        "principals": list(ctx.principals),
        "permitted": list(ctx.permitted),
        "excluded": list(ctx.excluded),
        "purpose": ctx.purpose,
        "now": clock.now(),
    }
    for number in range(len(CATEGORIES)):
        found[f"givers{number}"] = [giver for giver, mask in ctx.agreements if mask >> number & 1]
    return found


@cache
def text_of(asker: Asker, access: Access) -> Text | None:
    """The condition of one table for one kind of asker; None when no row can be allowed."""
    if asker.role == PERSON and asker.action not in access.self_may:
        return None
    if access.category:
        reached = _category(asker, access, access.category)
    else:
        parts = [
            f"({{{access.category_column}}} IN ({', '.join(map(_quoted, alike))}) AND "
            f"{_category(asker, access, alike[0])})"
            for alike in _alike(asker)
        ]
        reached = _any(parts)
    if reached == NOTHING:
        return None
    parts = [reached]
    if asker.has_exclusions:
        shown = f"{{{access.person}}} <> ALL(<excluded>)"
        parts.append(f"({{{access.person}}} IS NULL OR {shown})" if access.team else shown)
    parts += [f"({part})" for part in (_audience(asker, access), _seal(access)) if part]
    return Text.finish(f"({' AND '.join(parts)})", access)


def _alike(asker: Asker) -> list[list[str]]:
    """The categories that a role reaches, those together that it reaches in the same way.

    A category that needs a basis stands alone: the basis names it.
    """
    groups: dict[object, list[str]] = {}
    for number, category in enumerate(CATEGORIES[:7]):
        kinds = [asker.kinds(category, share) for share in ("own", "open", "agreed")]
        if not any(kinds):
            continue
        givers = tuple(mask >> number & 1 for mask in asker.shared)
        alone = category if kinds[2].keys() - {0} else ""
        key = (tuple(tuple(sorted(found.items())) for found in kinds), givers, alone)
        groups.setdefault(key, []).append(category)
    return list(groups.values())


def _category(asker: Asker, access: Access, category: str) -> str:
    """The rows of one category on which the asker may do the action."""
    own = asker.kinds(category, "own").get(0, frozenset())
    open_ = asker.kinds(category, "open").get(0, frozenset())
    agency = f"{{{access.agency}}}"
    if own == open_ and not access.author_team:
        parts = [_reached(access, own)]
    else:
        parts = [
            _all(f"{agency} = <agency>", _own(access, own)),
            _all(f"{agency} IS DISTINCT FROM <agency>", _reached(access, open_)),
        ]
    parts += _agreed(asker, access, category)
    if access.readers and asker.action == "read" and Relationship.RECIPIENT in open_:
        parts.append(f"{{{access.readers}}} && <principals>")
    result = _any(parts)
    if asker.action == "create":
        result = _all(f"{agency} = <agency>", result)
    return _of_team(access, own, result) if access.team else result


def _own(access: Access, kinds: frozenset[int]) -> str:
    """Rows of the asker's agency by a live link; where the table says so, of their team alone."""
    if not access.author_team:
        return _reached(access, kinds)
    team = f"{{{access.author_team}}} = ANY(<principals>)"
    request = kinds & {Relationship.SAR_HANDLER}
    return _any([_all(team, _reached(access, kinds)), _reached(access, request)])


def _agreed(asker: Asker, access: Access, category: str) -> list[str]:
    """Other agencies' rows, under an agreement and where the cell needs one a basis."""
    number = CATEGORIES.index(category)
    if not any(mask >> number & 1 for mask in asker.shared):
        return []
    agency = f"{{{access.agency}}}"
    given = f"{agency} = ANY(<givers{number}>) AND {agency} <> <agency>"
    return [
        _all(
            given,
            _reached(access, kinds),
            *([_grounded(access, basis, number)] if basis else []),
        )
        for basis, kinds in sorted(asker.kinds(category, "agreed").items())
    ]


def _of_team(access: Access, own: frozenset[int], result: str) -> str:
    """Nobody is known yet: the row is the team's own (architecture decision 11)."""
    known = _all(f"{{{access.person}}} IS NOT NULL", result)
    if Relationship.TEAM not in own:
        return known
    mine = f"({{{access.person}}} IS NULL AND {{{access.team}}} = ANY(<principals>))"
    return _any([mine, known])


def _reached(access: Access, kinds: frozenset[int]) -> str:
    if not kinds:
        return NOTHING
    return (
        "EXISTS (SELECT 1 FROM sharing_reach r"
        f" WHERE r.person_id = {{{access.person}}} AND r.principal_id = ANY(<principals>)"
        f" AND r.kind IN ({', '.join(str(int(kind)) for kind in sorted(kinds))})"
        " AND r.starts_at <= <now> AND (r.ends_at IS NULL OR r.ends_at > <now>)"
        " AND (NOT r.guarded OR r.person_id = ANY(<permitted>)))"
    )


def _grounded(access: Access, basis: int, number: int) -> str:
    return (
        "EXISTS (SELECT 1 FROM sharing_ground g"
        f" WHERE g.person_id = {{{access.person}}} AND g.giver_id = {{{access.agency}}}"
        f" AND g.recipient_id = <agency> AND g.kind = {int(basis)} AND g.purposes ? <purpose>"
        " AND g.starts_at <= <now> AND (g.ends_at IS NULL OR g.ends_at > <now>)"
        f" AND (g.categories >> {number}) & 1 = 1)"
    )


def _audience(asker: Asker, access: Access) -> str:
    """The narrowing of a table to its own agency or to care (core/database/policies.py)."""
    mine = f"{{{access.agency}}} = <agency>"
    if not access.audience:
        return ""
    if access.audience == "own":
        return mine
    if asker.agency_type in CARE_TYPES:
        return ""
    return mine if access.audience == "care" else f"{mine} OR NOT {{{access.audience}}}"


def _seal(access: Access) -> str:
    if not access.sealed:
        return ""
    return "{sealed_to} IS NULL OR {recorded_by_id} = <me> OR <me> = ANY({sealed_to})"


def _all(*parts: str) -> str:
    return NOTHING if NOTHING in parts else f"({' AND '.join(parts)})"


def _any(parts: list[str]) -> str:
    found = [part for part in parts if part != NOTHING]
    return f"({' OR '.join(found)})" if found else NOTHING


def _quoted(category: str) -> str:
    if category not in CATEGORIES:
        raise ValueError(f"there is no category [{category}]")
    return f"'{category}'"
