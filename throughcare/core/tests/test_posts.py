"""Posts that arrive twice, and drafts: nothing acknowledged or typed is lost."""

from __future__ import annotations

import json
import threading
import time
import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from tests.database import admin_conninfo, as_owner
from throughcare.core import clock, context, posts
from throughcare.core.models import Draft, Posted
from throughcare.core.posts import DraftUnreadable
from throughcare.core.tests.pages import NoteView, add_note, request_of, said, through, view_of
from throughcare.people.models import KnowFirst

ADDRESS = "/note/"


@pytest.fixture
def desk(make: Any) -> Any:
    """Somebody, a person they work with, and a way to post a note about that person."""
    return Desk(make)


class Desk:
    def __init__(self, make: Any) -> None:
        self.member = make.member()
        self.person = make.person(self.member)
        self.view = view_of(self.person)

    def post(self, path: str = ADDRESS, *, view: Any = None, **data: Any) -> HttpResponse:
        self.request = request_of(self.member, "post", path, data)
        return through(self.request, view or self.view)

    def get(self, path: str = ADDRESS) -> dict[str, Any]:
        self.request = request_of(self.member, "get", path)
        return dict(json.loads(through(self.request, self.view).content))


def notes() -> list[str]:
    with as_owner():
        return list(KnowFirst.rows.order_by("recorded_at").values_list("text", flat=True))


def drafts() -> list[Draft]:
    with as_owner():
        return list(Draft.rows.all())


# -- The same post again ------------------------------------------------------------------------


def test_a_post_that_comes_three_times_is_done_once(desk: Desk) -> None:
    key = str(uuid.uuid4())
    answers = [desk.post(idempotency_key=key, text="Text first") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert notes() == ["Text first"]


def test_of_two_posts_at_once_the_second_gets_the_answer_of_the_first(
    own_database: str, django_db_blocker: Any
) -> None:
    from tests.factories import Make

    begun = threading.Event()

    def slowly(self: Any, form: Any) -> HttpResponse:
        begun.set()
        time.sleep(0.3)  # the second post arrives while the first is being done
        return NoteView.form_valid(self, form)

    with django_db_blocker.unblock():
        desk = Desk(Make())
        view = view_of(desk.person, form_valid=slowly)
        key, answers = str(uuid.uuid4()), []

        def send() -> None:
            request = request_of(
                desk.member, "post", ADDRESS, {"idempotency_key": key, "text": "Once"}
            )
            answers.append(through(request, view).headers["Location"])
            connection.close()

        first, second = (threading.Thread(target=send) for _ in range(2))
        first.start()
        assert begun.wait(30)
        second.start()
        for thread in (first, second):
            thread.join(30)
        assert len(answers) == 2
        assert len(set(answers)) == 1
        assert notes() == ["Once"]


def test_a_key_answered_at_another_address_is_refused_and_the_words_kept(desk: Desk) -> None:
    key = str(uuid.uuid4())
    desk.post(idempotency_key=key, text="First")
    answer = desk.post("/other/", idempotency_key=key, text="First")
    assert answer.status_code == 409
    assert json.loads(answer.content)["data"]["text"] == ["First"]
    assert notes() == ["First"]


def test_a_page_that_was_saved_changed_and_sent_again_is_not_taken_for_a_repetition(
    desk: Desk,
) -> None:
    key = str(uuid.uuid4())
    desk.post(idempotency_key=key, text="First")
    answer = desk.post(idempotency_key=key, text="First and more")
    shown = json.loads(answer.content)
    assert answer.status_code == 409
    assert "was already saved at" in str(shown["errors"])
    assert shown["data"]["text"] == ["First and more"]
    assert key not in shown["hidden"]  # the next press of the button carries a new key
    assert notes() == ["First"]
    assert drafts()  # and what was typed since is safe


def test_a_key_belongs_to_one_member(desk: Desk, make: Any) -> None:
    key = str(uuid.uuid4())
    other = Desk(make)
    desk.post(idempotency_key=key, text="Mine")
    other.post(idempotency_key=key, text="Theirs")
    assert sorted(notes()) == ["Mine", "Theirs"]


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 5000])
def test_a_post_without_a_usable_key_is_done_and_not_remembered(desk: Desk, key: str) -> None:
    assert desk.post(idempotency_key=key, text="Once").status_code == 302
    with as_owner():
        assert not Posted.rows.exists()


