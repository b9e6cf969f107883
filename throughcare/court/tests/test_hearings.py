"""What came of a hearing, what follows from it, and what the court said of our information."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.court import actions, terms
from throughcare.court.models import (
    AdviceDetail,
    AdviceToCourt,
    CourtFeedback,
    CourtFollowUp,
    Hearing,
    HearingOutcome,
)
from throughcare.court.tests.conftest import open_dues, told

ENDED = {"used": "yes", "source": "in_court", "disposal": "community_order"}


def outcome(**facts: Any) -> actions.OutcomeFacts:
    return actions.OutcomeFacts(**{**ENDED, **facts})


def adjourned(days: int = 14, **facts: Any) -> actions.OutcomeFacts:
    later = clock.today() + timedelta(days=days)
    return outcome(
        disposal="", reason="health_report", adjourned_to=later, remand="custody", **facts
    )


def test_an_outcome_moves_the_hearing_and_leaves_the_work(
    house: Any, linked: Any, ctx_of: Any
) -> None:
    with ctx_of(house.nurse) as ctx:
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=outcome())
        assert (kept.disposal, kept.used, kept.by_name) == ("community_order", "yes", "Priya Nair")
        hearing = Hearing.visible_to(ctx).get(pk=linked.hearing.pk)
        assert hearing.status == "heard"
        assert told(ctx, hearing) == ["hearing.listed", "hearing.outcome_recorded"]
        assert ("hearing_outcome", "today") not in open_dues(ctx)


def test_an_adjournment_makes_the_next_hearing(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=adjourned())
        following = Hearing.visible_to(ctx).get(source="outcome")
        assert following.on == clock.today() + timedelta(days=14)
        assert (following.case_number, following.custody) == ("2300001", "in_custody")
        due = Due.visible_to(ctx).get(subject_id=following.pk, status="open")
        assert due.due_at.date() == following.on


def test_the_list_of_the_next_day_meets_the_hearing_that_was_foretold(
    house: Any, linked: Any, line: Any, ctx_of: Any
) -> None:
    with ctx_of(house.nurse) as ctx:
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=adjourned())
    on = clock.today() + timedelta(days=14)
    entry = line(family_name="Bright", on=on, case_number="2300001", room="4")
    with ctx_of(house.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=linked.pk)
        (hearing,) = Hearing.visible_to(ctx).filter(on=on)
        assert (hearing.entry_id, hearing.room) == (entry.pk, "4")


@pytest.mark.parametrize(
    "facts",
    [
        {"disposal": ""},
        {"disposal": "no such thing"},
        {"remand": "no such thing"},
        {"used": "maybe"},
        {"source": "gossip"},
        {"adjourned_to": "yesterday", "reason": "trial"},
        {"adjourned_to": "tomorrow"},
        {"follow_ups": (("no such thing", None),)},
        {"disposal": "hospital_order"},
    ],
)
def test_an_outcome_says_what_was_decided_in_words_that_are_offered(
    house: Any, linked: Any, ctx_of: Any, facts: Any
) -> None:
    days = {"yesterday": -1, "tomorrow": 1}
    if "adjourned_to" in facts:
        facts = {**facts, "adjourned_to": clock.today() + timedelta(days[facts["adjourned_to"]])}
    with ctx_of(house.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=outcome(**facts))
        assert not HearingOutcome.visible_to(ctx).exists()


def test_a_word_known_only_generally_is_offered_where_the_service_says_so(
    house: Any, linked: Any, ctx_of: Any, settings: Any
) -> None:
    settings.COURT_TERMS_ON = ("disposal/hospital_order",)
    with ctx_of(house.nurse) as ctx:
        facts = outcome(disposal="hospital_order")
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        assert kept.disposal == "hospital_order"


def test_an_outcome_is_recorded_once(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=outcome())
    with (
        ctx_of(house.colleague) as ctx,
        pytest.raises(MoveNotAllowed, match=r"\[heard\] has its outcome"),
    ):
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=outcome())


def test_a_correction_moves_the_next_hearing(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=adjourned(14))
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=kept.version, facts=adjourned(21))
        listed = Hearing.visible_to(ctx).filter(source="outcome", status="listed")
        assert [each.on for each in listed] == [clock.today() + timedelta(days=21)]
        with pytest.raises(StaleVersion):
            actions.correct_outcome(ctx, outcome_id=kept.pk, version=1, facts=outcome())
        latest = HearingOutcome.visible_to(ctx).get()
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=latest.version, facts=outcome())
        assert not listed.all().exists()
        assert Hearing.visible_to(ctx).get(pk=linked.hearing.pk).status == "heard"


def test_what_follows_is_work_with_a_day_and_ends_with_what_came_of_it(
    house: Any, linked: Any, ctx_of: Any
) -> None:
    friday = clock.today() + timedelta(days=3)
    facts = outcome(follow_ups=(("tell_gp", friday), ("ring_person", friday)))
    with ctx_of(house.nurse) as ctx:
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        work = Due.visible_to(ctx).filter(kind="court_follow_up", status="open")
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=kept.version, facts=facts)
        assert work.count() == 2  # what is work already is not asked for again
        assert {due.detail["kind"] for due in work} == {"tell_gp", "ring_person"}
        assert {due.owner_id for due in work} == {house.nurse.pk}
        follow = CourtFollowUp.visible_to(ctx).get(kind="tell_gp")
        ended = actions.end_follow_up(
            ctx, follow_up_id=follow.pk, version=follow.version, how="done", words="Posted"
        )
        assert (ended.status, work.all().count()) == ("done", 1)
        with pytest.raises(MoveNotAllowed):
            actions.end_follow_up(ctx, follow_up_id=follow.pk, version=2, how="done")


def test_a_status_cannot_change_without_its_event(linked: Any, house: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        Hearing.visible_to(ctx).filter(pk=linked.hearing.pk).update(status="heard")
        with pytest.raises(IntegrityError, match="event"), transaction.atomic():  # noqa: SIM117
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_the_court_reads_the_hearing_where_an_agreement_says_so(
    make: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    with ctx_of(house.adviser) as ctx:
        assert not Hearing.visible_to(ctx).exists()
    trust, court = house.nurse.team.agency, house.adviser.team.agency
    make.sharing(trust, court, purpose="court_report", categories=("identity", "justice"))
    with ctx_of(house.adviser) as ctx:
        assert Hearing.visible_to(ctx).get().pk == linked.hearing.pk


# -- Spoken advice -------------------------------------------------------------------------------


def advice(house: Any, **facts: Any) -> actions.AdviceFacts:
    facts.setdefault("to_whom", "legal_adviser")
    facts.setdefault("said", ("adjustments", "available"))
    return actions.AdviceFacts(place_id=house.place.pk, **facts)


def test_spoken_advice_is_kept_in_categories(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        kept = actions.give_advice(ctx, person_id=linked.pk, facts=advice(house))
        assert (kept.said, kept.clinical) == (["adjustments", "available"], False)
        assert told(ctx, kept) == ["court_advice.given"]


@pytest.mark.parametrize("facts", [{"said": ()}, {"said": ("sentence",)}, {"to_whom": "press"}])
def test_there_is_no_word_for_a_sentence(house: Any, linked: Any, ctx_of: Any, facts: Any) -> None:
    with ctx_of(house.nurse) as ctx, pytest.raises(ReasonMissing):
        actions.give_advice(ctx, person_id=linked.pk, facts=advice(house, **facts))
    assert "sentence" not in {term.code for term in terms.all_terms() if term.kind == "advice"}


def test_clinical_words_stand_apart_with_their_reason_and_only_care_reads_them(
    make: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    said = actions.Clinical("Voices since June.", "To decide on remand", "agreed")
    with ctx_of(house.nurse) as ctx:
        kept = actions.give_advice(ctx, person_id=linked.pk, facts=advice(house, clinical=said))
        assert kept.clinical
        assert AdviceDetail.visible_to(ctx).get().why == "To decide on remand"
        with pytest.raises(ReasonMissing):
            bare = actions.Clinical("Voices since June.", " ", "agreed")
            actions.give_advice(ctx, person_id=linked.pk, facts=advice(house, clinical=bare))
    trust, court = house.nurse.team.agency, house.adviser.team.agency
    make.sharing(
        trust,
        court,
        purpose="court_report",
        categories=("identity", "justice", "health_summary", "clinical_detail"),
    )
    with ctx_of(house.adviser) as ctx:
        assert not AdviceDetail.visible_to(ctx).exists()
        assert not AdviceToCourt.visible_to(ctx).exists()  # no basis is recorded


# -- Feedback ------------------------------------------------------------------------------------


def test_a_legal_adviser_says_in_one_tap_whether_it_was_used(
    make: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    facts = actions.FeedbackFacts(
        place_id=house.place.pk, used="partly", said_by="legal_adviser", on=clock.today()
    )
    with ctx_of(house.adviser) as ctx:
        kept = actions.give_feedback(ctx, person_id=linked.pk, facts=facts)
        assert (kept.used, kept.by_name) == ("partly", "Miriam Price")
        assert told(ctx, kept) == ["court_feedback.given"]
    with ctx_of(house.nurse) as ctx:
        assert not CourtFeedback.visible_to(ctx).exists()
    make.sharing(
        house.adviser.team.agency,
        house.nurse.team.agency,
        purpose="direct_care",
        categories=("identity", "justice"),
    )
    with ctx_of(house.nurse) as ctx:
        assert CourtFeedback.visible_to(ctx).get().used == "partly"


def test_the_court_gives_no_feedback_on_somebody_who_is_not_before_it(
    make: Any, house: Any, ctx_of: Any
) -> None:
    person = make.person(house.nurse)
    facts = actions.FeedbackFacts(
        place_id=house.place.pk, used="yes", said_by="sentencer", on=clock.today()
    )
    with ctx_of(house.adviser) as ctx, pytest.raises(NotAllowed):
        actions.give_feedback(ctx, person_id=person.pk, facts=facts)
