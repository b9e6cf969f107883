"""Two records, one human: two people decide, nobody loses or gains a row by undoing it."""

from __future__ import annotations

import random
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.models import Due, Event
from throughcare.core.views import new_key
from throughcare.people import finding, part_actions, same_as, selectors
from throughcare.people.models import KnowFirst, Person, PersonName, SameAs
from throughcare.people.parts import PARTS
from throughcare.people.search_words import read_search
from throughcare.people.standing import person_by_reference

WHY = "He told me so himself."


@pytest.fixture
def pair(make: Any, add: Any) -> Any:
    """Two clinicians of one team, a third elsewhere, and two records of the first team."""

    class Pair:
        one = make.member()
        two = make.member(team=one.team)
        elsewhere = make.member()
        a = add(one, "Tomasz", "Zielinski", born_on=date(1981, 11, 3))
        b = add(one, "Tomek", "Zieliński", born_on=date(1981, 3, 11))

    return Pair()


def decide(ctx_of: Any, member: Any, move: str, a: Person, b: Person, **more: Any) -> SameAs:
    with ctx_of(member) as ctx:
        decision: SameAs = getattr(same_as, f"{move}_same_as")(ctx, a=a, b=b, reason=WHY, **more)
        return decision


def join(ctx_of: Any, pair: Any) -> None:
    decide(ctx_of, pair.one, "propose", pair.a, pair.b)
    decide(ctx_of, pair.two, "confirm", pair.a, pair.b)


# What is said already | what is done | by whom | what it is then, or "-" when it is refused
LIFE = """
-         | propose  | one | proposed
-         | unsure   | one | unsure
-         | refuse   | one | refused
-         | confirm  | two | -
-         | end      | two | -
unsure    | propose  | two | proposed
unsure    | refuse   | two | refused
unsure    | unsure   | two | -
unsure    | confirm  | two | -
proposed  | confirm  | two | confirmed
proposed  | confirm  | one | -
proposed  | refuse   | two | refused
proposed  | refuse   | one | refused
proposed  | propose  | two | -
proposed  | end      | two | -
confirmed | end      | one | ended
confirmed | end      | two | ended
confirmed | refuse   | two | -
confirmed | confirm  | two | -
refused   | propose  | two | proposed
ended     | propose  | two | proposed
"""
BEFORE = {
    "-": [],
    "unsure": [("one", "unsure")],
    "proposed": [("one", "propose")],
    "confirmed": [("one", "propose"), ("two", "confirm")],
    "refused": [("one", "refuse")],
    "ended": [("one", "propose"), ("two", "confirm"), ("one", "end")],
}


def move(ctx_of: Any, pair: Any, who: str, what: str) -> SameAs:
    more = {"sure": False} if what == "unsure" else {}
    name = "propose" if what == "unsure" else what
    return decide(ctx_of, getattr(pair, who), name, pair.a, pair.b, **more)


@pytest.mark.parametrize("line", LIFE.strip().split("\n"))
def test_the_life_of_a_decision(ctx_of: Any, pair: Any, line: str) -> None:
    before, what, who, after = (part.strip() for part in line.split("|"))
    for earlier_who, earlier in BEFORE[before]:
        move(ctx_of, pair, earlier_who, earlier)
    if after == "-":
        with pytest.raises((MoveNotAllowed, NotAllowed)):
            move(ctx_of, pair, who, what)
        return
    decision = move(ctx_of, pair, who, what)
    assert decision.status == after
    with as_owner():
        event = Event.rows.filter(type="person.same_as", subject_id=decision.pk).latest(
            "recorded_at"
        )
    assert event.status_to == after


def test_a_decision_needs_a_reason(ctx_of: Any, pair: Any) -> None:
    with ctx_of(pair.one) as ctx, pytest.raises(ReasonMissing):
        same_as.propose_same_as(ctx, a=pair.a, b=pair.b, reason="  ")


def test_who_sees_one_record_only_decides_nothing(make: Any, ctx_of: Any, pair: Any) -> None:
    make.link(pair.a, pair.elsewhere.team_id, 1)
    with ctx_of(pair.elsewhere) as ctx, pytest.raises(NotAllowed):
        same_as.propose_same_as(ctx, a=pair.a, b=pair.b, reason=WHY)


@pytest.mark.parametrize("role", ["practitioner", "admin"])
def test_only_care_staff_of_the_policy_decide(make: Any, ctx_of: Any, pair: Any, role: str) -> None:
    me = make.member(role, team=pair.one.team)
    with ctx_of(me) as ctx, pytest.raises(NotAllowed):
        same_as.propose_same_as(ctx, a=pair.a, b=pair.b, reason=WHY)