def test_what_was_posted_is_not_kept_with_its_key(desk: Desk) -> None:
    desk.post(idempotency_key=str(uuid.uuid4()), text="Secret words")
    with as_owner():
        [row] = Posted.rows.values()
    assert "Secret" not in str(row)


def test_a_page_that_shows_an_error_has_written_nothing(desk: Desk) -> None:
    def half_done(self: Any, form: Any) -> HttpResponse:
        add_note(self.ctx, self.person, "half")
        form.add_error("text", "No")
        return self.form_invalid(form)

    answer = desk.post(view=view_of(desk.person, form_valid=half_done), text="typed")
    assert answer.status_code == 422
    assert notes() == []
    assert len(drafts()) == 1


@pytest.mark.parametrize(
    "typed",
    ["", "\x00", "a\x00b", "x" * 1_000_000, " "],
    ids=["empty", "nul", "a nul inside", "a megabyte", "space"],
)
def test_hostile_words_come_back_beside_the_field(desk: Desk, typed: str) -> None:
    answer = desk.post(text=typed, tags=["a", "nonsense"])
    shown = json.loads(answer.content)
    assert answer.status_code == 422
    assert shown["errors"]
    assert "tags" in shown["errors"]
    assert desk.get()["data"]["tags"] == ["a", "nonsense"]


# -- Drafts ---------------------------------------------------------------------------------------


def test_what_was_typed_comes_back_without_complaints(desk: Desk) -> None:
    answer = desk.post(f"{ADDRESS}?draft=1", text="", tags=["a", "b"], password="hunter2")
    assert answer.status_code == 200
    assert set(json.loads(answer.content)) == {"saved_at"}
    shown = desk.get()
    assert shown["data"] == {"text": [""], "tags": ["a", "b"]}
    assert shown["errors"] == {}
    assert shown["draft_url"] == f"{ADDRESS}?draft=1"


def test_finish_later_keeps_the_draft_and_leaves(desk: Desk) -> None:
    answer = desk.post(text="half a th", later="1")
    assert answer.status_code == 302
    assert said(desk.request) == ["Kept. You can finish it from Today."]
    assert desk.get()["data"]["text"] == ["half a th"]
    assert notes() == []


def test_saving_ends_the_draft(desk: Desk) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="half")
    desk.post(text="whole")
    assert drafts() == []


def test_an_autosave_that_was_overtaken_by_the_save_makes_no_new_draft(desk: Desk) -> None:
    key = str(uuid.uuid4())
    desk.post(text="whole", idempotency_key=key)
    for words in ("whole", "who"):
        late = desk.post(f"{ADDRESS}?draft=1", text=words, idempotency_key=key)
        assert late.status_code == 204
    assert drafts() == []


def test_a_draft_is_nobody_elses(desk: Desk, make: Any, ctx_of: Any) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="mine alone")
    colleague = make.member(team=desk.member.team)
    second_role = make.member("supervisor", team=desk.member.team, user=desk.member.user)
    for other in (colleague, second_role):
        with ctx_of(other) as ctx, connection.cursor() as cursor:
            form = {"form": "test-note", "subject_id": desk.person.pk}
            assert posts.open_draft(ctx, **form) is None
            cursor.execute("SELECT count(*) FROM core_draft")
            assert cursor.fetchone()[0] == 0


def test_a_draft_cannot_be_read_in_the_database(desk: Desk) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="Leanne said that")
    [draft] = drafts()
    assert b"Leanne" not in bytes(draft.sealed_fields)


@pytest.mark.parametrize("part", ["subject_id", "membership_id", "person_id", "form"])
def test_a_sealed_text_does_not_open_in_another_row(
    desk: Desk, make: Any, ctx_of: Any, part: str
) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="sealed here")
    other = make.member(team=desk.member.team)
    to = {
        "subject_id": uuid.uuid4(),
        "membership_id": other.id,
        "person_id": make.person(desk.member).pk,
        "form": "another",
    }[part]
    with as_owner():
        Draft.rows.update(**{part: to})
        [draft] = Draft.rows.all()
    with (
        ctx_of(other if part == "membership_id" else desk.member) as ctx,
        pytest.raises(DraftUnreadable),
    ):
        posts.open_draft(ctx, form=draft.form, subject_id=draft.subject_id)


