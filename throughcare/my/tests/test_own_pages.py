"""A person's own pages: who gets in, what stands there, what never does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.database import as_owner
from tests.routes.counting import statements
from throughcare.appointments.actions.booked import book_appointment
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.instruments.tests.conftest import questionnaire
from throughcare.my import dues
from throughcare.my.actions import access, handing, saying
from throughcare.my.models import OwnAccess, Said
from throughcare.plans.actions import write_step
from throughcare.plans.actions.roadmap import StepFacts
from throughcare.plans.models import RoadmapStep
from throughcare.screening.tests.conftest import Suite
from throughcare.sharing.models import Relationship

PHONE, FACT = "07700 900 123", "Biscuit"


@pytest.fixture
def given(suite: Suite, person: Any, ctx_of: Any) -> OwnAccess:
    """The nurse and Lea agreed a phone, a question and its answer."""
    with ctx_of(suite.nurse) as ctx:
        return access.open_pages(
            ctx, person.pk, phone=PHONE, question="What was your first pet called?", fact=FACT
        )


@pytest.fixture
def code(suite: Suite, given: OwnAccess, ctx_of: Any) -> str:
    with ctx_of(suite.nurse) as ctx:
        return access.give_code(ctx, access_id=given.pk)


@pytest.fixture
def signed_in(client: Client, code: str) -> Client:
    """Lea, on her own phone."""
    enter(client, code)
    return client


def enter(client: Client, code: str, fact: str = FACT, device: str = "own") -> Any:
    return client.post("/my/code/", {"code": code, "fact": fact, "device": device})


def text(response: Any) -> str:
    """The words of the page without its marks."""
    whole = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", whole).split())


def test_a_code_and_the_agreed_answer_open_the_page_once(client: Client, code: str) -> None:
    assert enter(client, code.lower(), " biscuit ").headers["Location"] == "/my/"
    assert "Hello Lea" in text(client.get("/my/"))
    assert enter(Client(), code).status_code == 422


@pytest.mark.parametrize(("wrong", "fact"), [("", FACT), ("AAAAAAAA", FACT), (None, "Rover")])
def test_neither_alone_opens_anything_and_what_was_wrong_is_not_said(
    client: Client, code: str, wrong: str | None, fact: str
) -> None:
    response = enter(client, code if wrong is None else wrong, fact)

    assert response.status_code == 422
    if wrong != "":
        assert "The code and the answer do not fit together" in text(response)
    assert client.get("/my/").headers["Location"] == "/my/sign-in/"


def test_a_code_is_spent_after_five_wrong_answers(client: Client, code: str) -> None:
    for _try in range(5):
        enter(client, code, "Rover")

    assert enter(client, code).status_code == 422


def test_a_number_that_we_know_and_one_that_we_do_not_get_the_same_answer(
    client: Client, given: OwnAccess
) -> None:
    answers = []
    for number in (PHONE, "07700 900 999"):
        other = Client()
        first = other.post("/my/sign-in/", {"phone": number})
        page = other.get(first.headers["Location"])
        answers.append((first.status_code, first.headers["Location"], text(page)))
    assert answers[0] == answers[1]


def test_half_a_number_is_refused_beside_the_field(client: Client) -> None:
    answer = client.post("/my/sign-in/", {"phone": "0770"})
    assert answer.status_code == 422
    assert "Enter your whole mobile number, like 07700 900123" in text(answer)


def test_the_text_code_works_within_its_time(
    client: Client, given: OwnAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("throughcare.my.marks.new_text_code", lambda: "123456")
    client.post("/my/sign-in/", {"phone": "+44 7700 900123"})

    assert enter(Client(), "123456").status_code == 422, "without the phone it was sent to"
    assert enter(client, "123456").headers["Location"] == "/my/"


def test_what_proves_who_signs_in_is_kept_as_keyed_hashes(given: OwnAccess) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(k)::text FROM my_ownkey k")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT to_jsonb(u)::text FROM accounts_user u WHERE email LIKE '%.invalid'")
        account = cursor.fetchone()[0]
    for word in ("7700", "900123", "iscuit", "Lea", "Whitlock"):
        assert word not in kept + account


def test_next_appointment_stands_first_and_in_plain_words(
    signed_in: Client, suite: Suite, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        book_appointment(
            ctx,
            person.pk,
            kind="session",
            starts_at=clock.now() + timedelta(days=2),
            minutes=50,
            place="Side door, room 2",
        )

    page = text(signed_in.get("/my/"))

    assert (
        page.index("What is next") < page.index("Side door, room 2") < page.index("I cannot come")
    )


def test_the_first_page_says_nothing_of_courts_clinics_and_charges(
    signed_in: Client, suite: Suite
) -> None:
    response = signed_in.get("/my/")
    page = text(response).lower()
    title = re.search(r"<title>(.*?)</title>", response.content.decode())

    assert title is not None and title[1] == "Your page"
    for word in (
        "court",
        "order",
        "probation",
        "clinic",
        "charge",
        "offen",
        "mental health tr",
        "throughcare",
        "custody",
        "whitlock",
        suite.nurse.user.name.lower(),
    ):
        assert word not in page, word
    assert "Leave this page now" in text(response)


def test_leaving_now_signs_out_without_a_script(signed_in: Client) -> None:
    response = signed_in.get("/my/leave/")

    assert "bbc.co.uk" in response.headers["Location"]
    assert signed_in.get("/my/").headers["Location"] == "/my/sign-in/"


def test_who_has_looked_tells_role_team_and_day_and_no_name(
    signed_in: Client, client_of: Any, suite: Suite, person: Any
) -> None:
    client_of(suite.nurse).get(f"/people/{person.reference}/questionnaires/")

    page = text(signed_in.get("/my/sharing/looked/"))

    assert "A health worker" in page and suite.nurse.team.name in page
    assert "To care for you" in page
    assert suite.nurse.user.name not in page


def test_who_has_looked_is_not_shown_on_somebody_elses_device(client: Client, code: str) -> None:
    enter(client, code, device="shared")

    assert client.get("/my/sharing/looked/").headers["Location"] == "/my/"
    assert "See who has looked" not in text(client.get("/my/"))


def test_who_can_see_what_names_teams_and_no_staff(signed_in: Client, suite: Suite) -> None:
    page = text(signed_in.get("/my/sharing/"))

    assert suite.nurse.team.name in page and "Your health notes" in page
    assert suite.nurse.user.name not in page


def test_what_is_said_reaches_the_team_and_its_answer_comes_back(
    signed_in: Client, client_of: Any, suite: Suite, person: Any, ctx_of: Any
) -> None:
    form = text(signed_in.get("/my/say/"))
    assert "This is not an alarm" in form
    said = {"about": "message", "words": "The bus does not come on Sundays", "to": "team"}
    assert signed_in.post("/my/say/", said).headers["Location"] == "/my/?sent=1"
    with ctx_of(suite.nurse) as ctx:
        line = Due.visible_to(ctx).get(kind=dues.SAID, status="open")
    assert line.team_id == suite.nurse.team_id

    page = client_of(suite.nurse).get(f"/people/{person.reference}/said/{line.subject_id}/")
    assert "The bus does not come on Sundays" in text(page)
    with ctx_of(suite.nurse) as ctx:
        saying.mark_read(ctx, said_id=line.subject_id, answer="We meet on Mondays then.")

    assert "We meet on Mondays then." in text(signed_in.get("/my/"))


def test_words_for_health_workers_alone_are_not_for_a_link_worker(
    signed_in: Client, make: Any, suite: Suite, ctx_of: Any
) -> None:
    signed_in.post("/my/say/", {"about": "message", "words": "Only for Helen", "to": "health"})
    link_worker = make.member("practitioner", team=suite.nurse.team)

    with ctx_of(link_worker) as ctx:
        assert not Said.visible_to(ctx).exists()
    with ctx_of(suite.nurse) as ctx:
        assert Said.visible_to(ctx).get().words == "Only for Helen"


def test_closing_ends_what_is_open_at_the_next_page(
    signed_in: Client, suite: Suite, given: OwnAccess, ctx_of: Any
) -> None:
    assert signed_in.get("/my/").status_code == 200
    with ctx_of(suite.nurse) as ctx:
        access.close_pages(ctx, access_id=given.pk)

    assert signed_in.get("/my/").headers["Location"] == "/my/sign-in/"


def test_one_sign_in_opens_what_each_care_agency_opened_for_the_same_person(
    client: Client, given: OwnAccess, person: Any, make: Any, ctx_of: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("throughcare.my.marks.new_text_code", lambda: "123456")
    charity = make.agency("charity_provider")
    helper = make.member("practitioner", team=make.team(charity))
    make.link(person, helper.pk, Relationship.CASELOAD)
    other = make.person(helper)
    with ctx_of(helper) as ctx:
        write_step(ctx, person_id=person.pk, facts=StepFacts("Ring about the flat", 1))
        theirs = access.open_pages(ctx, person.pk, phone=PHONE, question="Pet?", fact=FACT)
    client.post("/my/sign-in/", {"phone": PHONE})
    enter(client, "123456")
    assert "2 teams have a page for you. This is page 1. See page 2" in text(client.get("/my/"))
    shown = {}
    for number in ("7", "1", "2"):
        assert client.post("/my/pages/", {"pages": number}).headers["Location"] == "/my/"
        shown[number] = "Ring about the flat" in text(client.get("/my/"))
    assert shown["1"] == shown["7"] != shown["2"]
    client.post("/my/pages/", {"pages": "1" if shown["1"] else "2"})
    with ctx_of(helper) as ctx:
        access.close_pages(ctx, access_id=theirs.pk)
    assert client.get("/my/").headers["Location"] == "/my/"
    assert "You have 2 pages" not in text(client.get("/my/"))
    with ctx_of(helper) as ctx:
        access.open_pages(ctx, person.pk, phone=PHONE, question="Pet?", fact=FACT)
        by_hand = access.give_code(ctx, access_id=theirs.pk)
    # What a worker reads out opens only what their own agency gave.
    read_out = Client()
    enter(read_out, by_hand)
    assert "Ring about the flat" in text(read_out.get("/my/"))
    assert "You have 2 pages" not in text(read_out.get("/my/"))
    # Two people with one phone and one answer: nobody gets in.
    with ctx_of(helper) as ctx:
        access.open_pages(ctx, other.pk, phone=PHONE, question="Pet?", fact=FACT)
    stranger = Client()
    stranger.post("/my/sign-in/", {"phone": PHONE})
    assert enter(stranger, "123456").status_code == 422


def test_quiet_pages_close_by_themselves(
    signed_in: Client, stop_clock: Callable[[Any], None]
) -> None:
    signed_in.get("/my/")
    stop_clock(clock.now() + timedelta(minutes=16))

    assert signed_in.get("/my/").headers["Location"] == "/my/sign-in/"


def test_the_database_itself_shows_a_person_nothing_but_their_own_and_little_of_that(
    given: OwnAccess, suite: Suite, person: Any, make: Any, ctx_of: Any
) -> None:
    """Asked past every filter of the application, in the person's own context."""
    from throughcare.core.access import protected_models
    from throughcare.my.deputy import begin_own

    make.person(suite.nurse, given_name="Somebody", family_name="Else")
    begin_own(member_id=given.member_id, session_ref="test")
    seen = {}
    for model in protected_models():
        if model.access.kind in ("person", "custom", "same_as"):  # type: ignore[attr-defined]
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
                if count := cursor.fetchone()[0]:
                    seen[model.__name__] = count
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person")
        people = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT app.end_ctx()")

    assert people == [person.pk]
    assert seen == {"OwnAccess": 1, "Person": 1, "Reach": 1}