def test_one_human_in_two_roles_is_not_two_people(make: Any, ctx_of: Any, pair: Any) -> None:
    decide(ctx_of, pair.one, "propose", pair.a, pair.b)
    same_human = make.member("supervisor", team=pair.one.team, user=pair.one.user)
    with ctx_of(same_human) as ctx, pytest.raises(NotAllowed):
        same_as.confirm_same_as(ctx, a=pair.a, b=pair.b, reason=WHY)


def _insert(member: Any, a: Person, b: Person, status: str) -> tuple[str, list[Any]]:
    first, second = sorted((a.pk, b.pk))
    return (
        "INSERT INTO people_sameas (id, person_a_id, person_b_id, status, reason, agency_id,"
        " proposed_by_id, proposed_at, decided_by_id, decided_at, decided_reason, version)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'x', %s, %s, now(), %s, now(), '', 1)",
        [first, second, status, member.team.agency_id, member.pk, None],
    )


def test_the_database_itself_refuses_what_the_actions_do(make: Any, ctx_of: Any, pair: Any) -> None:
    helper = make.member("practitioner", team=pair.one.team)
    for member, status in [
        (pair.one, "confirmed"),
        (pair.elsewhere, "proposed"),
        (helper, "proposed"),
    ]:
        with (
            ctx_of(member),
            connection.cursor() as cursor,
            pytest.raises(Exception, match="security|decision begins|null value"),
            transaction.atomic(),
        ):
            cursor.execute(*_insert(member, pair.a, pair.b, status))
    decision = decide(ctx_of, pair.one, "propose", pair.a, pair.b)
    same_human = make.member("supervisor", team=pair.one.team, user=pair.one.user)
    for member in (pair.one, same_human):
        with (
            ctx_of(member),
            connection.cursor() as cursor,
            pytest.raises(Exception, match="second person|confirmed_by"),
            transaction.atomic(),
        ):
            cursor.execute(
                "UPDATE people_sameas SET status = 'confirmed', decided_by_id = %s,"
                " decided_at = now() WHERE id = %s",
                [member.pk, decision.pk],
            )


def test_joined_records_are_read_from_either_and_taken_apart_again(
    make: Any, ctx_of: Any, client_of: Any, pair: Any, add: Any
) -> None:
    theirs = add(pair.elsewhere, "Tomasz", "Zielinski", born_on=date(1981, 11, 3))
    make.link(pair.a, pair.elsewhere.pk, 0)
    make.link(theirs, pair.one.pk, 0)
    third = make.member(team=pair.elsewhere.team)
    with ctx_of(third) as ctx:
        assert Person.visible_to(ctx).count() == 1
    pair.b = theirs
    make.link(pair.a, third.pk, 0)
    decide(ctx_of, pair.one, "propose", pair.a, theirs)
    decide(ctx_of, third, "confirm", pair.a, theirs)
    with ctx_of(pair.two) as ctx:
        _person, standing = person_by_reference(ctx, theirs.reference)
        assert set(standing.group) == {pair.a.pk, theirs.pk}
    page = client_of(pair.two).get(reverse("person", args=[theirs.reference])).content.decode()
    assert "Recorded more than once" in page
    decide(ctx_of, pair.one, "end", pair.a, theirs)
    assert client_of(pair.two).get(reverse("person", args=[theirs.reference])).status_code == 404


# -- Each selector on a person in two parts ----------------------------------------------------


def test_each_selector_answers_for_a_person_in_two_parts(ctx_of: Any, pair: Any) -> None:
    with ctx_of(pair.one) as ctx:
        for person, text in ((pair.a, "See in pairs."), (pair.b, "Text only.")):
            part_actions.add_row(
                ctx,
                PARTS["know-first"],
                person=person,
                values={
                    "kind": "other",
                    "text": text,
                    "source": "person",
                    "source_detail": "",
                    "on": clock.today(),
                    "review_on": clock.today(),
                },
            )
    join(ctx_of, pair)
    with ctx_of(pair.two) as ctx:
        _person, standing = person_by_reference(ctx, pair.a.reference)
        group = standing.group
        assert set(group) == {pair.a.pk, pair.b.pk}
        assert [row["text"] for row in selectors.know_first(ctx, group)] == [
            "See in pairs.",
            "Text only.",
        ]
        assert {h.person_id for h in selectors.people_helping(group)} == set(group)
        assert standing.others == (pair.b.reference,)
        assert selectors.coming_up(ctx, group) == []
        assert len(same_as.decisions_about(ctx, list(group))) == 1
        found = finding.find(ctx, read_search("zielinski", today=clock.today()))
        assert len(found.people) == 1
        assert found.people[0].also in ((pair.a.reference,), (pair.b.reference,))
        candidates = selectors.candidates(
            ctx, given_name="Tomasz", family_name="Zielinski", born_on=date(1981, 11, 3)
        )
        assert len(candidates) == 1
        assert KnowFirst.visible_to(ctx).filter(person_id__in=group).count() == 2
        assert PersonName.visible_to(ctx).filter(person_id__in=group).count() == 2


