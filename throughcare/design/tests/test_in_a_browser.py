"""The pages in a browser: no accessibility violation, nothing from outside, and the little
script keeps what is typed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.template.backends.utils import csrf_input_lazy
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import path

from tests.journeys.browser import resize, violations
from throughcare.design import views
from throughcare.design.guide_forms import QuestionsForm
from throughcare.design.parts import Identity
from throughcare.design.shell import NavItem, Shell

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# No nonce: the pages need none.
STRICT = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
}

WORK = """
{% extends "layouts/page.jinja" %}
{% from "components/status.jinja" import saved, fresh %}
{% block heading %}Work{% endblock %}
{% block body %}
{{ fresh("Up to date at " ~ count) }}
<div id="list" data-refresh><label><input type="checkbox" id="tick"> Row {{ count }}</label></div>
<form method="post" action="/work/" data-draft-url="/draft/">
  {{ csrf_input }}{{ saved() }}
  <label for="a">First</label><input id="a" name="a">
  <label for="b">Second</label><input id="b" name="b">
  <button type="submit">Send</button>
</form>
<form method="post" action="/work/">
  {{ csrf_input }}<label for="c">Third</label><input id="c" name="c">
  <button type="submit">Tell</button>
</form>
{% endblock %}
"""


class Service:
    """What the views below were asked, and how they are to answer."""

    def __init__(self) -> None:
        #: Of which page: what the page of an earlier test sends while it closes is not this one's.
        self.of = uuid4().hex
        self.drafts: list[dict[str, str]] = []
        self.sent = 0
        self.extended = 0
        self.shown = 0
        self.draft_status = 200
        self.lock_seconds: int | None = None


service = Service()


def work(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        service.sent += 1
        time.sleep(0.4)  # long enough for a second press
        return HttpResponse("<p>Thank you</p>")
    service.shown += 1
    context = {
        "csrf_input": csrf_input_lazy(request),
        "count": service.shown,
        "shell": Shell(
            lock_seconds=service.lock_seconds, extend_url="/extend/", lock_url="/locked/"
        ),
    }
    return HttpResponse(engines["jinja2"].from_string(WORK).render(context))


def draft(request: HttpRequest) -> HttpResponse:
    if request.headers["X-Of"] != service.of:
        return HttpResponse(status=204)
    if service.draft_status == 200:
        service.drafts.append(request.POST.dict())
        return JsonResponse({"saved_at": "9:16am"})
    return HttpResponse(status=service.draft_status)


def extend(request: HttpRequest) -> HttpResponse:
    service.extended += 1
    return HttpResponse(status=204)


def locked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>Locked</h1>")


def layout(request: HttpRequest, name: str) -> HttpResponse:
    """A layout with as little as it needs."""
    context = {
        "csrf_input": csrf_input_lazy(request),
        "shell": Shell(user_name="Priya Nair", sign_out_url="/out/", nav=(NavItem("Today", "/"),)),
        "identity": Identity(name="Leanne Whitlock", reference="TC-7K2M9QX4"),
        "tabs": [NavItem("Journey", "/", current=True)],
    }
    if name in ("form", "lock"):
        context["form"] = QuestionsForm({})
    source = BODIES.get(name, "") and "{% extends 'layouts/" + name + ".jinja' %}" + BODIES[name]
    if source:
        return HttpResponse(engines["jinja2"].from_string(source).render(context))
    return HttpResponse(render_to_string(f"layouts/{name}.jinja", context))


BODIES = {
    "form": "{% block heading %}Ask{% endblock %}"
    "{% block fields %}{{ form.safe.as_field_group() }}<button>Save</button>{% endblock %}",
    "person": "{% block page_name %}plan{% endblock %}{% block body %}<p>Words</p>{% endblock %}",
}
LAYOUTS = ["400", "403", "404", "500", "lock", "form", "person"]

urlpatterns = [
    path("layout/<name>/", layout),
    path("", views.guide),
    path("find/", views.guide, name="find"),
    path("work/", work),
    path("draft/", draft),
    path("extend/", extend),
    path("locked/", locked),
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    middleware = ["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
    policy = {"DIRECTIVES": STRICT}
    with override_settings(
        ROOT_URLCONF=__name__, MIDDLEWARE=middleware, CONTENT_SECURITY_POLICY=policy
    ):
        application = StaticFilesHandler(get_wsgi_application())
        with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    with (
        playwright.sync_playwright() as tool,
        tool.chromium.launch(executable_path=CHROMIUM, args=SWITCHES) as opened,
    ):
        yield opened


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    service.__init__()  # type: ignore[misc]
    context = browser.new_context(
        base_url=address,
        viewport={"width": 1280, "height": 900},
        extra_http_headers={"X-Of": service.of},
    )
    page = context.new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on(
        "console",
        lambda line: page.troubles.append(line.text) if "Security Policy" in line.text else None,
    )
    page.on(
        "request",
        lambda sent: (
            None if sent.url.startswith((address, "data:")) else page.troubles.append(sent.url)
        ),
    )
    yield page
    assert page.troubles == []
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("state", ["", "?wrong"])
def test_the_guide_has_no_accessibility_violation(page: Any, width: int, state: str) -> None:
    resize(page, width)
    page.goto(f"/{state}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_has_an_accessibility_violation(page: Any, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"/layout/{name}/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_error_summary_takes_focus_and_leads_to_the_field(page: Any) -> None:
    page.goto("/?wrong")
    playwright.expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Date of birth must be a real date").click()
    playwright.expect(page.locator("#id_bad-born-day")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_a_follow_up_opens_with_and_without_script(
    browser: Any, address: str, script: bool
) -> None:
    with browser.new_context(base_url=address, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto("/")
        told, more = page.locator("#id_told"), page.locator("#id_q-safe_more")
        playwright.expect(told).to_be_hidden()
        playwright.expect(more).to_be_hidden()
        page.get_by_label("Act now").first.check()
        page.locator("#id_q-safe").check()
        playwright.expect(told).to_be_visible()
        playwright.expect(more).to_be_visible()


def test_a_draft_is_posted_two_seconds_after_typing_stops(page: Any) -> None:
    page.clock.install()
    page.goto("/work/")
    page.locator("#a").press_sequentially("slept")
    page.clock.run_for(1500)
    page.locator("#a").press_sequentially(" badly")
    page.clock.run_for(1500)
    page.wait_for_timeout(200)  # for an answer that must not come
    assert service.drafts == []
    page.clock.run_for(600)
    playwright.expect(page.locator("[data-saved-words]")).to_have_text("Saved at 9:16am")
    assert [each["a"] for each in service.drafts] == ["slept badly"]


def test_leaving_a_field_saves_at_once_and_fast_typing_is_not_sent_too_often(page: Any) -> None:
    page.clock.install()
    page.goto("/work/")
    page.locator("#a").fill("one")
    page.locator("#b").focus()
    page.clock.run_for(10)
    playwright.expect(page.locator("[data-saved-words]")).to_have_text("Saved at 9:16am")
    assert len(service.drafts) == 1
    page.locator("#b").press_sequentially("t")
    page.clock.run_for(4000)
    page.wait_for_timeout(200)
    assert len(service.drafts) == 1
    page.clock.run_for(1500)
    page.wait_for_timeout(200)
    assert [each["b"] for each in service.drafts] == ["", "t"]


def test_without_a_connection_the_words_say_so_and_it_tries_again(page: Any) -> None:
    page.clock.install()
    page.goto("/work/")
    page.context.set_offline(True)
    page.locator("#a").fill("kept")
    page.locator("#b").focus()
    page.clock.run_for(10)
    playwright.expect(page.locator("[data-saved-words]")).to_have_text(
        "Not saved yet: no connection"
    )
    assert page.locator("#a").input_value() == "kept"
    page.context.set_offline(False)
    page.clock.run_for(6000)
    playwright.expect(page.locator("[data-saved-words]")).to_have_text("Saved at 9:16am")
    assert service.drafts[-1]["a"] == "kept"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (409, "A colleague has changed this too"),
        (403, "sign in again"),
        (500, "We will try again"),
    ],
)
def test_an_answer_that_is_not_saved_never_says_saved(page: Any, status: int, words: str) -> None:
    service.draft_status = status
    page.goto("/work/")
    page.locator("#a").fill("kept")
    page.locator("#b").focus()
    playwright.expect(page.locator("[data-saved-words]")).to_contain_text(words)
    page.evaluate("for (const form of document.forms) form.reset()")
    service.draft_status = 200
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_form_is_sent_once(page: Any) -> None:
    page.goto("/work/")
    page.evaluate(
        "() => { const press = () => document.querySelector('form[data-draft-url] button').click();"
        " press(); setTimeout(press, 150); }"
    )
    page.wait_for_url("**/work/")
    page.get_by_text("Thank you").wait_for()
    assert service.sent == 1


@pytest.mark.parametrize(
    ("field", "button", "words"),
    [
        ("#a", "Send", "Not saved yet: no connection"),
        ("#c", "Tell", "No connection, so nothing was sent."),
    ],
    ids=["with a draft", "without"],
)
def test_where_the_network_leads_nowhere_the_page_stays_and_is_sent_once_later(
    page: Any, field: str, button: str, words: str
) -> None:
    """The browser takes itself for connected, as with the Wi-Fi of a place without internet."""
    page.clock.install()
    page.goto("/work/")
    page.clock.run_for(30_000)
    page.route("**/*", lambda route: route.abort())
    page.locator(field).fill("kept")
    page.get_by_role("button", name=button).click()
    page.get_by_text(words).first.wait_for()
    assert page.evaluate("navigator.onLine")
    assert page.locator(field).input_value() == "kept"
    page.unroute("**/*")
    page.get_by_role("button", name=button).click()
    page.get_by_text("Thank you").wait_for()
    assert service.sent == 1


def test_without_a_connection_a_form_without_draft_stays_and_is_sent_once_later(page: Any) -> None:
    page.goto("/work/")
    page.locator("#c").fill("kept")
    said = page.get_by_role("alert").filter(has_text="No connection, so nothing was sent.")
    tell = page.get_by_role("button", name="Tell")
    page.context.set_offline(True)
    tell.click()
    said.wait_for()
    assert page.locator("#c").input_value() == "kept"
    page.context.set_offline(False)
    said.wait_for(state="hidden")
    tell.click()
    page.get_by_text("Thank you").wait_for()
    assert service.sent == 1


def test_the_lock_warns_two_minutes_before_and_can_be_put_off(page: Any) -> None:
    service.lock_seconds = 900
    page.clock.install()
    page.goto("/work/")
    banner = page.locator("[data-lock-seconds]")
    page.clock.run_for(770_000)
    playwright.expect(banner).to_be_hidden()
    page.locator("#a").focus()
    page.clock.run_for(12_000)
    playwright.expect(banner).to_contain_text("locks in 2 minutes")
    page.get_by_role("button", name="Stay signed in").click()
    playwright.expect(banner).to_be_hidden()
    playwright.expect(page.locator("#a")).to_be_focused()
    assert service.extended == 1


def test_at_the_end_the_draft_is_kept_and_the_page_is_left(page: Any) -> None:
    service.lock_seconds = 900
    page.clock.install()
    page.goto("/work/")
    page.clock.run_for(898_000)
    page.locator("#a").press_sequentially("not yet saved")
    page.clock.run_for(3000)
    page.wait_for_url("**/locked/")
    assert service.drafts[-1]["a"] == "not yet saved"


def test_the_list_keeps_itself_fresh_but_not_under_a_hand(page: Any) -> None:
    page.clock.install()
    page.goto("/work/")
    page.clock.run_for(61_000)
    playwright.expect(page.locator("#list")).to_contain_text("Row 2")
    playwright.expect(page.locator("[data-refresh-status]")).to_have_text("Up to date at 2")
    page.locator("#tick").check()
    page.locator("#a").focus()
    page.clock.run_for(61_000)
    page.wait_for_timeout(200)
    playwright.expect(page.locator("#list")).to_contain_text("Row 2")
    assert page.locator("#tick").is_checked()


def test_times_are_said_as_on_the_server(page: Any) -> None:
    page.goto("/work/")
    said = page.evaluate(
        """async moments => {
            const src = document.querySelector('script[src*="design/app.js"]').src;
            const { clock } = await import(src);
            return moments.map(moment => clock(new Date(moment)));
        }""",
        [
            "2026-11-19T09:05Z",
            "2026-07-01T13:00Z",
            "2026-11-19T12:00Z",
            "2026-11-19T00:00Z",
            "2026-11-19T00:30Z",
        ],
    )
    assert said == ["9:05am", "2pm", "12 noon", "12 midnight", "12:30am"]
