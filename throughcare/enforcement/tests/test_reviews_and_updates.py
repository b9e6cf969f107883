"""What is working is written together and read; the court asks once and is told, or told not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.models import Due
from throughcare.enforcement import actions
from throughcare.enforcement.models import OrderReview, ReviewRead, UpdateReply, UpdateRequest
from throughcare.enforcement.selectors import told_of
from throughcare.enforcement.statements import Counts
from throughcare.enforcement.tests.conftest import Scene, days
from throughcare.enforcement.tests.test_pages import send, text, url
from throughcare.orders.models import Order
from throughcare.screening.tests.pages import at_most


def facts(**said: Any) -> actions.ReviewFacts:
    said.setdefault("held_on", days(1))
    said.setdefault("who", "Lea and Sam Adeyemi")
    said.setdefault("working", ("A text the day before",))
    return actions.ReviewFacts(**said)


def hold(ctx: Any, scene: Scene, **said: Any) -> OrderReview:
    return actions.hold_review(ctx, group=scene.group, order_id=scene.order.pk, facts=facts(**said))


def ask(ctx: Any, scene: Scene, **said: Any) -> UpdateRequest:
    said.setdefault("wants", ["attendance", "progress"])
    said.setdefault("needed_by", clock.now() + timedelta(days=4))
    return actions.ask_update(ctx, person_id=scene.person.pk, group=scene.group, **said)


def answer(ctx: Any, scene: Scene, request: UpdateRequest, **said: Any) -> UpdateReply:
    said.setdefault("kind", "update")
    said.setdefault("words", "Comes every week")
    return actions.reply_update(
        ctx, group=scene.group, request_id=request.pk, counts=Counts(came=6, minutes=300), **said
    )


def test_each_side_reads_the_review_and_says_so(scene: Scene, ctx_of: Any, client_of: Any) -> None:
    with ctx_of(scene.officer) as ctx:
        review = hold(ctx, scene, own_words="I always look at that", changes=("Now 11am",))
        with pytest.raises(MoveNotAllowed):
            actions.say_read(ctx, group=scene.group, review_id=review.pk)
    nurse, address = client_of(scene.nurse), url("order_working", scene, review.pk)
    page = text(nurse, address)
    assert "I always look at that" in page
    assert "Nobody has said so yet" in page
    send(nurse, address)
    send(nurse, address)
    with ctx_of(scene.officer) as ctx:
        assert [row.by_name for row in ReviewRead.visible_to(ctx)] == ["Priya Nair"]
    assert "Priya Nair" in text(client_of(scene.officer), address)
    assert "A text the day before" in text(nurse, url("person_order", scene))
    assert client_of(scene.police).get(address).status_code == 404


def test_the_next_review_takes_the_place_of_the_one_before(scene: Scene, ctx_of: Any) -> None:
    with ctx_of(scene.nurse) as ctx:
        hold(ctx, scene, next_on=days(-10))
        second = hold(ctx, scene, next_on=days(-20))
        open_ = Due.visible_to(ctx).filter(kind="next_order_review", status="open")
        assert [due.subject_id for due in open_] == [second.pk]
        hold(ctx, scene)
        assert not open_.all().exists()


def test_a_review_says_something_on_a_day_that_makes_sense(scene: Scene, ctx_of: Any) -> None:
    with ctx_of(scene.nurse) as ctx:
        for wrong in (
            {"working": ()}, {"held_on": days(-1)}, {"held_on": days(90)}, {"next_on": days(5)},
        ):  # fmt: skip
            with pytest.raises(ReasonMissing):
                hold(ctx, scene, **wrong)
    with ctx_of(scene.adviser) as ctx, pytest.raises(NotAllowed):
        hold(ctx, scene)
    with ctx_of(scene.police) as ctx, pytest.raises(Order.DoesNotExist):
        hold(ctx, scene)


def test_one_request_is_out_at_a_time_whoever_asks(scene: Scene, ctx_of: Any) -> None:
    with ctx_of(scene.adviser) as ctx:
        request = ask(ctx, scene)
        with pytest.raises(actions.AlreadyAsked):
            ask(ctx, scene)
    with ctx_of(scene.nurse) as ctx, pytest.raises(actions.AlreadyAsked):
        ask(ctx, scene)
    with ctx_of(scene.officer) as ctx:
        with pytest.raises(NotAllowed):
            ask(ctx, scene)
        answer(ctx, scene, request)
    with ctx_of(scene.adviser) as ctx:
        actions.end_update(ctx, request_id=request.pk, version=1, how="answered")
        assert ask(ctx, scene).status == "asked"


def test_the_answer_reaches_who_asked_once(scene: Scene, ctx_of: Any) -> None:
    with ctx_of(scene.adviser) as ctx:
        request = ask(ctx, scene)
    with ctx_of(scene.nurse) as ctx, pytest.raises(NotAllowed):
        answer(ctx, scene, request)
    with ctx_of(scene.officer) as ctx:
        with pytest.raises(ReasonMissing):
            answer(ctx, scene, request, words=" ")
        answer(ctx, scene, request)
        with pytest.raises(MoveNotAllowed):
            answer(ctx, scene, request)
    with ctx_of(scene.adviser) as ctx:
        told = told_of(ctx, scene.group)
        reply = told.reply_to(told.requests[0])
        assert reply is not None
        assert (reply.words, reply.counts["came"]) == ("Comes every week", 6)
        for how in ("no_reply", "taken_back", "asked"):
            with pytest.raises(MoveNotAllowed):
                actions.end_update(ctx, request_id=request.pk, version=1, how=how)


def test_silence_is_recorded_only_when_the_time_has_passed(
    scene: Scene, ctx_of: Any, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    with ctx_of(scene.adviser) as ctx:
        request = ask(ctx, scene)
        with pytest.raises(MoveNotAllowed):
            actions.end_update(ctx, request_id=request.pk, version=1, how="no_reply")
        with pytest.raises(MoveNotAllowed):
            actions.end_update(ctx, request_id=request.pk, version=1, how="answered")
        reminded = actions.remind_officer(ctx, request_id=request.pk, version=1)
        due = Due.visible_to(ctx).get(kind="update_answer", status="open")
        assert due.due_at == reminded.needed_by
        with clock.at(request.needed_by + timedelta(hours=1)):
            closed = actions.end_update(ctx, request_id=request.pk, version=2, how="no_reply")
        assert closed.status == "no_reply"
        assert not Due.visible_to(ctx).filter(kind="update_answer", status="open").exists()


def test_an_update_asks_for_something_in_time(scene: Scene, ctx_of: Any) -> None:
    with ctx_of(scene.adviser) as ctx:
        for wrong in (
            {"wants": []}, {"wants": ["scores"]}, {"needed_by": clock.now() - timedelta(hours=1)},
        ):  # fmt: skip
            with pytest.raises(ReasonMissing):
                ask(ctx, scene, **wrong)


def test_an_update_goes_there_and_back_on_the_pages(scene: Scene, client_of: Any) -> None:
    court, officer = client_of(scene.adviser), client_of(scene.officer)
    wrong = send(court, url("update_new", scene), on="1/1/2020")
    assert wrong.status_code == 422
    sent = send(court, url("update_new", scene), wants=["attendance"], on=f"{days(-5):%d/%m/%Y}")
    address = sent.headers["Location"]
    assert send(court, url("update_new", scene), wants=["progress"], on="tomorrow").status_code in (
        409, 422,
    )  # fmt: skip
    assert "Write update" in text(officer, url("person_order", scene))
    assert "The court wants an update" in text(officer, "/")
    refused = court.post(address, {"kind": "update", "words": "I am the court"})
    assert refused.status_code == 422
    send(court, f"{address}remind/")
    assert "Reminded" in text(officer, address)
    assert send(officer, address, kind="update").status_code == 422
    send(officer, address, kind="update", words="Comes every week")
    with at_most(12):
        page = text(court, address)
    assert "Comes every week" in page
    assert "I have read the answer" in page
    send(court, f"{address}close/")
    assert "Answered" in text(court, address)
    assert officer.get(f"{address}close/").status_code in (403, 404)