# -- Joining and parting is the identity (security.md §8 G23) -----------------------------------


def visible(member: Any, ctx_of: Any) -> dict[str, set[UUID]]:
    with ctx_of(member) as ctx:
        seen = {
            model.__name__: set(model.visible_to(ctx).values_list("pk", flat=True))
            for model in (Person, PersonName, KnowFirst)
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM people_person")
            seen["raw"] = {row[0] for row in cursor.fetchall()}
    return seen


@pytest.mark.slow
def test_parting_restores_what_everybody_saw_before_over_random_pairs(
    make: Any, ctx_of: Any, add: Any
) -> None:
    rng = random.Random(12)
    teams = [make.team() for _ in range(4)]
    members = [make.member(team=team) for team in teams for _ in range(2)]
    people = [add(rng.choice(members), "Tomasz", f"Z{'abcdefgh'[n]}") for n in range(8)]
    for person in people[:4]:
        make.link(person, rng.choice(teams).pk, 1)
    with as_owner():
        Person.rows.filter(pk=people[0].pk).update(guard="restricted")
        Person.rows.filter(pk=people[1].pk).update(guard="limited")
    for _ in range(5):
        before = [visible(member, ctx_of) for member in members]
        chosen = rng.sample(people, rng.choice((2, 2, 2, 3)))
        with as_owner():
            made = [_joined(members, *chosen[at : at + 2]) for at in range(len(chosen) - 1)]
            during = [visible(member, ctx_of) for member in members]
            for row in made:
                SameAs.rows.filter(pk=row.pk).update(status="ended")
                _told(row, "ended")
        assert [visible(member, ctx_of) for member in members] == before
        assert all(b[key] <= d[key] for b, d in zip(before, during, strict=True) for key in b)


PROBED = """
SELECT md5(string_agg(r::text, '|' ORDER BY r::text)), count(*) FROM (
  SELECT person_id, principal_id, source_id, kind, guarded FROM sharing_reach) r
"""
JOIN = """
INSERT INTO people_sameas (id, person_a_id, person_b_id, status, reason, agency_id,
  proposed_by_id, proposed_at, decided_by_id, decided_at, decided_reason, version)
VALUES (gen_random_uuid(), least(%(a)s, %(b)s), greatest(%(a)s, %(b)s), 'confirmed', 'random',
  %(agency)s, %(one)s, now(), %(two)s, now(), '', 1) RETURNING id
"""


def probed(cursor: Any) -> tuple[str, int]:
    """What the policies probe, who reaches whom through which link: its hash and its size."""
    cursor.execute(PROBED)
    found: tuple[str, int] = cursor.fetchone()
    return found


# Ten times a hundred: within one transaction what is deleted stays in the table's way.
@pytest.mark.parametrize("seed", range(10))
def test_parting_restores_what_the_policies_probe_over_a_thousand_pairs(
    make: Any, add: Any, seed: int
) -> None:
    rng = random.Random(seed)
    members = [make.member() for _ in range(6)]
    people = [add(rng.choice(members), "Tomasz", "Zielinski") for _ in range(16)]
    for person in people:
        make.link(person, rng.choice(members).team_id, rng.choice((0, 1, 3, 4)))
    who = {"agency": members[0].team.agency_id, "one": members[0].pk, "two": members[1].pk}
    joined: set[frozenset[Any]] = set()
    tried = gained = 0
    with as_owner(), connection.cursor() as cursor:
        Person.rows.filter(pk__in=[p.pk for p in people[:3]]).update(guard="restricted")
        cursor.execute("ALTER TABLE people_sameas DISABLE TRIGGER status_needs_event")
        while tried < 100:
            pair = frozenset(rng.sample([person.pk for person in people], 2))
            if pair in joined:
                continue
            a, b = pair
            before = probed(cursor)
            cursor.execute(JOIN, who | {"a": a, "b": b})
            row = cursor.fetchone()[0]
            during = probed(cursor)
            cursor.execute("UPDATE people_sameas SET status = 'ended' WHERE id = %s", [row])
            after = probed(cursor)
            assert after == before
            tried, gained = tried + 1, gained + (during[1] > before[1])
            # The ground changes too: some pairs stay joined while others come and go.
            if rng.random() < 0.05 and len(joined) < 5:
                joined.add(pair)
                cursor.execute(JOIN, who | {"a": a, "b": b})
    assert gained > 50


def _joined(members: list[Any], one: Person, other: Person) -> SameAs:
    first, second = sorted((one, other), key=lambda person: person.pk)
    row = SameAs(
        person_a=first,
        person_b=second,
        status="confirmed",
        reason="random",
        agency_id=members[0].team.agency_id,
        proposed_by=members[0],
        proposed_at=clock.now(),
        decided_by=members[1],
        decided_at=clock.now(),
    )
    row.save(force_insert=True)
    _told(row, "confirmed")
    return row


def _told(row: SameAs, status: str) -> None:
    Event(
        type="person.same_as",
        category="identity",
        happened_at=clock.now(),
        recorded_at=clock.now(),
        person_id=row.person_a_id,
        subject_table="people_sameas",
        subject_id=row.pk,
        status_to=status,
        agency_id=row.agency_id,
        team_id=row.proposed_by.team_id,
        by_membership_id=row.proposed_by_id,
        by_name="Random",
        payload={"other": str(row.person_b_id)},
    ).save(force_insert=True)


# -- The page ----------------------------------------------------------------------------------


def compare_url(pair: Any) -> str:
    return reverse("person_compare", args=[pair.a.reference, pair.b.reference])


def say(client: Any, pair: Any, decision: str, version: int = 0) -> Any:
    fields = {"decision": decision, "reason": WHY, "version": str(version)}
    return client.post(compare_url(pair), {"idempotency_key": new_key(), **fields})


def test_the_page_says_what_matches_and_who_will_see_more(
    make: Any, client_of: Any, pair: Any
) -> None:
    make.link(pair.b, pair.elsewhere.team_id, 1)
    page = client_of(pair.one).get(compare_url(pair)).content.decode()
    for words in (
        "Day and month may be swapped",
        "Tomek is short for Tomasz",
        "The accent may be dropped",
        pair.one.team.name,
        pair.elsewhere.team.name,
        f"Will see of {pair.a.reference}",
        "No change",
    ):
        assert words in page, words


def test_two_people_join_two_records_on_the_page(client_of: Any, pair: Any) -> None:
    one, two = client_of(pair.one), client_of(pair.two)
    assert say(one, pair, "same").status_code == 302
    assert "A second colleague confirms" in one.get(compare_url(pair)).content.decode()
    assert say(one, pair, "same", 1).status_code == 422
    with as_owner():
        due = Due.rows.get(kind="same_as")
    assert (due.status, due.team_id) == ("open", pair.one.team_id)
    first = min((pair.a, pair.b), key=lambda person: person.pk)
    lead = two.get(reverse("person_same_as", args=[first.reference, due.subject_id]))
    assert lead.status_code == 302
    assert say(two, pair, "same", 0).status_code == 422
    assert say(two, pair, "same", 1).status_code == 302
    with as_owner():
        assert Due.rows.get(kind="same_as").status == "done"
    assert say(two, pair, "apart", 2).status_code == 302


@pytest.mark.parametrize("decision", ["", "apart", "elephant", "\x00"])
def test_a_decision_that_cannot_be_made_now_is_said_so(
    client_of: Any, pair: Any, decision: str
) -> None:
    assert say(client_of(pair.one), pair, decision).status_code == 422


def test_a_hidden_record_cannot_be_compared_with(
    make: Any, client_of: Any, add: Any, pair: Any
) -> None:
    pair.b = add(pair.elsewhere, "Tomasz", "Zielinski")
    assert client_of(pair.one).get(compare_url(pair)).status_code == 404
    assert say(client_of(pair.one), pair, "same").status_code == 404
    pair.b = pair.a
    assert client_of(pair.one).get(compare_url(pair)).status_code == 404


def test_a_phone_that_is_not_shown_is_compared_without_its_digits(
    make: Any, client_of: Any, pair: Any
) -> None:
    with as_owner(), connection.cursor() as cursor:
        for person, number in ((pair.a, "07700900461"), (pair.b, "07700900461")):
            cursor.execute(
                "INSERT INTO people_contactmethod (id, person_id, agency_id, recorded_by_id,"
                " recorded_at, version, kind, value, canonical, may_text, may_call,"
                " may_leave_message, may_write, safe_times, note, source, starts_on)"
                " VALUES (gen_random_uuid(), %s, %s, %s, now(), 1, 'mobile', %s, %s, false, false,"
                " false, false, '', '', 'person', now())",
                [person.pk, person.agency_id, pair.one.pk, number, number],
            )
    colleague = make.member(team=pair.one.team)
    page = client_of(colleague).get(compare_url(pair)).content.decode()
    assert "Compared for you" in page
    assert "07700" not in page
    practitioner = make.member("practitioner", team=pair.one.team)
    page = client_of(practitioner).get(compare_url(pair)).content.decode()
    assert "Compared for you" not in page
    assert say(client_of(practitioner), pair, "same").status_code == 403


def test_the_page_keeps_its_budget(client_of: Any, pair: Any) -> None:
    client = client_of(pair.one)
    client.get(compare_url(pair))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(compare_url(pair)).status_code == 200
    quiet = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    counted = [q["sql"][:120] for q in captured if not q["sql"].startswith(quiet)]
    assert len(counted) <= 12, counted
