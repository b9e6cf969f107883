"""The pages of assessments: what they say, keep, refuse and cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.assessments import actions, selectors
from throughcare.assessments.actions.safety import PROMPT
from throughcare.assessments.models import (
    Assessment,
    AssessmentArea,
    ContactMade,
    Need,
    SafetyNow,
    SafetyPlan,
    TriageRequest,
)
from throughcare.assessments.tests.conftest import safety
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.screening.models import StepTaken
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing import actions as sharing

START = {
    "kind": "first",
    "how": "in_person",
    "taking_part": "yes",
    "worker_sex": "woman",
    "worker_sex_met": "yes",
    "interpreter": "not_needed",
}


@pytest.fixture
def at(person: Any, begun: Any) -> Callable[..., str]:
    """``at("assessment_area", "housing")``: an address of the open assessment."""

    def url(name: str, *args: Any) -> str:
        return reverse(name, args=[person.reference, begun.pk, *args])

    return url


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_line_on_today_leads_to_the_start_and_the_start_to_the_task_list(
    nurse: Any, suite: Any, person: Any, screened: Any, ctx_of: Any
) -> None:
    start = reverse("assessment_after", args=[person.reference, screened.pk])
    assert start in text(nurse.get("/"))
    page = nurse.get(start)
    assert "I am not the police" in text(page)
    assert "not clinically approved here" in text(page)
    done = nurse.post(start, {**hidden(page), **START})
    with ctx_of(suite.nurse) as ctx:
        row = Assessment.visible_to(ctx).get()
    assert done.headers["Location"] == reverse("assessment", args=[person.reference, row.pk])
    assert (row.worker_sex, row.worker_sex_met, row.screen_id) == ("woman", True, screened.pk)
    tasks = text(nurse.get(done.headers["Location"]))
    assert "A woman, as it is today" in tasks
    assert tasks.count("Not yet started") == 22


def test_who_does_not_want_to_be_assessed_is_not(
    nurse: Any, suite: Any, person: Any, screened: Any, ctx_of: Any
) -> None:
    start = reverse("assessment_after", args=[person.reference, screened.pk])
    nurse.post(start, {**hidden(nurse.get(start)), **START, "taking_part": "no"})
    with ctx_of(suite.nurse) as ctx:
        assert not Assessment.visible_to(ctx).exists()
        assert StepTaken.visible_to(ctx).get().result == "declined"
        assert not Due.visible_to(ctx).filter(kind="assess", status="open").exists()


def test_a_link_worker_says_what_came_of_the_step_and_does_not_assess(
    client_of: Any, suite: Any, person: Any, screened: Any
) -> None:
    client = client_of(suite.link_worker)
    start = reverse("assessment_after", args=[person.reference, screened.pk])
    step = reverse("screening_step", args=[person.reference, screened.pk, "assess"])
    for answer in (client.get(start), client.post(start, START)):
        assert answer.headers["Location"] == step
    assert client.get(reverse("assessment_new", args=[person.reference])).status_code == 403


def test_a_wish_for_a_woman_or_a_man_says_whether_it_is_met(nurse: Any, person: Any) -> None:
    start = reverse("assessment_new", args=[person.reference])
    page = nurse.post(start, {**hidden(nurse.get(start)), **START, "worker_sex_met": ""})
    assert page.status_code == 422
    assert "Select whether it is as they wish today" in text(page)


def test_the_task_list_says_completed_in_progress_and_not_yet_started(nurse: Any, at: Any) -> None:
    housing, debt = at("assessment_area", "housing"), at("assessment_area", "debt")
    saved = nurse.post(
        housing, {**hidden(nurse.get(housing)), "asked": "asked", "found": "A hostel"}
    )
    assert saved.headers["Location"] == at("assessment")
    nurse.post(f"{debt}?draft=1", {**hidden(nurse.get(debt)), "found": "Owes re"})
    page = text(nurse.get(at("assessment")))
    assert page.count("Not yet started") == 20
    assert "nhsuk-tag--white" in page
    assert "In progress" in page
    assert "nhsuk-tag--blue" in page
    assert "1 of 22 parts completed" in page
    assert "Completed" in page
    assert "nhsuk-tag--green" not in page
    assert "Owes re" in text(nurse.get(debt))


def test_an_earlier_answer_is_shown_and_one_not_to_be_asked_again_is_marked(
    nurse: Any, suite: Any, person: Any, assessed: Any, ctx_of: Any
) -> None:
    given = actions.AreaGiven(asked="asked", said="Not behind me", do_not_ask_again=True)
    assessed(trauma=given)
    with ctx_of(suite.nurse) as ctx:
        again = actions.start_assessment(ctx, person_id=person.pk)
    tasks = text(nurse.get(reverse("assessment", args=[person.reference, again.pk])))
    assert "Do not ask again. Told to Priya Nair on" in tasks
    page = text(nurse.get(reverse("assessment_area", args=[person.reference, again.pk, "trauma"])))
    assert "Told before" in page
    assert "Not behind me" in page
    assert "Marcus asked not to have to tell this again" in page


def test_words_without_an_answer_are_refused_beside_the_field_and_kept(nurse: Any, at: Any) -> None:
    url = at("assessment_area", "housing")
    given = {"asked": "declined", "said": "canarywords", "flagged": "on"}
    page = nurse.post(url, {**hidden(nurse.get(url)), **given})
    assert page.status_code == 422
    for words in ("canarywords", "Words stand here only with", "Select who says", "Enter the day"):
        assert words in text(page)


def test_two_colleagues_on_one_area_see_both_versions(
    nurse: Any, suite: Any, begun: Any, at: Any, ctx_of: Any
) -> None:
    url = at("assessment_area", "housing")
    page = nurse.get(url)
    theirs = actions.AreaGiven(asked="asked", found="A hostel in Larch Road")
    with ctx_of(suite.colleague) as ctx:
        actions.save_area(ctx, assessment_id=begun.pk, area="housing", version=0, given=theirs)
    clash = nurse.post(url, {**hidden(page), "asked": "asked", "found": "A tent"})
    assert clash.status_code == 409
    for words in ("A tent", "A hostel in Larch Road"):
        assert words in text(clash)
    with ctx_of(suite.nurse) as ctx:
        assert AssessmentArea.visible_to(ctx).get().found == "A hostel in Larch Road"


HOW_IT_ARRIVES = """
autosave      | ?draft=1 |
finish later  |          | later
not valid     |          |
"""


@pytest.mark.parametrize("line", HOW_IT_ARRIVES.strip().splitlines())
def test_a_safety_answer_is_acted_on_however_it_arrives(
    nurse: Any, suite: Any, at: Any, ctx_of: Any, line: str
) -> None:
    _name, query, button = (part.strip() for part in line.split("|"))
    url = at("assessment_safety")
    said = {**hidden(nurse.get(url)), "self": "yes", "self_more": "canarywords"}
    nurse.post(url + query, {**said, button: "1"} if button else said)
    with ctx_of(suite.lead) as ctx:
        assert Due.visible_to(ctx).get(kind=PROMPT, status="open").detail == {"question": "self"}
        assert not SafetyNow.visible_to(ctx).exists()


def test_the_prompt_says_what_was_said_and_closes_with_what_was_done(
    nurse: Any, client_of: Any, suite: Any, person: Any, begun: Any, at: Any, ctx_of: Any
) -> None:
    url = at("assessment_safety")
    answers = {"self": "yes", "self_more": "tonight", "others": "no", "from_others": "not_said"}
    saved = nurse.post(url, {**hidden(nurse.get(url)), **answers})
    with ctx_of(suite.nurse) as ctx:
        prompt = Due.visible_to(ctx).get(kind=PROMPT)
    address = reverse("assessment_prompt", args=[person.reference, prompt.pk])
    assert saved.headers["Location"] == address
    assert "tonight" in text(nurse.get(address))
    # Who may not read the answer is not shown it, and closes the prompt all the same.
    other = client_of(suite.link_worker)
    page = other.get(address)
    assert "tonight" not in text(page)
    done = {"what_was_done": "Sat with him", "told_whom": "Sergeant Lowe"}
    assert other.post(address, {**hidden(page), **done}).status_code == 302
    again = nurse.post(address, {**hidden(nurse.get(address)), **done})
    assert again.status_code == 409


def test_the_lead_has_a_list_of_open_prompts_and_of_those_that_waited_too_long(
    client_of: Any, suite: Any, begun: Any, ctx_of: Any, stop_clock: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        given = actions.SafetyGiven(answers={"self": "yes"})
        actions.save_safety_answers(ctx, assessment=begun, given=given)
    lead = client_of(suite.lead)
    assert "Safety prompts" in text(lead.get("/"))
    fresh = text(lead.get(reverse("safety_prompts")))
    assert "Marcus Bright" in fresh
    assert "Priya Nair" in fresh
    assert "Overdue" not in fresh
    assert "Act on a safety answer" not in text(lead.get("/"))
    stop_clock(clock.now() + timedelta(minutes=16))
    lead = client_of(suite.lead)  # the screen has locked since
    assert "Overdue" in text(lead.get(reverse("safety_prompts")))
    assert "Act on a safety answer" in text(lead.get("/"))


def test_an_ended_assessment_is_read_whole_and_not_asked_is_said(
    nurse: Any, client_of: Any, suite: Any, person: Any, assessed: Any
) -> None:
    row = assessed(housing=actions.AreaGiven(asked="asked", said="In a car", need="yes"))
    address = reverse("assessment", args=[person.reference, row.pk])
    page = text(nurse.get(address))
    assert "In a car" in page
    # Each area that nobody asked about stands under those words, by name.
    lists = re.findall(r"Not asked</h3>\s*<ul.*?</ul>", page, re.S)
    not_asked = [title for part in lists for title in re.findall(r"<li>([^<]+?) <a", part)]
    assert len(not_asked) == 20
    assert "Gambling" in not_asked
    assert "Somewhere to live" not in not_asked
    assert "Correct" in page
    lead = text(client_of(suite.lead).get(address))
    assert "In a car" in lead
    assert "Correct the safety section" not in lead


def test_ending_names_what_will_be_kept_as_not_asked(nurse: Any, at: Any) -> None:
    page = nurse.get(at("assessment_complete"))
    assert "These will be kept as “Not asked”: Learning disability" in text(page)
    refused = nurse.post(at("assessment_complete"), hidden(page))
    assert refused.status_code == 422
    assert "Save the section “Safety now” first" in text(refused)


def test_needs_are_listed_with_their_source_and_changed(
    nurse: Any, suite: Any, person: Any, assessed: Any, ctx_of: Any
) -> None:
    given = actions.AreaGiven(
        asked="asked",
        said="In a car",
        need="yes",
        flagged=True,
        flag_source="probation",
        flag_who="Officer Vale",
        flag_on=clock.today(),
    )
    assessed(housing=given)
    address = reverse("assessments", args=[person.reference])
    page = text(nurse.get(address))
    assert "Severe now, says Officer Vale (Probation record)" in page
    assert "Not met yet" in page
    with ctx_of(suite.nurse) as ctx:
        need = Need.visible_to(ctx).get()
    change = reverse("need", args=[person.reference, need.pk])
    nurse.post(change, {**hidden(nurse.get(change)), "status": "met", "note": "Has a room"})
    assert "Has a room" in text(nurse.get(address))


def test_the_plan_is_written_changed_printed_and_shown_on_the_record(
    nurse: Any, client_of: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    url = reverse("safety_plan_write", args=[person.reference])
    assert nurse.post(url, {**hidden(nurse.get(url)), "people": ""}).status_code == 422
    nurse.post(url, {**hidden(nurse.get(url)), "people": "My sister", "places": "The park"})
    nurse.post(url, {**hidden(nurse.get(url)), "people": "My sister, Tom", "places": ""})
    with ctx_of(suite.nurse) as ctx:
        plan = SafetyPlan.visible_to(ctx).get(number=2)
    page = text(nurse.get(reverse("safety_plan", args=[person.reference])))
    assert "My sister, Tom" in page
    assert "Version 1" in page
    assert "Nothing written" in page
    paper = text(nurse.get(reverse("safety_plan_print", args=[person.reference, plan.pk])))
    assert "app-large" in paper
    assert "My sister, Tom" in paper
    assert "<title>" in paper
    assert "Bright" not in paper.split("</title>")[0]
    copy = reverse("safety_plan_copy", args=[person.reference, plan.pk])
    given = {"to_whom": "person", "how": "paper"}
    assert nurse.post(copy, {**hidden(nurse.get(copy)), **given}).status_code == 302
    assert "The person, on paper" in text(
        nurse.get(reverse("safety_plan", args=[person.reference]))
    )
    record = reverse("person", args=[person.reference])
    assert "My sister, Tom" in text(nurse.get(record))
    assert "My sister, Tom" not in text(client_of(suite.link_worker).get(record))


def test_a_contact_rests_on_a_basis_that_is_on_the_record_or_says_why(
    nurse: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        agreed = sharing.record_agreement(
            ctx, person_id=person.pk, recipient="gp", answer="yes", recipient_name="Larch Road"
        )
    url = reverse("contact_new", args=[person.reference])
    page = nurse.get(url)
    assert "Larch Road" in text(page)
    said = {
        "agency_kind": "gp",
        "who": "Dr Ahmed",
        "how": "phone",
        "reached": "yes",
        "asked": "Medicine",
        "learned": "canarywords",
    }
    refused = nurse.post(url, {**hidden(page), **said, "ground": "new:3"})
    assert refused.status_code == 422
    assert "Enter who decided it, and why" in text(refused)
    assert "canarywords" in text(refused)
    nurse.post(url, {**hidden(nurse.get(url)), **said, "ground": f"agreement:{agreed.pk}"})
    with ctx_of(suite.nurse) as ctx:
        assert ContactMade.visible_to(ctx).get().agreement_id == agreed.pk
    assert "canarywords" in text(nurse.get(reverse("contacts", args=[person.reference])))


def test_triage_is_asked_for_and_followed_to_its_end(
    nurse: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    url = reverse("triage_new", args=[person.reference])
    asked = {
        "kind": "mha_assessment",
        "asked_whom": "Out of hours team",
        "reason": "canarywords",
    }
    done = nurse.post(url, {**hidden(nurse.get(url)), **asked})
    shown_at = done.headers["Location"]
    assert "canarywords" in text(nurse.get(shown_at))
    address = f"{shown_at}follow/"
    page = nurse.get(address)
    assert "section 136" in text(page)
    assert "section 37" not in text(page)
    shown = hidden(page)
    part = nurse.post(address, {**shown, "reply": "coming", "law": "s136"})
    assert part.status_code == 422
    for words in ("Enter when they answered", "Enter who told you of the section"):
        assert words in text(part)
    early = nurse.post(address, {**shown, "reply": "coming", "answered_at": "1/1/2026 9am"})
    assert "Enter a time after the request" in text(early)
    now = clock.now().astimezone(clock.LONDON)
    typed = f"{now:%d/%m/%Y %H:%M}"
    ended = nurse.post(
        address,
        {
            **shown,
            "reply": "coming",
            "answered_at": typed,
            "arrived_at": typed,
            "ended_at": typed,
            "outcome": "detained",
            "law_words": "section 2",
            "told_by": "Dr Iqbal",
        },
    )
    assert ended.status_code == 302, text(ended)
    with ctx_of(suite.nurse) as ctx:
        row = TriageRequest.visible_to(ctx).get()
        detail = selectors.triage_detail(ctx, row)
    assert row.status == "ended"
    assert detail is not None
    assert (detail.outcome, detail.law_words) == ("detained", "section 2")
    assert "section 2, told by Dr Iqbal" in text(nurse.get(shown_at))


def test_an_assessment_on_the_wrong_record_is_moved_from_its_page(
    nurse: Any, make: Any, suite: Any, begun: Any, at: Any, ctx_of: Any
) -> None:
    right = make.person(suite.nurse)
    url = at("assessment_move")
    for typed in ("TC-00000000", "nonsense"):
        page = nurse.post(url, {**hidden(nurse.get(url)), "to": typed, "reason": "Mistake"})
        assert page.status_code == 422
        assert "No record that you may see has this reference" in text(page)
    done = nurse.post(
        url, {**hidden(nurse.get(url)), "to": right.reference.lower(), "reason": "Mistake"}
    )
    assert right.reference in done.headers["Location"]
    assert nurse.get(done.headers["Location"]).status_code == 200
    assert nurse.get(at("assessment")).status_code == 404


PAGES = [
    "assessments", "assessment_new", "safety_plan", "safety_plan_write", "contacts",
    "contact_new", "triage_new", "person",
]  # fmt: skip
OF_ONE = ["assessment", "assessment_safety", "assessment_complete", "assessment_stop",
          "assessment_move", "assessment_look_again"]  # fmt: skip


def test_no_page_asks_more_than_it_may(
    nurse: Any, suite: Any, person: Any, assessed: Any, at: Any, ctx_of: Any, begun: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        for number, area in enumerate(("housing", "debt", "alcohol")):
            given = actions.AreaGiven(asked="asked", need="yes", do_not_ask_again=True)
            actions.save_area(ctx, assessment_id=begun.pk, area=area, version=0, given=given)
            parts = {"people": f"Somebody {number}"}
            actions.write_plan(ctx, person_id=person.pk, seen_number=number, parts=parts)
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=safety())
    nurse.get("/")
    pages = [reverse(name, args=[person.reference]) for name in PAGES if name != "assessment_new"]
    pages += [at(name) for name in OF_ONE] + [at("assessment_area", "housing")]
    for url in pages:
        with at_most(12):
            assert nurse.get(url).status_code == 200, url
    with ctx_of(suite.nurse) as ctx:
        actions.complete_assessment(ctx, assessment_id=begun.pk, version=1)
    for url in (at("assessment"), reverse("assessment_new", args=[person.reference])):
        with at_most(12):
            assert nurse.get(url).status_code == 200, url
