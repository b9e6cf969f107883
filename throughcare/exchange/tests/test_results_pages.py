"""Taking results in on the pages: choose, say whose they are, take in."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.database import as_owner
from throughcare.exchange.tests.test_hearing_results import CO, END, line
from throughcare.exchange.tests.test_results_command import shared, treatment
from throughcare.orders.models import Order
from throughcare.people import actions as people
from throughcare.people.models import Person
from throughcare.screening.tests.pages import at_most

CHOOSE, CHECK = "import_results", "import_results_check"


def hidden(page: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def choose(client: Any, data: Any) -> Any:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    fields = hidden(client.get(reverse(CHOOSE)))
    file = SimpleUploadedFile("results.json", raw)
    return client.post(reverse(CHOOSE), {**fields, "file": file})


def match(client: Any, place: int, **fields: str) -> Any:
    address = reverse("import_results_match", args=[place])
    return client.post(address, {**hidden(client.get(address)), **fields})


def take(client: Any, **fields: str) -> Any:
    return client.post(reverse(CHECK), {**hidden(client.get(reverse(CHECK))), **fields})


def orders(**wanted: Any) -> int:
    with as_owner():
        return int(Order.rows.filter(**wanted).count())


@pytest.fixture
def lea(bench: Any, ctx_of: Any) -> Person:
    with ctx_of(bench.nurse) as ctx:
        return people.add_person(
            ctx, given_name="Invented", family_name="Example", born_on=date(1990, 2, 11)
        )


def test_somebody_says_whose_results_they_are_before_anything_is_saved(
    bench: Any, nurse: Any, lea: Person
) -> None:
    choose(nurse, shared(treatment()))
    page = nurse.get(reverse(CHECK)).text
    assert "Nobody has said yet" in page
    assert "Mental health treatment, 12 Months" in page
    assert "Take in for" not in page
    likely = nurse.get(reverse("import_results_match", args=[1])).text
    assert f'value="{lea.pk}"' in likely
    assert f'value="{lea.pk}" checked' not in likely
    match(nurse, 1, who=str(lea.pk))
    assert orders() == 0
    assert lea.reference in nurse.get(reverse(CHECK)).text
    answer = take(nurse)
    assert answer.headers["Location"] == reverse("orders")
    assert orders(person_id=lea.pk, source="import") == 1
    assert "Taken in: 1 new" in nurse.get(reverse("orders")).text


def test_a_later_share_finds_the_record_again(bench: Any, nurse: Any, lea: Person) -> None:
    choose(nurse, shared(treatment()))
    match(nurse, 1, who="other", reference=lea.reference)
    take(nurse)
    choose(nurse, shared([line("co1", CO, END)], at="15:00"))
    assert lea.reference in nurse.get(reverse(CHECK)).text
    take(nurse)
    assert orders(status="active") == 1


def test_a_share_that_is_in_already_or_older_says_so_and_changes_nothing(
    bench: Any, nurse: Any, lea: Person
) -> None:
    newer = shared([line("co1", CO, END)], at="15:00")
    for data, said, done in (
        (newer, "", "Taken in: 1 new"),
        (newer, "This share was taken in before", "Taken in: 0 new, 0 changed, 0 taken back"),
        (shared(treatment()), "A newer share of this hearing was taken in", "Nothing changed"),
    ):
        choose(nurse, data)
        page = nurse.get(reverse(CHECK)).text
        assert said in page
        assert ("Before you go on" in page) is bool(said)
        if not said:
            assert "Nobody has said yet" in page
            match(nurse, 1, who=str(lea.pk))
        take(nurse)
        assert done in nurse.get(reverse("orders")).text
    assert orders(status="active") == orders() == 1


def test_what_is_left_out_or_refused_is_said_and_nothing_is_saved(
    bench: Any, nurse: Any, lea: Person, make: Any
) -> None:
    choose(nurse, shared(treatment()))
    answer = match(nurse, 1, who="other", reference="TC-00000000")
    assert answer.status_code == 422
    assert "You reach no record with this reference" in answer.text
    assert match(nurse, 1, who="").status_code == 422
    hidden_one = make.person(make.member("clinician"), given_name="Hidden")
    answer = match(nurse, 1, who="other", reference=hidden_one.reference)
    assert "You reach no record with this reference" in answer.text
    match(nurse, 1, who="leave")
    assert "Left out" in nurse.get(reverse(CHECK)).text
    assert take(nurse).status_code == 422
    assert orders() == 0


def test_another_file_since_and_a_double_click_take_nothing_twice(
    bench: Any, nurse: Any, lea: Person
) -> None:
    choose(nurse, shared(treatment()))
    match(nurse, 1, who=str(lea.pk))
    posted = hidden(nurse.get(reverse(CHECK)))
    assert nurse.post(reverse(CHECK), {**posted, "checksum": "0" * 64}).status_code == 409
    again = hidden(nurse.get(reverse(CHECK)))
    first, second = nurse.post(reverse(CHECK), again), nurse.post(reverse(CHECK), again)
    assert (first.status_code, second.status_code) == (302, 302)
    assert orders() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"not json", "JSON cannot be read"),
        (b"\x00", "NUL"),
        (b"[]", "not a hearing"),
        ({"hearing": {}, "hearingId": "h"}, "does not say which hearing or whom"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    bench: Any, nurse: Any, data: Any, said: str
) -> None:
    answer = choose(nurse, data)
    assert answer.status_code == 422
    assert said in answer.text


def test_only_those_who_keep_orders_and_no_more_than_twelve_statements(
    bench: Any, nurse: Any, client_of: Any, make: Any, lea: Person
) -> None:
    police = client_of(make.member("police_liaison", team=make.team(make.agency("police"))))
    assert police.get(reverse(CHOOSE)).status_code == 403
    choose(nurse, shared(*(treatment(str(n)) for n in range(1, 9))))
    match(nurse, 1, who=str(lea.pk))
    for address in (reverse(CHECK), reverse("import_results_match", args=[2])):
        with at_most(12):
            assert nurse.get(address).status_code == 200
