"""The pages of an order: who sees what, what went wrong, what they cost."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.court.models import Hearing, HearingOutcome
from throughcare.court_reports.tests.conftest import own
from throughcare.design.words import full_date
from throughcare.orders import actions, rules
from throughcare.orders.models import Order, Requirement, Review
from throughcare.orders.tests.conftest import TREATMENT, days_ago, order_facts, says
from throughcare.screening.tests.pages import at_most, hidden


def url(name: str, desk: Any, *rows: Any) -> str:
    return reverse(name, args=[desk.person.reference, *(row.pk for row in rows)])


def send(client: Any, address: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(address, {**hidden(client.get(address)), **fields})


@pytest.fixture
def nurse(desk: Any, client_of: Any) -> Any:
    return client_of(desk.nurse)


@pytest.fixture
def rows(desk: Any, ctx_of: Any) -> Any:
    def read(model: Any) -> list[Any]:
        with ctx_of(desk.nurse) as ctx:
            return list(model.visible_to(ctx).order_by("recorded_at"))

    return read


ORDER = {
    "kind": "community_order",
    "made_on": "11/9/2026",
    "court": "Northfield",
    "case_number": "43NF1",
    "ends_on": "10/9/2027",
}


def test_an_order_is_entered_with_what_it_requires(nurse: Any, desk: Any, rows: Any) -> None:
    answer = send(nurse, url("order_new", desk), **ORDER)
    (order,) = rows(Order)
    assert answer.headers["Location"] == url("order_requirement_new", desk, order)
    answer = send(
        nurse,
        answer.headers["Location"],
        kind=TREATMENT,
        director="Dr Anita Rao",
        period_value="12",
        period_unit="months",
        residential="no",
        care="primary",
    )
    page = nurse.get(answer.headers["Location"]).content.decode()
    for words in (
        "Community order",
        "Northfield, 43NF1",
        "10 September 2027",
        "Mental health treatment",
        "12 months. Under Dr Anita Rao. Not as a resident",
        "Primary care",
        "In force",
        "No review hearing is known",
    ):
        assert words in page, words


def test_nobody_yet_has_an_order(nurse: Any, desk: Any) -> None:
    page = nurse.get(url("person_order", desk)).content.decode()
    assert "No order of a court yet" in page


@pytest.mark.parametrize("number", [1, 8])
def test_the_page_costs_at_most_12_statements(
    nurse: Any, desk: Any, ctx_of: Any, number: int
) -> None:
    with ctx_of(desk.nurse) as ctx:
        for n in range(number):
            order = actions.make_order(
                ctx, person_id=desk.person.pk, facts=order_facts(made_on=days_ago(60 + n))
            )
            actions.add_requirement(ctx, order_id=order.pk, kind=TREATMENT, facts=says())
            facts = actions.ReviewFacts(on=days_ago(-9))
            actions.add_review(ctx, order_id=order.pk, facts=facts)
    with at_most(12):
        assert nurse.get(url("person_order", desk)).status_code == 200


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    nurse: Any, desk: Any, rows: Any
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    wrong = {
        "made_on": (f"{tomorrow:%d/%m/%Y}", "today or earlier"),
        "court": ("", "Enter which court made it"),
        "ends_on": ("1/1/2026", "must end after it was made"),
        "kind": ("", "Select what the court made"),
    }
    for name, (typed, words) in wrong.items():
        page = send(nurse, url("order_new", desk), **{**ORDER, name: typed})
        assert page.status_code == 422, name
        assert words in page.content.decode(), name
        assert "43NF1" in page.content.decode(), name
    page = send(nurse, url("order_new", desk), **{**ORDER, "made_on": "1/1/2019"})
    assert "did not make this kind of order on that day" in page.content.decode()
    assert rows(Order) == []


def test_a_requirement_without_sense_is_not_kept(
    nurse: Any, desk: Any, order: Any, rows: Any
) -> None:
    address = url("order_requirement_new", desk, order)
    for fields, words in (
        ({"kind": "other"}, "Enter what the requirement is called"),
        ({"kind": TREATMENT, "period_value": "six", "period_unit": "months"}, "as a number"),
        ({"kind": TREATMENT, "period_value": "6"}, "Select days, weeks"),
    ):
        page = send(nurse, address, **fields)
        assert page.status_code == 422
        assert words in page.content.decode(), words
    assert rows(Requirement) == []


def test_a_second_requirement_of_a_kind_is_refused(
    nurse: Any, desk: Any, order: Any, requirement: Any
) -> None:
    page = send(nurse, url("order_requirement_new", desk, order), kind=TREATMENT)
    assert page.status_code == 409
    assert "has this requirement already" in page.content.decode()


def test_an_amendment_without_willingness_is_refused_and_says_what_to_do(
    nurse: Any, desk: Any, requirement: Any, rows: Any
) -> None:
    address = url("order_requirement", desk, requirement)
    typed = {"director": "Dr New", "period_value": "12", "period_unit": "months"}
    page = send(nurse, address, why="court", changed_on="today", **typed)
    assert page.status_code == 422
    assert "no willingness recorded" in page.content.decode()
    assert "Dr New" in page.content.decode()
    assert send(nurse, address, why="record", **typed).status_code in (302, 303)
    assert [row.director for row in rows(Requirement)] == ["Dr New"]


def test_two_editors_of_an_order_are_both_shown(
    nurse: Any, desk: Any, order: Any, ctx_of: Any
) -> None:
    address = url("order_change", desk, order)
    before = hidden(nurse.get(address))
    with ctx_of(desk.nurse) as ctx:
        actions.change_order(
            ctx, order_id=order.pk, version=1, facts=order_facts(court="Theirs court")
        )
    page = nurse.post(address, {**before, **ORDER, "court": "Mine court"})
    assert page.status_code == 409
    assert "Theirs court" in page.content.decode()
    assert "Mine court" in page.content.decode()


def test_an_order_and_a_requirement_are_ended(
    nurse: Any, desk: Any, order: Any, requirement: Any, review: Any, rows: Any
) -> None:
    send(nurse, url("order_requirement_end", desk, requirement), reason="completed", on="today")
    assert rows(Requirement)[0].ended_reason == "completed"
    send(nurse, url("order_review_end", desk, review), how="held")
    assert rows(Review)[0].status == "held"
    page = send(nurse, url("order_end", desk, order), reason="revoked", on="1/1/2020")
    assert "It ended after it was made" in page.content.decode()
    send(nurse, url("order_end", desk, order), reason="revoked", on="today")
    page = nurse.get(url("person_order", desk)).content.decode()
    assert "The court revoked it" in page
    assert url("order_end", desk, order) not in page
    assert send(nurse, url("order_end", desk, order), reason="revoked", on="today").status_code == (
        409
    )


def test_a_review_is_added(nurse: Any, desk: Any, order: Any, rows: Any) -> None:
    day = days_ago(-9)
    address = url("order_review_new", desk, order)
    assert send(nurse, address, on="1/1/2020").status_code == 422
    send(nurse, address, on=f"{day:%d/%m/%Y}", at="10am", court="Northfield", attend="yes")
    assert [(row.on, row.attend) for row in rows(Review)] == [(day, True)]
    assert "The person must come" in nurse.get(url("person_order", desk)).content.decode()


def test_the_officer_reads_the_teams_order_without_its_buttons(
    desk: Any, client_of: Any, order: Any, requirement: Any, review: Any
) -> None:
    officer = client_of(desk.officer)
    page = officer.get(url("person_order", desk)).content.decode()
    assert "Dr Anita Rao" in page
    assert url("order_new", desk) in page
    assert url("order_end", desk, order) not in page
    for name, row in (
        ("order_change", order),
        ("order_requirement", requirement),
        ("order_review_end", review),
    ):
        assert officer.get(url(name, desk, row)).status_code == 404, name


def test_police_see_no_order_and_enter_none(desk: Any, client_of: Any, order: Any) -> None:
    police = client_of(desk.police)
    assert police.get(url("order_new", desk)).status_code in (403, 404)
    assert "Northfield" not in police.get(url("person_order", desk)).content.decode()


def test_a_decided_hearing_offers_its_order_until_it_is_entered(
    nurse: Any, desk: Any, rows: Any
) -> None:
    hearing = own(
        Hearing(place=desk.place, source="hand", on=days_ago(3), case_number="43NF7"),
        desk.nurse,
        desk.person,
    )
    own(
        HearingOutcome(
            hearing=hearing,
            happened_at=clock.now(),
            disposal="community_order_treatment",
            used="yes",
            source="court",
            by_name="Priya Nair",
        ),
        desk.nurse,
        desk.person,
    )
    address = f"{url('order_new', desk)}?hearing={hearing.pk}"
    page = nurse.get(url("person_order", desk)).content.decode()
    assert "It is not entered here yet" in page
    assert address in page
    form = nurse.get(address).content.decode()
    assert "43NF7" in form
    day = f"{days_ago(3):%d/%m/%Y}"
    nurse.post(address, {**hidden(nurse.get(address)), **ORDER, "made_on": day})
    assert [row.hearing_id for row in rows(Order)] == [hearing.pk]
    assert "not entered here yet" not in nurse.get(url("person_order", desk)).content.decode()
    for wrong in ("x", "%00", str(desk.person.pk)):
        assert nurse.get(f"{url('order_new', desk)}?hearing={wrong}").status_code == 200, wrong


@pytest.mark.parametrize("bad", ["\x00", "x" * 300_000, "<script>", "\u202e", "9" * 400])
def test_hostile_words_give_no_failure(
    nurse: Any, desk: Any, order: Any, requirement: Any, review: Any, bad: str
) -> None:
    names = {
        "order_new": (),
        "order_change": (order,),
        "order_end": (order,),
        "order_requirement_new": (order,),
        "order_review_new": (order,),
        "order_requirement": (requirement,),
        "order_requirement_end": (requirement,),
        "order_review_end": (review,),
    }
    fields = (
        "kind", "made_on", "court", "case_number", "ends_on", "label", "director", "place",
        "period_value", "period_unit", "residential", "care", "also", "why", "changed_on",
        "reason", "on", "at", "attend", "how",
    )  # fmt: skip
    for name, about in names.items():
        page = send(nurse, url(name, desk, *about), **dict.fromkeys(fields, bad))
        assert page.status_code in (400, 409, 413, 422), (name, page.status_code)


def test_an_early_end_is_shown_and_asked_only_where_it_is_turned_on(
    nurse: Any, desk: Any, order: Any, requirement: Any, settings: Any
) -> None:
    assert "Can the order end early?" not in nurse.get(url("person_order", desk)).text
    settings.ORDER_TERMS_ON = ("order_end/early_2026",)
    page = nurse.get(url("person_order", desk)).text
    assert "Other requirements: 1 still in force" in page
    end = url("order_end", desk, order)
    answer = send(nurse, end, reason="early_2026", on="today")
    assert answer.status_code == 422
    assert "An order ends early only if all of these are so" in answer.text
    said = ["no_instructions", "objectives_met"]
    answer = send(nurse, end, reason="early_2026", on="today", officer_said=said)
    assert answer.status_code == 422
    assert "End each treatment and other requirement first" in answer.text


def test_the_day_of_an_early_end_is_the_sites_with_its_rule_and_source(
    nurse: Any, desk: Any, order: Any, settings: Any
) -> None:
    settings.ORDER_TERMS_ON = ("order_end/early_2026",)
    page = nurse.get(url("person_order", desk)).text
    assert "From which day is not set here. The responsible officer says it." in page
    read = {
        "rule": "Northshire Probation",
        "source": "SI 2026/402, read 3 November 2026 (invented)",
    }
    ahead = clock.today() + timedelta(days=40)
    settings.ORDER_EARLY_END = json.dumps({**read, "from": ahead.isoformat()})
    page = nurse.get(url("person_order", desk)).text
    assert f"It may be asked for from {full_date(ahead)}." in page
    assert f"The rule of Northshire Probation. Source: {read['source']}." in page
    end = {"reason": "early_2026", "on": "today", "officer_said": list(rules.EARLY_END)}
    answer = send(nurse, url("order_end", desk, order), **end)
    assert answer.status_code == 422
    assert f"An early end may be asked for from {full_date(ahead)}" in answer.text
    # Counted from the order where the rule says so: it was made 60 days ago.
    settings.ORDER_EARLY_END = {**read, "from": "2026-03-22", "after_days": 60}
    assert "It may be asked for since" in nurse.get(url("person_order", desk)).text
    assert send(nurse, url("order_end", desk, order), **end).status_code == 302


def test_the_caseload_lists_orders_in_force_with_what_they_require(
    nurse: Any, desk: Any, order: Any, requirement: Any, review: Any, client_of: Any
) -> None:
    for client in (nurse, client_of(desk.officer)):
        page = client.get(reverse("orders")).text
        assert "Leanne Whitlock" in page
        assert "Mental health treatment, 12 months" in page
        assert "1 order in force" in page
    assert "No order fits" in nurse.get(reverse("orders") + "?show=ends").text
    assert "Leanne" in nurse.get(reverse("orders") + "?show=treatment").text
    assert "Leanne" in nurse.get(reverse("orders") + "?show=nonsense&page=x").text
    assert "Leanne" not in client_of(desk.stranger).get(reverse("orders")).text
    assert client_of(desk.police).get(reverse("orders")).status_code == 403


def test_the_caseload_asks_no_more_however_many_there_are(
    nurse: Any, desk: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        for number in range(4):
            order = actions.make_order(
                ctx, person_id=desk.person.pk, facts=order_facts(case_number=str(number))
            )
            actions.add_requirement(ctx, order_id=order.pk, kind=TREATMENT, facts=says())
    with at_most(12):
        assert nurse.get(reverse("orders")).status_code == 200


def test_what_was_not_said_can_be_chosen_again(
    nurse: Any, desk: Any, order: Any, rows: Any
) -> None:
    """Radios draw no empty choice: without a value of its own a wrong answer would stay."""
    asked = {"kind": TREATMENT, "residential": "yes", "care": "primary"}
    send(nurse, url("order_requirement_new", desk, order), **asked)
    (kept,) = rows(Requirement)
    assert (kept.residential, kept.care) == (True, "primary")
    page = url("order_requirement", desk, kept)
    assert nurse.get(page).text.count('value="not_said"') == 2
    send(nurse, page, why="record", residential="not_said", care="not_said")
    (kept,) = rows(Requirement)
    assert (kept.residential, kept.care) == (None, "")
    assert len(re.findall(r'value="not_said"\s+checked', nurse.get(page).text)) == 2


def test_what_waits_for_the_legal_lead_is_said_and_not_offered(
    nurse: Any, desk: Any, order: Any, settings: Any
) -> None:
    """Licence, post-sentence supervision, specified activity, the probation requirement."""
    first = nurse.get(url("order_new", desk)).text
    assert "Licence after a short sentence and Post-sentence supervision" in first
    assert 'value="licence"' not in first
    page = url("order_requirement_new", desk, order)
    assert "Probation requirement and Specified activity" in nurse.get(page).text
    settings.ORDER_TERMS_ON = ("order/licence", "requirement/specified_activity")
    assert 'value="licence"' in nurse.get(url("order_new", desk)).text
    assert 'value="specified_activity"' in nurse.get(page).text


def test_each_of_two_orders_is_headed_by_its_own_name(
    nurse: Any, desk: Any, order: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.make_order(ctx, person_id=desk.person.pk, facts=order_facts())
    shown = nurse.get(url("person_order", desk)).text
    assert "Order 1 of 2: Community order" in shown
    assert "Order 2 of 2: Community order" in shown
