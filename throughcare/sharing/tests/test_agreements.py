"""What the person agrees to, takes back, and what rests on something else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Event
from throughcare.people.models import Adjustment, Person, SameAs
from throughcare.sharing import actions
from throughcare.sharing.models import (
    Agreement,
    Basis,
    BasisKind,
    Link,
    Relationship,
    SharingAgreement,
)


@pytest.fixture
def county(make: Any) -> Any:
    """A care team, a police force with its custody suite, probation, and one person."""

    class County:
        me = make.member("clinician")
        police = make.member("police_liaison")
        probation = make.member("probation_practitioner")
        person = make.person(me)

    County.suite = make.place(County.police.team.agency)  # type: ignore[attr-defined]
    make.link(County.person, County.me.id, Relationship.CASELOAD)
    with as_owner():
        Adjustment(
            person=County.person,
            agency=County.me.team.agency,
            recorded_by=County.me,
            recorded_at=clock.now(),
            need="time",
            text="Needs breaks",
            source="person",
            starts_on=clock.today(),
        ).save(force_insert=True)
    make.link(County.person, County.police.team_id, Relationship.CUSTODY)
    make.link(County.person, County.probation.team_id, Relationship.ORDER_SUPERVISION)
    for who, purpose in ((County.police, "safeguarding"), (County.probation, "supervision")):
        make.sharing(County.me.team.agency, who.team.agency, purpose=purpose)
    return County


def ask(ctx: Any, county: Any, recipient: str, answer: str, **more: Any) -> Agreement:
    return actions.record_agreement(
        ctx,
        person_id=county.person.pk,
        recipient=recipient,
        answer=answer,
        place_id=county.suite.pk,
        **more,
    )


def seen_by(ctx_of: Any, member: Any) -> int:
    """How many of the health summary rows this member can read, by raw SQL."""
    with ctx_of(member) as ctx, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_adjustment")
        by_database = int(cursor.fetchone()[0])
        assert Adjustment.visible_to(ctx).count() == by_database
        return by_database


def test_what_the_person_answered_is_told_within_care_only(county: Any, ctx_of: Any) -> None:
    """A yes to custody tells custody the health summary, not what was said of the others."""
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "custody", "yes")
        ask(ctx, county, "court", "no")
    assert seen_by(ctx_of, county.police) == 1
    with ctx_of(county.police) as ctx, connection.cursor() as cursor:
        assert not Agreement.visible_to(ctx).exists()
        cursor.execute("SELECT count(*) FROM sharing_agreement")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM core_event WHERE type = 'agreement.asked'")
        assert cursor.fetchone()[0] == 0


def test_nothing_is_told_before_the_person_agrees(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "custody", "no")
    assert seen_by(ctx_of, county.police) == 0


def test_a_yes_reaches_the_agency_meant_and_no_other(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "custody", "yes")
        basis = Basis.visible_to(ctx).get()
    assert basis.recipient_agency_id == county.police.team.agency_id
    assert basis.purposes == ["safeguarding"]
    assert seen_by(ctx_of, county.police) == 1
    assert seen_by(ctx_of, county.probation) == 0


@pytest.mark.parametrize("recipient", ["solicitor", "gp", "other"])
def test_a_recipient_who_is_no_user_gets_no_basis(county: Any, ctx_of: Any, recipient: str) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, recipient, "yes")
        assert not Basis.visible_to(ctx).exists()


def test_a_yes_to_a_team_of_ones_own_agency_needs_no_ground(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "treatment", "yes", recipient_agency_id=county.me.team.agency_id)
        assert not Basis.visible_to(ctx).exists()


def test_withdrawal_acts_at_the_next_request_and_leaves_what_rests_on_law(
    county: Any, ctx_of: Any
) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "custody", "yes")
        agreed = ask(ctx, county, "probation", "yes")
        actions.record_basis(
            ctx,
            person_id=county.person.pk,
            recipient_agency_id=county.police.team.agency_id,
            kind=BasisKind.STATUTORY,
            text="Crime and Disorder Act 1998, section 115",
            categories=["health_summary"],
        )
    assert seen_by(ctx_of, county.probation) == 1
    with ctx_of(county.me) as ctx:
        for agreement in Agreement.visible_to(ctx):
            actions.withdraw_agreement(ctx, agreement_id=agreement.pk, version=agreement.version)
        assert Event.visible_to(ctx).filter(type="agreement.withdrawn").count() == 2
    assert seen_by(ctx_of, county.probation) == 0
    assert seen_by(ctx_of, county.police) == 1, "the power in law still stands"
    assert agreed.pk


def test_a_later_answer_takes_the_place_of_the_earlier(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "probation", "yes")
    assert seen_by(ctx_of, county.probation) == 1
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "probation", "no")
    assert seen_by(ctx_of, county.probation) == 0


def test_the_same_answer_in_one_conversation_is_kept_once(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        first = ask(ctx, county, "court", "no", asked_in=county.person.pk)
        again = ask(ctx, county, "court", "no", asked_in=county.person.pk, confirmed=True)
        assert first.pk == again.pk
        assert Agreement.visible_to(ctx).get().confirmed_at_end


def test_two_people_withdraw_at_once_and_the_second_is_told(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        agreed = ask(ctx, county, "gp", "yes")
        actions.withdraw_agreement(ctx, agreement_id=agreed.pk, version=1)
        with pytest.raises(StaleVersion):
            actions.withdraw_agreement(ctx, agreement_id=agreed.pk, version=1)


def test_a_ground_needs_its_words(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx, pytest.raises(ReasonMissing):
        actions.record_basis(
            ctx,
            person_id=county.person.pk,
            recipient_agency_id=county.police.team.agency_id,
            kind=BasisKind.VITAL_INTEREST,
            text="  ",
            categories=["health_summary"],
        )


def test_a_basis_ends_and_so_does_what_it_told(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "gp", "yes")
        basis = actions.record_basis(
            ctx,
            person_id=county.person.pk,
            recipient_agency_id=county.probation.team.agency_id,
            kind=BasisKind.COURT_ORDER,
            text="Order of 11 September",
            categories=["health_summary"],
        )
    assert seen_by(ctx_of, county.probation) == 1
    with ctx_of(county.me) as ctx:
        actions.end_basis(ctx, basis_id=basis.pk, version=1)
        with pytest.raises(StaleVersion):
            actions.end_basis(ctx, basis_id=basis.pk, version=1)
    assert seen_by(ctx_of, county.probation) == 0


def test_an_agreement_on_one_record_reaches_the_whole_human(
    make: Any, county: Any, ctx_of: Any
) -> None:
    from tests.database import as_owner

    other = make.person(county.me)
    low, high = sorted([county.person.pk, other.pk])
    with as_owner(), connection.cursor() as cursor:
        # The decision and its two people are tried elsewhere: only the group matters here.
        cursor.execute("ALTER TABLE people_sameas DISABLE TRIGGER status_needs_event")
        SameAs.rows.create(
            person_a_id=low,
            person_b_id=high,
            agency_id=county.me.team.agency_id,
            status=SameAs.Status.CONFIRMED,
            reason="x",
            proposed_by=county.me,
            proposed_at=clock.now(),
            decided_by=county.police,
            decided_at=clock.now(),
        )
    with ctx_of(county.me) as ctx:
        ask(ctx, county, "probation", "yes")
        actions.record_agreement(
            ctx, person_id=other.pk, recipient="probation", answer="no", place_id=None
        )
    assert seen_by(ctx_of, county.probation) == 0


# --- Links -----------------------------------------------------------------------------------


def test_whoever_holds_the_person_brings_a_colleague_in_and_it_is_told(
    make: Any, county: Any, ctx_of: Any
) -> None:
    colleague = make.member("clinician")
    with ctx_of(county.me) as ctx:
        for _ in range(2):
            link_id = actions.open_link(
                ctx,
                person_id=county.person.pk,
                principal_id=colleague.team_id,
                kind=Relationship.TEAM,
                source="sharing",
            )
        assert Event.visible_to(ctx).filter(type="link.opened").count() == 1
    with ctx_of(colleague) as ctx:
        assert Person.visible_to(ctx).count() == 1
    with ctx_of(county.me) as ctx:
        actions.end_link(ctx, link_id=link_id)
    with ctx_of(colleague) as ctx:
        assert Person.visible_to(ctx).count() == 0


def test_a_stranger_brings_nobody_in(make: Any, county: Any, ctx_of: Any) -> None:
    stranger = make.member("clinician")
    with ctx_of(stranger) as ctx, pytest.raises(NotAllowed):
        actions.open_link(
            ctx,
            person_id=county.person.pk,
            principal_id=stranger.team_id,
            kind=Relationship.TEAM,
            source="sharing",
        )


def test_a_colleague_of_the_team_does_not_take_the_person_on_by_themselves(
    make: Any, county: Any, ctx_of: Any
) -> None:
    """Case 13: nobody widens what they see themselves."""
    colleague = make.member("clinician", team=county.me.team)
    with ctx_of(colleague) as ctx, pytest.raises(NotAllowed):
        actions.open_link(
            ctx,
            person_id=county.person.pk,
            principal_id=colleague.pk,
            kind=Relationship.CASELOAD,
            source="sharing",
        )


@pytest.mark.parametrize("who", ["stranger", "police"])
def test_by_raw_sql_nobody_ends_the_links_of_others(
    make: Any, county: Any, ctx_of: Any, who: str
) -> None:
    link = make.link(county.person, county.me.team_id, Relationship.PANEL)
    member = make.member("clinician") if who == "stranger" else county.police
    with ctx_of(member), connection.cursor() as cursor:
        cursor.execute("SELECT app.end_link(%s)", [link.pk])
        assert cursor.fetchone() == (False,)
    assert make.fresh(link).ends_at is None


def test_who_records_at_a_suite_may_say_that_the_person_is_there(
    make: Any, county: Any, ctx_of: Any
) -> None:
    elsewhere = make.place(county.police.team.agency)
    practitioner = make.member(
        "practitioner", team=make.team(county.me.team.agency, covers=(county.suite,))
    )
    make.link(county.person, practitioner.team_id, Relationship.TEAM)
    with ctx_of(practitioner) as ctx:
        here = actions.open_link(
            ctx,
            person_id=county.person.pk,
            principal_id=county.suite.pk,
            kind=Relationship.CUSTODY,
            source="custody",
        )
        for principal, kind in [
            (elsewhere.pk, Relationship.CUSTODY),
            (county.suite.pk, Relationship.COURT_HEARING),
            (county.police.team_id, Relationship.CUSTODY),
            (practitioner.id, Relationship.CASELOAD),
        ]:
            with pytest.raises(NotAllowed):
                actions.open_link(
                    ctx,
                    person_id=county.person.pk,
                    principal_id=principal,
                    kind=kind,
                    source="custody",
                )
        actions.end_link(ctx, link_id=here)
        assert Link.visible_to(ctx).get(pk=here).ends_at


def test_the_second_before_an_agreement_lapses_it_holds_and_the_second_after_it_does_not(
    county: Any, ctx_of: Any, make: Any, at_moment: Any
) -> None:
    from datetime import UTC, datetime, timedelta

    from tests.database import as_owner

    with ctx_of(county.me) as ctx:
        ask(ctx, county, "probation", "yes")
    midnight = datetime(2031, 4, 1, tzinfo=UTC)
    with as_owner():
        SharingAgreement.objects.update(ends_at=midnight)
    for seconds, expected in ((-1, 1), (0, 0), (1, 0)):
        with at_moment(midnight + timedelta(seconds=seconds)):
            assert seen_by(ctx_of, county.probation) == expected, seconds


def test_a_link_ends_on_its_second(make: Any, county: Any, ctx_of: Any, at_moment: Any) -> None:
    from datetime import timedelta

    guest = make.member("clinician")
    link = make.link(county.person, guest.team_id, Relationship.TEAM, days=1)
    for seconds, expected in ((-1, 1), (0, 0), (1, 0)):
        with at_moment(link.ends_at + timedelta(seconds=seconds)), ctx_of(guest) as ctx:
            assert Person.visible_to(ctx).count() == expected, seconds
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM people_person")
                assert cursor.fetchone()[0] == expected
