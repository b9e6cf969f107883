"""The pages of a plan: one page for all, each reader's own lines, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from throughcare.plans import actions, selectors
from throughcare.plans.models import Driver, Plan, PlanGoal, PlanLine, Resource, RoadmapStep
from throughcare.plans.tests.conftest import agree, days, facts, line_of, signed_by_all, written
from throughcare.screening.tests.pages import at_most, hidden

SHARED = {"seen_by": "all"}


def url(name: str, street: Any, *more: Any) -> str:
    return reverse(name, args=[street.person.reference, *more])


def send(client: Any, address: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(address, {**hidden(client.get(address)), **fields})


def words(page: Any) -> str:
    return str(page.content.decode())


@pytest.fixture
def jo(street: Any, client_of: Any) -> Any:
    return client_of(street.jo)


@pytest.fixture
def officer(street: Any, client_of: Any) -> Any:
    return client_of(street.officer)


def test_a_plan_goes_from_the_persons_words_to_everybodys_signature(
    jo: Any, officer: Any, street: Any, ctx_of: Any
) -> None:
    agree(street, ctx_of)
    page = url("person_plan", street)
    assert "No joint plan that you can see" in words(jo.get(page))
    send(jo, url("plan_new", street), own_words="My own front door", review_on="")
    send(jo, url("plan_goal_new", street), words="My own front door", kind="home", **SHARED)
    with ctx_of(street.jo) as ctx:
        goal = PlanGoal.visible_to(ctx).get()
    team = f"team:{street.jo.team_id}"
    line = {"goal": str(goal.key), "owner": team, "owner_name": "Jo Castell"}
    send(jo, url("plan_line_new", street), **line, what="Ring the office", **SHARED)
    told = {"owner": f"team:{street.officer.team_id}", "what": "Every 2 weeks", "goal": ""}
    assert send(officer, url("plan_line_new", street), **told).status_code == 302
    send(jo, url("plan_send", street))
    assert "Plans to sign" in words(officer.get("/"))
    assert "1 plan waits for your team" in words(jo.get("/"))
    assert street.person.family_name in words(jo.get(reverse("plans_to_sign")))
    shown = words(officer.get(page))
    assert "Version 1, for signing" in shown
    assert "Ring the office" in shown
    sign_everywhere(jo, officer, street, ctx_of)
    for reader in (jo, officer):
        assert "Version 1, in force" in words(reader.get(page))
    assert "Plans to sign" not in words(officer.get("/"))
    assert "No plan waits" in words(jo.get(reverse("plans_to_sign")))
    assert "Agreed, read aloud" in words(jo.get(page))


def sign_everywhere(jo: Any, officer: Any, street: Any, ctx_of: Any) -> None:
    """Each presses what their own page offers."""
    with ctx_of(street.jo) as ctx:
        (plan,) = selectors.plans_of(ctx, [street.person.pk])
        parties = {e.party.team_id: e.party.pk for e in selectors.parties_of(ctx, plan)}
    send(jo, url("plan_sign", street, parties[street.jo.team_id]))
    send(jo, url("plan_sign", street, parties[None]), how="read_aloud")
    address = url("plan_sign", street, parties[street.officer.team_id])
    assert send(officer, address).status_code == 302
    assert send(officer, address).status_code == 409


def test_what_is_new_and_changed_carries_a_word_and_the_old_version_is_read(
    jo: Any, street: Any, sent: Plan, ctx_of: Any
) -> None:
    signed_by_all(sent, street, ctx_of)
    send(jo, url("plan_open", street))
    with ctx_of(street.jo) as ctx:
        line = line_of(ctx, sent, "Ring the office")
    form = {"owner": f"team:{street.jo.team_id}", "owner_name": "Jo Castell", "goal": ""}
    address = url("plan_line", street, line.key)
    send(jo, address, **form, what="Ring the office", by_on="in 9 days", **SHARED)
    day = f"{days(9):%d/%m/%Y}"
    send(jo, address, **form, what="Ring the office", by_on=day, **SHARED)
    send(jo, url("plan_line_new", street), owner="person", what="Walk to school", **SHARED)
    page = words(jo.get(url("person_plan", street)))
    for said in ("Changed.", "Was:", "New", "Version 2, being written. Version 1 is in force",
                 "Changed since version 1", "Send for signing"):  # fmt: skip
        assert said in page, said
    old = words(jo.get(url("person_plan", street) + "?version=1"))
    assert "Version 1, in force" in old
    assert "Walk to school" not in old


def test_the_officer_is_shown_no_line_that_stays_within_care(
    jo: Any, officer: Any, street: Any, sent: Plan, ctx_of: Any, client_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        actions.choose_driver(ctx, plan_id=sent.pk, what="Bettongdriver", rating=3)
        actions.name_resource(ctx, plan_id=sent.pk, side="internal", what="Bettonghelp")
        step = actions.StepFacts("Bettongstep", 1)
        actions.write_step(ctx, person_id=street.person.pk, facts=step)
    planted = ("Pademelonline", "Bettongdriver", "Bettonghelp", "Bettongstep")
    nurse = client_of(street.nurse)
    assert officer.get(url("roadmap", street)).status_code == 403
    for name in ("person_plan", "plan_print"):
        page = words(officer.get(url(name, street)))
        assert not [word for word in planted if word in page], name
    shown = words(nurse.get(url("person_plan", street))) + words(jo.get(url("roadmap", street)))
    assert all(word in words(jo.get(url("person_plan", street))) for word in planted)
    assert "Pademelonline" in shown
    assert officer.get(url("roadmap_print", street)).status_code in (403, 404)
    assert officer.get(url("plan_goal_new", street)).status_code == 403


def test_paper_for_everyone_leaves_out_what_stays_within_care(
    jo: Any, street: Any, sent: Plan
) -> None:
    paper = words(jo.get(url("plan_print", street)))
    assert "Ring the office" in paper
    assert "Pademelonline" not in paper
    assert "Pademelonline" in words(jo.get(url("plan_print", street) + "?copy=person"))


def test_two_editors_of_one_line_see_both_and_of_two_lines_never_meet(
    jo: Any, street: Any, plan: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        written(ctx, plan, street)
        mine, theirs = (line_of(ctx, plan, w) for w in ("Bring 2 letters", "Pademelonline"))
    address = url("plan_line", street, mine.key)
    before = hidden(jo.get(address))
    with ctx_of(street.jo) as ctx:
        row = {"plan_id": plan.pk, "version": 1}
        actions.change_line(ctx, **row, key=theirs.key, facts=facts("Another row"))
    form = {"owner": "person", "goal": "", "by_on": "", "by_words": "", **SHARED}
    assert jo.post(address, {**before, **form, "what": "Bring 3 letters"}).status_code == 302
    before = hidden(jo.get(address))
    with ctx_of(street.jo) as ctx:
        actions.change_line(
            ctx, plan_id=plan.pk, key=mine.key, version=2, facts=facts("Theirs", care_only=False)
        )
    page = jo.post(address, {**before, **form, "what": "Mine too"})
    assert page.status_code == 409
    assert "Theirs" in words(page)
    assert "Mine too" in words(page)


def test_drivers_and_what_helps_are_kept_with_both_ratings(
    jo: Any, street: Any, plan: Plan, ctx_of: Any
) -> None:
    send(jo, url("plan_driver_new", street), what="Owing money", rating="7")
    with ctx_of(street.jo) as ctx:
        driver = Driver.visible_to(ctx).get()
    page = send(jo, url("plan_driver", street, driver.pk), rating="eleven")
    assert page.status_code == 422
    assert "whole number from 0 to 10" in words(page)
    send(jo, url("plan_driver", street, driver.pk), rating="4")
    for number in (1, 2):
        send(jo, url("plan_driver_new", street), what=f"More {number}", rating="")
    full = send(jo, url("plan_driver_new", street), what="One too many", rating="1")
    assert full.status_code == 422
    assert "takes 3 at once" in words(full)
    assert "One too many" in words(full)
    helps = {"side": "external", "what": "Sister rings on Sundays", "seen_by": "care"}
    send(jo, url("plan_resource_new", street), **helps)
    with ctx_of(street.jo) as ctx:
        row = Resource.visible_to(ctx).get()
    send(jo, url("plan_resource", street, row.pk), **helps, strengthened="Rings twice now")
    page = words(jo.get(url("person_plan", street)))
    for said in ("Owing money", ">7<", ">4<", "Not rated", "Rings twice now", "Around the person"):
        assert said in page, said


def test_a_roadmap_is_written_given_printed_large_and_said_how_it_goes(
    jo: Any, street: Any, ctx_of: Any
) -> None:
    roadmap = url("roadmap", street)
    assert "No step yet" in words(jo.get(roadmap))
    assert jo.get(url("roadmap_print", street)).status_code == 404
    assert send(jo, url("roadmap_give", street)).status_code == 422
    step = {"place": "1", "title": "Sleep before midnight", "first_thing": "Phone in the kitchen"}
    send(jo, url("roadmap_new", street), **step)
    with ctx_of(street.jo) as ctx:
        row = RoadmapStep.visible_to(ctx).get()
    send(jo, url("roadmap_say", street, row.pk), how="going_well", words="Works most nights")
    paper = words(jo.get(url("roadmap_print", street)))
    for said in ("Sleep before midnight", "Phone in the kitchen", "“Works most nights”", "Lea"):
        assert said in paper, said
    assert "Whitlock" not in paper
    pdf = jo.get(url("roadmap_pdf", street))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "Whitlock" not in pdf.headers["Content-Disposition"]
    send(jo, url("roadmap_give", street))
    assert "Copy given" in words(jo.get(roadmap))
    send(jo, url("roadmap_step", street, row.pk), **step, off="on")
    assert "Sleep before midnight" not in words(jo.get(roadmap))


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    jo: Any, street: Any, plan: Plan, ctx_of: Any
) -> None:
    for name, fields, said in (
        ("plan_goal_new", {"words": "Front door", "kind": "home"}, "Select who can see this"),
        ("plan_line_new", {"owner": "outside", "what": "Decide it", **SHARED}, "Enter who does it"),
        (
            "plan_line_new",
            {"owner": "person", "what": "Go", "by_on": "tomorrow", "by_words": "Now", **SHARED},
            "not both",
        ),
        ("plan_line_new", {"owner": "team:nobody", "what": "Go", **SHARED}, "Select"),
        ("roadmap_new", {"place": "1", "first_thing": "Phone"}, "Write the step"),
    ):
        page = send(jo, url(name, street), **fields)
        assert page.status_code == 422, name
        assert said in words(page), (name, said)
        assert list(fields.values())[1] in words(page)
    with ctx_of(street.jo) as ctx:
        assert not PlanLine.visible_to(ctx).exists()
    page = send(jo, url("plan_send", street))
    assert page.status_code == 422
    assert "at least one goal and one line" in words(page)


def test_only_the_agency_that_keeps_the_plan_opens_sends_and_ends_it(
    jo: Any, street: Any, sent: Plan, client_of: Any, officer: Any
) -> None:
    nurse = client_of(street.nurse)
    for name in ("plan_open", "plan_send", "plan_end", "plan_words"):
        page = nurse.get(url(name, street))
        assert page.status_code == 403
        assert "Another agency keeps this plan" in words(page)
        assert officer.get(url(name, street)).status_code == 403
    send(jo, url("plan_send", street))
    assert "Sent for signing already" in words(jo.get(url("person_plan", street)))
    assert send(jo, url("plan_end", street)).status_code == 302
    assert "The plan has ended" in words(jo.get(url("person_plan", street)))
    assert send(jo, url("plan_send", street)).status_code == 409


@pytest.mark.parametrize("number", [1, 7])
def test_the_pages_cost_at_most_12_statements(
    jo: Any, street: Any, sent: Plan, ctx_of: Any, number: int
) -> None:
    with ctx_of(street.jo) as ctx:
        plan = actions.begin_version(ctx, plan_id=sent.pk, version=sent.version)
        for n in range(number):
            actions.add_line(ctx, plan_id=plan.pk, facts=facts(f"Line {n}"))
            actions.name_resource(ctx, plan_id=plan.pk, side="internal", what=f"Help {n}")
            step = actions.StepFacts(f"Step {n}", n + 1)
            actions.write_step(ctx, person_id=street.person.pk, facts=step)
        actions.choose_driver(ctx, plan_id=plan.pk, what="Debt", rating=7)
        line = line_of(ctx, plan, "Line 0")
    jo.get("/")
    for address in (
        url("person_plan", street),
        url("plan_print", street),
        url("plan_line_new", street),
        url("plan_line", street, line.key),
        url("roadmap", street),
    ):
        with at_most(12):
            assert jo.get(address).status_code == 200


@pytest.mark.parametrize("bad", ["\x00", "x" * 300_000, "<script>", "\u202e", "9" * 400])
def test_hostile_words_give_no_failure(jo: Any, street: Any, plan: Plan, bad: str) -> None:
    names = (
        "own_words", "review_on", "words", "kind", "seen_by", "goal", "owner", "owner_name", "what",
        "by_on", "by_words", "rating", "side", "strengthened", "place", "title", "first_thing",
        "who_helps",
    )  # fmt: skip
    for name in (
        "plan_words", "plan_goal_new", "plan_line_new", "plan_driver_new", "plan_resource_new",
        "roadmap_new",
    ):  # fmt: skip
        page = send(jo, url(name, street), **dict.fromkeys(names, bad))
        assert page.status_code in (400, 413, 422), (name, page.status_code)
    for query in (
        "?version=x",
        "?version=999999999",
        "?version=0",
        f"?plan={bad[:50]}",
        "?goal=%00",
    ):
        for name in ("person_plan", "plan_print", "plan_line_new"):
            assert jo.get(url(name, street) + query).status_code == 200, (name, query)
