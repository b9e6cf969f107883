"""Every form, every hostile post: no failure, nothing half-saved, nothing live on the page.

The forms are found by visiting every address as a role that may open it.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.hostile.contents import Contents, changed, contents
from tests.hostile.forms import Found, forms_of
from tests.routes.addresses import Route, routes
from tests.routes.expected import expected
from tests.routes.stage import ROLES, Stage, undone
from throughcare.core.views import StaffView

FORM = "application/x-www-form-urlencoded"
SCRIPT = "<script>alert(4711)</script>"
TEXTS = {
    "script": SCRIPT,
    "handler": '"><img src=x onerror=alert(4711)>',
    "template": "{{ 4711 * 98765432101 }}{% raise %}${4711*98765432101}<%= 4711*98765432101 %>",
    "sql": "'; DROP TABLE people_person; --",
    "ldap": "*)(uid=*))(|(uid=*",
    "header": "x\r\nSet-Cookie: stolen=1",
    "nul": "a\x00b",
    "bidi": "\u202egnp.exe\u200b\u2066",
    "combining": "e" + "\u0301" * 2000,
    "digits": "\u0661\u0662/\u0663/\u0661\u0669\u0669\u0669",
    "year 0": "01/01/0000",
    "year 9999": "31/12/9999",
    "leap": "29/02/2023",
    "negative": "-1",
    "huge number": "9" * 400,
    "exponent": "1e999",
    "nan": "NaN",
    "foreign id": "7b0c9a34-0000-4000-8000-00000000dead",
    "not an id": "not-a-uuid",
    "true": "true",
    "long line": "x" * 10_000,
    "spaces": " \t\u00a0\u2003 ",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "path": "../../etc/passwd\x7f",
    "elsewhere": "//elsewhere.example/x",
}
#: The last is what the sum would come to; too long for any identifier to hold it by chance.
LIVE = (b"<script>alert(4711)", b"<img src=x onerror", str(4711 * 98765432101).encode())


STAFF = [route for route in routes() if issubclass(route.view, StaffView)]


def texts_of(form: Found) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Every hostile text in some field of the form; with HOSTILE=all, every text in every field."""
    names, fields = list(TEXTS), len(form.typed)
    if fields < 2 or os.environ.get("HOSTILE") == "all":
        yield from ((name, form.filled(TEXTS[name])) for name in names)
        return
    # Another form begins with another text, so that fields of one name meet different ones.
    start = zlib.crc32(form.action.split("/")[-2].encode()) % len(names)
    turned = [*names[start:], *names[:start]]
    for at in range(0, len(names), fields):
        these = [turned[(at + step) % len(names)] for step in range(fields)]
        yield ", ".join(these), form.filled_each([TEXTS[name] for name in these])


def bodies(form: Found) -> Iterator[tuple[str, bytes]]:
    """Every hostile version of one form, as bytes."""
    for name, filled in texts_of(form):
        yield name, urlencode(filled, doseq=True).encode()
    plain = {name: values for name, values in form.fields.items() if name not in form.typed}
    yield "as it came", urlencode(form.fields, doseq=True).encode()
    yield "nothing", b""
    yield "only what was hidden", urlencode(plain, doseq=True).encode()
    yield "surrogate bytes", b"&".join(n.encode() + b"=%ED%A0%80%FF" for n in form.fields)
    yield "raw bytes", b"&".join(n.encode() + b"=\xed\xa0\x80\xff\x00" for n in form.fields)
    twice = {name: [*values, SCRIPT] for name, values in form.filled("x").items()}
    yield "twice", urlencode(twice, doseq=True).encode()
    tampered = {name: ["tampered"] for name in form.fields}
    yield "tampered", urlencode(tampered, doseq=True).encode()
    stale = {**form.filled("x"), "version": ["0"]}
    yield "stale", urlencode(stale, doseq=True).encode()
    unknown = {**form.filled("x"), "version": ["99999999999999999999"], "idempotency_key": ["k"]}
    yield "huge version", urlencode(unknown, doseq=True).encode()
    large = {**form.fields, (form.typed or list(form.fields))[0]: ["y" * 1_000_000]}
    yield "megabyte", urlencode(large, doseq=True).encode()
    yield "fields", b"&".join(b"f%d=1" % n for n in range(10_000))


