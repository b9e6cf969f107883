"""Figures of a site, and the signature of a named clinical lead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from tests.database import as_owner
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import new_key
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.library import library
from throughcare.pathways.models import PathwaySetting, PathwayVersion
from throughcare.pathways.tests.conftest import CUSTODY, clocks, episodes
from throughcare.pathways.tests.test_engine import screen
from throughcare.screening import actions as screening
from throughcare.signatures import actions as signing
from throughcare.signatures.models import Signature


class Office:
    """An agency with an administrator, a clinical lead and a colleague of the lead."""

    def __init__(self, make: Any, suite: Any) -> None:
        team = suite.nurse.team
        self.lead, self.other = suite.lead, suite.colleague
        self.admin = make.member("support_engineer", team=team, name="Nadia Collins")


@pytest.fixture
def office(make: Any, suite: Any) -> Office:
    return Office(make, suite)


def newest() -> Any:
    return library().newest()[CUSTODY]


def post(client: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {"idempotency_key": new_key(), **fields})


def test_the_list_says_what_is_shipped_and_that_it_is_not_signed(
    office: Office, client_of: Any
) -> None:
    page = client_of(office.admin).get(reverse("settings_pathways")).content.decode()
    assert newest().title in page
    assert "Not clinically approved here" in page


def test_a_definition_with_a_fault_is_listed_with_each_fault(
    office: Office, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from throughcare.pathways import library as shelf
    from throughcare.pathways.reading import read_text
    from throughcare.pathways.tests.test_reading import GOOD

    broken = read_text(GOOD.replace('title = "First"', "title = 1"), "broken.toml")
    monkeypatch.setattr(
        "throughcare.pathways.views_settings.checked", lambda: shelf.Library((broken,))
    )
    page = client_of(office.admin).get(reverse("settings_pathways")).content.decode()
    assert "Cannot be used" in page
    assert "broken.toml:26: [stage.1.title] is missing or empty" in page


def test_one_pathway_is_shown_with_the_source_of_every_rule(office: Office, client_of: Any) -> None:
    page = client_of(office.admin).get(reverse("settings_pathway", args=[CUSTODY])).content.decode()
    assert "Partly verified" in page
    assert "General knowledge: off until your site turns it on" in page
    assert "Not set: no clock runs" in page
    assert "Assessment finished: no time is set here, so no clock runs." in page


def test_one_pathway_runs_by_the_figures_of_each_site(
    office: Office, client_of: Any, suite: Any, linked: Any, ctx_of: Any, make: Any
) -> None:
    url = reverse("settings_pathway_figure", args=[CUSTODY, "custody_told_within"])
    client = client_of(office.admin)
    refused = post(client, url, value="30", version="0")
    assert refused.status_code == 422
    assert "Say who decided this, and when" in refused.content.decode()
    done = post(client, url, value="30", source="Governance group, 3 December", version="0")
    assert done.status_code == 302
    assert "30 minutes" in client.get(reverse("settings_pathway", args=[CUSTODY])).content.decode()
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        assert clocks(ctx) == [("custody_told", "running", "")]
    elsewhere = make.member("clinician", team=make.team(make.agency(), covers=(suite.place,)))
    theirs = make.person(elsewhere)
    with ctx_of(elsewhere) as ctx:
        entry = screening.add_entry(
            ctx,
            place_id=suite.place.pk,
            facts=screening.EntryFacts(arrived_at=linked.entry.arrived_at, given_name="Ann"),
        )
        screening.link_entry(ctx, entry_id=entry.pk, person_id=theirs.pk)
        screen(ctx, theirs, "act_now")
        assert clocks(ctx) == []


def test_a_figure_is_changed_by_one_at_a_time_and_taken_back(
    office: Office, client_of: Any
) -> None:
    url = reverse("settings_pathway_figure", args=[CUSTODY, "follow_up_after"])
    client = client_of(office.admin)
    assert post(client, url, value="14", source="A", version="0").status_code == 302
    stale = post(client, url, value="7", source="B", version="0")
    assert stale.status_code == 409
    assert post(client, url, value="", source="C", version="1").status_code == 302
    assert PathwaySetting.objects.get().value is None
    for hostile in ("-1", "0", "9" * 30, "two", "\x00"):
        assert post(client, url, value=hostile, source="D", version="2").status_code == 422


def test_a_criterion_of_general_knowledge_is_asked_once_the_site_turns_it_on(
    office: Office, client_of: Any, suite: Any, make: Any
) -> None:
    person = make.person(suite.nurse)
    start = reverse("episode_start", args=[person.reference, CUSTODY])
    question = "live in the area"
    assert question not in client_of(suite.nurse).get(start).content.decode()
    url = reverse("settings_pathway_figure", args=[CUSTODY, "criterion_local"])
    done = post(client_of(office.admin), url, value="1", source="Contract, page 4", version="0")
    assert done.status_code == 302
    assert question in client_of(suite.nurse).get(start).content.decode()
    nobody = post(client_of(suite.nurse), start, referred_from="self")
    assert nobody.status_code == 422
    assert "Answer yes, no or not known" in nobody.content.decode()
    no = post(client_of(suite.nurse), start, referred_from="self", ask_local="no")
    assert "Say why you begin all the same" in no.content.decode()


# --- Signatures ------------------------------------------------------------------------------


def asked(office: Office, ctx_of: Any) -> Signature:
    with ctx_of(office.admin) as ctx:
        row: Signature = signing.ask_to_sign(ctx, PATHWAYS, words=newest(), lead_id=office.lead.pk)
        return row


def test_the_lead_who_is_asked_finds_it_on_today_and_nobody_else_does(
    office: Office, client_of: Any, ctx_of: Any
) -> None:
    words = "You are asked to sign 1 pathway"
    assert words not in client_of(office.lead).get("/").content.decode()
    row = asked(office, ctx_of)
    page = client_of(office.lead).get("/").content.decode()
    assert f'<a href="{reverse("pathway_signatures")}">{words}</a>' in page
    assert words not in client_of(office.other).get("/").content.decode()
    with ctx_of(office.lead) as ctx:
        signing.refuse(ctx, PATHWAYS, asked=row, reason="The follow-up is too late")
    assert words not in client_of(office.lead).get("/").content.decode()


def test_a_named_lead_signs_and_live_use_begins(
    office: Office, client_of: Any, suite: Any, make: Any, ctx_of: Any, settings: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    person = make.person(suite.nurse)
    start = reverse("episode_start", args=[person.reference, CUSTODY])
    assert post(client_of(suite.nurse), start, referred_from="self").status_code == 422
    ask = reverse("settings_pathway_ask", args=[CUSTODY])
    done = post(client_of(office.admin), ask, lead=str(office.lead.pk))
    assert done.status_code == 302
    row = PathwayVersion.objects.get()
    url = reverse("pathway_sign", args=[row.pk])
    lead = client_of(office.lead)
    assert url in lead.get(reverse("pathway_signatures")).content.decode()
    page = lead.get(url).content.decode()
    assert "Is the person 18 or older?" in page
    unnamed = post(lead, url, answer="sign", version=row.version)
    assert unnamed.status_code == 422
    assert "Enter your professional registration" in unnamed.content.decode()
    assert (
        post(lead, url, answer="sign", registration="HCPC PYL00000", version=1).status_code == 302
    )
    row.refresh_from_db()
    assert (row.status, row.signed_name) == ("signed", "Ruth Sandford")
    assert post(client_of(suite.nurse), start, referred_from="self").status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert len(episodes(ctx)) == 1
    gone = post(lead, url, answer="withdraw", reason="A new evidence review", version=2)
    assert gone.status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert not PATHWAYS.signature_of(ctx, newest())


def test_nobody_but_the_lead_who_was_asked_answers(
    office: Office, client_of: Any, ctx_of: Any
) -> None:
    row = asked(office, ctx_of)
    url = reverse("pathway_sign", args=[row.pk])
    for member in (office.other, office.admin):
        assert client_of(member).get(url).status_code in (403, 404)
        with ctx_of(member) as ctx, pytest.raises(NotAllowed):
            signing.sign(ctx, PATHWAYS, asked=row, registration="X")


def test_nobody_is_asked_by_themselves_or_twice(office: Office, ctx_of: Any, make: Any) -> None:
    asked(office, ctx_of)
    with ctx_of(office.admin) as ctx:
        with pytest.raises(MoveNotAllowed):
            signing.ask_to_sign(ctx, PATHWAYS, words=newest(), lead_id=office.lead.pk)
        with pytest.raises(NotAllowed):
            signing.ask_to_sign(ctx, PATHWAYS, words=newest(), lead_id=office.admin.pk)
        stranger = make.member("supervisor")
        with pytest.raises(NotAllowed):
            signing.ask_to_sign(ctx, PATHWAYS, words=newest(), lead_id=stranger.pk)
    with ctx_of(office.lead) as ctx, pytest.raises(NotAllowed):
        signing.ask_to_sign(ctx, PATHWAYS, words=newest(), lead_id=office.other.pk)


def test_the_database_lets_no_administrator_sign(office: Office, ctx_of: Any) -> None:
    row = asked(office, ctx_of)
    with ctx_of(office.admin):
        changed = PathwayVersion.objects.filter(pk=row.pk).update(status="refused")
        assert changed == 0
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            PathwayVersion.objects.create(
                agency=row.agency,
                pathway="x",
                pathway_version="1",
                sha256="x",
                title="x",
                status="signed",
                lead=office.lead,
                asked_by=office.admin,
                asked_at=row.asked_at,
                signed_at=row.asked_at,
                signed_name="x",
                registration="x",
            )
    with ctx_of(office.lead), pytest.raises(DatabaseError), transaction.atomic():
        PathwayVersion.objects.filter(pk=row.pk).update(sha256="other words")


def test_other_words_under_the_same_version_are_not_signed(
    office: Office, client_of: Any, ctx_of: Any
) -> None:
    row = asked(office, ctx_of)
    with as_owner():
        PathwayVersion.objects.filter(pk=row.pk).update(sha256="0" * 64)
    lead = client_of(office.lead)
    url = reverse("pathway_sign", args=[row.pk])
    assert "words have changed" in lead.get(url).content.decode()
    refused = post(lead, url, answer="sign", registration="HCPC 1", version=row.version)
    assert refused.status_code == 422


def test_a_signature_holds_for_the_words_that_were_signed_alone(
    office: Office, ctx_of: Any
) -> None:
    row = asked(office, ctx_of)
    with ctx_of(office.lead) as ctx:
        signing.sign(ctx, PATHWAYS, asked=row, registration="HCPC 1")
        assert PATHWAYS.signature_of(ctx, newest())
        assert not PATHWAYS.signature_of(ctx, replace(newest(), sha256="1" * 64))


def test_a_lead_who_does_not_sign_says_why_and_somebody_else_may_be_asked(
    office: Office, client_of: Any, ctx_of: Any
) -> None:
    row = asked(office, ctx_of)
    url = reverse("pathway_sign", args=[row.pk])
    lead = client_of(office.lead)
    assert post(lead, url, answer="refuse", version=row.version).status_code == 422
    assert (
        post(lead, url, answer="refuse", reason="Times missing", version=row.version).status_code
        == 302
    )
    page = client_of(office.admin).get(reverse("settings_pathway", args=[CUSTODY]))
    assert "Times missing" in page.content.decode()
    with ctx_of(office.admin) as ctx:
        signing.ask_to_sign(ctx, PATHWAYS, words=newest(), lead_id=office.other.pk)


def test_only_administrators_see_the_settings(office: Office, client_of: Any) -> None:
    for name, args in (("settings_pathways", []), ("settings_pathway", [CUSTODY])):
        assert client_of(office.lead).get(reverse(name, args=args)).status_code == 403
    assert client_of(office.admin).get("/settings/pathways/nothing/").status_code == 404
