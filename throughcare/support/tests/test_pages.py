"""The pages of support: a line opens in its own place, three fields move it on."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from throughcare.core.models import Due
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.support import actions
from throughcare.support.models import Activity, NeedAnswer, SupportTask
from throughcare.support.tests.conftest import Status, days, step


def url(name: str, street: Any, *rows: Any) -> str:
    return reverse(name, args=[street.person.reference, *(row.pk for row in rows)])


def send(client: Any, address: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(address, {**hidden(client.get(address)), **fields})


MOVED = {"status": "waiting", "next_step": "Ring for the decision", "next_on": "tomorrow"}


@pytest.fixture
def jo(street: Any, client_of: Any) -> Any:
    return client_of(street.jo)


def test_a_line_opens_in_the_caseload_and_three_fields_move_it_on(
    jo: Any, street: Any, task: SupportTask, make: Any
) -> None:
    closed = jo.get(reverse("support")).content.decode()
    address = reverse("support_task", args=[task.pk])
    assert address in closed
    assert "Status now" not in closed
    page = jo.get(address).content.decode()
    assert "Status now" in page
    assert "Whitlock" in page
    answer = send(jo, address, **MOVED)
    assert answer.headers["Location"] == reverse("support")
    after = jo.get(reverse("support")).content.decode()
    assert "Ring for the decision" in after
    assert "Housing, Lea. Next: Ring for the decision" in after
    assert make.fresh(task).next_on == days(1)


def test_a_line_that_was_ended_is_undone_from_the_banner(
    jo: Any, street: Any, task: SupportTask, make: Any
) -> None:
    address = url("person_support_task", street, task)
    send(jo, address, status="done", next_step="", next_on="")
    page = jo.get(url("person_support", street)).content.decode()
    undo = url("support_reopen", street, task)
    assert f'action="{undo}"' in page
    assert make.fresh(task).status == "done"
    assert jo.post(undo).status_code == 302
    assert make.fresh(task).status == "started"
    assert send(jo, undo).status_code == 409


def test_the_needs_check_takes_ten_rows_and_the_persons_choice(
    jo: Any, street: Any, ctx_of: Any
) -> None:
    address = url("needs_check", street)
    typed = {"need_housing": "help", "need_gp": "fine", "need_debt": "urgent"}
    untouched = send(jo, address)
    assert untouched.status_code == 422, "it would hide the last check"
    assert "Ask about at least one need" in untouched.content.decode()
    page = send(jo, address, **typed, first_1="gp", first_2="housing", first_3="housing")
    assert page.status_code == 422
    assert "Choose something that needs help" in page.content.decode()
    assert "Choose each need once" in page.content.decode()
    assert send(jo, address, **typed, first_1="housing").status_code == 302
    with ctx_of(street.jo) as ctx:
        assert NeedAnswer.visible_to(ctx).filter(answer="not_asked").count() == 7
    page = jo.get(url("person_support", street)).content.decode()
    for words in ("Chosen, number 1", "Not asked", "Urgent", "Do today", "This week and next"):
        assert words in page, words
    assert "What the person said" not in jo.get(address).content.decode()


def test_a_clinician_writes_what_was_said_and_the_link_worker_does_not_read_it(
    jo: Any, street: Any, client_of: Any
) -> None:
    nurse = client_of(street.nurse)
    send(nurse, url("needs_check", street), need_housing="help", said="Wobbegongsaid")
    assert "Wobbegongsaid" in nurse.get(url("person_support", street)).content.decode()
    page = jo.get(url("person_support", street)).content.decode()
    assert "Needs help" in page
    assert "Wobbegongsaid" not in page


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    jo: Any, street: Any, task: SupportTask, make: Any
) -> None:
    for address in (
        reverse("support_task", args=[task.pk]),
        url("person_support_task", street, task),
    ):
        page = send(jo, address, **{**MOVED, "next_on": "someday"})
        assert page.status_code == 422
        assert "Enter a date" in page.content.decode()
        assert "Ring for the decision" in page.content.decode()
        page = send(jo, address, **{**MOVED, "next_step": ""})
        assert "Enter the next step, or select done" in page.content.decode()
    assert make.fresh(task).version == 1


def test_two_workers_see_both_versions(
    jo: Any, street: Any, task: SupportTask, ctx_of: Any
) -> None:
    for address in (
        reverse("support_task", args=[task.pk]),
        url("person_support_task", street, task),
    ):
        before = hidden(jo.get(address))
        with ctx_of(street.femi) as ctx:
            row = SupportTask.visible_to(ctx).get()
            actions.move_task(
                ctx, task_id=row.pk, version=row.version,
                step=step(Status.BOOKED, next_step=f"Theirs {row.version}"),
            )  # fmt: skip
        page = jo.post(address, {**before, **MOVED})
        assert page.status_code == 409
        assert f"Theirs {row.version}" in page.content.decode()
        assert "Ring for the decision" in page.content.decode()


def test_something_to_do_and_something_to_take_part_in_are_added(
    jo: Any, street: Any, ctx_of: Any
) -> None:
    send(jo, url("support_new", street), need="id", seen_by="all", **MOVED)
    with ctx_of(street.jo) as ctx:
        assert [row.care_only for row in SupportTask.visible_to(ctx)] == [False]
    joined = {"kind": "group", "what": "Walking group", "own_words": "Quiet mornings"}
    send(jo, url("support_activity_new", street), **joined, status="wanted", seen_by="care")
    with ctx_of(street.jo) as ctx:
        row = Activity.visible_to(ctx).get()
    page = jo.get(url("person_support", street)).content.decode()
    assert "“Quiet mornings”" in page
    assert "Wants to try" in page
    address = url("support_activity", street, row)
    assert send(jo, address, **joined, status="regular", seen_by="care").status_code == 302
    assert "Goes regularly" in jo.get(url("person_support", street)).content.decode()


def test_the_list_is_ones_own_or_the_teams_and_one_need_at_a_time(
    jo: Any, street: Any, task: SupportTask, client_of: Any
) -> None:
    femi = client_of(street.femi)
    assert "Nothing on your own list" in femi.get(reverse("support")).content.decode()
    page = femi.get(reverse("support") + "?list=team").content.decode()
    assert "Leanne Whitlock" in page
    page = jo.get(reverse("support") + "?need=gp").content.decode()
    assert "Nothing open for this need" in page
    for wrong in ("?page=zzz", "?need=%00", "?list=x", "?page=-1"):
        assert jo.get(reverse("support") + wrong).status_code == 200, wrong


def test_today_shows_the_next_step_and_leads_to_the_line(jo: Any, street: Any, ctx_of: Any) -> None:
    with ctx_of(street.jo) as ctx:
        row = actions.add_task(
            ctx, person_id=street.person.pk, need="benefits", step=step(next_on=days(0))
        )
        assert Due.visible_to(ctx).get(subject_id=row.pk).owner_id == street.jo.pk
    page = jo.get("/").content.decode()
    assert "Support: Benefits" in page
    assert url("person_support_task", street, row) in page


def test_another_agency_reads_a_line_and_moves_nothing(
    street: Any, task: SupportTask, client_of: Any
) -> None:
    nurse = client_of(street.nurse)
    assert "Ring the housing office" in nurse.get(url("person_support", street)).content.decode()
    assert nurse.get(url("person_support_task", street, task)).status_code == 404
    assert nurse.get(reverse("support_task", args=[task.pk])).status_code == 404
    officer = client_of(street.officer)
    assert officer.get(url("person_support", street)).status_code in (403, 404)
    assert officer.get(reverse("support")).status_code == 403


@pytest.mark.parametrize("number", [1, 9])
def test_the_pages_cost_at_most_12_statements(
    jo: Any, street: Any, ctx_of: Any, number: int
) -> None:
    with ctx_of(street.jo) as ctx:
        actions.check_needs(ctx, person_id=street.person.pk, answers={"gp": "help"}, first=["gp"])
        for n in range(number):
            row = actions.add_task(
                ctx, person_id=street.person.pk, need="debt", step=step(next_on=days(n))
            )
            facts = actions.ActivityFacts(kind="group", what=f"Group {n}")
            actions.add_activity(ctx, person_id=street.person.pk, facts=facts)
    jo.get("/")
    for address in (
        reverse("support"),
        reverse("support_task", args=[row.pk]),
        url("person_support", street),
        url("person_support_task", street, row),
    ):
        with at_most(12):
            assert jo.get(address).status_code == 200


@pytest.mark.parametrize("bad", ["\x00", "x" * 300_000, "<script>", "\u202e", "9" * 400])
def test_hostile_words_give_no_failure(jo: Any, street: Any, task: SupportTask, bad: str) -> None:
    names = (
        "status", "next_step", "next_on", "where_now", "need", "seen_by", "kind", "what",
        "own_words", "with_whom", "need_housing", "first_1", "said",
    )  # fmt: skip
    for address in (
        url("support_new", street),
        url("needs_check", street),
        url("support_activity_new", street),
        url("person_support_task", street, task),
        reverse("support_task", args=[task.pk]),
    ):
        page = send(jo, address, **dict.fromkeys(names, bad))
        assert page.status_code in (400, 413, 422), (address, page.status_code)
