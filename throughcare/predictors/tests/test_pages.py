"""The pages of criminogenic scores: lists without a trend, warnings, errors, cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.people.models import Person
from throughcare.predictors.models import PredictorScore
from throughcare.predictors.tests.conftest import days_ago
from throughcare.screening.tests.pages import at_most, hidden


def url(name: str, desk: Any, *rows: Any) -> str:
    return reverse(name, args=[desk.person.reference, *(row.pk for row in rows)])


def send(client: Any, address: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(address, {**hidden(client.get(address)), **fields})


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def officer(desk: Any, client_of: Any) -> Any:
    return client_of(desk.officer)


SCORE = {
    "predictor": "ovp",
    "predictor_version": "2013",
    "kind": "dynamic",
    "percent": "44 %",
    "one_year": "30.5",
    "assessed_on": "1/10/2026",
    "assessed_by": "Sam Adeyemi, Northfield",
    "source": "oasys",
}


def test_an_officer_records_a_score_and_the_health_team_reads_it_with_its_warning(
    officer: Any, desk: Any, client_of: Any
) -> None:
    assert "No criminogenic score yet" in text(officer.get(url("scores", desk)))
    done = send(officer, url("score_new", desk), **SCORE)
    assert done.headers["Location"] == url("scores", desk)
    for client in (officer, client_of(desk.nurse)):
        page = text(client.get(url("scores", desk)))
        for words in (
            "OASys Violence Predictor",
            "Version 2013, dynamic",
            "44% over two years, 30.5% over one",
            "Band of its source: medium",
            "1 October 2026",
            "Sam Adeyemi, Northfield",
            "Being in psychiatric treatment raises this score",
            "It is never an outcome of treatment.",
            "superseded: for history and comparison only",
        ):
            assert words in page, words
    assert url("scores", desk) in text(officer.get(f"/people/{desk.person.reference}/"))


def test_predictors_and_versions_stand_apart_and_no_trend_is_drawn(
    officer: Any, desk: Any, keep: Any
) -> None:
    keep(percent=Decimal(60), assessed_on=days_ago(90))
    assert "cannot be compared" not in text(officer.get(url("scores", desk)))
    keep(percent=Decimal(40), assessed_on=days_ago(20))
    keep(percent=Decimal(20), predictor_version="2.0")
    keep(percent=Decimal(30), predictor="ogrs3", kind="static", predictor_version="3")
    page = text(officer.get(url("scores", desk)))
    assert page.count("<table") == 3
    assert "so there is no trend across them" in page
    assert "It cannot show that anything has changed for the person" in page
    lists = page.split("<table")[1:]
    assert [("60%" in each, "40%" in each) for each in lists].count((True, True)) == 1
    for word in ("Better", "Worse", "improved", "Down ", "Up ", '<svg class="app-chart'):
        assert word not in page, word


def test_only_a_predictor_whose_source_gives_bands_has_one(
    officer: Any, desk: Any, keep: Any
) -> None:
    keep(predictor="rsr", percent=Decimal("2.5"))
    keep(predictor="other", other_name="OGRS4/G", percent=Decimal(90))
    page = text(officer.get(url("scores", desk)))
    assert "OGRS4/G" in page
    assert "Band of its source" not in page
    assert "No band: its source gives none." in page
    assert "No band: we have read none for this predictor" in page


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    officer: Any, desk: Any, ctx_of: Any
) -> None:
    wrong = {
        "predictor": ("", "Select the predictor"),
        "predictor_version": ("", "Enter its version"),
        "kind": ("static", "This predictor is only: Dynamic"),
        "percent": ("144", "must be between 1 and 100 per cent"),
        "one_year": ("45", "cannot be above the one over two years"),
        "assessed_on": ("1/1/2999", "today or earlier"),
        "assessed_by": ("", "Enter who assessed it"),
        "source": ("elsewhere", "Say where it comes from"),
    }
    for name, (typed, words) in wrong.items():
        page = send(officer, url("score_new", desk), **{**SCORE, name: typed})
        assert page.status_code == 422, name
        assert words in text(page), (name, words)
        assert "30.5" in text(page) or name == "one_year", name
    young = send(officer, url("score_new", desk), **{**SCORE, "assessed_on": "1/1/1995"})
    assert young.status_code == 422
    assert "the person was under 18" in text(young)
    with ctx_of(desk.officer) as ctx:
        assert not PredictorScore.visible_to(ctx).exists()


def test_a_score_is_corrected_with_a_reason_and_both_are_shown(
    officer: Any, desk: Any, keep: Any, client_of: Any
) -> None:
    row = keep(percent=Decimal(14))
    address = url("score_correct", desk, row)
    assert client_of(desk.nurse).get(address).status_code == 404
    fields = {**SCORE, "predictor": "arp", "predictor_version": "1.0", "one_year": ""}
    assert "Say why" in text(send(officer, address, **fields))
    done = send(officer, address, **fields, reason="Read the wrong line", version=row.version)
    assert done.status_code == 302
    page = text(officer.get(url("scores", desk)))
    assert "44%" in page
    assert "<del>" in page
    assert "Corrected: Read the wrong line" in page
    again = officer.post(address, {**fields, "reason": "Again", "version": "1"})
    assert again.status_code == 409
    assert "already dealt with" in text(again)


@pytest.mark.parametrize("number", [1, 9])
def test_the_page_costs_at_most_12_statements(
    officer: Any, desk: Any, keep: Any, number: int
) -> None:
    for n in range(number):
        keep(assessed_on=days_ago(n), predictor_version=str(n % 3))
    with at_most(12):
        assert officer.get(url("scores", desk)).status_code == 200
    with at_most(12):
        assert officer.get(url("score_new", desk)).status_code == 200


def test_police_and_court_have_no_page_of_it(desk: Any, client_of: Any) -> None:
    for member in (desk.adviser, desk.police):
        for name in ("scores", "score_new"):
            assert client_of(member).get(url(name, desk)).status_code in (403, 404), name


OGRS3 = {
    "sex": "female",
    "starts_on": "11/9/2026",
    "convicted_on": "4/9/2026",
    "first_age": "14",
    "previous": "5",
    "offence": "Criminal damage",
}


def test_ogrs3_is_worked_out_as_published_and_keeps_what_it_rests_on(
    officer: Any, desk: Any, ctx_of: Any
) -> None:
    """Worked example (a) of domain.md §4.1, with an age at conviction of 37 by its dates."""
    with as_owner():
        Person.rows.filter(pk=desk.person.pk).update(born_on=date(1983, 5, 1))
    fields = {**OGRS3, "convicted_on": "1/6/2020"}
    assert send(officer, url("score_ogrs3", desk), **fields).status_code == 302
    with ctx_of(desk.officer) as ctx:
        (row,) = PredictorScore.visible_to(ctx)
        assert (row.one_year, row.percent) == (Decimal("16.98"), Decimal("29.57"))
        assert (row.band, row.source) == ("low", "calculated")
        assert row.inputs["age_at_conviction"] == 37
        assert row.inputs["age_at_start"] == 43
    page = text(officer.get(url("scores", desk)))
    assert "age at the start: 43" in page
    assert "Worked out on this page" in page
    assert officer.get(url("score_correct", desk, row)).status_code == 404


def test_ogrs3_is_refused_beside_the_field_for_the_young_and_the_impossible(
    officer: Any, desk: Any
) -> None:
    with as_owner():
        Person.rows.filter(pk=desk.person.pk).update(born_on=date(2008, 9, 8))
    for given, words in (
        ({"starts_on": "1/9/2026", "convicted_on": "1/9/2026"}, "OGRS3 is for adults only"),
        ({}, "under 18 when convicted"),
        ({"convicted_on": "12/9/2026"}, "on or before the start"),
        ({"convicted_on": "10/9/2026", "first_age": "19"}, "cannot be after the conviction"),
        ({"first_age": "9"}, "Enter an age from 10"),
        ({"previous": "-1"}, "0 for none"),
        ({"offence": "Piracy"}, "Select the offence group"),
    ):
        page = send(officer, url("score_ogrs3", desk), **{**OGRS3, **given})
        assert page.status_code == 422, given
        assert words in text(page), given
    with as_owner():
        Person.rows.filter(pk=desk.person.pk).update(born_on=None)
    page = send(officer, url("score_ogrs3", desk), **OGRS3)
    assert "date of birth is not on the record" in text(page)
