"""Hostile, missing, oversized and wrong posts to every form here: no 500, nothing lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from throughcare.core.models import Due
from throughcare.screening import actions
from throughcare.screening.models import AppropriateAdult, CustodyAdvice, Screen
from throughcare.screening.tests.pages import hidden

LONG = "x" * 1_000_000
#: Every field that some form here has: the hostile value is put into all of them.
FIELDS = [
    "given_name-0", "family_name-0", "born-0", "cell-0", "arrived-0", "custody_record-0",
    "worry-0", "worry_source-0", "asked_by-0", "given_name-29", "given_name-99999",
    "given_name", "born", "cell", "arrived", "worry", "worry_source", "why", "again", "how",
    "at", "who", "taking_part", "share_custody", "q1", "q2", "q2_more", "decision", "advice",
    "advice_whom", "advice_at", "adult", "confirmed", "screen", "opened", "seen_version",
    "before", "merging", "mine", "began", "what_was_done", "told_whom", "what", "told_at",
    "acted_on", "by", "came", "result", "text", "row", "action", "to", "idempotency_key",
]  # fmt: skip
HOSTILE = {
    "nothing": {},
    "a NUL byte": dict.fromkeys(FIELDS, "a\x00b"),
    "a lone surrogate": dict.fromkeys(FIELDS, "\\ud800 \u202e\ufeff"),
    "SQL and HTML": dict.fromkeys(FIELDS, "'; DROP TABLE x; --<script>alert(1)</script>{{7*7}}%s"),
    "numbers": dict.fromkeys(FIELDS, "99999999999999999999999999"),
    "a list": {name: ["yes", "no", "\x00"] for name in FIELDS},
    "an id of nobody": dict.fromkeys(FIELDS, str(uuid4())),
    "broken JSON": dict.fromkeys(FIELDS, '{"q1": ["yes"], "a": {}}'),
    "deep JSON": dict.fromkeys(FIELDS, "[" * 20_000),
}


@pytest.fixture
def pages(make: Any, suite: Any, arrive: Any, ctx_of: Any) -> list[str]:
    """The address of every form of custody, screening and Today, each about something real."""
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    entry, other = arrive(given_name="Marcus", cell="7"), arrive(given_name="Shanice")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        screen = actions.open_screen(ctx, person_id=person.pk)
        given = actions.Given(answers={"q1": "yes"}, decision="assess_here")
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given)
        told = actions.give_advice(
            ctx, person_id=person.pk, screen=screen, what="Checks", told_whom="Lowe"
        )
        adult = actions.need_appropriate_adult(ctx, person_id=person.pk, screen=screen)
        prompt = Due.visible_to(ctx).get(kind="safety_prompt")
        due = Due.visible_to(ctx).filter(kind="assess").get()
    slug, ref = suite.place.slug, person.reference
    named = {
        "custody_add": [slug],
        "screening_new": [ref],
        "screening_not_seen": [ref],
        "safety_prompt": [ref, prompt.pk],
        "screening_correct": [ref, screen.pk],
        "custody_advice_give": [ref, screen.pk],
        "screening_step": [ref, screen.pk, "assess"],
        "custody_advice": [ref, told.pk],
        "appropriate_adult": [ref, adult.pk],
        **{
            f"custody_entry{part}": [slug, other.pk]
            for part in ("", "_match", "_not_seen", "_left", "_youth")
        },
    }
    found = [reverse(name, args=args) for name, args in named.items()]
    return [*found, "/", f"{reverse('today_pass')}?row={due.pk}"]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_draft_is_kept_and_shown_again(
    suite: Any, pages: list[str], client_of: Any, kind: str
) -> None:
    """Every form is posted as it is, and without its draft, in tests/hostile."""
    client = client_of(suite.nurse)
    for url in pages:
        address = f"{url}{'&' if '?' in url else '?'}draft=1"
        answer = client.post(address, {"idempotency_key": str(uuid4()), **HOSTILE[kind]})
        assert answer.status_code in (200, 204, 302, 404, 409, 422), (address, answer.status_code)
        assert client.get(url).status_code < 500, url


def test_a_megabyte_of_answer_is_kept(make: Any, suite: Any, client_of: Any, ctx_of: Any) -> None:
    person = make.person(suite.nurse)
    url = reverse("screening_new", args=[person.reference])
    client = client_of(suite.nurse)
    posted = {**hidden(client.get(url)), "q1": "no", "q2": "yes", "q2_more": LONG}
    assert client.post(url, {**posted, "decision": "none"}).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_ids_of_others_are_absent(
    make: Any, suite: Any, pages: list[str], client_of: Any, method: str
) -> None:
    """A stranger gets the page of an absent record from every address about somebody."""
    stranger = client_of(make.member("clinician"))
    for url in pages:
        if url != "/":
            assert getattr(stranger, method)(url).status_code == 404, url


def test_rows_of_another_person_are_absent_under_this_one(
    make: Any, suite: Any, pages: list[str], client_of: Any, ctx_of: Any
) -> None:
    other = make.person(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        rows = {
            "screening": Screen.visible_to(ctx).get().pk,
            "screening_correct": Screen.visible_to(ctx).get().pk,
            "custody_advice_give": Screen.visible_to(ctx).get().pk,
            "custody_advice": CustodyAdvice.visible_to(ctx).get().pk,
            "appropriate_adult": AppropriateAdult.visible_to(ctx).get().pk,
            "safety_prompt": Due.visible_to(ctx).get(kind="safety_prompt").pk,
        }
    client = client_of(suite.nurse)
    for name, pk in rows.items():
        assert client.get(reverse(name, args=[other.reference, pk])).status_code == 404, name
