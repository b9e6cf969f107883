"""Today: the right work first, for everybody what they may see, at a cost that never grows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.assessments import actions as assessments
from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.models import Due, Event
from throughcare.people.models import Person
from throughcare.screening import actions as screening
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing.models import Relationship
from throughcare.today import actions, selectors


def text_of(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return str(page.content.decode())


def rows_of(page: Any) -> list[str]:
    """The ids of the lines that can be ticked."""
    return re.findall(r'name="row" value="([0-9a-f-]{36})"', text_of(page))


def screened_with_safety(suite: Any, ctx_of: Any, person: Any) -> Any:
    with ctx_of(suite.nurse) as ctx:
        screen = screening.open_screen(ctx, person_id=person.pk)
        given = screening.Given(answers={"q1": "yes"})
        screening.save_safety_answers(ctx, screen=screen, given=given)
    return screen


def test_the_most_dangerous_stands_first(suite: Any, arrive: Any, nurse: Any) -> None:
    arrive(given_name="Marcus", family_name="Bright", cell="7")
    arrive(given_name="Shanice", family_name="Campbell", worry="self-harm", worry_source="sergeant")
    text = text_of(nurse.get("/"))
    assert text.index("Do first") < text.index("Shanice Campbell") < text.index("Marcus Bright")
    assert "Custody sergeant: self-harm" in text
    assert "Northfield custody, cell 7" in text
    assert re.search(r"<strong class=\"nhsuk-tag nhsuk-tag--red\">Urgent</strong>", text)


def test_an_empty_list_says_what_to_do(nurse: Any) -> None:
    assert "Nothing waits on this list." in text_of(nurse.get("/"))
    assert "Nothing has been done yet today." in text_of(nurse.get("/?list=done"))
    assert "No one in custody is on the list." in text_of(nurse.get("/?list=custody"))


@pytest.mark.parametrize("listed", ["mine", "custody", "waiting", "not_picked_up", "ahead", "done"])
@pytest.mark.parametrize("number", [0, 7])
def test_today_costs_the_same_however_much_there_is(
    make: Any, suite: Any, arrive: Any, nurse: Any, ctx_of: Any, number: int, listed: str
) -> None:
    for each in range(number):
        entry = arrive(given_name=f"Person{each}")
        if each % 2:
            person = make.person(suite.nurse)
            with ctx_of(suite.nurse) as ctx:
                screening.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    with at_most(12):
        nurse.get(f"/?list={listed}")


def test_long_lists_are_paged(suite: Any, arrive: Any, nurse: Any) -> None:
    for each in range(51):
        arrive(given_name=f"Person{each}")
    first, second = rows_of(nurse.get("/")), rows_of(nurse.get("/?page=2"))
    assert (len(first), len(second)) == (50, 1)
    assert not set(first) & set(second)


@pytest.mark.parametrize(("days", "today"), [(27, True), (29, False)])
def test_what_is_due_after_four_weeks_stands_on_a_list_of_its_own(
    arrive: Any, nurse: Any, days: int, today: bool
) -> None:
    arrive(given_name="Marcus", family_name="Bright")
    assert "After 4 weeks" not in text_of(nurse.get("/"))
    with as_owner():
        Due.rows.update(due_at=clock.now() + timedelta(days=days))
    page, ahead = nurse.get("/"), nurse.get("/?list=ahead")
    assert (len(rows_of(page)), len(rows_of(ahead))) == (int(today), int(not today))
    assert ("?list=ahead" in text_of(page)) == (not today)
    assert "After 4 weeks" in text_of(ahead)


FILTERED = """
?kind=screenings           | yes
?kind=safety               | no
?place=nowhere             | yes
?kind=' OR 1=1             | yes
?page=99999999999999999999 | yes
?page=-1                   | yes
?list=%00                  | yes
"""


@pytest.mark.parametrize("line", FILTERED.strip().splitlines())
def test_filters_stand_in_the_address(suite: Any, arrive: Any, nurse: Any, line: str) -> None:
    query, seen = (part.strip() for part in line.split("|"))
    arrive(given_name="Marcus", family_name="Bright")
    assert ("Marcus Bright" in text_of(nurse.get(f"/{query}"))) == (seen == "yes")


def test_the_place_used_last_is_remembered(make: Any, suite: Any, arrive: Any, nurse: Any) -> None:
    arrive(given_name="Marcus", family_name="Bright")
    nurse.get(f"/?place={suite.place.slug}")
    assert f'value="{suite.place.slug}" selected' in text_of(nurse.get("/"))


def test_what_others_must_answer_waits_until_its_time_and_is_then_my_work(
    make: Any, suite: Any, ctx_of: Any, client_of: Any, stop_clock: Any
) -> None:
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    words = "Ask again: duty psychiatrist"
    at = clock.now()
    with ctx_of(suite.nurse) as ctx:
        assessments.ask_for_triage(
            ctx,
            person_id=person.pk,
            kind="duty_psychiatrist",
            asked_whom="Dr Iqbal",
            reason="Hears voices",
            ask_again_at=at + timedelta(minutes=10),
        )
    nurse = client_of(suite.nurse)
    assert words not in text_of(nurse.get("/"))
    assert words in text_of(nurse.get("/?list=waiting"))
    stop_clock(at + timedelta(minutes=11))
    nurse = client_of(suite.nurse)
    assert words in text_of(nurse.get("/"))
    assert words not in text_of(nurse.get("/?list=waiting"))


def test_nobody_sees_another_teams_work(make: Any, arrive: Any, client_of: Any) -> None:
    arrive(given_name="Marcus", family_name="Bright")
    stranger = client_of(make.member("clinician"))
    for listed in ("mine", "custody", "waiting", "not_picked_up", "done"):
        assert "Marcus" not in text_of(stranger.get(f"/?list={listed}"))


def test_work_passed_to_a_colleague_leaves_my_list_and_can_be_undone(
    suite: Any, arrive: Any, nurse: Any, client_of: Any
) -> None:
    arrive(given_name="Marcus", family_name="Bright")
    rows = rows_of(nurse.get("/"))
    url = nurse.post("/", {"row": rows, "action": "pass"}).headers["Location"]
    page = nurse.get(url)
    assert "Marcus Bright" in text_of(page)
    nurse.post(url, {**hidden(page), "to": str(suite.colleague.pk)})
    after = text_of(nurse.get("/"))
    assert "1 line passed on." in after
    assert "Marcus Bright" not in after
    assert "Marcus Bright" in text_of(client_of(suite.colleague).get("/"))
    undo = re.search(r'action="(/today/undo/[^"]+)"', after)
    assert undo
    nurse.post(undo[1])
    assert "Marcus Bright" in text_of(nurse.get("/"))


def test_what_has_moved_since_is_not_undone(suite: Any, arrive: Any, ctx_of: Any) -> None:
    arrive(given_name="Marcus")
    with ctx_of(suite.nurse) as ctx:
        due = Due.visible_to(ctx).get()
        batch, moved = actions.pass_on(ctx, due_ids=[due.pk], to_id=suite.colleague.pk)
        assert moved == 1
    with ctx_of(suite.lead) as ctx:
        actions.pass_on(ctx, due_ids=[due.pk], to_id=suite.lead.pk)
    with ctx_of(suite.nurse) as ctx:
        assert actions.undo_pass_on(ctx, batch=batch) == 0
        assert Due.visible_to(ctx).get().owner_id == suite.lead.pk
        assert Event.visible_to(ctx).filter(type="work.passed_on").count() == 2


def test_work_is_passed_on_within_the_team_only(
    make: Any, suite: Any, arrive: Any, nurse: Any
) -> None:
    arrive(given_name="Marcus")
    url = nurse.post("/", {"row": rows_of(nurse.get("/")), "action": "pass"}).headers["Location"]
    stranger = make.member("clinician")
    answer = nurse.post(url, {**hidden(nurse.get(url)), "to": str(stranger.pk)})
    assert answer.status_code == 422


def test_the_action_refuses_another_team_too(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    arrive(given_name="Marcus")
    stranger = make.member("clinician")
    with ctx_of(suite.nurse) as ctx:
        due = Due.visible_to(ctx).get()
        with pytest.raises(NotAllowed):
            actions.pass_on(ctx, due_ids=[due.pk], to_id=stranger.pk)
        assert Due.visible_to(ctx).get().owner_id is None


def test_another_teams_line_cannot_be_passed_on(
    make: Any, suite: Any, arrive: Any, ctx_of: Any, client_of: Any
) -> None:
    arrive(given_name="Marcus")
    with ctx_of(suite.nurse) as ctx:
        due = Due.visible_to(ctx).get()
    stranger = client_of(make.member("clinician"))
    assert stranger.get(f"{reverse('today_pass')}?row={due.pk}").status_code == 404


def test_ticking_nothing_says_so(nurse: Any) -> None:
    for typed in ({}, {"row": "x"}, {"row": ["\x00"], "action": "pass"}, {"action": "destroy"}):
        assert nurse.post("/", typed).status_code == 302
        assert "Tick at least one line" in text_of(nurse.get("/"))


def test_a_safety_answer_stands_on_the_leads_list_after_15_minutes(
    make: Any, suite: Any, arrive: Any, ctx_of: Any, client_of: Any, stop_clock: Any
) -> None:
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    screened_with_safety(suite, ctx_of, person)
    assert "Act on a safety answer" not in text_of(client_of(suite.lead).get("/"))
    stop_clock(clock.now() + timedelta(minutes=16))
    lead = client_of(suite.lead)
    text = text_of(lead.get("/"))
    assert "Act on a safety answer" in text
    assert "With Priya Nair" in text
    assert "Act on a safety answer" in text_of(lead.get("/?list=not_picked_up"))


def test_what_was_done_today_is_listed(suite: Any, arrive: Any, nurse: Any, ctx_of: Any) -> None:
    entry = arrive(given_name="Marcus", family_name="Bright")
    with ctx_of(suite.nurse) as ctx:
        screening.record_left(ctx, entry_id=entry.pk, how="bailed", at=clock.now())
    assert "Marcus Bright" in text_of(nurse.get("/?list=done"))


def test_a_draft_of_yesterday_stands_on_today(
    make: Any, suite: Any, nurse: Any, client_of: Any, stop_clock: Any
) -> None:
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    url = reverse("screening_new", args=[person.reference])
    nurse.post(f"{url}?draft=1", {**hidden(nurse.get(url)), "q2": "no"})
    assert "Drafts over 24 hours" not in text_of(nurse.get("/"))
    stop_clock(clock.now() + timedelta(hours=25))
    text = text_of(client_of(suite.nurse).get("/"))
    assert "Screening not finished: Marcus Bright" in text
    assert url in text


def test_paper_holds_initials_cell_and_time_and_nothing_else(
    make: Any, suite: Any, arrive: Any, nurse: Any, ctx_of: Any
) -> None:
    person = make.person(
        suite.nurse, given_name="Marcus", family_name="Bright", nhs_number="9994459120"
    )
    entry = arrive(given_name="Marcus", family_name="Bright", cell="7", worry="self-harm")
    with ctx_of(suite.nurse) as ctx:
        screening.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    text = text_of(nurse.get(reverse("today_print")))
    assert "MB" in text
    assert "cell 7" in text
    for secret in (
        "Marcus",
        "Bright",
        "9994459120",
        "999 445",
        "self-harm",
        person.reference,
        "Screen<",
    ):
        assert secret not in text


def test_paper_says_nothing_of_other_days_unless_it_is_ticked(arrive: Any, nurse: Any) -> None:
    arrive(given_name="Marcus", family_name="Bright", cell="7")
    with as_owner():
        Due.rows.update(due_at=clock.now() + timedelta(days=1))
    (tomorrow,) = rows_of(nurse.get("/"))
    paper = reverse("today_print")
    assert "cell 7" not in text_of(nurse.get(paper))
    assert "cell 7" in text_of(nurse.get(f"{paper}?row={tomorrow}"))


WHAT_EACH_ROLE_SEES = """
clinician              | My work               | People you work with
practitioner           | My work               | People you work with
supervisor             | My work               | People you work with
police_liaison         | People you work with  | My work
probation_practitioner | People you work with  | My work
court_officer          | People you work with  | My work
council_officer        | Today                 | My work
manager                | What you can do here  | My work
auditor                | What you can do here  | My work
support_engineer       | What you can do here  | My work
evaluator              | evidence evaluate     | My work
"""


@pytest.mark.parametrize("line", WHAT_EACH_ROLE_SEES.strip().splitlines())
def test_each_role_gets_a_today_of_its_own(make: Any, client_of: Any, line: str) -> None:
    role, seen, unseen = (part.strip() for part in line.split("|"))
    client = client_of(make.member(role))
    with at_most(12):
        text = text_of(client.get("/"))
    assert seen in text
    assert unseen not in text
    assert "coming soon" not in text.casefold()


def test_probation_sees_whom_it_supervises_and_no_work_of_others(
    make: Any, suite: Any, arrive: Any, client_of: Any, ctx_of: Any
) -> None:
    officer = make.member("probation_practitioner")
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    make.link(person, officer.pk, Relationship.ORDER_SUPERVISION)
    screened_with_safety(suite, ctx_of, person)
    text = text_of(client_of(officer).get("/"))
    assert "Marcus Bright" in text
    assert "safety" not in text.casefold()


def test_a_refresh_answers_the_same_page(suite: Any, arrive: Any, nurse: Any) -> None:
    arrive(given_name="Marcus", family_name="Bright")
    page = nurse.get("/", headers={"X-Requested-With": "refresh"})
    assert 'id="worklist" data-refresh' in text_of(page)


def test_who_arrives_late_in_the_evening_is_on_the_list_and_the_paper_of_the_night(
    suite: Any, arrive: Any, nurse: Any
) -> None:
    late = datetime.combine(clock.today() + timedelta(days=1), time(23, 40), tzinfo=clock.LONDON)
    with clock.standing_at(late):
        arrive(given_name="Plain", family_name="Owen", cell="5")
        paper = text_of(nurse.get(reverse("today_print")))
        assert "PO" in paper[paper.index("<table") :]
        assert "Today and tonight" in text_of(nurse.get("/"))


def test_restricted_lines_are_on_no_paper_and_are_counted(
    suite: Any, arrive: Any, nurse: Any, make: Any, ctx_of: Any, monkeypatch: Any
) -> None:
    known = make.person(suite.nurse, given_name="Guarded", family_name="Quill")
    entry = arrive(given_name="Guarded", family_name="Quill", cell="9")
    with ctx_of(suite.nurse) as ctx:
        screening.link_entry(ctx, entry_id=entry.pk, person_id=known.pk)
    listed = arrive(given_name="Xanthe", family_name="Vole", cell="4")
    arrive(given_name="Plain", family_name="Owen", cell="5")
    with as_owner():
        Person.rows.filter(pk=known.pk).update(guard="limited")

    facts_of = selectors.facts_of

    def restricted(ctx: Any, dues: Any) -> Any:
        """As a folder says of a line whose list carries a reporting restriction."""
        found = facts_of(ctx, dues)
        line = next(due for due in dues if due.subject_id == listed.pk)
        return {**found, line.pk: replace(found[line.pk], not_printed=True)}

    monkeypatch.setattr(selectors, "facts_of", restricted)
    page = nurse.get(reverse("today_print")).content.decode()
    table = page[page.index("<table") : page.index("</table>")]
    assert "PO" in table
    assert "XV" not in table
    assert "GQ" not in table
    assert "2 lines are left out" in page