def test_a_persons_context_opens_no_staff_page_and_staff_no_persons(
    signed_in: Client, client_of: Any, suite: Suite, person: Any
) -> None:
    for address in ("/", f"/people/{person.reference}/", "/find/", "/settings/"):
        assert "/sign-in/" in signed_in.get(address).headers["Location"]
    assert client_of(suite.nurse).get("/my/").headers["Location"] == "/my/sign-in/"


def test_pages_are_light_and_ask_little(
    signed_in: Client, suite: Suite, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        for day in range(1, 5):
            book_appointment(
                ctx,
                person.pk,
                kind="session",
                starts_at=clock.now() + timedelta(days=day),
                minutes=50,
                place="Room 2",
            )
    signed_in.get("/my/")
    for address in (
        "/my/",
        "/my/appointments/",
        "/my/sharing/",
        "/my/sharing/looked/",
        "/my/say/",
        "/my/roadmap/",
        "/my/questions/",
    ):
        with statements() as sent:
            response = signed_in.get(address)
        assert response.status_code == 200, address
        assert len(sent) <= 12, (address, sent)
        assert len(response.content) < 100_000
        assert '<a class="app-my__leave" href="/my/leave/"' in response.content.decode(), address


def test_welsh_stays_off_until_somebody_signs_it(signed_in: Client, settings: Any) -> None:
    assert signed_in.post("/my/language/", {"language": "cy"}).status_code == 404

    settings.WELSH_CHECKED_BY = "A. Translator, 1 December 2026"
    assert signed_in.post("/my/language/", {"language": "cy"}).status_code == 302
    page = signed_in.get("/my/").content.decode()
    assert '<html lang="cy"' in page


@pytest.mark.parametrize("words", ["", "\x00", " \t "])
def test_nothing_said_is_not_sent_and_stands_beside_the_field(
    signed_in: Client, words: str
) -> None:
    response = signed_in.post("/my/say/", {"about": "message", "words": words, "to": "team"})

    assert response.status_code == 422
    assert "Error" in text(response)


def test_a_message_that_is_sent_twice_is_said_once(
    signed_in: Client, suite: Suite, ctx_of: Any
) -> None:
    page = signed_in.get("/my/say/").content.decode()
    key = page.split('idempotency_key" value="')[1].split('"')[0]
    said = {"about": "message", "words": "Once", "to": "team", "idempotency_key": key}
    for _press in range(2):
        assert signed_in.post("/my/say/", said).headers["Location"] == "/my/?sent=1"

    with ctx_of(suite.nurse) as ctx:
        assert Said.visible_to(ctx).count() == 1


def test_the_person_says_how_a_step_goes_in_one_tap(
    signed_in: Client, suite: Suite, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        facts = StepFacts(title="Sleep before midnight", place=1)
        step = write_step(ctx, person_id=person.pk, facts=facts)
    assert "Sleep before midnight" in text(signed_in.get("/my/"))

    said = {"step": str(step.pk), "how": "going_well"}
    assert signed_in.post("/my/roadmap/", said).status_code == 302

    assert "Going well" in text(signed_in.get("/my/"))
    with ctx_of(suite.nurse) as ctx:
        kept = RoadmapStep.visible_to(ctx).get()
    assert (kept.how, kept.said_alone) == ("going_well", True)


@pytest.mark.parametrize("how", ["", "\x00", "recovered", "x" * 99_999])
def test_a_step_takes_no_other_word_and_no_step_of_others(signed_in: Client, how: str) -> None:
    for step in ("", "\x00", "00000000-0000-4000-8000-000000000000"):
        assert signed_in.post("/my/roadmap/", {"step": step, "how": how}).status_code == 422


def test_questions_wait_on_the_persons_own_phone(
    signed_in: Client, suite: Suite, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        handing.hand_over(
            ctx,
            person.pk,
            questionnaires=[questionnaire("GAD-7")],
            called="Lea",
            comfort=handing.Comfort(on_own_pages=True),
        )
    page = signed_in.get("/my/questions/").content.decode()
    waiting = page.split('name="questions" value="')[1].split('"')[0]

    first = signed_in.post("/my/questions/", {"questions": waiting}, follow=True)

    assert "There are 7 questions." in text(first)
    assert signed_in.post("/my/questions/", {"questions": "x\x00"}).status_code == 302


@pytest.mark.parametrize(
    ("path", "status"), [("/my/nothing/", 404), ("/t/x/nothing/", 404), ("/my/say/", 403)]
)
def test_what_goes_wrong_stands_in_the_persons_own_frame(path: str, status: int) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path, {}) if status == 403 else strict.get(path)
    page = answer.content.decode()

    assert answer.status_code == status
    assert "<title>Your page</title>" in page and "Call 999" in page
    assert "/my/leave/" in page and ("/my/" in page)
    assert "Throughcare" not in page
    assert ("not sent" in page) == (status == 403)


def test_a_failure_of_the_server_says_nothing_of_a_service_either(rf: Any) -> None:
    from throughcare.config import errors

    page = errors.failure(rf.post("/my/say/")).content.decode()

    assert "What you wrote was not sent" in page
    assert "Throughcare" not in page
    assert "Throughcare" in errors.failure(rf.get("/people/")).content.decode()
