"""Contacts on a basis, other people's information apart, triage with its times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.assessments import actions, lists, selectors
from throughcare.assessments.models import (
    ContactLearned,
    ContactMade,
    ThirdPartyInformation,
    TriageDetail,
    TriageRequest,
)
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.screening.tests.conftest import event_types
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import BasisKind, Relationship


def contact(ctx: Any, person: Any, ground: actions.Ground, **given: Any) -> ContactMade:
    values: dict[str, Any] = {
        "agency_kind": "gp",
        "who": "Dr Ahmed",
        "how": "phone",
        "at": clock.now(),
        "reached": True,
        "asked": "Which medicine",
        "learned": "Sertraline",
    }
    return actions.record_contact(ctx, person_id=person.pk, ground=ground, **values | given)


def agree(ctx: Any, person: Any, answer: str = "yes") -> Any:
    return sharing.record_agreement(
        ctx, person_id=person.pk, recipient="gp", answer=answer, recipient_name="Larch Road"
    )


def test_a_contact_rests_on_what_the_person_agreed_to(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        agreed = agree(ctx, person)
        row = contact(ctx, person, actions.Ground(agreement_id=agreed.pk))
        assert (row.basis_kind, row.agreement_id) == (BasisKind.EXPLICIT_CONSENT, agreed.pk)
        assert Event.visible_to(ctx).get(type="contact.made").payload["agency"] == "gp"


RESTS_ON_NOTHING = """
withdrawn        | an agreement that was taken back
said no          | an agreement that was refused
somebody else's  | an agreement of another person
new, no reason   | a basis without who decided it
own agreement    | the person's agreement that nobody asked for
"""


@pytest.mark.parametrize("line", RESTS_ON_NOTHING.strip().splitlines())
def test_a_contact_without_a_basis_is_refused(
    make: Any, suite: Any, person: Any, ctx_of: Any, line: str
) -> None:
    case = line.split("|", maxsplit=1)[0].strip()
    with ctx_of(suite.nurse) as ctx:
        if case == "withdrawn":
            row = agree(ctx, person)
            sharing.withdraw_agreement(ctx, agreement_id=row.pk, version=row.version)
            ground = actions.Ground(agreement_id=row.pk)
        elif case == "said no":
            ground = actions.Ground(agreement_id=agree(ctx, person, "no").pk)
        elif case == "somebody else's":
            ground = actions.Ground(agreement_id=agree(ctx, make.person(suite.nurse)).pk)
        elif case == "new, no reason":
            ground = actions.Ground(kind=BasisKind.VITAL_INTEREST)
        else:
            ground = actions.Ground(kind=BasisKind.EXPLICIT_CONSENT, text="He nodded")
        with pytest.raises(ReasonMissing):
            contact(ctx, person, ground)
        assert not ContactMade.visible_to(ctx).exists()


def test_a_basis_decided_now_says_who_decided_it(suite: Any, person: Any, ctx_of: Any) -> None:
    ground = actions.Ground(kind=BasisKind.VITAL_INTEREST, text="I decided: he cannot answer")
    with ctx_of(suite.nurse) as ctx:
        row = contact(ctx, person, ground)
    assert (row.basis_kind, row.basis_text) == (3, "I decided: he cannot answer")


def test_the_database_itself_refuses_a_contact_without_a_basis(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        row = contact(ctx, person, actions.Ground(kind=3, text="Life in danger"))
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        ContactMade.rows.filter(pk=row.pk).update(basis_text="")


def test_that_somebody_was_asked_is_read_by_more_than_what_was_learned(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        contact(ctx, person, actions.Ground(kind=3, text="Life in danger"))
    with ctx_of(suite.link_worker) as ctx:
        ((row, learned),) = selectors.contacts_of(ctx, [person.pk])
        assert row.who == "Dr Ahmed"
        assert learned is None
        assert not ContactLearned.visible_to(ctx).exists()


def others(ctx: Any, person: Any) -> ThirdPartyInformation:
    return actions.record_third_party(
        ctx,
        person_id=person.pk,
        about="Partner",
        text="canarywords",
        told_by="Council officer",
        told_on=clock.today(),
        basis_text="Panel of 3 November",
    )


def test_information_about_others_is_for_named_people_and_a_purpose_alone(
    make: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    named = make.member("clinician", team=suite.nurse.team)
    make.link(person, named.pk, Relationship.PANEL)
    with ctx_of(suite.nurse) as ctx, pytest.raises(NotAllowed):
        others(ctx, person)
    with ctx_of(named, "direct_care") as ctx, pytest.raises(NotAllowed):
        others(ctx, person)
    with ctx_of(named, "safeguarding") as ctx:
        others(ctx, person)
        assert len(selectors.third_parties_of(ctx, [person.pk])) == 1
    for who in (suite.nurse, suite.lead, suite.link_worker, suite.police):
        with ctx_of(who) as ctx:
            assert selectors.third_parties_of(ctx, [person.pk]) == []
            assert "third_party.recorded" not in event_types(ctx)


# --- Triage -----------------------------------------------------------------------------------


def ask(ctx: Any, person: Any, kind: str = "duty_psychiatrist", **given: Any) -> TriageRequest:
    return actions.ask_for_triage(
        ctx,
        person_id=person.pk,
        kind=kind,
        asked_whom="Dr Iqbal, duty psychiatrist",
        reason="Hears voices, has not slept",
        **given,
    )


def test_each_time_of_a_request_is_an_event_of_its_own(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    start = clock.now() - timedelta(hours=3)
    with ctx_of(suite.nurse) as ctx:
        row = ask(ctx, person, asked_at=start)
        answered = start + timedelta(minutes=20)
        came = start + timedelta(hours=1)
        over = start + timedelta(hours=2)
        known: dict[str, Any] = {"answered_at": answered, "reply": "coming"}
        row = actions.update_triage(
            ctx, request_id=row.pk, version=1, given=actions.TriageGiven(**known)
        )
        assert row.status == "answered"
        known |= {"arrived_at": came}
        row = actions.update_triage(
            ctx, request_id=row.pk, version=2, given=actions.TriageGiven(**known)
        )
        assert row.status == "arrived"
        known |= {"ended_at": over, "outcome": "seen_no_admission"}
        row = actions.update_triage(
            ctx, request_id=row.pk, version=3, given=actions.TriageGiven(**known)
        )
        assert row.status == "ended"
        events = Event.visible_to(ctx).filter(subject_id=row.pk).order_by("happened_at")
        assert [(e.type, e.happened_at) for e in events][1:] == [
            ("triage.answered", answered),
            ("triage.arrived", came),
            ("triage.ended", over),
        ]
        with pytest.raises(MoveNotAllowed):
            actions.update_triage(
                ctx, request_id=row.pk, version=4, given=actions.TriageGiven(**known)
            )


NOT_WHOLE = """
answer without its time      | reply=coming
time without its answer      | answered_at=now
end without its outcome      | ended_at=now
outcome of another kind      | ended_at=now outcome=detained
section without who told us  | law=s136
section nobody confirmed     | law=s37 told_by=Dr
"""


@pytest.mark.parametrize("line", NOT_WHOLE.strip().splitlines())
def test_half_an_answer_is_refused(suite: Any, person: Any, ctx_of: Any, line: str) -> None:
    pairs = [pair.split("=") for pair in line.split("|")[1].split()]
    given = {name: clock.now() if value == "now" else value for name, value in pairs}
    with ctx_of(suite.nurse) as ctx:
        row = ask(ctx, person)
        with pytest.raises(ReasonMissing):
            actions.update_triage(
                ctx, request_id=row.pk, version=1, given=actions.TriageGiven(**given)
            )


def test_a_time_is_corrected_and_not_taken_away(suite: Any, person: Any, ctx_of: Any) -> None:
    now = clock.now()
    with ctx_of(suite.nurse) as ctx:
        row = ask(ctx, person, asked_at=now - timedelta(hours=1))
        given = actions.TriageGiven(answered_at=now, reply="coming")
        actions.update_triage(ctx, request_id=row.pk, version=1, given=given)
        with pytest.raises(StaleVersion):
            actions.update_triage(ctx, request_id=row.pk, version=1, given=given)
        with pytest.raises(ReasonMissing):
            actions.update_triage(ctx, request_id=row.pk, version=2, given=actions.TriageGiven())


def test_a_section_that_the_legal_lead_confirmed_may_be_chosen(
    suite: Any, person: Any, ctx_of: Any, settings: Any
) -> None:
    assert "s37" not in {row.code for row in lists.law(clock.today())}
    settings.CONFIRMED_LAW = ("s37",)
    with ctx_of(suite.nurse) as ctx:
        row = ask(ctx, person, kind="mha_assessment")
        given = actions.TriageGiven(
            ended_at=clock.now(), outcome="detained", law="s37", told_by="Dr Iqbal"
        )
        actions.update_triage(ctx, request_id=row.pk, version=1, given=given)
        assert TriageDetail.visible_to(ctx).get().law == "s37"


def test_every_listed_row_names_its_source_and_holds_from_a_day() -> None:
    for kind in TriageRequest.Kind.values:
        rows = lists.outcomes(kind, clock.today())
        assert len(rows) >= 4
        assert all(row.source and row.starts_on <= clock.today() for row in rows)


FAULTY_ROWS = """
source=             | has no source
source_status=X     | has no source
starts_on=yesterday | has no day
extra=1             | give each row its keys
"""


@pytest.mark.parametrize("line", FAULTY_ROWS.strip().splitlines())
def test_a_faulty_row_of_a_list_is_named(line: str) -> None:
    change, said = (part.strip() for part in line.split("|"))
    name, _equals, value = change.partition("=")
    row: dict[str, Any] = {
        "code": "seen",
        "title": "Seen",
        "starts_on": clock.today(),
        "source": "Our own",
        "source_status": "V",
        name: value,
    }
    with pytest.raises(lists.ListFault, match=rf"\[seen\].*{said}"):
        lists.read([row])


def test_there_is_no_clock_that_nobody_set(
    suite: Any, person: Any, ctx_of: Any, settings: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        ask(ctx, person)
        assert not Due.visible_to(ctx).filter(kind="triage_answer").exists()
        again = clock.now() + timedelta(hours=2)
        named = ask(ctx, person, ask_again_at=again)
        assert Due.visible_to(ctx).get(kind="triage_answer").due_at == again
        settings.TRIAGE_ANSWER_MINUTES = 60
        timed = ask(ctx, person)
        due = Due.visible_to(ctx).get(kind="triage_answer", subject_id=timed.pk)
        assert due.due_at == timed.asked_at + timedelta(hours=1)
        given = actions.TriageGiven(withdrawn=True)
        actions.update_triage(ctx, request_id=named.pk, version=1, given=given)
        assert Due.visible_to(ctx).filter(kind="triage_answer", status="open").count() == 1


def test_why_and_what_came_of_it_are_for_the_health_team(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        ask(ctx, person)
    with ctx_of(suite.link_worker) as ctx:
        (row,) = selectors.triage_of(ctx, [person.pk])
        assert selectors.triage_detail(ctx, row) is None
    with ctx_of(suite.police) as ctx:
        assert selectors.triage_of(ctx, [person.pk]) == []
