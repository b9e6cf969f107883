"""Break-glass: recorded whoever it names, never too far, always reviewed (security.md §2.2)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.people.folding import search_name
from throughcare.people.models import Person
from throughcare.sharing import emergency_actions, emergency_selectors, rules
from throughcare.sharing.emergency_actions import WhoIsMeant
from throughcare.sharing.models import BreakGlass, Relationship
from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, ROLE_PURPOSES

REASON = "Rang the advice line, said goodbye and hung up"


@pytest.fixture
def found(make: Any) -> Any:
    """A person of one agency, and a clinician and privacy officer of another."""

    class Found:
        theirs = make.member("clinician")
        me = make.member("clinician")
        person = make.person(theirs, family_name="Whitlock")

    Found.officer = make.member(  # type: ignore[attr-defined]
        "privacy_officer", team=Found.me.team
    )
    return Found


def named(person: Person) -> WhoIsMeant:
    return WhoIsMeant(
        search_name=search_name(person.given_name, person.family_name), born_on=person.born_on
    )


def ask(ctx: Any, who: WhoIsMeant) -> BreakGlass:
    return emergency_actions.break_glass(
        ctx, who=who, purpose=ctx.purpose, reason=REASON, tried_whom="Nobody answers"
    )


def people_seen(ctx_of: Any, member: Any, purpose: str = "") -> list[uuid.UUID]:
    with ctx_of(member, purpose) as ctx, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person")
        seen = sorted(row[0] for row in cursor.fetchall())
        assert sorted(Person.visible_to(ctx).values_list("pk", flat=True)) == seen
        return seen


def audited(action: str) -> list[AuditEntry]:
    with as_owner():
        return list(AuditEntry.rows.filter(action=action))


def test_one_record_opens_for_one_person_and_closes_by_itself(
    found: Any, ctx_of: Any, make: Any, at_moment: Any, settings: Any
) -> None:
    colleague = make.member("clinician", team=found.me.team)
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    assert opening.code.startswith("BG-") and len(opening.code) == 8
    assert people_seen(ctx_of, found.me) == [found.person.pk]
    assert people_seen(ctx_of, colleague) == []
    ends = opening.opened_at + timedelta(hours=settings.BREAK_GLASS_HOURS)
    assert opening.ends_at == ends
    for seconds, expected in ((-1, [found.person.pk]), (0, []), (1, [])):
        with at_moment(ends + timedelta(seconds=seconds)):
            assert people_seen(ctx_of, found.me) == expected, seconds


def test_the_audit_row_is_there_before_anything_can_be_read(found: Any, ctx_of: Any) -> None:
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    (entry,) = audited("break_glass.requested")
    assert entry.person_ids == [found.person.pk]
    assert entry.object_ids == [opening.pk]
    assert REASON not in entry.reason, "the audit holds no copies of text"


def test_a_request_that_names_nobody_is_recorded_all_the_same(found: Any, ctx_of: Any) -> None:
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, WhoIsMeant(search_name="NOBODY AT ALL", born_on=date(1990, 1, 1)))
    assert opening.person_id is None and opening.reference == ""
    assert people_seen(ctx_of, found.me) == []
    (entry,) = audited("break_glass.requested")
    assert entry.outcome == "empty"


def test_a_restricted_record_never_opens(found: Any, ctx_of: Any, make: Any) -> None:
    with as_owner():
        Person.rows.filter(pk=found.person.pk).update(guard="restricted")
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    assert opening.person_id is None
    assert people_seen(ctx_of, found.me) == []


def test_a_record_that_is_restricted_later_closes(found: Any, ctx_of: Any) -> None:
    with ctx_of(found.me) as ctx:
        ask(ctx, named(found.person))
    with as_owner():
        Person.rows.filter(pk=found.person.pk).update(guard="restricted")
    assert people_seen(ctx_of, found.me) == []


def test_a_limited_record_opens(found: Any, ctx_of: Any) -> None:
    with as_owner():
        Person.rows.filter(pk=found.person.pk).update(guard="limited")
    with ctx_of(found.me) as ctx:
        assert ask(ctx, named(found.person)).person_id == found.person.pk


def test_a_name_that_two_people_share_opens_neither(found: Any, ctx_of: Any, make: Any) -> None:
    make.person(
        found.theirs,
        given_name=found.person.given_name,
        family_name=found.person.family_name,
        born_on=found.person.born_on,
    )
    with ctx_of(found.me) as ctx:
        assert ask(ctx, named(found.person)).person_id is None


def test_an_excluded_member_of_staff_opens_nothing(found: Any, ctx_of: Any, make: Any) -> None:
    make.link(found.person, found.theirs.id, Relationship.CASELOAD)
    from throughcare.sharing.guard_actions import exclude_user

    with ctx_of(found.theirs) as ctx:
        exclude_user(ctx, person_id=found.person.pk, user_id=found.me.user_id, reason="Brother")
    with ctx_of(found.me) as ctx:
        assert ask(ctx, named(found.person)).person_id is None


def test_a_number_that_was_checked_finds_the_person(found: Any, ctx_of: Any) -> None:
    with as_owner():
        Person.rows.filter(pk=found.person.pk).update(nhs_number="9994913581")
    with ctx_of(found.me) as ctx:
        assert ask(ctx, WhoIsMeant(number="9994913581")).person_id == found.person.pk


def test_no_cell_of_an_emergency_opens_notes_other_people_or_documents() -> None:
    """Case 20: the compiled policy, over every agency, role, purpose and action."""
    never = {
        CATEGORIES.index(name)
        for name in ("clinical_detail", "third_party_safeguarding", "disclosed", "audit")
    }
    policy = load()
    opened = set()
    for agency_type, roles in AGENCY_ROLES.items():
        for role in roles:
            for purpose in ROLE_PURPOSES[role]:
                for action in ("read", "create", "amend", "destroy", "grant"):
                    cells = policy.masks(agency_type, role, purpose, action)
                    for (_share, kind, _basis), mask in cells.items():
                        if kind == Relationship.BREAK_GLASS:
                            assert action == "read"
                            opened |= {bit for bit in range(9) if mask >> bit & 1}
    assert opened and not opened & never


@pytest.mark.parametrize("role", ["practitioner", "admin", "probation_practitioner", "manager"])
def test_a_role_without_such_a_cell_may_not_ask(
    found: Any, ctx_of: Any, make: Any, role: str
) -> None:
    with ctx_of(make.member(role)) as ctx, pytest.raises(NotAllowed):
        ask(ctx, named(found.person))


@pytest.mark.parametrize(
    "reason",
    ["", "short", "x" * 40, "urgent urgent urgent urgent urgent", "aaaaaaaa bbbbb aaaaaaa aaa"],
)
def test_a_reason_is_said_in_earnest(found: Any, ctx_of: Any, reason: str) -> None:
    with ctx_of(found.me) as ctx, pytest.raises(ReasonMissing):
        emergency_actions.break_glass(
            ctx,
            who=named(found.person),
            purpose="direct_care",
            reason=reason,
            tried_whom="Nobody",
        )


RAW = (
    "SELECT app.break_glass(%(purpose)s, 'NOBODY', '1990-01-01', '', %(reason)s, 'nobody',"
    " %(hours)s, now() + %(due)s * interval '1 day')"
)
GOOD = {"purpose": "direct_care", "reason": REASON, "hours": 4, "due": 5}


@pytest.mark.parametrize(
    "change",
    [{"purpose": "audit"}, {"reason": "short"}, {"hours": 10_000}, {"hours": 0}, {"due": 400}],
)
def test_by_raw_sql_the_limits_hold_too(found: Any, ctx_of: Any, change: dict[str, Any]) -> None:
    with (
        ctx_of(found.me),
        pytest.raises(Exception, match=r"not a purpose|not complete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(RAW, GOOD | change)


def test_by_raw_sql_without_a_context_nothing_opens(db: None) -> None:
    with (
        pytest.raises(Exception, match="opens no record"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(RAW, GOOD)


@pytest.mark.parametrize(
    "call",
    [
        "SELECT app.named_person('X', '1990-01-01', '')",
        "SELECT app.new_break_glass_code()",
        "SELECT app.require_grant(gen_random_uuid())",
        "UPDATE sharing_breakglass SET outcome = 'justified'",
        "INSERT INTO sharing_breakglass (id) VALUES (gen_random_uuid())",
        "DELETE FROM sharing_breakglass",
    ],
)
def test_the_web_role_calls_no_inner_function_and_writes_no_row(
    found: Any, ctx_of: Any, call: str
) -> None:
    with (
        ctx_of(found.me),
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(call)


# --- Review ----------------------------------------------------------------------------------


def test_the_privacy_officer_reviews_and_a_wrong_opening_closes_at_once(
    found: Any, ctx_of: Any, at_moment: Any
) -> None:
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    with ctx_of(found.officer) as ctx:
        (case,) = emergency_selectors.queue(ctx)
        assert (case.opening.reference, case.by.pk) == (found.person.reference, found.me.pk)
        emergency_actions.review_break_glass(
            ctx, opening_id=opening.pk, outcome="not_justified", note="Not on duty"
        )
        with pytest.raises(MoveNotAllowed):
            emergency_actions.review_break_glass(
                ctx, opening_id=opening.pk, outcome="justified", note="Second thoughts"
            )
    with at_moment(opening.opened_at + timedelta(seconds=1)):
        assert people_seen(ctx_of, found.me) == []
    assert len(audited("break_glass.reviewed")) == 1


def test_nobody_reviews_their_own_even_in_another_role(found: Any, ctx_of: Any, make: Any) -> None:
    both = make.member("privacy_officer", team=found.me.team, user=found.me.user)
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    with ctx_of(both) as ctx, pytest.raises(NotAllowed, match="their own"):
        emergency_actions.review_break_glass(
            ctx, opening_id=opening.pk, outcome="justified", note="It was right"
        )


def test_another_agencys_privacy_officer_sees_nothing_to_review(
    found: Any, ctx_of: Any, make: Any
) -> None:
    elsewhere = make.member("privacy_officer", team=found.theirs.team)
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    with ctx_of(elsewhere) as ctx, connection.cursor() as cursor:
        assert emergency_selectors.queue(ctx) == []
        cursor.execute("SELECT app.review_break_glass(%s, 'justified', 'seen it')", [opening.pk])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("role", ["clinician", "supervisor", "auditor"])
def test_no_other_role_reviews(found: Any, ctx_of: Any, make: Any, role: str) -> None:
    member = make.member(role, team=found.me.team)
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    with (
        ctx_of(member),
        pytest.raises(Exception, match="only a privacy officer"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT app.review_break_glass(%s, 'justified', 'seen it')", [opening.pk])


def test_the_fourth_request_in_a_month_is_flagged(found: Any, ctx_of: Any) -> None:
    for count in range(1, 5):
        with ctx_of(found.me) as ctx:
            ask(ctx, named(found.person))
        with ctx_of(found.officer) as ctx:
            cases = emergency_selectors.queue(ctx)
        assert cases[0].this_month == count
        assert cases[0].often is (count > 3)


def test_a_review_that_is_late_is_marked_and_comes_first(
    found: Any, ctx_of: Any, at_moment: Any
) -> None:
    with ctx_of(found.me) as ctx:
        opening = ask(ctx, named(found.person))
    for seconds, late in ((0, False), (1, True)):
        moment = opening.review_due_at + timedelta(seconds=seconds)
        with at_moment(moment), ctx_of(found.officer) as ctx:
            (case,) = emergency_selectors.queue(ctx)
            assert case.overdue is late


WORKING_DAYS = [
    # opened                                   days  due (London)
    (datetime(2026, 11, 16, 9, tzinfo=UTC), 3, "Thu 19 09:00"),
    (datetime(2026, 11, 19, 15, tzinfo=UTC), 3, "Tue 24 15:00"),
    (datetime(2026, 11, 21, 23, tzinfo=UTC), 3, "Wed 25 23:00"),
    (datetime(2026, 11, 22, 1, tzinfo=UTC), 1, "Mon 23 01:00"),
    # The clocks go back in between: the same time of day on the wall.
    (datetime(2026, 10, 23, 9, tzinfo=UTC), 1, "Mon 26 10:00"),
]


@pytest.mark.parametrize(("opened", "days", "due"), WORKING_DAYS)
def test_a_review_falls_due_after_working_days(opened: datetime, days: int, due: str) -> None:
    found = rules.after_working_days(opened, days).astimezone(clock.LONDON)
    assert found.strftime("%a %d %H:%M") == due
