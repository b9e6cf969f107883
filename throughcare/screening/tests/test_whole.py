"""Custody and screening as parts of the whole: words for everything, one human in two records,
the wrong record, and a list that can be worked out again."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from evidence.shape.catalogue import event_types
from tests.database import as_owner
from throughcare.core import clock, registry
from throughcare.core.models import Due
from throughcare.core.rebuilding import rebuild
from throughcare.people.same_as import confirm_same_as, propose_same_as
from throughcare.screening import actions, selectors
from throughcare.screening.dues import RULES
from throughcare.screening.models import CustodyEntry, Screen, ScreenAnswer
from throughcare.screening.tests.pages import hidden
from throughcare.today import actions as today

OURS = ("custody.", "screen.", "custody_advice.", "appropriate_adult.")
#: Events about nobody who is known: they stand on no journey.
ABOUT_NOBODY = {
    "custody.entry_waits",
    "custody.entry_added",
    "custody.passed_on",
    "custody.cleared",
}


def test_every_event_about_a_person_has_words_for_the_journey() -> None:
    told = registry.offered("event_words")
    ours = {name for name in event_types() if name.startswith(OURS)}
    assert ours - ABOUT_NOBODY <= told.keys()


def test_every_kind_of_work_has_words_and_a_place_to_do_it() -> None:
    kinds = registry.offered("worklist_kind")
    assert {rule.kind for rule in RULES} <= kinds.keys()


def test_every_event_that_opens_or_closes_work_is_in_the_catalogue() -> None:
    named = {name for rule in RULES for name in (*rule.opens, *rule.closes)}
    assert named <= event_types().keys()


@pytest.fixture
def two_parts(make: Any, suite: Any, arrive: Any, ctx_of: Any) -> Any:
    """One human with two records; the custody entry is linked to the second."""
    one, two = make.person(suite.nurse), make.person(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        propose_same_as(ctx, a=one, b=two, reason="Same birth date and same tattoo")
    with ctx_of(suite.colleague) as ctx:
        confirm_same_as(ctx, a=one, b=two, reason="I know them both, it is one man")
    entry = arrive(given_name="Marcus", cell="7")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=two.pk)
    return one, two


def test_one_human_in_two_records_is_screened_once(
    suite: Any, two_parts: Any, client_of: Any, ctx_of: Any
) -> None:
    one, two = two_parts
    client = client_of(suite.nurse)
    url = reverse("screening_new", args=[one.reference])
    page = client.get(url)
    assert "cell 7" in page.content.decode()
    assert client.post(url, {**hidden(page), "q1": "no", "decision": "none"}).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        screen = Screen.visible_to(ctx).get()
        assert screen.person_id == two.pk
        assert not Due.visible_to(ctx).filter(status="open").exists()
        group = (one.pk, two.pk)
        assert [s.pk for s in selectors.screens_of(ctx, group)] == [screen.pk]
        entry = selectors.open_entry(ctx, group)
        assert entry is not None
        assert entry.outcome == "seen"
        assert len(selectors.entries_of(ctx, entry_ids=(), people=group)) == 1
        assert len(selectors.answers_of(ctx, screen)) == 12
    for person in two_parts:
        shown = client.get(reverse("screening", args=[person.reference, screen.pk]))
        assert shown.status_code == 200


def test_declined_on_one_record_counts_for_the_other(
    suite: Any, two_parts: Any, client_of: Any, ctx_of: Any
) -> None:
    url = reverse("screening_not_seen", args=[two_parts[0].reference])
    client = client_of(suite.nurse)
    assert client.post(url, {**hidden(client.get(url)), "why": "declined"}).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert CustodyEntry.visible_to(ctx).get().outcome == "declined"
        assert not Due.visible_to(ctx).filter(status="open").exists()


def test_a_draft_moved_to_the_right_record_takes_its_safety_answer_along(
    make: Any, suite: Any, client_of: Any, ctx_of: Any
) -> None:
    from throughcare.people.moving import move_draft

    wrong = make.person(suite.nurse, given_name="Wrong")
    right = make.person(suite.nurse, given_name="Right")
    client = client_of(suite.nurse)
    url = reverse("screening_new", args=[wrong.reference])
    said = {**hidden(client.get(url)), "q1": "yes", "q1_more": "canarywords"}
    client.post(f"{url}?draft=1", said)
    with ctx_of(suite.nurse) as ctx:
        draft = selectors_draft(ctx)
        move_draft(
            ctx, draft_id=draft.pk, away_from=wrong, to=right, reason="Two people in one cell"
        )
        # Until the right record is opened, the prompt stays where it can be seen.
        assert Due.visible_to(ctx).get(kind="safety_prompt", status="open").person_id == wrong.pk
    url = reverse("screening_new", args=[right.reference])
    page = client.get(url)
    assert "canarywords" in page.content.decode()
    answer = client.post(
        url, {**hidden(page), "q1": "yes", "q1_more": "canarywords", "decision": "none"}
    )
    assert answer.status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert Due.visible_to(ctx).get(kind="safety_prompt", status="open").person_id == right.pk
        assert Screen.visible_to(ctx).get(person_id=wrong.pk).status == "void"
        kept = ScreenAnswer.visible_to(ctx).get(person_id=wrong.pk)
        assert (kept.answer, kept.text) == ("not_asked", "")
        assert ScreenAnswer.visible_to(ctx).get(person_id=right.pk, question="q1").answer == "yes"
    assert (
        "canarywords" not in client.get(reverse("screens", args=[wrong.reference])).content.decode()
    )


def selectors_draft(ctx: Any) -> Any:
    from throughcare.core.models import Draft

    return Draft.visible_to(ctx).get(form="screening")


def test_the_worklist_is_worked_out_again_to_the_same_rows(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    person = make.person(suite.nurse)
    entry, other = arrive(given_name="Marcus"), arrive(given_name="Shanice", worry="self-harm")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        actions.record_not_seen(ctx, entry_id=other.pk, why="asleep", try_again_at=clock.now())
        screen = actions.open_screen(ctx, person_id=person.pk)
        given = actions.Given(answers={"q1": "yes"}, decision="act_now")
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given)
        actions.need_appropriate_adult(ctx, person_id=person.pk, screen=screen)
        due = Due.visible_to(ctx).filter(kind="tell_custody").get()
        today.pass_on(ctx, due_ids=[due.pk], to_id=suite.colleague.pk)
        actions.give_advice(
            ctx, person_id=person.pk, screen=screen, what="Checks", told_whom="Lowe"
        )
    with as_owner():
        assert rebuild(write=False).same
