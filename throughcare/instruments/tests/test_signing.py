"""A named clinical lead signs the words that stand here, and live use waits for that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from scoring import catalogue, instruments
from scoring.fingerprint import fingerprint
from tests.database import as_owner
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.models import Due
from throughcare.core.views import new_key
from throughcare.instruments import actions
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.models import Administration, InstrumentVersion
from throughcare.instruments.presenters import version_words
from throughcare.instruments.tests.conftest import questionnaire, typed
from throughcare.screening.tests.pages import at_most
from throughcare.signatures import actions as signing

LIST, PHQ = reverse("settings_instruments"), reverse("settings_instrument", args=["phq-9"])
RULE = """
[[rule]]
instrument = "PHQ-9"
version = "1"
name = "missing"
source = "Invented paper"
signed_by = "Dr A. Lead"
signed_on = 2026-11-02
allowed = {allowed}
"""


class Office:
    """An agency with an administrator, a clinical lead and a colleague of the lead."""

    def __init__(self, make: Any, suite: Any) -> None:
        self.nurse, self.lead, self.other = suite.nurse, suite.lead, suite.colleague
        self.admin = make.member("support_engineer", team=suite.nurse.team, name="Nadia Collins")


@pytest.fixture
def office(make: Any, suite: Any) -> Office:
    return Office(make, suite)


@pytest.fixture
def asked(office: Office, ctx_of: Any) -> InstrumentVersion:
    with ctx_of(office.admin) as ctx:
        return signing.ask_to_sign(
            ctx, QUESTIONNAIRES, words=questionnaire("PHQ-9"), lead_id=office.lead.pk
        )


@pytest.fixture
def signed(office: Office, ctx_of: Any, asked: InstrumentVersion) -> InstrumentVersion:
    with ctx_of(office.lead) as ctx:
        return signing.sign(
            ctx, QUESTIONNAIRES, asked=asked, registration="HCPC 1", reason="As in the paper"
        )


def post(client: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {"idempotency_key": new_key(), **fields})


def text(response: Any) -> str:
    return response.content.decode()


def test_an_instrument_is_called_by_its_own_name_and_its_version_is_said_in_words(
    make: Any, client_of: Any
) -> None:
    client = client_of(make.member("support_engineer"))
    listed = client.get(LIST).content.decode()
    for told in ("HoNOS: Health of", "ReQoL-10: Recovering", "Version “past 30 days” ·"):
        assert told in listed
    assert "HONOS" not in listed and "past-30-days" not in listed
    shown = client.get(reverse("settings_instrument", args=["honos"])).content.decode()
    assert "HoNOS · Version 1<" in shown
    assert version_words("1-converted") == "Version 1, total converted"


def test_the_list_says_whose_key_which_licence_what_is_off_and_that_nothing_is_signed(
    office: Office, client_of: Any
) -> None:
    client = client_of(office.admin)
    with at_most(12):
        page = text(client.get(LIST))
    assert page.count("Not clinically approved here") == 20
    assert "Off until its source is read: bands" in page
    assert "0 of 20 are signed here." in page
    with at_most(12):
        whole = text(client.get(PHQ))
    assert "Key: Kroenke K, Spitzer RL, Williams JBW" in whole
    assert "Licence: Public domain, read in its source." in whole
    assert "9. Thoughts that you would be better off dead" in whole
    assert "A safety answer from 1" in whole
    assert "Kroenke, Spitzer and Williams 2001; read in its source" in whole
    assert client_of(office.nurse).get(LIST).status_code == 403
    assert client.get(reverse("settings_instrument", args=["nothing"])).status_code == 404


def test_the_lead_who_is_asked_reads_all_of_it_and_signs_with_a_reason(
    office: Office, client_of: Any, person: Any, settings: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    nurse, lead, admin = (client_of(m) for m in (office.nurse, office.lead, office.admin))
    enter = reverse("questionnaire_new", args=[person.reference, "phq-9"])
    refused = nurse.get(enter)
    assert refused.status_code == 403
    assert "clinical lead must first sign" in text(refused)
    listed = reverse("questionnaires", args=[person.reference])
    assert enter not in text(nurse.get(listed))
    ask = reverse("settings_instrument_ask", args=["phq-9"])
    assert post(admin, ask, lead=str(office.lead.pk)).status_code == 302
    assert post(admin, ask, lead=str(office.lead.pk)).status_code == 422
    assert "1 waits for a clinical lead." in text(admin.get(LIST))
    words = "You are asked to sign 1 questionnaire"
    assert f'<a href="{reverse("questionnaire_signatures")}">{words}</a>' in text(lead.get("/"))
    assert words not in text(client_of(office.other).get("/"))
    url = reverse("questionnaire_sign", args=[InstrumentVersion.objects.get().pk])
    assert url in text(lead.get(reverse("questionnaire_signatures")))
    assert "Thoughts that you would be better off dead" in text(lead.get(url))
    half = post(lead, url, answer="sign", version=1, registration="HCPC PYL00000")
    assert half.status_code == 422
    assert "Say why" in text(half)
    assert "HCPC PYL00000" in text(half)
    unnamed = post(lead, url, answer="sign", version=1, reason="Compared with the paper")
    assert "Enter your professional registration" in text(unnamed)
    done = post(lead, url, answer="sign", version=1, reason="Compared", registration="HCPC 1")
    assert done.status_code == 302
    assert "Signed by Ruth Sandford (HCPC 1)" in text(admin.get(LIST))
    assert enter in text(nurse.get(listed))
    with at_most(12):
        assert "Signed here by Ruth Sandford" in text(nurse.get(enter))


def test_a_file_that_changes_needs_a_new_signature(
    office: Office, client_of: Any, ctx_of: Any, settings: Any, tmp_path: Path
) -> None:
    settings.INSTRUMENTS_FOLDER = str(tmp_path)
    file = tmp_path / "phq-9.toml"
    file.write_text(RULE.format(allowed=1))

    def ask() -> InstrumentVersion:
        with ctx_of(office.admin) as ctx:
            found = questionnaire("PHQ-9")
            return signing.ask_to_sign(ctx, QUESTIONNAIRES, words=found, lead_id=office.lead.pk)

    def is_signed() -> bool:
        with ctx_of(office.nurse) as ctx:
            return QUESTIONNAIRES.signature_of(ctx, questionnaire("PHQ-9")) is not None

    first = ask()
    with ctx_of(office.lead) as ctx:
        signing.sign(ctx, QUESTIONNAIRES, asked=first, registration="HCPC 1", reason="Agreed")
    assert is_signed()
    file.write_text(RULE.format(allowed=2))
    assert not is_signed()
    admin = client_of(office.admin)
    assert "Changed since it was signed" in text(admin.get(LIST))
    assert "it needs a new signature" in text(admin.get(PHQ))
    second = ask()
    file.write_text(RULE.format(allowed=3))
    lead, url = client_of(office.lead), reverse("questionnaire_sign", args=[second.pk])
    assert "words have changed" in text(lead.get(url)).lower()
    late = post(lead, url, answer="sign", version=1, reason="x", registration="HCPC 1")
    assert late.status_code == 422
    assert "The words have changed since you were asked" in text(late)
    file.write_text(RULE.format(allowed=1))
    assert is_signed()


@pytest.mark.parametrize(
    "part", ["item", "label", "reverse", "rule", "source", "licence", "safety", "gate"]
)
def test_the_checksum_covers_everything_that_is_asked_and_scored(part: str) -> None:

    phq = catalogue.find("PHQ-9")
    first, rest = phq.items[0], phq.items[1:]
    bands = phq.rules["bands"]
    changed = {
        "item": {"items": (replace(first, text="Other words"), *rest)},
        "label": {"options": (replace(phq.options[0], label="Never"), *phq.options[1:])},
        "reverse": {"items": (replace(first, reverse=True), *rest)},
        "rule": {"rules": {**phq.rules, "bands": replace(bands, says={"of": []})}},
        "source": {"rules": {**phq.rules, "bands": replace(bands, source="Elsewhere")}},
        "licence": {"licence": replace(phq.licence, notice="Other terms")},
        "safety": {"safety": ()},
        "gate": {"gate": instruments.Gate("Asked first", 0, 0)},
    }
    assert fingerprint(replace(phq, **changed[part])) != fingerprint(phq)
    assert fingerprint(replace(phq)) == fingerprint(phq)


def test_nobody_but_the_lead_who_was_asked_answers_and_nobody_asks_themselves(
    office: Office, client_of: Any, ctx_of: Any, make: Any, asked: InstrumentVersion
) -> None:
    url = reverse("questionnaire_sign", args=[asked.pk])
    for member in (office.other, office.admin):
        assert client_of(member).get(url).status_code in (403, 404)
        with ctx_of(member) as ctx, pytest.raises(NotAllowed):
            signing.sign(ctx, QUESTIONNAIRES, asked=asked, registration="X", reason="X")
    gad, stranger = questionnaire("GAD-7"), make.member("supervisor")
    with ctx_of(office.admin) as ctx:
        for lead in (office.admin, stranger):
            with pytest.raises(NotAllowed):
                signing.ask_to_sign(ctx, QUESTIONNAIRES, words=gad, lead_id=lead.pk)
    with ctx_of(office.lead) as ctx, pytest.raises(NotAllowed):
        signing.ask_to_sign(ctx, QUESTIONNAIRES, words=gad, lead_id=office.other.pk)


def test_the_database_lets_no_administrator_sign_and_no_lead_change_what_was_asked(
    office: Office, ctx_of: Any, asked: InstrumentVersion
) -> None:
    with ctx_of(office.admin):
        mine = InstrumentVersion.objects.filter(pk=asked.pk)
        assert mine.update(status="refused", reason="x") == 0
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            InstrumentVersion.objects.create(
                agency=asked.agency, instrument="GAD-7", instrument_version="1", sha256="x",
                title="x", status="signed", lead=office.lead, asked_by=office.admin,
                asked_at=asked.asked_at, signed_at=asked.asked_at, signed_name="x",
                registration="x", reason="x",
            )  # fmt: skip
    with ctx_of(office.lead), pytest.raises(DatabaseError), transaction.atomic():
        InstrumentVersion.objects.filter(pk=asked.pk).update(sha256="other words")
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        InstrumentVersion.objects.filter(pk=asked.pk).update(asked_by=office.lead)


def test_a_signature_is_of_one_agency(
    office: Office, ctx_of: Any, make: Any, signed: InstrumentVersion, settings: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    with ctx_of(office.nurse) as ctx:
        QUESTIONNAIRES.require_signed(ctx, questionnaire("PHQ-9"))
        with pytest.raises(NotAllowed):
            QUESTIONNAIRES.require_signed(ctx, questionnaire("GAD-7"))
    elsewhere = make.team(make.agency())
    with (
        ctx_of(make.member("clinician", team=elsewhere)) as ctx,
        pytest.raises(NotAllowed),
    ):
        QUESTIONNAIRES.require_signed(ctx, questionnaire("PHQ-9"))
    theirs = make.member("supervisor", team=elsewhere)
    with ctx_of(make.member("support_engineer", team=elsewhere)) as ctx:
        signing.ask_to_sign(ctx, QUESTIONNAIRES, words=questionnaire("PHQ-9"), lead_id=theirs.pk)


def test_a_lead_who_does_not_sign_says_why_and_somebody_else_may_be_asked(
    office: Office, client_of: Any, ctx_of: Any, asked: InstrumentVersion
) -> None:
    lead, url = client_of(office.lead), reverse("questionnaire_sign", args=[asked.pk])
    with ctx_of(office.lead) as ctx, pytest.raises(ReasonMissing):
        signing.refuse(ctx, QUESTIONNAIRES, asked=asked, reason=" ")
    assert post(lead, url, answer="refuse", version=1, reason="Item 9 differs").status_code == 302
    assert "Item 9 differs" in text(client_of(office.admin).get(PHQ))
    with ctx_of(office.admin) as ctx:
        found = questionnaire("PHQ-9")
        signing.ask_to_sign(ctx, QUESTIONNAIRES, words=found, lead_id=office.other.pk)


def test_what_was_begun_under_a_signature_is_finished_after_it_is_taken_back(
    office: Office, client_of: Any, ctx_of: Any, person: Any, settings: Any, signed: Any
) -> None:
    """A safety answer is never lost to paperwork."""
    settings.LIVE_USE_NEEDS_APPROVAL = True
    phq = questionnaire("PHQ-9")
    about = {"person_id": person.pk, "questionnaire": phq}
    with ctx_of(office.nurse) as ctx:
        actions.save_safety_answers(ctx, **about, answers=typed("PHQ-9", "000000002"))
    lead, url = client_of(office.lead), reverse("questionnaire_sign", args=[signed.pk])
    gone = post(lead, url, answer="withdraw", version=signed.version, reason="A new review")
    assert gone.status_code == 302
    enter = reverse("questionnaire_new", args=[person.reference, "phq-9"])
    assert client_of(office.nurse).get(enter).status_code == 200
    with ctx_of(office.nurse) as ctx:
        actions.administer(ctx, **about, answers=typed("PHQ-9", "000000002"))
        assert Administration.visible_to(ctx).get().status == "completed"
        assert Due.visible_to(ctx).get(kind=actions.PROMPT).status == "open"
        for act in (actions.administer, actions.save_safety_answers):
            with pytest.raises(NotAllowed):
                act(ctx, **about, answers=typed("PHQ-9", "000000001"))
        # A set that was handed over under a signature is kept, whatever became of it.
        actions.administer(ctx, **about, answers=typed("PHQ-9", "000000001"), checked=True)


def test_an_answer_is_given_once(
    office: Office, ctx_of: Any, asked: InstrumentVersion, signed: InstrumentVersion
) -> None:
    with ctx_of(office.admin) as ctx, pytest.raises(MoveNotAllowed):
        signing.ask_to_sign(
            ctx, QUESTIONNAIRES, words=questionnaire("PHQ-9"), lead_id=office.lead.pk
        )
    with ctx_of(office.lead) as ctx:
        from throughcare.core.errors import StaleVersion

        stale = InstrumentVersion.objects.get(pk=asked.pk)
        stale.version = 1
        with pytest.raises(StaleVersion):
            signing.refuse(ctx, QUESTIONNAIRES, asked=stale, reason="Late")
