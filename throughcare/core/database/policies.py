"""The SQL of row-level security for each table, made from what its model says of itself.

The pattern, and why each piece stands where it does, is in docs/adr/0003-access-context.md:
every look at the context is wrapped in ``(SELECT …)`` with the cast outside, so that it is
worked out once a statement; a scalar sub-select probes the derived links by primary key.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from throughcare.core.access import CARE_TYPES, CATEGORIES, Access, protected_models

#: Same order as in sharing/database/context.sql.
ACTIONS = ("read", "create", "amend", "destroy", "grant")
SHARES = 3
RELATIONSHIPS = 13
BASES = 6
OWN, OPEN, AGREED = 0, 1, 2
TEAM, SAR_HANDLER, RECIPIENT = 1, 9, 11

WEB_ROLES = "throughcare_web, throughcare_worker"
_MASKS = "((SELECT app.ints('masks')))::int[]"
_PRINCIPALS = "(((SELECT app.uuids('principals')))::uuid[])"
_NOW = "(SELECT app.now())"
_MINE = "(SELECT app.my_agency())"


@dataclass(frozen=True)
class TablePolicies:
    """What the generator makes for one table."""

    table: str
    access: Access
    read: str
    create: str
    amend: str
    destroy: str

    def statements(self) -> list[str]:
        """Drop and make again the policies of this table, forced on its owner too."""
        table = f'public."{self.table}"'
        made = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {table} FROM PUBLIC, {WEB_ROLES}",
            *(
                f"DROP POLICY IF EXISTS tc_{name} ON {table}"
                for name in ("read", "create", "amend", "destroy")
            ),
        ]
        if self.read:
            made += [
                f"GRANT SELECT ON {table} TO {WEB_ROLES}",
                f"CREATE POLICY tc_read ON {table} FOR SELECT TO {WEB_ROLES} USING ({self.read})",
            ]
        if self.create:
            made += [
                f"GRANT INSERT ON {table} TO {WEB_ROLES}",
                f"CREATE POLICY tc_create ON {table} FOR INSERT TO {WEB_ROLES} "
                f"WITH CHECK ({self.create})",
            ]
        if self.amend:
            made += [
                f"GRANT UPDATE ON {table} TO {WEB_ROLES}",
                f"CREATE POLICY tc_amend ON {table} FOR UPDATE TO {WEB_ROLES} "
                f"USING ({self.amend}) WITH CHECK ({self.amend})",
            ]
        if self.destroy:
            made += [
                f"GRANT DELETE ON {table} TO {WEB_ROLES}",
                f"CREATE POLICY tc_destroy ON {table} FOR DELETE TO {WEB_ROLES} "
                f"USING ({self.destroy})",
            ]
        return made


def bit(action: str, share: int, category: str, *, basis: str = "0") -> str:
    """The SQL that is true when the mask of link ``l`` has the bit of ``category``."""
    base = (ACTIONS.index(action) * SHARES + share) * RELATIONSHIPS
    return f"((({_MASKS})[({base} + l.kind) * {BASES} + {basis} + 1] >> {category}) & 1) = 1"


def probe(action: str, *, table: str, access: Access, category: str) -> str:
    """True when a live link of the asker carries a cell for this row (security.md §2.1)."""
    person, agency = f'"{table}".{access.person}', f'"{table}".{access.agency}'
    own = bit(action, OWN, category)
    if access.author_team:
        # The team that wrote it; and whoever answers the person's request for their own record.
        mine = f'"{table}".{access.author_team} = ANY {_PRINCIPALS}'
        own = f"({own} AND ({mine} OR l.kind = {SAR_HANDLER}))"
    open_ = bit(action, OPEN, category)
    free = bit(action, AGREED, category)
    grounded = bit(action, AGREED, category, basis="g.kind")
    return f"""COALESCE((SELECT bool_or(
      CASE WHEN {agency} = {_MINE} THEN {own}
      ELSE {open_} OR (
        (((((SELECT app.ints('share_masks')))::int[])[array_position(
            ((SELECT app.uuids('share_ids')))::uuid[], {agency})] >> {category}) & 1) = 1
        AND ({free} OR EXISTS (SELECT 1 FROM public.sharing_ground g
          WHERE g.person_id = {person} AND g.giver_id = {agency} AND g.recipient_id = {_MINE}
            AND g.purposes ? (SELECT app.my_purpose())
            AND g.starts_at <= {_NOW} AND (g.ends_at IS NULL OR g.ends_at > {_NOW})
            AND ((g.categories >> {category}) & 1) = 1 AND {grounded})))
      END)
      FROM public.sharing_reach l
      WHERE l.person_id = {person} AND l.principal_id = ANY {_PRINCIPALS}
        AND l.starts_at <= {_NOW} AND (l.ends_at IS NULL OR l.ends_at > {_NOW})
        AND (NOT l.guarded OR l.person_id = ANY (((SELECT app.uuids('perm')))::uuid[]))), false)"""


def named_sql(access: Access, table: str, category: str) -> str:
    """True when the row names the asker as a reader and a cell lets such a reader read it."""
    place = ((ACTIONS.index("read") * SHARES + OPEN) * RELATIONSHIPS + RECIPIENT) * BASES + 1
    return (
        f'"{table}".{access.readers} && {_PRINCIPALS} '
        f"AND ((({_MASKS})[{place}] >> {category}) & 1) = 1"
    )


def category_sql(access: Access, table: str) -> str:
    """The bit number of the row's category: a constant, or worked out from its column."""
    if access.category:
        return str(CATEGORIES.index(access.category))
    whens = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(CATEGORIES))
    return f'(CASE "{table}".{access.category_column} {whens} END)'


