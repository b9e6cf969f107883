"""The matrix notices every weakened text of a policy: a conjunct dropped, a boundary moved.

A table's policy probes the derived tables (whose links, whose bases), which have policies of
their own that ask the same once more. Where both ask, one weakened place shows nothing: that is
shown, and the mutant weakens both.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction

from tests.database import as_owner
from tests.matrix.test_matrix import begin, shown_by_database, world
from tests.matrix.world import World
from throughcare.core import context
from throughcare.core.database.policies import policies_of
from throughcare.core.models import Event
from throughcare.people.models import KnowFirst, PersonName
from throughcare.sharing.models import Ground, Reach
from throughcare.sharing.policy import oracle
from throughcare.sharing.policy.compiler import EXPANDED
from throughcare.sharing.policy.vocabulary import BASES

__all__ = ["world"]

MY_PRINCIPALS = "= ANY (((SELECT app.uuids('principals')))::uuid[])"
SIGNED = "(SELECT app.ok())"

#: (what is weakened, text of the policy, what stands there instead)
CONJUNCTS = [
    ("exclusion", "<> ALL (((SELECT app.uuids('excl')))::uuid[])", "IS NOT NULL"),
    ("restriction", "AND (NOT l.guarded OR l.person_id = ANY", "AND (true OR l.person_id = ANY"),
    ("permission", "OR l.person_id = ANY (((SELECT app.uuids('perm')))::uuid[])", ""),
    ("whose record", 'l.person_id = "{table}".person_id AND', "true AND"),
    ("link not begun", "AND l.starts_at <= (SELECT app.now())", ""),
    ("link ended", "AND (l.ends_at IS NULL OR l.ends_at > (SELECT app.now()))", ""),
    ("link ended at once", "l.ends_at > (SELECT app.now())", "l.ends_at >= (SELECT app.now())"),
    ("basis not for this", "AND g.purposes ? (SELECT app.my_purpose())", ""),
    ("basis ended", "AND (g.ends_at IS NULL OR g.ends_at > (SELECT app.now()))", ""),
    ("basis of another giver", 'g.giver_id = "{table}".agency_id AND', "true AND"),
    ("basis of another person", 'WHERE g.person_id = "{table}".person_id AND', "WHERE true AND"),
    ("own agency", 'WHEN "{table}".agency_id = (SELECT app.my_agency()) THEN', "WHEN true THEN"),
    ("nothing allowed", None, "false"),
    ("everything allowed", None, SIGNED),
]


def condition_of(model: type[models.Model], text: str | None, instead: str) -> str:
    """The table's condition of reading, with one text of it replaced; with no text, all of it."""
    if text is None:
        return instead
    table = model._meta.db_table
    condition = " ".join(policies_of(model).read.split())
    wanted = text.replace("{table}", table)
    assert wanted in condition, f"the policy no longer says [{wanted}]"
    return condition.replace(wanted, instead.replace("{table}", table))


def weaken(model: type[models.Model], text: str | None, instead: str) -> None:
    """Install the weakened condition; the caller rolls back."""
    condition = condition_of(model, text, instead).replace("%", "%%")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER POLICY tc_read ON {model._meta.db_table} USING ({condition})")


def is_noticed(world: World, model: type[models.Model]) -> bool:
    """Does any user, for any purpose, now see other rows than the oracle allows?"""
    for member, purpose in world.contexts():
        begin(member, purpose)
        shown = shown_by_database(model, "read") & world.known(model)
        context.end()
        if shown != world.allowed_rows(member, purpose, "read", model):
            return True
    return False


def notice_of(
    world: World, blocker: Any, model: type[models.Model], text: str | None, instead: str
) -> bool:
    """Weaken one table for a moment: is it noticed?"""
    with blocker.unblock(), transaction.atomic():
        weaken(model, text, instead)
        noticed = is_noticed(world, model)
        transaction.set_rollback(True)
    return noticed


