"""Suitability: what is settled, who signs, what is told; never a score."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.core.rebuilding import rebuild
from throughcare.pathways.definition import SELF_APPROVAL
from throughcare.pathways.models import Episode, PathwaySetting
from throughcare.suitability import actions, points, presenters, rules, selectors
from throughcare.suitability.models import Advice, CriterionAnswer, Suitability
from throughcare.suitability.tests.conftest import (
    ASKED,
    PATHWAY,
    Team,
    answered,
    days_on,
    sent,
    signed,
    willing,
)


def found(ctx: Any, row: Suitability) -> selectors.Considered:
    row = Suitability.visible_to(ctx).get(pk=row.pk)
    return selectors.considered(ctx, row, row.person, [row.person_id], clinical=True)


def verdicts(ctx: Any, row: Suitability) -> dict[str, str]:
    return {p.criterion.id: p.answer.verdict.value for p in found(ctx, row).points}


def open_dues(ctx: Any, kind: str) -> int:
    return Due.visible_to(ctx).filter(kind=kind, status="open").count()


def test_what_nobody_answered_is_not_known_and_never_counts_as_met(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        said = verdicts(ctx, row)
        assert said["adult"] == "met"
        assert {said[each] for each in (*ASKED, "willing")} == {"not_known"}
        assert points.counts(found(ctx, row)) == "1 of 9 are met."


def test_rules_of_general_knowledge_are_not_asked_until_the_site_turns_them_on(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        assert "not_treated_elsewhere" not in verdicts(ctx, row)
    setting(team, "criterion_not_treated_elsewhere")
    with ctx_of(team.nurse) as ctx:
        assert verdicts(ctx, row)["not_treated_elsewhere"] == "not_known"


def setting(team: Team, name: str) -> None:
    with as_owner():
        PathwaySetting.objects.create(
            agency=team.nurse.team.agency,
            pathway=PATHWAY,
            name=name,
            value=1,
            source="Local decision (invented)",
            set_by=team.lead,
            set_at=clock.now(),
        )


def test_open_points_come_first_each_with_its_reason_and_source(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        answered(ctx, row, "guilty", why="Guilty plea on 19 November.", told_by="Court result")
        answered(ctx, row, "arranged", said="no", why="The first place is in January.")
        shown = points.groups(found(ctx, row), "TC-X", may_answer=True)
        assert [len(each.rows) for each in shown] == [7, 2]
        arranged = next(r for r in shown[0].rows if r.verdict == "Not met")
        assert arranged.why == "The first place is in January."
        assert "Sentencing Act 2020" in arranged.source
        guilty = next(r for r in shown[1].rows if r.why.startswith("Guilty plea"))
        assert guilty.told_by.startswith("Court result. Priya Nair")


def test_nearly_suitable_says_what_it_lacks(team: Team, row: Suitability, ctx_of: Any) -> None:
    with ctx_of(team.nurse) as ctx:
        assert points.nearly(found(ctx, row)) == ""
        for each in ASKED[:-1]:
            answered(ctx, row, each)
        assert points.nearly(found(ctx, row)) == (
            "Nearly suitable. It lacks: willing to comply, said before sentence; has a GP, or"
            " will register."
        )


def test_what_nothing_would_settle_is_not_called_nearly_suitable(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    """A hospital order is warranted, or the answer is no: that is more than something lacking."""
    with ctx_of(team.nurse) as ctx:
        for each in ASKED:
            answered(ctx, row, each, said="no" if each == "no_hospital_order" else "yes")
        willing(ctx, team.person)
        assert points.nearly(found(ctx, row)) == (
            "Not met, and nothing is planned that would settle it: does not warrant a hospital or"
            " guardianship order."
        )
        answered(ctx, row, "no_hospital_order", said="no", next_step="Ask again", version=1)
        assert points.nearly(found(ctx, row)).startswith("Nearly suitable. It lacks: does not")
        willing(ctx, team.person, yes=False)
        assert "willing to comply" in points.nearly(found(ctx, row))
        assert not points.nearly(found(ctx, row)).startswith("Nearly")


def test_an_answer_needs_a_reason_and_a_question_that_is_asked(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        for wrong in (
            {"criterion": "guilty", "why": "  "},
            {"criterion": "adult"},
            {"criterion": "willing"},
            {"criterion": "nothing"},
            {"criterion": "guilty", "said": "maybe"},
            {"criterion": "guilty", "next_on": days_on(2)},
        ):
            with pytest.raises(ReasonMissing):
                answered(ctx, row, **wrong)


def test_two_workers_on_one_question_lose_nothing(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        first = answered(ctx, row, "guilty", why="Heard it.")
        with pytest.raises(StaleVersion):
            answered(ctx, row, "guilty", why="Read it.", version=7)
        answered(ctx, row, "guilty", why="Read it.", version=first.version)
        kept = CriterionAnswer.visible_to(ctx).get(suitability_id=row.pk)
        assert (kept.why, kept.version) == ("Read it.", 2)


def test_willingness_missing_comes_up_before_sentence_and_goes_when_it_is_said(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        due = Due.visible_to(ctx).get(kind="willingness_missing", status="open")
        assert due.due_at == rules.morning_of(days_on(21)) - timedelta(days=7)
        assert due.detail["sentence_on"] == days_on(21).isoformat()
        willing(ctx, team.person)
        assert open_dues(ctx, "willingness_missing") == 0
        assert verdicts(ctx, row)["willing"] == "met"


def test_another_day_of_sentence_moves_the_reminder(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        actions.change_dates(
            ctx,
            suitability_id=row.pk,
            version=row.version,
            sentence_on=days_on(9),
            explained=["can_say_no", "invented"],
        )
        due = Due.visible_to(ctx).get(kind="willingness_missing", status="open")
        assert due.due_at == rules.morning_of(days_on(9)) - timedelta(days=7)
        assert Suitability.visible_to(ctx).get(pk=row.pk).explained == ["can_say_no"]


def test_the_clinical_lead_signs_and_nobody_else(team: Team, row: Suitability, ctx_of: Any) -> None:
    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person)
        sent(ctx, row)
        assert open_dues(ctx, "suitability_sign") == 1
        with pytest.raises(NotAllowed):
            signed(ctx, row)
    with ctx_of(team.lead, "direct_care") as ctx, pytest.raises(NotAllowed):
        signed(ctx, row)
    with ctx_of(team.lead) as ctx:
        advice = signed(ctx, row, available="First place on 5 January.")
        assert (advice.number, advice.view) == (1, "suitable")
        assert open_dues(ctx, "suitability_sign") == 0
        assert Suitability.visible_to(ctx).get(pk=row.pk).status == "signed"


def test_nobody_signs_what_they_sent_unless_the_site_turned_it_on(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.lead) as ctx:
        sent(ctx, row)
        with pytest.raises(NotAllowed, match="own"):
            signed(ctx, row, "not_suitable")
    setting(team, SELF_APPROVAL)
    with ctx_of(team.lead) as ctx:
        assert signed(ctx, row, "not_suitable").number == 1


def test_nobody_is_called_suitable_who_has_not_said_that_they_are_willing(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
    with ctx_of(team.lead) as ctx, pytest.raises(actions.WillingnessMissing):
        signed(ctx, row)
    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person, yes=False)
    with ctx_of(team.lead) as ctx, pytest.raises(actions.WillingnessMissing):
        signed(ctx, row)


def test_nearly_names_what_is_open_and_comes_back_on_its_day(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
    with ctx_of(team.lead) as ctx:
        for wrong in ((), ("invented",)):
            with pytest.raises(ReasonMissing):
                signed(ctx, row, "nearly", lacks=wrong)
        advice = signed(ctx, row, "nearly", lacks=("arranged",), look_again_on=days_on(5))
        assert advice.lacks == ["arranged"]
        again = Due.visible_to(ctx).get(kind="suitability_again", status="open")
        assert again.due_at == rules.morning_of(days_on(5))
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
        assert open_dues(ctx, "suitability_again") == 0


def test_see_again_gives_it_back_to_the_team(team: Team, row: Suitability, ctx_of: Any) -> None:
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
    with ctx_of(team.lead) as ctx:
        signed(ctx, row, "see_again")
        assert Suitability.visible_to(ctx).get(pk=row.pk).status == "open"


def test_what_waits_for_sign_off_is_not_changed_under_the_signers_eyes(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        waiting = sent(ctx, row)
        with pytest.raises(MoveNotAllowed):
            answered(ctx, row, "guilty")
        actions.take_back(ctx, suitability_id=row.pk, version=waiting.version)
        answered(ctx, row, "guilty")


def test_what_was_signed_is_never_changed(team: Team, row: Suitability, ctx_of: Any) -> None:
    from django.db import DatabaseError, transaction

    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person)
        sent(ctx, row)
    with ctx_of(team.lead) as ctx:
        signed(ctx, row)
        with pytest.raises(DatabaseError), transaction.atomic():
            Advice.rows.filter(suitability_id=row.pk).update(line="Otherwise.")


def test_probation_reads_the_advice_and_no_answer_and_police_read_nothing(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        answered(ctx, row, "guilty", next_step="Ring", next_on=days_on(1))
        actions.put_in_sequence(
            ctx, suitability_id=row.pk, version=0, place="beside", why="Wombatwhy"
        )
        willing(ctx, team.person)
        sent(ctx, row)
    with ctx_of(team.lead) as ctx:
        signed(ctx, row)
    with ctx_of(team.officer) as ctx:
        assert Advice.visible_to(ctx).count() == 1
        assert not CriterionAnswer.visible_to(ctx).exists()
        assert not Event.visible_to(ctx).filter(type="suitability.answered").exists()
        assert found(ctx, row).sequence is None
    with ctx_of(team.police) as ctx:
        assert not Suitability.visible_to(ctx).exists()
        assert not Advice.visible_to(ctx).exists()


def test_a_second_look_at_the_same_requirement_is_refused(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        with pytest.raises(MoveNotAllowed):
            actions.consider(ctx, person_id=team.person.pk, pathway=PATHWAY)
        row.refresh_from_db()
        actions.close(ctx, suitability_id=row.pk, version=row.version, how="declined")
        actions.consider(ctx, person_id=team.person.pk, pathway=PATHWAY)


def test_closing_takes_every_line_off_the_list(team: Team, row: Suitability, ctx_of: Any) -> None:
    with ctx_of(team.nurse) as ctx:
        answered(ctx, row, "arranged", said="no", next_step="Ask", next_on=days_on(1))
        sent(ctx, row)
        assert open_dues(ctx, "suitability_step") == 1
        now = Suitability.visible_to(ctx).get(pk=row.pk)
        actions.close(ctx, suitability_id=row.pk, version=now.version, how="not_needed")
        mine = Due.visible_to(ctx).filter(status="open", kind__startswith="suitability")
        assert not mine.exists()
        assert open_dues(ctx, "willingness_missing") == 0
        assert Episode.visible_to(ctx).get(pathway=PATHWAY).status == "ended"


def test_the_order_of_the_court_closes_it(team: Team, row: Suitability, ctx_of: Any) -> None:
    from throughcare.orders import actions as orders

    with ctx_of(team.nurse) as ctx:
        order = orders.make_order(
            ctx,
            person_id=team.person.pk,
            facts=orders.OrderFacts("community_order", clock.today(), "Northfield"),
        )
        orders.add_requirement(
            ctx, order_id=order.pk, kind="rehabilitation_activity", facts=orders.RequirementFacts()
        )
        assert Suitability.visible_to(ctx).get(pk=row.pk).status == "open"
        orders.add_requirement(
            ctx, order_id=order.pk, kind="mental_health_treatment", facts=orders.RequirementFacts()
        )
        now = Suitability.visible_to(ctx).get(pk=row.pk)
        assert (now.status, now.closed_how) == ("closed", "sentenced")


def ordered(ctx: Any, team: Team, *kinds: str, on: date | None = None) -> Any:
    """An order of today, or of that day, with these requirements, by whoever enters it."""
    from throughcare.orders import actions as orders

    facts = orders.OrderFacts("community_order", on or clock.today(), "Northfield")
    order = orders.make_order(ctx, person_id=team.person.pk, facts=facts)
    return [
        orders.add_requirement(ctx, order_id=order.pk, kind=kind, facts=orders.RequirementFacts())
        for kind in kinds
    ]


def now(ctx: Any, row: Suitability) -> Suitability:
    found: Suitability = Suitability.visible_to(ctx).get(pk=row.pk)
    return found


def test_a_worker_who_reads_no_answers_closes_it_by_the_order_with_every_line(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        answered(ctx, row, "arranged", said="no", next_step="Ask", next_on=days_on(1))
        assert open_dues(ctx, "suitability_step") == 1
    with ctx_of(team.worker) as ctx:
        ordered(ctx, team, "mental_health_treatment")
    with ctx_of(team.nurse) as ctx:
        assert (now(ctx, row).status, now(ctx, row).came_of) == ("closed", "with")
        assert open_dues(ctx, "suitability_step") == 0
        assert Episode.visible_to(ctx).get(pathway=PATHWAY).ended_how == "sentenced"
    with as_owner():
        assert rebuild(write=False).same


def test_what_probation_enters_closes_nothing_and_the_team_is_told(
    team: Team, row: Suitability, make: Any, ctx_of: Any
) -> None:
    make.sharing(
        team.officer.team.agency,
        team.nurse.team.agency,
        purpose="direct_care",
        categories=("justice",),
    )
    with ctx_of(team.nurse) as ctx:
        assert selectors.decided(ctx, 9) == []
    with ctx_of(team.officer) as ctx:
        ordered(ctx, team, "mental_health_treatment")
        assert selectors.decided(ctx, 9) == []
    with ctx_of(team.nurse) as ctx:
        (found,) = selectors.decided(ctx, 9)
        assert (found.pk, found.status) == (row.pk, "open")
        assert presenters.decided_words(found).startswith("The court made this requirement: ")
        close = {"suitability_id": row.pk, "version": found.version, "how": "sentenced"}
        for wrong in ("", "maybe"):
            with pytest.raises(ReasonMissing):
                actions.close(ctx, **close, came_of=wrong)
        actions.close(ctx, **close, came_of="with")
        assert selectors.decided(ctx, 9) == []


def test_an_older_order_that_is_entered_now_decides_nothing(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        ordered(ctx, team, "mental_health_treatment", on=days_on(-90))
        assert now(ctx, row).status == "open"
        assert selectors.decided(ctx, 9) == []


def test_what_was_said_before_an_earlier_sentence_does_not_count(team: Team, ctx_of: Any) -> None:
    """Willing a year ago, of that sentence: asked again for this one, and not signed before."""
    said = clock.now() - timedelta(days=100)
    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person, at=said)
        ordered(ctx, team, "mental_health_treatment", on=days_on(-90))
        row = actions.consider(
            ctx, person_id=team.person.pk, pathway=PATHWAY, sentence_on=days_on(21)
        )
        assert verdicts(ctx, row)["willing"] == "not_known"
        assert "before an earlier one" in presenters.willing_words(found(ctx, row), "Lea")
        assert open_dues(ctx, "willingness_missing") == 1
        sent(ctx, row)
    with ctx_of(team.lead) as ctx, pytest.raises(ReasonMissing):
        signed(ctx, row)
    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person)
        assert verdicts(ctx, row)["willing"] == "met"
        assert open_dues(ctx, "willingness_missing") == 0


def test_an_order_entered_by_mistake_makes_no_answer_old(team: Team, ctx_of: Any) -> None:
    from throughcare.orders import actions as orders

    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person, at=clock.now() - timedelta(days=100))
        (made,) = ordered(ctx, team, "mental_health_treatment", on=days_on(-90))
        order = made.order
        orders.end_order(
            ctx, order_id=order.pk, version=order.version, reason="mistake", on=clock.today()
        )
        row = actions.consider(ctx, person_id=team.person.pk, pathway=PATHWAY)
        assert verdicts(ctx, row)["willing"] == "met"


def test_what_came_of_it_is_corrected_and_a_mistake_is_looked_at_again(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        ordered(ctx, team)
        this = {"suitability_id": row.pk, "version": row.version}
        (waits,) = selectors.decided(ctx, 9)
        assert waits.pk == row.pk
        assert presenters.decided_words(waits).endswith("No such requirement is entered.")
        actions.close(ctx, **this, how="sentenced", came_of="without")
        this["version"] = now(ctx, row).version
        assert actions.correct_end(ctx, **this, how="declined").came_of == ""
        with pytest.raises(StaleVersion):
            actions.correct_end(ctx, **this, how="not_needed")
        this["version"] = now(ctx, row).version
        again = actions.look_again(ctx, **this)
        assert (again.status, again.closed_how) == ("open", "")
        # What the court decided before is no news any more.
        assert selectors.decided(ctx, 9) == []
        states = Episode.visible_to(ctx).filter(pathway=PATHWAY).values_list("status", flat=True)
        assert sorted(states) == ["ended", "open"]


def test_a_requirement_entered_by_mistake_is_considered_again(
    team: Team, row: Suitability, ctx_of: Any
) -> None:
    from throughcare.orders import actions as orders

    with ctx_of(team.nurse) as ctx:
        (made,) = ordered(ctx, team, "mental_health_treatment")
        orders.end_requirement(
            ctx, requirement_id=made.pk, version=1, reason="mistake", on=clock.today()
        )
        assert now(ctx, row).status == "open"