def opened(stage: Stage, walked: list[Route]) -> list[tuple[Route, str, str, Found]]:
    """(route, role, address, form) of every form of these pages, as a role that may open each."""
    found = []
    for route in walked:
        who = next((who for who in ROLES if expected(who, route) == 200), "")
        url = route.url(stage)
        with undone():
            response = stage.client(who).get(url)
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        found += [(route, who, url, form) for form in forms_of(response.content.decode(), url)]
    return found


@pytest.fixture(scope="module")
def forms(stage: Stage) -> list[tuple[Route, str, str, Found]]:
    return opened(stage, STAFF)


#: A safety answer is kept and acted on at once, also where the rest of the form is refused: on
#: these pages the screening or assessment and what follows from it may change, and nothing else.
FOLLOWS = {"core_event", "core_due"}
SAFETY_AT_ONCE = {"screening_screen", "screening_screenanswer", *FOLLOWS}
ASSESSED_AT_ONCE = {
    "assessments_assessment", "assessments_safetyanswer", "assessments_safetynow", *FOLLOWS,
}  # fmt: skip
ANSWERED_AT_ONCE = {"instruments_administration", "instruments_answer", *FOLLOWS}
MAY_CHANGE = {
    "questionnaire_new": ANSWERED_AT_ONCE,
    "treatment_session": ANSWERED_AT_ONCE,
    "screening_new": SAFETY_AT_ONCE,
    "screening": SAFETY_AT_ONCE,
    "assessment_safety": ASSESSED_AT_ONCE,
}


@pytest.fixture(scope="module")
def before(stage: Stage) -> Contents:
    """What the stage holds: each post is undone, so that it holds the same before the next."""
    return contents()


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.name)
def test_no_form_fails_or_half_saves_or_runs_what_was_typed(
    stage: Stage, before: Contents, route: Route
) -> None:
    wrong = list[tuple[Any, ...]]()
    may_change = MAY_CHANGE.get(route.name, set())
    for _route, who, url, form in opened(stage, [route]):
        for name, body in bodies(form):
            with undone():
                response = stage.client(who).post(url, body, content_type=FORM)
                if response.status_code >= 400 and (wrote := changed(before) - may_change):
                    wrong.append((name, response.status_code, f"wrote {sorted(wrote)}"))
                if response.status_code == 302:
                    response = stage.client(who).get(response.headers["Location"])
            if response.status_code >= 500:
                wrong.append((name, response.status_code))
            if any(mark in response.content for mark in LIVE):
                wrong.append((name, "is live on the page"))
            if name == "fields" and response.status_code not in (400, 403):
                wrong.append((name, response.status_code))
    assert wrong == []


def test_thousands_of_posts_are_sent(forms: Any) -> None:
    posts = sum(1 for *_rest, form in forms for _each in bodies(form))
    print(f"{posts} hostile posts to {len(forms)} forms")
    assert posts >= 2_000
    sent = {name for *_rest, form in forms for name, _filled in texts_of(form) if form.typed}
    assert {each for names in sent for each in names.split(", ")} == set(TEXTS)


def test_what_was_typed_is_shown_again_beside_the_error(stage: Stage, forms: Any) -> None:
    """Refused text is not lost: it is on the page, or a message says what is in the way."""
    lost = []
    for route, who, url, form in forms:
        if not form.typed:
            continue
        word = "Xenopusword"
        fields = {**form.filled(word), "version": form.fields.get("version", ["1"])}
        with undone():
            response = stage.client(who).post(url, urlencode(fields, doseq=True), content_type=FORM)
        if response.status_code == 422:
            told = response.content
            if word.encode() not in told or b"error" not in told:
                lost.append(route.name)
    assert lost == []


def test_a_post_that_is_sent_twice_is_saved_once(stage: Stage, forms: Any) -> None:
    saved = 0
    for route, who, url, form in forms:
        if "idempotency_key" not in form.fields:
            continue
        body = urlencode({**form.filled("Twice"), "idempotency_key": str(uuid4())}, doseq=True)
        with undone():
            first = stage.client(who).post(url, body, content_type=FORM)
            if first.status_code != 302:
                continue
            once = contents()
            second = stage.client(who).post(url, body, content_type=FORM)
            saved += 1
            assert changed(once) == set(), route.name
            # The record may be closed to its reader now; it is never written again.
            assert second.status_code in (302, 403, 404), route.name
    assert saved > 0


def test_every_form_is_posted_with_a_key(forms: Any) -> None:
    """Without one a second press of the button would save twice; a search writes nothing."""
    without = {
        route.name for route, _who, _url, form in forms if "idempotency_key" not in form.fields
    }
    assert without <= {"today", "find", "court_day"}
