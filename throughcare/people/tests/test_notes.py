"""Notes: for the health team, or sealed; kept while typed; moved when on the wrong record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.core import posts
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.views import new_key
from throughcare.people import moving
from throughcare.people.models import Note
from throughcare.people.notes import write_note

TEXT = "Slept 6 hours. Wants to see his sister."


def post(client: Any, person: Any, **fields: Any) -> Any:
    url = reverse("note_new", args=[person.reference])
    return client.post(url, {"idempotency_key": new_key(), "kind": "note", "text": TEXT, **fields})


def test_a_note_is_written_once_and_stands_on_the_journey(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    person, client, key = add(me), client_of(me), new_key()
    for _ in range(3):
        assert post(client, person, idempotency_key=key).status_code == 302
    with as_owner():
        note = Note.rows.get()
    journey = client.get(reverse("person", args=[person.reference])).content.decode()
    assert reverse("note", args=[note.pk]) in journey
    assert TEXT not in journey
    assert TEXT in client.get(reverse("note", args=[note.pk])).content.decode()


# who | reads an open note | reads a note sealed to "named"
READERS = """
author          | yes | yes
named           | yes | yes
colleague       | yes | no
supervisor      | yes | no
practitioner    | no  | no
admin           | no  | no
another team    | no  | no
probation       | no  | no
police          | no  | no
"""


@pytest.mark.parametrize("line", READERS.strip().split("\n"))
def test_who_reads_a_note(make: Any, ctx_of: Any, client_of: Any, add: Any, line: str) -> None:
    who, open_, sealed = (part.strip() for part in line.split("|"))
    author = make.member()
    named, person = make.member(team=author.team), add(author)
    me = {
        "author": lambda: author,
        "named": lambda: named,
        "colleague": lambda: make.member(team=author.team),
        "supervisor": lambda: make.member("supervisor", team=author.team),
        "practitioner": lambda: make.member("practitioner", team=author.team),
        "admin": lambda: make.member("admin", team=author.team),
        "another team": make.member,
        "probation": lambda: make.member("probation_practitioner"),
        "police": lambda: make.member("police_liaison"),
    }[who]()
    for role, kind in (("probation", 7), ("police", 6)):
        if who == role:
            make.link(person, me.pk, kind)
            make.sharing(
                author.team.agency,
                me.team.agency,
                purpose="supervision" if who == "probation" else "safeguarding",
                categories=("identity", "health_summary", "clinical_detail"),
            )
    with ctx_of(author) as ctx:
        notes = [
            (write_note(ctx, person=person, text=TEXT), open_),
            (write_note(ctx, person=person, text=TEXT, sealed_to=[named.pk]), sealed),
        ]
    client = client_of(me)
    for note, reads in notes:
        answer = client.get(reverse("note", args=[note.pk]))
        assert answer.status_code == (200 if reads == "yes" else 404)
        assert (TEXT in answer.content.decode()) == (reads == "yes")
        with ctx_of(me) as ctx, connection.cursor() as cursor:
            assert Note.visible_to(ctx).filter(pk=note.pk).exists() == (reads == "yes")
            cursor.execute("SELECT count(*) FROM people_note WHERE id = %s", [note.pk])
            assert cursor.fetchone()[0] == (reads == "yes")


def test_a_note_is_sealed_to_nobody_but_its_author(make: Any, client_of: Any, add: Any) -> None:
    me = make.member()
    person = add(me)
    assert post(client_of(me), person, sealed="on").status_code == 302
    with as_owner():
        assert Note.rows.get().sealed_to == []
    stranger = make.member()
    posted = post(client_of(me), person, sealed="on", colleagues=[str(stranger.pk)])
    assert posted.status_code == 422


def test_a_phone_number_in_a_note_is_asked_about_once(make: Any, client_of: Any, add: Any) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    asked = post(client, person, text="New number 07700 900461, no voicemail")
    assert asked.status_code == 422
    assert "New number 07700 900461, no voicemail" in asked.content.decode()
    assert "Keep it in this text" in asked.content.decode()
    kept = post(client, person, text="New number 07700 900461, no voicemail", keep_here="on")
    assert kept.status_code == 302


@pytest.mark.parametrize("value", ["", "\x00", "   ", "x" * 500_000])
def test_hostile_notes_are_answered(make: Any, client_of: Any, add: Any, value: str) -> None:
    me = make.member()
    assert post(client_of(me), add(me), text=value).status_code == 422


def test_what_is_typed_is_kept_until_it_is_saved(make: Any, client_of: Any, add: Any) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    url = reverse("note_new", args=[person.reference])
    assert client.post(f"{url}?draft=1", {"text": "Half a sen"}).status_code == 200
    assert "Half a sen" in client.get(url).content.decode()
    assert post(client, person, later="1").status_code == 302
    assert TEXT in client.get(url).content.decode()
    assert post(client, person).status_code == 302
    assert TEXT not in client.get(url).content.decode()


# -- Not the right person ----------------------------------------------------------------------


@pytest.fixture
def wrong(make: Any, client_of: Any, add: Any) -> Any:
    """A draft of a note on the wrong record of two."""

    class Wrong:
        me = make.member()
        here = add(me, "Leanne", "Whitlock")
        there = add(me, "Anna", "Okafor")
        hidden = add(make.member(), "Sean", "Marsh")
        client = client_of(me)

    case = Wrong()
    case.client.post(reverse("note_new", args=[case.here.reference]), {"text": TEXT, "later": "1"})
    return case


def test_a_draft_moves_to_the_right_record_with_a_reason(wrong: Any, ctx_of: Any) -> None:
    url = reverse("person_not_right", args=[wrong.here.reference])
    with ctx_of(wrong.me) as ctx:
        draft = moving.drafts_on(ctx, wrong.here)[0]
    fields = {"draft": str(draft.pk), "q": "okafor", "idempotency_key": new_key()}
    searched = wrong.client.post(url, fields)
    assert searched.status_code == 200
    assert wrong.there.reference in searched.content.decode()
    unsaid = wrong.client.post(url, {**fields, "to": wrong.there.reference})
    assert unsaid.status_code == 422
    assert wrong.there.reference in unsaid.content.decode()
    why = "The record before was still open."
    moved = wrong.client.post(url, {**fields, "to": wrong.there.reference, "reason": why})
    assert moved.headers["Location"] == reverse("person", args=[wrong.there.reference])
    new, old = (reverse("note_new", args=[p.reference]) for p in (wrong.there, wrong.here))
    assert TEXT in wrong.client.get(new).content.decode()
    assert TEXT not in wrong.client.get(old).content.decode()
    with as_owner():
        entry = AuditEntry.rows.get(action="draft.moved")
    assert entry.reason == why
    assert set(entry.person_ids) == {wrong.here.pk, wrong.there.pk}


def test_a_draft_goes_to_no_hidden_record_and_over_no_other_draft(wrong: Any, ctx_of: Any) -> None:
    url = reverse("person_not_right", args=[wrong.here.reference])
    with ctx_of(wrong.me) as ctx:
        draft = moving.drafts_on(ctx, wrong.here)[0]
        posts.save_draft(
            ctx,
            form="note",
            subject_id=wrong.there.pk,
            fields={"text": ["Another"]},
            person_id=wrong.there.pk,
        )
        for to, reason, error in (
            (wrong.there, "x", MoveNotAllowed),
            (wrong.here, "x", MoveNotAllowed),
            (wrong.there, " ", ReasonMissing),
        ):
            with pytest.raises(error):
                moving.move_draft(
                    ctx, draft_id=draft.pk, away_from=wrong.here, to=to, reason=reason
                )
    fields = {"draft": str(draft.pk), "q": "marsh", "reason": "x", "idempotency_key": new_key()}
    for to in (wrong.hidden.reference, wrong.there.reference, "nonsense", "\x00"):
        assert wrong.client.post(url, {**fields, "to": to}).status_code in (200, 422)
    assert (
        TEXT in wrong.client.get(reverse("note_new", args=[wrong.here.reference])).content.decode()
    )


def test_a_colleagues_draft_is_not_theirs_to_move(wrong: Any, make: Any, ctx_of: Any) -> None:
    with ctx_of(wrong.me) as ctx:
        draft = moving.drafts_on(ctx, wrong.here)[0]
    colleague = make.member(team=wrong.me.team)
    with ctx_of(colleague) as ctx:
        assert moving.drafts_on(ctx, wrong.here) == []
        with pytest.raises(MoveNotAllowed):
            moving.move_draft(
                ctx, draft_id=draft.pk, away_from=wrong.here, to=wrong.there, reason="x"
            )