@pytest.mark.parametrize(("what", "text", "instead"), CONJUNCTS, ids=[c[0] for c in CONJUNCTS])
def test_a_weakened_policy_is_noticed(
    world: World, django_db_blocker: Any, what: str, text: str | None, instead: str
) -> None:
    # Identity is open to every agency, so what depends on whose row it is shows elsewhere.
    model = KnowFirst if text and ("g." in text or "WHEN" in text) else PersonName
    assert notice_of(world, django_db_blocker, model, text, instead), f"nobody noticed: {what}"


#: A basis of any kind counts as one of a power in law.
ANY_KIND = ("+ g.kind + 1]", f"+ {BASES['statutory']} + 1]")


def test_a_basis_of_another_kind_is_noticed(world: World, django_db_blocker: Any) -> None:
    """Where kinds of basis differ: events about other people, which consent does not open."""
    assert notice_of(world, django_db_blocker, Event, *ANY_KIND)


def test_elsewhere_every_kind_of_basis_opens_the_same(world: World, django_db_blocker: Any) -> None:
    """Why that mutant is tried on one table: on health summaries it changes nothing, since each
    cell that needs a basis lists all five. When that ends, try it on those tables as well."""
    kinds: dict[tuple[str, ...], set[str]] = {}
    for agency, role, relationship, purpose, category, basis, share, action in oracle.read(
        EXPANDED
    ):
        if basis != "none":
            cell = (agency, role, relationship, purpose, category, share, action)
            kinds.setdefault(cell, set()).add(basis)
    differ = {cell[4] for cell, found in kinds.items() if found != set(BASES) - {"none"}}
    assert differ == {"third_party_safeguarding"}
    assert not notice_of(world, django_db_blocker, KnowFirst, *ANY_KIND)


#: (what is weakened, table, its text, derived table, its text, what stands there instead)
BOTH = [
    ("whose link", PersonName, f"l.principal_id {MY_PRINCIPALS}", Reach,
     f"principal_id {MY_PRINCIPALS}", "true"),
    ("basis for another recipient", KnowFirst, "g.recipient_id = (SELECT app.my_agency())", Ground,
     "recipient_id = (SELECT app.my_agency())", "true"),
]  # fmt: skip


@pytest.mark.parametrize("mutant", BOTH, ids=[each[0] for each in BOTH])
def test_what_two_policies_ask_holds_in_each_and_is_missed_in_neither(
    world: World, django_db_blocker: Any, mutant: Any
) -> None:
    what, model, text, derived, its_text, instead = mutant
    weakened = {"table": [(model, text)], "derived": [(derived, its_text)]}
    weakened["both"] = weakened["table"] + weakened["derived"]
    noticed = {}
    with django_db_blocker.unblock():
        for where, texts in weakened.items():
            with transaction.atomic():
                for each, its in texts:
                    weaken(each, its, instead)
                noticed[where] = is_noticed(world, model)
                transaction.set_rollback(True)
    assert noticed == {"table": False, "derived": False, "both": True}, what


def forge(world: World) -> None:
    """What a web process that was taken over can do: set the context's settings by hand."""
    member = next(m for m in world.members if m.role == "clinician")
    begin(member, "direct_care")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.sig', %s, true)", ["0" * 64])


def forged_rows(world: World, model: type[models.Model]) -> int:
    """How many rows a context shows that the database did not sign."""
    forge(world)
    found = len(shown_by_database(model, "read") & world.known(model))
    context.end()
    return found


def test_a_missing_signature_is_noticed(world: World, django_db_blocker: Any) -> None:
    """Table and derived table each demand it; only where both forget does a forgery show rows."""
    shown = {}
    with django_db_blocker.unblock():
        for where in ([], [PersonName], [Reach], [PersonName, Reach]):
            with transaction.atomic():
                for model in where:
                    weaken(model, SIGNED, "true")
                shown[tuple(m.__name__ for m in where)] = forged_rows(world, PersonName) > 0
                transaction.set_rollback(True)
    assert shown == {
        (): False,
        ("PersonName",): False,
        ("Reach",): False,
        ("PersonName", "Reach"): True,
    }
