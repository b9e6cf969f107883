"""Assessments as parts of the whole: one human in two records, the report, the rebuilt list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.assessments import actions, selectors
from throughcare.assessments.area_sets import RESERVED, newest, read_set
from throughcare.assessments.for_report import areas_for_report, for_report
from throughcare.assessments.models import Assessment
from throughcare.assessments.tests.conftest import safety
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.core.rebuilding import rebuild
from throughcare.core.word_sets import SetFault
from throughcare.people.same_as import confirm_same_as, propose_same_as
from throughcare.sharing import actions as sharing


@pytest.fixture
def two_parts(make: Any, suite: Any, ctx_of: Any) -> Any:
    """One human with two records."""
    one, two = make.person(suite.nurse), make.person(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        propose_same_as(ctx, a=one, b=two, reason="Same birth date and same tattoo")
    with ctx_of(suite.colleague) as ctx:
        confirm_same_as(ctx, a=one, b=two, reason="I know them both, it is one man")
    return one, two


def fill(ctx: Any, person: Any) -> Assessment:
    """Everything that a page of one person reads, on this record."""
    row = actions.start_assessment(ctx, person_id=person.pk)
    given = safety(worrying_now="Alone tonight")
    actions.save_safety(ctx, assessment_id=row.pk, version=0, given=given)
    area = actions.AreaGiven(asked="asked", found="A hostel", need="yes", do_not_ask_again=True)
    actions.save_area(ctx, assessment_id=row.pk, area="housing", version=0, given=area)
    actions.complete_assessment(ctx, assessment_id=row.pk, version=1)
    actions.look_again(ctx, assessment_id=row.pk, how_things_are="Well")
    plan = actions.write_plan(ctx, person_id=person.pk, seen_number=0, parts={"people": "Tom"})
    actions.give_copy(ctx, plan_id=plan.pk, how="paper", to_whom="person")
    sharing.record_agreement(ctx, person_id=person.pk, recipient="court", answer="yes")
    actions.record_contact(
        ctx,
        person_id=person.pk,
        agency_kind="gp",
        who="Dr Ahmed",
        how="phone",
        at=clock.now(),
        reached=True,
        asked="Medicine",
        learned="None",
        ground=actions.Ground(kind=3, text="Life in danger"),
    )
    actions.ask_for_triage(
        ctx, person_id=person.pk, kind="duty_psychiatrist", asked_whom="Dr Iqbal", reason="Voices"
    )
    return row


#: Each selector with what it finds, asked of both records: (name, how many it finds).
SELECTORS: dict[str, Callable[[Any, Any, Assessment], Any]] = {
    "assessments": lambda ctx, group, _row: selectors.assessments_of(ctx, group),
    "areas": lambda ctx, _group, row: [selectors.areas_of(ctx, row)["housing"]],
    "safety": lambda ctx, _group, row: [selectors.safety_of(ctx, row)],
    "answers": lambda ctx, _group, row: [selectors.safety_answers_of(ctx, row)["self"]],
    "looked again": lambda ctx, _group, row: selectors.looked_again_at(ctx, row),
    "needs": lambda ctx, group, _row: selectors.needs_of(ctx, group),
    "plans": lambda ctx, group, _row: selectors.plans_of(ctx, group),
    "latest plan": lambda ctx, group, _row: [selectors.latest_safety_plan(ctx, group)],
    "copies": lambda ctx, group, _row: selectors.copies_of(ctx, selectors.plans_of(ctx, group)),
    "contacts": lambda ctx, group, _row: [c for c, _l in selectors.contacts_of(ctx, group)],
    "grounds": lambda ctx, group, _row: selectors.grounds_of(ctx, group)[0],
    "triage": lambda ctx, group, _row: selectors.triage_of(ctx, group),
    "report": lambda ctx, group, _row: [for_report(ctx, group)],
    "report areas": lambda ctx, group, _row: [
        each for each in areas_for_report(ctx, group) if each.found
    ],
}


@pytest.mark.parametrize("name", SELECTORS)
def test_one_human_in_two_records_is_read_from_either(
    suite: Any, two_parts: Any, ctx_of: Any, name: str
) -> None:
    one, two = two_parts
    with ctx_of(suite.nurse) as ctx:
        row = fill(ctx, two)
        found = SELECTORS[name](ctx, (one.pk, two.pk), row)
    assert len(found) == 1
    assert found[0] is not None


def test_one_human_in_two_records_is_assessed_once_and_not_asked_again(
    suite: Any, two_parts: Any, ctx_of: Any, client_of: Any
) -> None:
    one, two = two_parts
    group = (one.pk, two.pk)
    client = client_of(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        first = fill(ctx, two)
        second = actions.start_assessment(ctx, person_id=one.pk, group=group)
        assert actions.start_assessment(ctx, person_id=two.pk, group=group).pk == second.pk
        before = selectors.earlier_areas(ctx, group, second)
        assert before["housing"].assessment_id == first.pk
        actions.save_safety(ctx, assessment_id=second.pk, version=0, given=safety())
        actions.complete_assessment(ctx, assessment_id=second.pk, version=1)
        carried = selectors.areas_of(ctx, second)["housing"]
        assert carried.earlier is not None
        assert carried.earlier.found == "A hostel"
    for person in two_parts:
        for row in (first, second):
            address = reverse("assessment", args=[person.reference, row.pk])
            assert "A hostel" in client.get(address).content.decode()
        plan = reverse("safety_plan", args=[person.reference])
        assert "Tom" in client.get(plan).content.decode()


def test_a_plan_on_the_other_record_is_the_version_before(
    suite: Any, two_parts: Any, ctx_of: Any
) -> None:
    one, two = two_parts
    group = (one.pk, two.pk)
    with ctx_of(suite.nurse) as ctx:
        for seen, person in enumerate((two, one)):
            parts = {"people": f"Version {seen + 1}"}
            actions.write_plan(ctx, person_id=person.pk, group=group, seen_number=seen, parts=parts)
        assert [plan.number for plan in selectors.plans_of(ctx, group)] == [2, 1]


# --- The report -------------------------------------------------------------------------------

DEFAULT_IN = """
housing         | asked     | A hostel |         | in
housing         | asked     | A hostel | history | out
housing         | asked     |          |         | out
housing         | declined  | A hostel |         | in
mental_health   | asked     | Low      |         | out
alcohol         | asked     | Daily    |         | out
domestic_abuse  | asked     | At home  |         | out
trauma          | asked     | Loud     |         | out
communication   | asked     | Breaks   |         | in
"""


@pytest.mark.parametrize("line", DEFAULT_IN.strip().splitlines())
def test_clinical_detail_and_history_are_out_of_a_report_unless_its_author_puts_them_in(
    suite: Any, person: Any, assessed: Any, ctx_of: Any, line: str
) -> None:
    area, asked, found, history, expected = (part.strip() for part in line.split("|"))
    given = actions.AreaGiven(asked=asked, found=found, is_history=bool(history))
    assessed(**{area: given})
    with ctx_of(suite.nurse) as ctx:
        source = for_report(ctx, [person.pk])
    assert source is not None
    told = next(each for each in source.areas if each.area == area)
    assert (told.asked, told.found) == (asked, found)
    assert told.default_in == (expected == "in")


def test_no_health_area_is_in_a_report_by_default() -> None:
    """A list that a lead may change: each area that is in says nothing of health or harm."""
    within = {area.id for area in newest("liaison").areas if area.report == "in"}
    assert within == {
        "communication",
        "housing",
        "debt",
        "employment",
        "carers_children",
        "veterans",
    }


def test_a_report_is_told_what_was_not_asked_and_what_was_carried_over(
    suite: Any, person: Any, assessed: Any, ctx_of: Any
) -> None:
    first = actions.AreaGiven(asked="asked", found="A hostel", do_not_ask_again=True)
    assessed(housing=first)
    newest_one = assessed(debt=actions.AreaGiven(asked="declined"))
    with ctx_of(suite.nurse) as ctx:
        source = for_report(ctx, [person.pk])
    assert source is not None
    assert source.assessment_id == newest_one.pk
    told = {each.area: each for each in source.areas}
    assert (told["housing"].asked, told["housing"].found) == ("asked", "A hostel")
    assert told["debt"].asked == "declined"
    assert (told["gambling"].asked, told["gambling"].need) == ("not_asked", "not_known")


def test_a_report_reads_the_own_agency_and_those_who_may(
    make: Any, suite: Any, person: Any, assessed: Any, ctx_of: Any
) -> None:
    assessed(housing=actions.AreaGiven(asked="asked", found="A hostel"))
    with ctx_of(suite.link_worker) as ctx:
        source = for_report(ctx, [person.pk])
        assert source is not None
        assert {each.found for each in source.areas} == {""}
    with ctx_of(suite.police) as ctx:
        assert for_report(ctx, [person.pk]) is None


# --- Sets -------------------------------------------------------------------------------------

FAULTS = """
title = "Somewhere to live" | tittle = "Somewhere to live" | [tittle] is not known here
id = "housing"              | id = "safety"                | belongs to the safety section
id = "housing"              | id = "debt"                  | [debt] is used twice
id = "housing"              | id = "Housing!"              | is not a name
report = "in"               | report = "always"            | of [communication] is [always]
source_status = "P"         | source_status = "Q"          | is [Q]: use V, P, G
prompt = ["yes"]            | prompt = ["maybe"]           | names no answer
version = "1"               | version = "one"              | is not a version
ask = "Where will           | ask = "{nobody}, where will  | fills in [nobody]
own = true                  | own = "yes"                  | [own] is missing or of the wrong kind
language = "en-GB"          | language = en                | correct the TOML there
"""


@pytest.mark.parametrize("line", FAULTS.strip().splitlines())
def test_a_faulty_set_is_refused_with_file_line_key_and_remedy(tmp_path: Path, line: str) -> None:
    before, after, said = (part.strip() for part in line.split("|"))
    text = (Path(selectors.__file__).with_name("sets") / "liaison-1.toml").read_text()
    assert before in text
    path = tmp_path / "liaison-9.toml"
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(SetFault) as fault:
        read_set(path)
    assert said in str(fault.value)
    assert str(fault.value).startswith("liaison-9.toml:")


def test_every_vulnerability_of_the_field_is_in_the_list_with_its_source() -> None:
    areas = newest("liaison")
    named = {area.id for area in areas.areas}
    assert named >= {
        "learning_disability", "autism", "adhd", "brain_injury", "communication",
        "mental_health", "alcohol", "drugs", "housing", "debt", "domestic_abuse", "trauma",
        "veterans", "carers_children", "physical_health", "impulse_control", "social_skills",
        "employment", "gambling", "immigration",
    }  # fmt: skip
    assert not named & RESERVED
    assert {question.id for question in areas.safety} == {"self", "others", "from_others"}
    assert all(area.source for area in areas.areas)
    assert not areas.is_approved


# --- The list of work -------------------------------------------------------------------------


def test_the_worklist_is_worked_out_again_to_the_same_rows(
    make: Any, suite: Any, person: Any, screened: Any, ctx_of: Any
) -> None:
    other = make.person(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        row = actions.start_assessment(ctx, person_id=person.pk, screen_id=screened.pk)
        given = safety(
            answers={"self": "yes", "others": "yes"},
            look_again_on=clock.today() + timedelta(days=3),
        )
        actions.save_safety(ctx, assessment_id=row.pk, version=0, given=given)
        due = Due.visible_to(ctx).filter(kind="assessment_safety").first()
        actions.acknowledge_safety(
            ctx, due_id=due.pk, assessment_id=row.pk, what_was_done="Sat", told_whom="Lowe"
        )
        again = clock.now() + timedelta(hours=1)
        actions.ask_for_triage(
            ctx,
            person_id=person.pk,
            kind="mha_assessment",
            asked_whom="Team",
            reason="Voices",
            ask_again_at=again,
        )
        wrong = actions.start_assessment(ctx, person_id=other.pk)
        actions.stop_assessment(ctx, assessment_id=wrong.pk, version=1, why="left")
    with as_owner():
        assert rebuild(write=False).same
