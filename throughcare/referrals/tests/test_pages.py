"""The pages of referrals: who sees what, what is said when it goes wrong, what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.appointments.models import Appointment
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.referrals import actions
from throughcare.referrals.models import Referral, Signpost
from throughcare.referrals.tests.conftest import entry
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing.models import Agreement


def url(name: str, county: Any, *more: Any) -> str:
    return reverse(name, args=[county.person.reference, *more])


def send(client: Any, address: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(address, {**hidden(client.get(address)), **fields})


def typed(county: Any, **fields: Any) -> dict[str, Any]:
    return {
        "service": str(county.service.pk),
        "reason": "His mother died in March",
        "asked": "Offer a first appointment",
        "soon": "routine",
        "contact": "01632 960 102",
        "show": ["reach", "helps", "safety"],
        "agrees": "yes",
        **fields,
    }


@pytest.fixture
def nurse(county: Any, client_of: Any) -> Any:
    return client_of(county.nurse)


@pytest.fixture
def amara(county: Any, client_of: Any) -> Any:
    return client_of(county.bereavement)


def test_the_steps_of_every_form_count_from_one(nurse: Any, county: Any) -> None:
    for name, first in (("referral_new", "1. What for?"), ("transfer_ask", "1. Who to?")):
        page = nurse.get(url(name, county)).content.decode()
        assert first in page, name
        assert ("2. Who to?" in page) == (name == "referral_new")


def test_a_referral_is_checked_sent_and_confirmed(nurse: Any, county: Any, ctx_of: Any) -> None:
    page = url("referral_new", county)
    checked = send(nurse, page, **typed(county))
    assert checked.status_code == 200
    text = checked.content.decode()
    assert "Check before you send" in text and "His mother died in March" in text
    with ctx_of(county.nurse) as ctx:
        assert not Referral.visible_to(ctx).exists()
    # The page that shows it once more carries what was typed in hidden fields.
    import re

    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text):
        fields.setdefault(name, []).append(value)
    sent = nurse.post(page, {**fields, "confirmed": "1"})
    assert sent.status_code == 302, sent.content.decode()[:500]
    said = nurse.get(sent.headers["Location"]).content.decode()
    assert "Reply due" in said and county.service.name in said
    again = nurse.post(page, {**fields, "confirmed": "1"})
    assert again.headers["Location"] == sent.headers["Location"]
    with ctx_of(county.nurse) as ctx:
        assert Referral.visible_to(ctx).count() == 1


def test_what_they_will_see_stands_there_before_agreement_is_asked(nurse: Any, county: Any) -> None:
    text = nurse.get(url("referral_new", county)).content.decode()
    assert text.index("What they will see") and "Daniel Okafor" in text
    for words in ("They will not see", "Can I send them this, and nothing else?", "Reply due"):
        assert words in text


def test_the_best_fit_stands_first_and_the_rest_says_why(nurse: Any, county: Any) -> None:
    admin = county.administrator
    entry(admin, "Vale Women", takes="female")
    entry(admin, "Young People First", age_to=25, needs=["bereavement"])
    entry(admin, "Grief Group", needs=["bereavement"], check_words="A group of 12")
    page = url("referral_new", county) + "?need=bereavement"
    text = nurse.get(page).content.decode()
    order = ["Northfield Bereavement Support", "Grief Group", "Vale Women"]
    places = [text.index(f"<strong>{name}</strong>") for name in order]
    assert places == sorted(places)
    for words in ("women only", "only aged up to 25", "A group of 12", "2 services do not fit"):
        assert words in text, words


def test_nothing_is_sent_to_whom_the_person_says_no(nurse: Any, county: Any, ctx_of: Any) -> None:
    answer = send(nurse, url("referral_new", county), **typed(county, agrees="no"))
    assert answer.headers["Location"].startswith(url("signpost_new", county))
    with ctx_of(county.nurse) as ctx:
        assert not Referral.visible_to(ctx).exists()
        assert Agreement.visible_to(ctx).get().answer == "no"


def test_not_asked_yet_is_kept_as_a_draft(nurse: Any, county: Any, ctx_of: Any) -> None:
    send(nurse, url("referral_new", county), **typed(county, agrees="not_yet"))
    assert "His mother died in March" in nurse.get(url("referral_new", county)).content.decode()
    with ctx_of(county.nurse) as ctx:
        assert not Referral.visible_to(ctx).exists()


def test_without_agreement_it_says_on_what_ground(nurse: Any, county: Any) -> None:
    answer = send(nurse, url("referral_new", county), **typed(county, agrees="without"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Select on what ground you send it" in text and "His mother died in March" in text


def test_the_inbox_shows_the_copy_and_takes_a_yes_with_a_first_appointment(
    amara: Any, county: Any, sent: Any, ctx_of: Any
) -> None:
    listed = amara.get(reverse("referrals")).content.decode()
    assert "Daniel Okafor" in listed and "Reply needed" in listed
    page = reverse("referral_reply", args=[sent.pk])
    text = amara.get(page).content.decode()
    assert "His mother died in March" in text and county.person.reference not in text
    answer = send(amara, page, answer="accept", on="in 5 days", at="2pm", place="Room 1")
    assert answer.status_code == 422
    day = (clock.today() + timedelta(days=5)).strftime("%d/%m/%Y")
    answer = send(amara, page, answer="accept", on=day, at="2pm", place="Room 1")
    assert answer.status_code == 302
    with ctx_of(county.bereavement) as ctx:
        booked = Appointment.visible_to(ctx).get()
        assert (booked.kind, booked.subject_id) == ("first_appointment", sent.pk)
    with ctx_of(county.nurse) as ctx:
        row = Referral.visible_to(ctx).get()
        assert (row.status, row.first_at, row.appointment_id) == (
            "accepted",
            booked.starts_at,
            booked.pk,
        )
        kinds = Due.visible_to(ctx).filter(status="open", kind__startswith="referral")
        assert {due.kind for due in kinds} == {"referral_told", "referral_first"}


@pytest.fixture
def today_first(county: Any, sent: Any, ctx_of: Any) -> Referral:
    """Accepted, with a first appointment an hour ago."""
    with ctx_of(county.bereavement) as ctx:
        row = actions.accept_referral(ctx, referral_id=sent.pk)
        at = clock.now() - timedelta(hours=1)
        actions.book_first(ctx, referral=row, at=at, place="Room 1")
        return Referral.visible_to(ctx).get()


def test_came_is_one_press_and_the_sender_is_told(
    amara: Any, county: Any, today_first: Any, ctx_of: Any
) -> None:
    assert "Did they come?" in amara.get(reverse("referrals")).content.decode()
    send(amara, reverse("referral_came", args=[today_first.pk]), k="came")
    with ctx_of(county.nurse) as ctx:
        assert Referral.visible_to(ctx).get().status == "kept"
    with ctx_of(county.bereavement) as ctx:
        assert Appointment.visible_to(ctx).get().status == "came"


def test_a_missed_first_appointment_is_told_and_can_be_moved(
    amara: Any, county: Any, today_first: Any, ctx_of: Any
) -> None:
    address = reverse("referral_came", args=[today_first.pk])
    assert send(amara, address, k="perhaps").status_code == 422
    assert send(amara, address, k="moved").headers["Location"] == reverse(
        "referral_first", args=[today_first.pk]
    )
    send(amara, address, k="did_not_come")
    with ctx_of(county.nurse) as ctx:
        row = Referral.visible_to(ctx).get()
        assert (row.status, row.first_came) == ("accepted", "did_not_come")
    assert "Book a first appointment" in amara.get(reverse("referrals")).content.decode()


def test_attendance_recorded_on_its_own_page_reaches_the_sender_and_can_be_corrected(
    county: Any, today_first: Any, ctx_of: Any
) -> None:
    from throughcare.appointments import actions as appointments

    for status, kept in (("came", "kept"), ("did_not_come", "accepted"), ("came_late", "kept")):
        with ctx_of(county.bereavement) as ctx:
            booked = Appointment.visible_to(ctx).get()
            appointments.record_attendance(ctx, booked, status=status)
        with ctx_of(county.nurse) as ctx:
            assert Referral.visible_to(ctx).get().status == kept


def test_a_second_answer_says_that_a_colleague_was_first(
    amara: Any, county: Any, sent: Any, ctx_of: Any
) -> None:
    page = reverse("referral_reply", args=[sent.pk])
    form = hidden(amara.get(page))
    with ctx_of(county.nurse) as ctx:
        actions.withdraw_referral(ctx, referral_id=sent.pk, words="He found help himself")
    # Taken back: absent, not merely closed.
    assert amara.post(page, {**form, "answer": "later"}).status_code == 404


def test_a_no_is_read_by_the_sender_in_the_same_words(
    amara: Any, nurse: Any, county: Any, sent: Any
) -> None:
    page = reverse("referral_reply", args=[sent.pk])
    assert send(amara, page, answer="decline").status_code == 422
    send(amara, page, answer="decline", reason="full", words="We are full until May")
    text = nurse.get(url("referral", county, sent.pk)).content.decode()
    assert "We are full until May" in text and "We are full" in text


def test_what_came_of_it_is_on_the_senders_today(
    amara: Any, nurse: Any, county: Any, sent: Any
) -> None:
    send(amara, reverse("referral_reply", args=[sent.pk]), answer="later")
    assert "Accepted: read the answer" in nurse.get("/").content.decode()
    send(nurse, url("referral_seen", county, sent.pk))
    assert "Accepted: read the answer" not in nurse.get("/").content.decode()


def test_signposting_takes_one_page(nurse: Any, county: Any, ctx_of: Any) -> None:
    page = url("signpost_new", county)
    assert send(nurse, page, how="told").status_code == 422
    assert send(nurse, page, how="number", other="Citizens Advice").status_code == 302
    with ctx_of(county.nurse) as ctx:
        assert Signpost.visible_to(ctx).get().service_name == "Citizens Advice"
    assert "Citizens Advice" in nurse.get(url("person_referrals", county)).content.decode()


def test_a_letter_goes_to_who_has_no_account(
    nurse: Any, county: Any, posted: Any, ctx_of: Any
) -> None:
    said = nurse.get(url("referral_sent", county, posted.pk)).content.decode()
    assert "Now send it yourself" in said
    letter = nurse.get(url("referral_paper", county, posted.pk)).content.decode()
    assert "His mother died in March" in letter
    page = url("referral_heard", county, posted.pk)
    assert send(nurse, page, heard="declined").status_code == 422
    send(nurse, page, heard="accepted")
    day = clock.today().strftime("%d/%m/%Y")
    send(nurse, page, heard="offered", on=day, at="9am", place="Their office")
    send(nurse, page, heard="came")
    with ctx_of(county.nurse) as ctx:
        assert Referral.visible_to(ctx).get().status == "kept"


@pytest.mark.parametrize("who", ["elsewhere", "officer"])
def test_a_referral_is_absent_for_everybody_else(
    county: Any, sent: Any, client_of: Any, who: str
) -> None:
    client = client_of(getattr(county, who))
    assert client.get(reverse("referral_of", args=[sent.pk])).status_code == 404


def test_the_sender_is_led_to_their_own_page(nurse: Any, county: Any, sent: Any) -> None:
    answer = nurse.get(reverse("referral_of", args=[sent.pk]))
    assert answer.headers["Location"] == url("referral", county, sent.pk)
    page = nurse.get(answer.headers["Location"]).content.decode()
    assert "sees this no more" in page


def test_every_page_stays_within_its_statements(
    nurse: Any, amara: Any, county: Any, sent: Any, posted: Any
) -> None:
    for client, address in (
        (nurse, url("referral_new", county)),
        (nurse, url("transfer_new", county)),
        (nurse, url("transfer_ask", county)),
        (nurse, url("person_referrals", county)),
        (nurse, url("referral", county, sent.pk)),
        (nurse, url("referral_sent", county, sent.pk)),
        (nurse, url("referral_withdraw", county, sent.pk)),
        (nurse, url("referral_paper", county, posted.pk)),
        (nurse, url("referral_heard", county, posted.pk)),
        (nurse, url("signpost_new", county)),
        (nurse, reverse("services")),
        (nurse, reverse("service", args=[county.service.slug])),
        (amara, reverse("referrals")),
        (amara, reverse("referral_reply", args=[sent.pk])),
        (amara, reverse("referral_assign", args=[sent.pk])),
    ):
        client.get(address)
        with at_most(12):
            assert client.get(address).status_code == 200, address