def person_policy(action: str, *, table: str, access: Access) -> str:
    """The whole condition of one action on one table about people."""
    category = category_sql(access, table)
    person = f'"{table}".{access.person}'
    reached = probe(action, table=table, access=access, category=category)
    if access.team:
        # Nobody is known yet: the row is the team's own (architecture decision 11).
        base = (ACTIONS.index(action) * SHARES + OWN) * RELATIONSHIPS + TEAM
        own_team = (
            f'"{table}".{access.team} = ANY {_PRINCIPALS} AND '
            f"((({_MASKS})[{base * BASES + 1}] >> {category}) & 1) = 1"
        )
        reached = f"CASE WHEN {person} IS NULL THEN {own_team} ELSE {reached} END"
    if access.readers and action == "read":
        reached = f"({named_sql(access, table, category)}) OR {reached}"
    parts = [
        "(SELECT app.ok())",
        f"({person} IS NULL OR {person} <> ALL (((SELECT app.uuids('excl')))::uuid[]))",
    ]
    if access.sealed:
        me = "(SELECT app.my_membership())"
        parts.append(
            f'("{table}".sealed_to IS NULL OR "{table}".recorded_by_id = {me} '
            f'OR {me} = ANY ("{table}".sealed_to))'
        )
    if own_pages := own_pages_sql(access, action):
        parts.append(own_pages)
    if audience := audience_sql(access, table):
        parts.append(audience)
    if action == "create":
        parts.append(f'"{table}".{access.agency} = {_MINE}')
    return " AND ".join([*parts, f"({reached})"])


def own_pages_sql(access: Access, action: str) -> str:
    """Keeps a person's own pages off a table, but for what it lets them do; "" adds nothing."""
    return "" if action in access.self_may else "((SELECT app.my_role()) <> 'person')"


def audience_sql(access: Access, table: str) -> str:
    """The narrowing of a table to its own agency or to care; "" when it is for anybody."""
    mine = f'"{table}".{access.agency} = {_MINE}'
    care = ", ".join(f"'{name}'" for name in CARE_TYPES)
    in_care = f"{mine} OR (SELECT app.my_agency_type()) IN ({care})"
    if access.audience in ("", "own"):
        return f"({mine})" if access.audience else ""
    if access.audience == "care":
        return f"({in_care})"
    return f'(NOT "{table}".{access.audience} OR {in_care})'


def policies_of(model: type[models.Model]) -> TablePolicies:
    """The policies of one model, by the kind of protection that it names."""
    access: Access = model.access  # type: ignore[attr-defined]
    table = model._meta.db_table
    ok = "(SELECT app.ok())"
    if access.kind == "person":
        read, create, amend, destroy = (
            person_policy(action, table=table, access=access)
            for action in ("read", "create", "amend", "destroy")
        )
        if getattr(model, "web_writes", True) is False:
            create = amend = destroy = ""
        return TablePolicies(table, access, read, create, amend, destroy)
    if access.kind == "own":
        own = f"{ok} AND membership_id = (SELECT app.my_membership())"
        return TablePolicies(table, access, own, own, own, own)
    if access.kind == "staff":
        write = getattr(model, "write_sql", "")
        write = f"{ok} AND ({write})" if write else ""
        create = (write and getattr(model, "create_sql", "")) or write
        return TablePolicies(table, access, "true", create, write, "")
    if access.kind == "written":
        return TablePolicies(table, access, "", "true", "", "")
    if access.kind == "definer":
        return TablePolicies(table, access, "", "", "", "")
    if access.kind == "custom":
        read, create, amend = (
            " AND ".join(filter(None, [ok, own_pages_sql(access, action), f"({sql})"]))
            if (sql := getattr(model, f"{action}_sql", ""))
            else ""
            for action in ("read", "create", "amend")
        )
        return TablePolicies(table, access, read, create, amend, "")
    raise ValueError(f"{model.__name__} names an unknown kind of access [{access.kind}]")


def all_policies() -> list[TablePolicies]:
    """The policies of every protected table, in a fixed order."""
    return [policies_of(model) for model in protected_models()]