def test_a_draft_that_no_key_opens_is_said_and_the_form_still_works(desk: Desk) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="sealed")
    for spoilt in (b"", b"\x01short", b"\x01" + b"\x00" * 60):
        with as_owner():
            Draft.rows.update(sealed_fields=spoilt)
        assert desk.get()["data"] is None
        assert "could not be opened" in said(desk.request)[0]
    assert desk.post(text="again").status_code == 302


def test_a_new_key_takes_over_while_the_old_one_still_opens(desk: Desk, settings: Any) -> None:
    old, new = settings.DRAFT_KEY, "ab" * 32
    desk.post(f"{ADDRESS}?draft=1", text="typed before")
    settings.DRAFT_KEY, settings.DRAFT_KEY_FALLBACKS = new, [old]
    assert desk.get()["data"]["text"] == ["typed before"]
    desk.post(f"{ADDRESS}?draft=1", text="typed after")
    settings.DRAFT_KEY_FALLBACKS = []
    assert desk.get()["data"]["text"] == ["typed after"]
    settings.DRAFT_KEY = old
    assert desk.get()["data"] is None


def test_a_draft_moves_to_another_record_whole(desk: Desk, make: Any, ctx_of: Any) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="about somebody else")
    right = make.person(desk.member)
    with ctx_of(desk.member) as ctx:
        moved = {"form": "test-note", "subject_id": desk.person.pk}
        to = {"to_subject_id": right.pk, "to_person_id": right.pk}
        assert posts.move_draft(ctx, **moved, **to)
        assert not posts.move_draft(ctx, **moved, **to)
        assert posts.open_draft(ctx, **moved) is None
        there = posts.open_draft(ctx, form="test-note", subject_id=right.pk)
    assert there is not None
    assert there.fields["text"] == ["about somebody else"]
    assert there.person_id == right.pk


def test_after_thirty_days_a_draft_is_not_shown_and_is_destroyed(desk: Desk, settings: Any) -> None:
    desk.post(f"{ADDRESS}?draft=1", text="old")
    desk.post(idempotency_key=str(uuid.uuid4()), view=view_of(desk.person, draft_name=""), text="x")
    days = timedelta(days=settings.DRAFT_DAYS)
    for age, left in ((days - timedelta(hours=1), 1), (days + timedelta(hours=1), 0)):
        with as_owner():
            Draft.rows.update(saved_at=clock.now() - age)
            Posted.rows.update(posted_at=clock.now() - age)
        assert bool(desk.get()["data"]) == bool(left)
        out = StringIO()
        with as_owner():
            call_command("drafts", "clean", "--json", stdout=out)
        assert json.loads(out.getvalue()) == {"drafts": 1 - left, "posts": 1 - left}
        assert len(drafts()) == left


def test_the_web_role_cannot_destroy_everybodys_drafts(db: None) -> None:
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM app.clean_drafts(30)")


def test_a_worker_killed_while_it_saves_leaves_the_draft_before(
    own_database: str, django_db_blocker: Any
) -> None:
    from tests.factories import Make

    with django_db_blocker.unblock():
        desk = Desk(Make())
        desk.post(f"{ADDRESS}?draft=1", text="before")
        with pytest.raises(OperationalError), transaction.atomic():
            ctx = context.begin(
                membership_id=desk.member.id,
                purpose="direct_care",
                session_ref="test",
                at=clock.now(),
            )
            form = {"form": "test-note", "subject_id": desk.person.pk}
            posts.save_draft(ctx, **form, person_id=desk.person.pk, fields={"text": ["after"]})
            with psycopg.connect(admin_conninfo(), autocommit=True) as admin:
                pid = connection.connection.info.backend_pid
                admin.execute("SELECT pg_terminate_backend(%s)", [pid])
            Draft.visible_to(ctx).first()
        connection.close()
        assert desk.get()["data"]["text"] == ["before"]


# -- The idle lock --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "headers", "use"),
    [
        ("get", "/", {}, True),
        ("post", "/note/", {}, True),
        ("post", "/stay/", {"X-Requested-With": "fetch"}, True),
        ("post", "/note/?draft=1", {"X-Requested-With": "fetch"}, False),
        ("post", "/note/", {"X-Draft": "1"}, False),
        ("get", "/", {"X-Requested-With": "refresh"}, False),
    ],
)
def test_autosaves_and_refreshes_do_not_count_as_use(
    method: str, path: str, headers: dict[str, str], use: bool
) -> None:
    request = getattr(RequestFactory(headers=headers), method)(path)
    assert posts.is_use(request) is use
