"""A session is kept whole or not at all; a safety answer acts; colleagues lose nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from throughcare.appointments import actions as appointments
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.instruments.models import Administration, PromptAnswered
from throughcare.screening.tests.conftest import event_types, open_dues
from throughcare.treatment import actions, rules, selectors
from throughcare.treatment.models import Measured, Programme, Session, SessionNote
from throughcare.treatment.tests.conftest import PLYMOUTH, answered, set_here
from throughcare.treatment.tests.test_limits import ALL_MET, SUPPORT

CALM, UNSAFE = "012301200", "012301201"


def test_a_session_is_saved_with_its_answers_attendance_note_and_the_next_one(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    following = actions.Next(clock.now() + timedelta(days=7), "Room 2")
    facts = actions.Facts(
        came="came",
        modules=["problem_solving"],
        to_try="Walk to school",
        note="Brighter.",
        answers=answered(phq_9=CALM, gad_7="0123012"),
        following=following,
        seconds=70,
    )
    with ctx_of(clinic.psychologist) as ctx:
        saved = actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
        assert (saved.status, saved.held, saved.seconds_to_save) == ("saved", True, 70)
        at = selectors.appointment_of(ctx, saved)
        assert at is not None
        assert at.status == "came"
        note = SessionNote.visible_to(ctx).get(session=saved)
        assert (note.modules, note.to_try) == (["problem_solving"], "Walk to school")
        measured = selectors.measured_at(ctx, saved)
        assert [m.administration.instrument for m in measured] == ["PHQ-9", "GAD-7"]
        later = Session.visible_to(ctx).get(number=2)
        assert later.status == "planned"
        booked = selectors.appointment_of(ctx, later)
        assert booked is not None
        assert booked.starts_at == following.starts_at


def test_a_safety_answer_is_never_passed_over(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    with ctx_of(clinic.psychologist) as ctx:
        silent = actions.Facts(came="came", answers=answered(phq_9=UNSAFE))
        with pytest.raises(actions.SafetyUnanswered):
            actions.save_session(ctx, session_id=row.pk, version=row.version, facts=silent)
        assert Administration.visible_to(ctx).count() == 0
        talked = actions.Facts(came="came", answers=answered(phq_9=UNSAFE), safety="still_right")
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=talked)
        assert PromptAnswered.visible_to(ctx).count() == 1
        assert not Due.visible_to(ctx).filter(kind="questionnaire_safety", status="open").exists()


def test_who_needs_advice_leaves_the_prompt_open(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    facts = actions.Facts(came="came", answers=answered(phq_9=UNSAFE), safety="advice")
    with ctx_of(clinic.psychologist) as ctx:
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
        assert ("questionnaire_safety", "act_now") in open_dues(ctx)


def test_a_safety_answer_that_was_kept_on_the_way_is_the_one_that_is_saved(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    given = answered(phq_9=UNSAFE)
    with ctx_of(clinic.psychologist) as ctx:
        actions.save_safety_answers(ctx, session=row, answers=list(given.values()))
        assert ("questionnaire_safety", "act_now") in open_dues(ctx)
        facts = actions.Facts(came="came", answers=given, safety="changed")
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
        assert Administration.visible_to(ctx).count() == 1
        assert ("questionnaire_safety", "act_now") not in open_dues(ctx)


def test_the_second_of_two_workers_is_told_and_nothing_is_overwritten(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    with ctx_of(clinic.psychologist) as ctx:
        facts = actions.Facts(came="came", note="Mine")
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
    with ctx_of(clinic.colleague) as ctx, pytest.raises(StaleVersion):
        facts = actions.Facts(came="did_not_come", note="Theirs")
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
    with ctx_of(clinic.psychologist) as ctx:
        assert SessionNote.visible_to(ctx).get().note == "Mine"


def test_a_correction_keeps_one_use_of_each_questionnaire(
    clinic: Any, programme: Programme, hold: Any, ctx_of: Any
) -> None:
    row = hold(phq_9=CALM)
    facts = actions.Facts(came="came_late", answers=answered(phq_9="112301200"))
    with ctx_of(clinic.psychologist) as ctx:
        again = actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
        assert Measured.visible_to(ctx).count() == 1
        assert "questionnaire.corrected" in event_types(ctx)
        assert "treatment.session_corrected" in event_types(ctx)
        at = selectors.appointment_of(ctx, again)
        assert at is not None
        assert at.status == "came_late"


def test_nobody_answers_at_a_session_that_was_not_held(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    facts = actions.Facts(came="did_not_come", answers=answered(phq_9=CALM))
    with ctx_of(clinic.psychologist) as ctx, pytest.raises(actions.NotHeldMeasured):
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)


def test_who_came_is_known_on_the_day(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book(weeks=2)
    with ctx_of(clinic.psychologist) as ctx, pytest.raises(MoveNotAllowed):
        facts = actions.Facts(came="came")
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)


def test_answers_given_that_day_before_the_session_belong_to_it(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    from throughcare.instruments import actions as questionnaires

    row = book()
    phq, given = answered(phq_9=CALM)["PHQ-9"]
    with ctx_of(clinic.psychologist) as ctx:
        questionnaires.administer(
            ctx,
            person_id=clinic.person.pk,
            questionnaire=phq,
            answers=given,
            how=questionnaires.How(mode="tablet"),
        )
        facts = actions.Facts(came="came")
        actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)
        (measured,) = selectors.measured_at(ctx, row)
        assert measured.administration.mode == "tablet"


def test_a_session_that_is_moved_keeps_its_page(
    clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book(weeks=1)
    with ctx_of(clinic.psychologist) as ctx:
        first = selectors.appointment_of(ctx, row)
        assert first is not None
        to = first.starts_at + timedelta(days=2)
        appointments.move_appointment(ctx, first, starts_at=to)
        now = selectors.appointment_of(ctx, row)
        assert now is not None
        assert (now.pk != first.pk, now.starts_at) == (True, to)


def test_first_come_first_served_unless_there_is_a_reason(
    make: Any, clinic: Any, take_on: Any, ctx_of: Any
) -> None:
    longer = make.person(clinic.psychologist)
    take_on(longer, waits_since=clock.today() - timedelta(days=90))
    row = take_on()
    lead = {"lead_id": clinic.psychologist.pk}
    with ctx_of(clinic.psychologist) as ctx:
        with pytest.raises(ReasonMissing):
            actions.begin(ctx, programme_id=row.pk, version=row.version, **lead)
        begun = actions.begin(
            ctx, programme_id=row.pk, version=row.version, out_of_turn="Order ends soon", **lead
        )
        assert (begun.status, begun.out_of_turn) == ("under_way", "Order ends soon")


def test_who_waits_is_late_when_the_clock_that_the_site_set_has_run_out(
    clinic: Any, take_on: Any, ctx_of: Any
) -> None:
    since, agency = clock.today() - timedelta(days=10), clinic.psychologist.team.agency
    set_here(agency, clinic.psychologist, PLYMOUTH, first_session_within=28)
    for pathway, days in ((PLYMOUTH, 28), (SUPPORT, 0)):
        answers = ALL_MET if pathway == SUPPORT else None
        row = take_on(pathway=pathway, waits_since=since, answers=answers)
        with ctx_of(clinic.psychologist) as ctx:
            due = Due.visible_to(ctx).get(kind="treatment_waiting", subject_id=row.pk)
            assert due.due_at == rules.morning(since + timedelta(days=days)), pathway


def test_only_a_clinician_of_the_team_leads(clinic: Any, take_on: Any, ctx_of: Any) -> None:
    row = take_on()
    for member in (clinic.link_worker, clinic.elsewhere):
        with ctx_of(clinic.psychologist) as ctx, pytest.raises(NotAllowed):
            actions.begin(ctx, programme_id=row.pk, version=row.version, lead_id=member.pk)


def test_nobody_is_on_the_same_programme_twice(clinic: Any, take_on: Any) -> None:
    take_on()
    with pytest.raises(MoveNotAllowed):
        take_on()


def test_the_pathway_is_followed_by_what_happens(
    clinic: Any, programme: Programme, hold: Any, ctx_of: Any
) -> None:
    from throughcare.pathways.models import Episode

    hold()
    with ctx_of(clinic.psychologist) as ctx:
        episode = Episode.visible_to(ctx).get(pathway=programme.pathway)
        assert episode.stage == "treatment"
        assert ("treatment_supervision", "planned") in open_dues(ctx)
        ended = actions.end(
            ctx,
            programme_id=programme.pk,
            version=programme.version,
            reason="completed",
            on=clock.today(),
            summary="Well.",
        )
        assert (ended.status, ended.closed) == ("ended", False)
        episode.refresh_from_db()
        assert episode.stage == "after"
        assert ("treatment_supervision", "planned") not in open_dues(ctx)
        assert [d for d in open_dues(ctx) if d[0] == "treatment_follow_up"] == [
            ("treatment_follow_up", "planned")
        ] * 2
