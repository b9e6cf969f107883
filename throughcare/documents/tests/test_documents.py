"""Who may have an issued document, that it stays as it was, and how copies reach their readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.core.rebuilding import Replay
from throughcare.documents import actions, panels, presenters, rules, selectors
from throughcare.documents.models import Delivery, Document, DocumentContent, NamedRecipient
from throughcare.documents.tests.conftest import SOLICITOR, to_account
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing.models import Relationship

WHO_READS = """
nurse          | yes
colleague      | yes
elsewhere      | no
adviser        | yes
second_adviser | no
officer        | no
"""


def test_the_authors_team_and_the_named_reader_have_it_and_nobody_else(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(to_account(scene.adviser), SOLICITOR)
    for line in WHO_READS.strip().splitlines():
        who, answer = (part.strip() for part in line.split("|"))
        member = getattr(scene, who)
        with ctx_of(member, "court_report" if who == "officer" else "") as ctx:
            seen = Document.visible_to(ctx).filter(pk=document.pk).exists()
            # The same by the database alone, and its bytes with it.
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM documents_document")
                rows = cursor.fetchone()[0]
                cursor.execute("SELECT count(*) FROM documents_documentcontent")
                contents = cursor.fetchone()[0]
            bytes_seen = DocumentContent.visible_to(ctx).count()
        assert (who, seen, rows, contents, bytes_seen) == (
            who,
            *((True, 1, 1, 1) if answer == "yes" else (False, 0, 0, 0)),
        )
        page = client_of(member).get(reverse("read_document", args=[document.pk]))
        assert (who, page.status_code) == (who, 200 if answer == "yes" else 404)


def test_a_reader_sees_no_other_recipient(scene: Any, issue: Any, ctx_of: Any) -> None:
    issue(to_account(scene.adviser), SOLICITOR)
    with ctx_of(scene.adviser) as ctx:
        assert not NamedRecipient.visible_to(ctx).exists()
        assert not Delivery.visible_to(ctx).exists()
        assert not Event.visible_to(ctx).filter(category="disclosed").exists()
    with ctx_of(scene.nurse) as ctx:
        assert NamedRecipient.visible_to(ctx).count() == 2


def test_a_team_that_is_named_reads_it(scene: Any, issue: Any, ctx_of: Any) -> None:
    to = actions.To(
        name="Court team",
        how="account",
        basis="court_order",
        basis_words="Asked for by the court",
        kind="team",
        principal_id=scene.adviser.team_id,
    )
    document = issue(to)
    for member in (scene.adviser, scene.second_adviser):
        with ctx_of(member) as ctx:
            assert [d.pk for d in selectors.documents_for_me(ctx)] == [document.pk]


def test_somebody_excluded_from_the_person_is_no_reader(
    scene: Any, issue: Any, make: Any, ctx_of: Any
) -> None:
    from throughcare.sharing.models import Exclusion

    document = issue(to_account(scene.adviser))
    with as_owner():
        Exclusion(
            person=scene.person,
            user=scene.adviser.user,
            reason="A relative",
            by_membership_id=scene.nurse.pk,
            starts_at=clock.now() - timedelta(minutes=1),
        ).save(force_insert=True)
    with ctx_of(scene.adviser) as ctx:
        assert not Document.visible_to(ctx).exists()
        assert actions.note_read(ctx, document) == 0


FROZEN = ("title", "issued_at", "signed_by", "pdf_sha256", "what_changed", "number", "person_id")


@pytest.mark.parametrize("column", FROZEN)
def test_an_issued_document_does_not_change(scene: Any, issue: Any, column: str) -> None:
    document = issue(to_account(scene.adviser))
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic(), as_owner():
        value = {"number": 7, "issued_at": clock.now(), "person_id": document.pk}.get(column, "x")
        Document.rows.filter(pk=document.pk).update(**{column: value})


def test_neither_readers_nor_bytes_are_taken_away(scene: Any, issue: Any) -> None:
    document = issue(to_account(scene.adviser))
    for change in (
        lambda: Document.rows.filter(pk=document.pk).update(readers=[]),
        lambda: DocumentContent.rows.filter(document_id=document.pk).update(html="x"),
        lambda: DocumentContent.rows.filter(document_id=document.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
            change()


def test_words_that_do_not_fit_their_checksum_are_not_shown(scene: Any, issue: Any) -> None:
    document = issue(to_account(scene.adviser))
    with pytest.raises(presenters.NotAsIssued):
        presenters.frozen_html("<p>other words</p>", document)


def test_only_who_may_sign_and_disclose_issues(scene: Any, issue: Any, make: Any) -> None:
    scene.nurse = make.member("practitioner", team=scene.nurse.team)
    with pytest.raises(NotAllowed):
        issue(SOLICITOR)


def test_each_recipient_has_a_basis(scene: Any, issue: Any) -> None:
    with pytest.raises(ReasonMissing):
        issue(actions.To(name="A", how="hand", basis="agreed", basis_words="  "))


def one_copy(ctx: Any, how: str) -> Delivery:
    found: Delivery = Delivery.visible_to(ctx).get(how=how)
    return found


def test_reading_in_the_account_is_received_and_sent_is_not(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(to_account(scene.adviser))
    with ctx_of(scene.nurse) as ctx:
        copy = one_copy(ctx, "account")
        assert (copy.status, copy.received_at) == ("sent", None)
        assert Due.visible_to(ctx).get(kind="document_arrived").status == "open"
    reader = client_of(scene.adviser)
    assert "Documents for you" in reader.get("/").content.decode()
    with at_most(12):
        page = reader.get(reverse("read_document", args=[document.pk]))
    assert "He can follow the hearing." in page.content.decode()
    reader.get(reverse("read_document", args=[document.pk]))
    with ctx_of(scene.nurse) as ctx:
        copy = one_copy(ctx, "account")
        assert copy.status == "received"
        assert copy.received_by.startswith("Miriam Price, ")
        events = Event.visible_to(ctx).filter(type="document.received")
        assert [event.by_name for event in events] == [copy.received_by]
        due = Due.visible_to(ctx).get(kind="document_arrived")
        assert (due.status, due.closed_by_id) == ("done", events[0].pk)


def test_a_document_for_you_names_the_person_only_to_who_may_see_them(
    scene: Any, issue: Any, make: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(to_account(scene.adviser))
    address = reverse("read_document", args=[document.pk])
    assert "What next" not in client_of(scene.adviser).get(address).content.decode()
    with ctx_of(scene.adviser) as ctx:
        (line,) = panels.documents_for_you(ctx, 1).lines
    assert line.text == f"Mental health report for the court, {document.reference}"
    make.link(scene.person, scene.adviser.team_id, Relationship.COURT_HEARING)
    with ctx_of(scene.adviser) as ctx:
        (line,) = panels.documents_for_you(ctx, 1).lines
    assert line.text.endswith("Okafor: Mental health report for the court")
    assert line.note.startswith(f"{document.reference}. ")
    adviser = client_of(scene.adviser)
    with at_most(12):
        read = adviser.get(address).content.decode()
    for name in ("court_feedback_new", "person"):
        assert f'href="{reverse(name, args=[scene.person.reference])}"' in read


def test_what_reading_closes_is_what_the_events_say(scene: Any, issue: Any, ctx_of: Any) -> None:
    document = issue(to_account(scene.adviser), SOLICITOR)
    with ctx_of(scene.adviser) as ctx:
        assert actions.note_read(ctx, document) == 1
        assert actions.note_read(ctx, document) == 0
    replay = Replay()
    with as_owner():
        for event in Event.rows.filter(person_id=scene.person.pk).order_by("recorded_at", "pk"):
            if event.type in ("document.to_hand_over", "document.sent"):
                replay.add(event)
        for event in Event.rows.filter(person_id=scene.person.pk, type="document.received"):
            replay.add(event)
        kept = {d.pk: (d.status, d.closed_by_id, d.due_at) for d in Due.rows.all()}
    assert kept == {d.pk: (d.status, d.closed_by_id, d.due_at) for d in replay.rows.values()}


def test_a_read_of_the_authors_team_receives_nothing(scene: Any, issue: Any, ctx_of: Any) -> None:
    document = issue(to_account(scene.adviser))
    with ctx_of(scene.colleague) as ctx:
        assert actions.note_read(ctx, document) == 0


HANDED = {True: "received", False: "sent"}


@pytest.mark.parametrize("to_the_reader", HANDED)
def test_paper_is_received_only_by_who_it_is_for(
    scene: Any, issue: Any, ctx_of: Any, to_the_reader: bool
) -> None:
    issue(SOLICITOR)
    with ctx_of(scene.nurse) as ctx:
        copy = one_copy(ctx, "hand")
        assert copy.status == "waiting"
        copy = actions.hand_over(
            ctx, delivery_id=copy.pk, version=1, taken_by="A", is_the_reader=to_the_reader
        )
        assert copy.status == HANDED[to_the_reader]
        open_ = Due.visible_to(ctx).filter(status="open").values_list("kind", flat=True)
        assert list(open_) == ([] if to_the_reader else ["document_arrived"])
        with pytest.raises(StaleVersion):
            actions.hand_over(ctx, delivery_id=copy.pk, version=1, taken_by="A", is_the_reader=True)


def test_secure_email_keeps_address_and_words_and_is_not_received(
    scene: Any, issue: Any, ctx_of: Any
) -> None:
    issue(to_account(scene.officer, how="secure_email"))
    with ctx_of(scene.nurse) as ctx:
        copy = one_copy(ctx, "secure_email")
        with pytest.raises(MoveNotAllowed):
            actions.note_received(ctx, delivery_id=copy.pk, version=1, by="A", how="rang")
        copy = actions.send_by_secure_email(
            ctx, delivery_id=copy.pk, version=1, address="h@secure.example", wording="Attached"
        )
        assert (copy.status, copy.address, copy.wording) == ("sent", "h@secure.example", "Attached")
        copy = actions.note_received(ctx, delivery_id=copy.pk, version=2, by="Helen", how="rang")
        assert (copy.status, copy.received_how) == ("received", "rang")
    with ctx_of(scene.officer, "court_report") as ctx:
        # Named as a reader, so that a copy by email is in the account as well.
        assert Document.visible_to(ctx).count() == 1


def test_a_corrected_version_ends_the_chase_for_the_old_one(
    scene: Any, issue: Any, ctx_of: Any
) -> None:
    first = issue(to_account(scene.adviser), SOLICITOR)
    with pytest.raises(ReasonMissing):
        issue(SOLICITOR, number=2, source_id=first.source_id, replaces=first)
    second = issue(
        to_account(scene.adviser),
        SOLICITOR,
        number=2,
        source_id=first.source_id,
        replaces=first,
        what_changed="The date of the first appointment",
    )
    with ctx_of(scene.nurse) as ctx:
        states = Delivery.visible_to(ctx).filter(document_id=first.pk)
        assert {row.status for row in states} == {"replaced"}
        subjects = Due.visible_to(ctx).filter(status="open").values_list("subject_id", flat=True)
        new = Delivery.visible_to(ctx).filter(document_id=second.pk).values_list("pk", flat=True)
        assert set(subjects) == set(new)


def test_the_forms_of_a_copy_say_what_is_missing_and_save_once(
    scene: Any, issue: Any, client_of: Any, ctx_of: Any
) -> None:
    document = issue(SOLICITOR, to_account(scene.officer, how="secure_email"))
    nurse, ref = client_of(scene.nurse), scene.person.reference
    with at_most(12):
        listed = nurse.get(reverse("person_documents", args=[ref])).content.decode()
    assert "Price and Lowe" in listed
    with at_most(12):
        text = nurse.get(reverse("person_document", args=[ref, document.pk])).content.decode()
    assert document.pdf_sha256 in text
    with ctx_of(scene.nurse) as ctx:
        by_how = {row.how: row for row in Delivery.visible_to(ctx)}
    forms = {
        "document_secure_email": (
            by_how["secure_email"],
            {"address": "not one", "wording": "Words", "secure": "on"},
            {"address": "h@secure.example", "wording": "Words", "secure": "on"},
        ),
        "document_hand_over": (
            by_how["hand"],
            {"taken_by": "Adam Price", "whose": ""},
            {"taken_by": "Hannah Lee", "whose": "somebody"},
        ),
        "document_received": (
            by_how["hand"],
            {"by": "Adam Price"},
            {"by": "Adam Price", "how": "He rang"},
        ),
    }
    own_name = {"taken_by": "Adam Price", "whose": "somebody"}
    hand = reverse("document_hand_over", args=[ref, by_how["hand"].pk])
    refused = nurse.post(hand, {**hidden(nurse.get(hand)), **own_name})
    assert refused.status_code == 422
    assert "Enter the name of whoever will pass it on" in refused.content.decode()
    for name, (row, wrong, right) in forms.items():
        url = reverse(name, args=[ref, row.pk])
        page = nurse.get(url)
        assert nurse.post(url, {**hidden(page), **wrong}).status_code == 422
        posted = {**hidden(page), **right}
        assert nurse.post(url, posted).status_code == 302
        assert nurse.post(url, posted).status_code == 302
    with ctx_of(scene.nurse) as ctx:
        assert {r.how: r.status for r in Delivery.visible_to(ctx)} == {
            "hand": "received",
            "secure_email": "sent",
        }
        assert Event.visible_to(ctx).filter(type="document.sent").count() == 2


def test_the_pdf_is_downloaded_under_its_reference(scene: Any, issue: Any, client_of: Any) -> None:
    document = issue(to_account(scene.adviser))
    for member in (scene.nurse, scene.adviser):
        answer = client_of(member).get(reverse("document_pdf", args=[document.pk]))
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"] == (
            'attachment; filename="TC-4M7QX2K9-R1.pdf"'
        )
        assert "no-store" in answer.headers["Cache-Control"]
    stranger = client_of(scene.second_adviser)
    assert stranger.get(reverse("document_pdf", args=[document.pk])).status_code == 404


SECURE = """
a@b.cjsm.example   | cjsm.example | yes
a@cjsm.example     | @cjsm.example| yes
a@notcjsm.example  | cjsm.example | no
a@cjsm.example.org | cjsm.example | no
a@b.example        |              | no
"""


@pytest.mark.parametrize("line", SECURE.strip().splitlines())
def test_a_secure_address_ends_in_a_secure_domain(line: str) -> None:
    address, domain, answer = (part.strip() for part in line.split("|"))
    assert rules.is_secure_address(address, domain.split()) == (answer == "yes")
