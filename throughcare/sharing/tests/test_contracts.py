"""Agreements between agencies: two people, one of them from the agency that gives (case 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from throughcare.core.errors import NotAllowed, StaleVersion
from throughcare.sharing import contract_actions
from throughcare.sharing.contract_actions import Terms
from throughcare.sharing.models import SharingAgreement


@pytest.fixture
def two(make: Any) -> Any:
    """Two administrators of the agency that gives and one of the one that receives."""

    class Two:
        giver = make.member("support_engineer", team=make.team(make.agency("nhs_provider")))
        receiver = make.member("support_engineer", team=make.team(make.agency("probation")))
        stranger = make.member("support_engineer")

    Two.second = make.member("support_engineer", team=Two.giver.team)  # type: ignore[attr-defined]
    Two.second_receiver = make.member(  # type: ignore[attr-defined]
        "support_engineer", team=Two.receiver.team
    )
    return Two


def terms(two: Any) -> Terms:
    return Terms(
        from_agency_id=two.giver.team.agency_id,
        to_agency_id=two.receiver.team.agency_id,
        purpose="supervision",
        categories=("identity", "health_summary"),
        grants_find=False,
        starts_at=datetime(2026, 1, 1, tzinfo=UTC),
        ends_at=None,
        document="Agreement, version 3",
        document_sha256="",
        signatories="A. Hill, B. Dale",
    )


def propose(two: Any, ctx_of: Any, by: str = "giver") -> SharingAgreement:
    with ctx_of(getattr(two, by)) as ctx:
        return contract_actions.propose_agreement(ctx, terms=terms(two))


# who proposes, who confirms, may they?
CONFIRMING = [
    ("giver", "second", True),
    ("giver", "receiver", True),
    ("receiver", "giver", True),
    ("giver", "giver", False),
    ("receiver", "second_receiver", False),
    ("giver", "stranger", False),
]


@pytest.mark.parametrize(("proposer", "confirmer", "allowed"), CONFIRMING)
def test_a_second_person_confirms_and_the_giver_is_one_of_the_two(
    two: Any, ctx_of: Any, proposer: str, confirmer: str, allowed: bool
) -> None:
    agreement = propose(two, ctx_of, proposer)

    def by_action() -> None:
        with ctx_of(getattr(two, confirmer)) as ctx:
            contract_actions.confirm_agreement(ctx, agreement_id=agreement.pk, version=1)

    def by_sql() -> int:
        member = getattr(two, confirmer)
        with ctx_of(member), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sharing_sharingagreement SET status = 'live', confirmed_by_id = %s,"
                " version = 2 WHERE id = %s",
                [member.pk, agreement.pk],
            )
            return int(cursor.rowcount)

    if allowed:
        by_action()
        agreement.refresh_from_db()
        assert (agreement.status, agreement.confirmed_by_id) == (
            "live",
            getattr(two, confirmer).pk,
        )
        return
    with pytest.raises(NotAllowed), transaction.atomic():
        by_action()
    try:
        assert by_sql() == 0, "no row of others can be changed"
    except Exception as refused:
        assert "second person" in str(refused)
    agreement.refresh_from_db()
    assert agreement.status == "proposed"


def test_the_same_human_in_another_membership_does_not_confirm(
    two: Any, ctx_of: Any, make: Any
) -> None:
    agreement = propose(two, ctx_of)
    again = make.member("support_engineer", team=two.receiver.team, user=two.giver.user)
    with ctx_of(again) as ctx, pytest.raises(NotAllowed):
        contract_actions.confirm_agreement(ctx, agreement_id=agreement.pk, version=1)
    with (
        ctx_of(again),
        pytest.raises(Exception, match="second person"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE sharing_sharingagreement SET status = 'live', confirmed_by_id = %s", [again.pk]
        )


@pytest.mark.parametrize(
    "change",
    [
        "categories = 511",
        "purpose = 'court_report'",
        "to_agency_id = from_agency_id",
        "grants_find = true",
        "starts_at = '2020-01-01'",
        "status = 'proposed', confirmed_by_id = NULL",
    ],
)
def test_the_terms_of_an_agreement_never_change(two: Any, ctx_of: Any, change: str) -> None:
    agreement = propose(two, ctx_of)
    with ctx_of(two.second) as ctx:
        contract_actions.confirm_agreement(ctx, agreement_id=agreement.pk, version=1)
    with (
        ctx_of(two.giver),
        pytest.raises(Exception, match=r"never change|does not become|violates"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE sharing_sharingagreement SET {change}")


@pytest.mark.parametrize("role", ["clinician", "supervisor", "privacy_officer", "manager"])
def test_no_other_role_writes_an_agreement(two: Any, ctx_of: Any, make: Any, role: str) -> None:
    member = make.member(role, team=two.giver.team)
    with ctx_of(member) as ctx, pytest.raises(Exception, match="row-level security"):
        contract_actions.propose_agreement(ctx, terms=terms(two))


@pytest.mark.parametrize(
    "change", [{"status": "live"}, {"proposed_by": "second"}, {"confirmed_by": "second"}]
)
def test_a_proposal_is_ones_own_and_not_yet_in_force(
    two: Any, ctx_of: Any, change: dict[str, str]
) -> None:
    made = propose(two, ctx_of)
    copy = SharingAgreement.objects.get(pk=made.pk)
    copy.pk = None
    copy._state.adding = True
    for name, value in change.items():
        setattr(copy, name, getattr(two, value, value))
    if "status" in change:
        copy.confirmed_by = two.second
    with (
        ctx_of(two.giver),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
    ):
        copy.save(force_insert=True)


def test_either_side_ends_it_at_once_and_once(two: Any, ctx_of: Any) -> None:
    agreement = propose(two, ctx_of)
    with ctx_of(two.second) as ctx:
        contract_actions.confirm_agreement(ctx, agreement_id=agreement.pk, version=1)
    with ctx_of(two.receiver) as ctx:
        contract_actions.end_agreement(ctx, agreement_id=agreement.pk, version=2)
        with pytest.raises(StaleVersion):
            contract_actions.end_agreement(ctx, agreement_id=agreement.pk, version=2)
    with as_owner():
        agreement.refresh_from_db()
    assert agreement.status == "ended" and agreement.ends_at
    with ctx_of(two.stranger) as ctx, pytest.raises(NotAllowed):
        contract_actions.end_agreement(ctx, agreement_id=agreement.pk, version=3)
