"""The directory: who a service is for, who keeps it, and its file in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.spreadsheets import as_typed, as_words
from throughcare.referrals import codes, rules
from throughcare.referrals.actions import directory
from throughcare.referrals.models import DirectoryService
from throughcare.referrals.tests.conftest import entry
from throughcare.referrals.tests.test_pages import send

WOMAN_34 = rules.Known("female", 34, ("NF1",))
NOBODY = rules.Known()


@pytest.mark.parametrize(
    ("fields", "known", "need", "verdict"),
    [
        ({}, WOMAN_34, "housing", rules.FITS),
        ({"needs": ["housing"]}, WOMAN_34, "housing", rules.FITS),
        ({"needs": ["housing"]}, WOMAN_34, "debt", rules.NO),
        ({"needs": ["housing"]}, WOMAN_34, "", rules.FITS),
        ({"takes": "female"}, WOMAN_34, "", rules.FITS),
        ({"takes": "male"}, WOMAN_34, "", rules.NO),
        ({"takes": "female"}, NOBODY, "", rules.CHECK),
        ({"age_from": 34, "age_to": 34}, WOMAN_34, "", rules.FITS),
        ({"age_from": 35}, WOMAN_34, "", rules.NO),
        ({"age_to": 33}, WOMAN_34, "", rules.NO),
        ({"age_to": 33}, NOBODY, "", rules.CHECK),
        ({"areas": ["NF1", "NF2"]}, WOMAN_34, "", rules.FITS),
        ({"areas": ["VL9"]}, WOMAN_34, "", rules.NO),
        ({"areas": ["VL9"]}, NOBODY, "", rules.CHECK),
        ({"cohorts": ["Veterans"]}, WOMAN_34, "", rules.CHECK),
        ({"check_words": "A group of 12"}, WOMAN_34, "", rules.CHECK),
        # What is known to be wrong outweighs what is only not known.
        ({"takes": "male", "cohorts": ["Veterans"]}, WOMAN_34, "", rules.NO),
    ],
)
def test_each_rule_says_yes_no_or_not_known(
    fields: dict[str, Any], known: rules.Known, need: str, verdict: str
) -> None:
    found = rules.fit(DirectoryService(name="X", how="letter", **fields), known, need)
    assert found.verdict == verdict
    assert bool(found.against) == (verdict == rules.NO)
    if verdict == rules.CHECK:
        assert found.to_check


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("NF1 2AB", "NF1"),
        ("nf12 2ab", "NF12"),
        ("N1 1AA", "N1"),
        ("", ""),
        ("NF", ""),
        ("¼1 1AA", ""),
    ],
)
def test_a_district_is_read_from_a_postcode(postcode: str, district: str) -> None:
    assert rules.district(postcode) == district


@pytest.mark.parametrize("text", ["", "[needs]\n", '[needs]\nx = ""\n[declined]\na = "b"\n'])
def test_a_list_that_cannot_be_used_says_so(text: str) -> None:
    with pytest.raises(codes.ListFault):
        codes.read(text)


def test_an_entry_that_nobody_looked_at_says_so(county: Any, client_of: Any) -> None:
    long_ago = clock.today() - timedelta(days=91)
    entry(county.administrator, "Old Entry", checked_on=long_ago)
    client = client_of(county.nurse)
    text = client.get(reverse("service", args=["old-entry"])).content.decode()
    assert "Check overdue" in text
    assert "Check overdue" in client.get(reverse("services")).content.decode()
    address = reverse("service_checked", args=["old-entry"])
    assert client.get(address).status_code == 403
    send(client_of(county.administrator), address)
    assert "Check overdue" not in client.get(reverse("services")).content.decode()


def test_who_keeps_an_entry_changes_it_and_nobody_else(county: Any, ctx_of: Any) -> None:
    kept = entry(county.nurse, "Kept by Priya")
    with ctx_of(county.nurse) as ctx:
        directory.change_service(
            ctx, service=kept, version=1, facts={"name": "Kept by Priya", "how": "phone"}
        )
        with pytest.raises(StaleVersion):
            directory.change_service(
                ctx, service=kept, version=1, facts={"name": "Again", "how": "phone"}
            )
        with pytest.raises(NotAllowed):
            directory.add_service(ctx, facts={"name": "New", "how": "phone"})
    for other in (county.colleague, county.bereavement, county.officer):
        with ctx_of(other) as ctx:
            with pytest.raises(NotAllowed):
                directory.check_service(ctx, service=kept)
            # The database says the same, whatever the application asked.
            with connection.cursor() as cursor:
                cursor.execute("UPDATE referrals_directoryservice SET name = 'Mine'")
                assert cursor.rowcount == 0


def test_nobody_is_referred_to_a_team_that_gives_no_care(
    county: Any, make: Any, ctx_of: Any
) -> None:
    court = make.team(make.agency("court"))
    with ctx_of(county.administrator) as ctx, pytest.raises(ReasonMissing):
        directory.add_service(
            ctx,
            facts={
                "name": "The court",
                "how": "team",
                "team": court,
                "kept_by_id": county.administrator.pk,
            },
        )


def test_an_entry_is_added_by_its_form(county: Any, client_of: Any) -> None:
    client = client_of(county.administrator)
    page = reverse("service_new")
    assert send(client, page, name="").status_code == 422
    typed = {
        "name": "Vale Women",
        "how": "letter",
        "takes": "female",
        "age_from": "18",
        "age_to": "17",
        "areas": "nf1, NF 2",
        "kept_by": str(county.nurse.pk),
    }
    assert send(client, page, **typed).status_code == 422
    assert send(client, page, **{**typed, "age_to": ""}).status_code == 302
    row = DirectoryService.objects.get(slug="vale-women")
    assert (row.areas, row.takes, row.kept_by_id) == (["NF1", "NF2"], "female", county.nurse.pk)


def test_the_directory_goes_out_and_comes_back_the_same(county: Any, client_of: Any) -> None:
    entry(county.administrator, "Sums", about="=1+1", cohorts=["Veterans"], areas=["NF1"])
    client = client_of(county.administrator)
    answer = client.get(reverse("services_export"))
    assert "'=1+1" in answer.content.decode()
    before = list(DirectoryService.objects.order_by("name").values("name", "about", "areas"))
    upload = SimpleUploadedFile("services.csv", answer.content)
    assert send(client, reverse("services_import"), file=upload).status_code == 302
    after = list(DirectoryService.objects.order_by("name").values("name", "about", "areas"))
    assert before == after


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x00\x01", "cannot read this file"),
        (b"title\nx\n", "names the columns"),
        (b"name,how\nA,letter\nA,letter\n", "Row 3: the name is there twice"),
        (b"name,how\n,letter\n", "Row 2: no name"),
        (b"name,age_from\nA,old\n", "age_from is not a whole number"),
        (b"name,age_from,age_to\nA,30,20\n", "age_to is before age_from"),
        (b"name,needs\nA,whim\n", "is not on our list"),
        (b"name,how\nA,team\n", "goes with how = team"),
        (b"name,team\nA,Nowhere\n", "no team here is called"),
        (b"name,how\nA,letter,more\n", "more cells than columns"),
        (b'name,how\n"A,letter\n', "breaks off"),
    ],
)
def test_one_wrong_row_takes_nothing_in(
    county: Any, client_of: Any, data: bytes, said: str
) -> None:
    client = client_of(county.administrator)
    with as_owner():
        before = DirectoryService.objects.count()
    upload = SimpleUploadedFile("services.csv", data)
    answer = send(client, reverse("services_import"), file=upload)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert DirectoryService.objects.count() == before


def test_a_closed_service_takes_nobody(county: Any, client_of: Any) -> None:
    send(client_of(county.administrator), reverse("service_close", args=[county.service.slug]))
    page = reverse("referral_new", args=[county.person.reference])
    assert county.service.name not in client_of(county.nurse).get(page).content.decode()


def test_what_a_spreadsheet_would_run_is_written_as_words() -> None:
    for text in ("=1", "+1", "-1", "@a", "\t=1", " =1", "\uff1d1"):
        assert as_words(text).startswith("'")
        assert as_typed(as_words(text)) == text.strip() or text != text.strip()
    assert as_words("O'Neill") == "O'Neill"
