"""A court covered by a health team, and lists for it. Everybody is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from throughcare.agencies.models import Membership, Place
from throughcare.court.models import ListEntry
from throughcare.exchange.court_lists.tests.making import libra_case, libra_list, libra_session
from throughcare.screening.tests.pages import hidden

COURT = "Northfield Magistrates' Court"


@dataclass
class Bench:
    """A court, and who works there."""

    place: Place
    nurse: Membership
    colleague: Membership


@pytest.fixture
def bench(make: Any) -> Bench:
    court = make.agency("court")
    place = make.place(court, kind="court", name=COURT)
    team = make.team(covers=(place,))
    return Bench(
        place=place,
        nurse=make.member("clinician", team=team, name="Priya Nair"),
        colleague=make.member("practitioner", team=team, name="Jo Baker"),
    )


@pytest.fixture
def nurse(bench: Bench, client_of: Any) -> Any:
    return client_of(bench.nurse)


def listed(*names: str, **session: Any) -> bytes:
    """A Libra list with these people, each in a case of their own."""
    cases = [
        libra_case(def_name=name, caseno=2600000001 + place, c_id=9000001 + place)
        for place, name in enumerate(names)
    ]
    return json.dumps(libra_list(libra_session(*cases, **session))).encode()


def choose(client: Any, data: bytes, name: str = "list.json", **fields: str) -> Any:
    """Post the first page with this file, as a browser does."""
    page = client.get(reverse("import"))
    posted = {"place": "list", "format": "auto", "day": "", **hidden(page), **fields}
    return client.post(reverse("import"), {**posted, "file": SimpleUploadedFile(name, data)})


def take(client: Any, **fields: str) -> Any:
    """Press the button of the second page."""
    url = reverse("import_check")
    return client.post(url, {**hidden(client.get(url)), **fields})


def entries(ctx_of: Any, member: Membership) -> list[ListEntry]:
    with ctx_of(member) as ctx:
        return list(ListEntry.visible_to(ctx).order_by("name_given"))
