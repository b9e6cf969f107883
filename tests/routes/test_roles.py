"""Every route declares its action, and every role is answered as the policy says: no more, no less.

Each answer is looked through as it comes: its status, its kind, planted words, what the title,
the headers and the log say. What is expected comes from the compiled policy and a table
(``expected.py``), never from the code that is tested.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pytest
from django.contrib.auth.middleware import LoginRequiredMiddleware

from tests.channels.looking import log_lines, said_in, wrongly_told
from tests.channels.registry import is_registered
from tests.routes.addresses import Route, routes
from tests.routes.expected import expected
from tests.routes.stage import COMPARED, ROLES, Stage, undone
from throughcare.core.views import StaffView
from throughcare.sharing.policy.vocabulary import ACTIONS

#: Reviewed by hand. Open to everybody: no name, number or date of a person is read by these.
OPEN = {
    "account_login", "mfa_authenticate", "account_logout", "first_sign_in", "first_sign_in_link",
    "demo_sign_in", "help", "accessibility", "information", "security_txt",
}  # fmt: skip
#: Reviewed by hand. A signed-in person's own account and session, whatever their role.
OWN_ACCOUNT = {
    "lock", "stay_signed_in", "account", "account_change_password", "account_reauthenticate",
    "sign_out_everywhere", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "choose_role",
}  # fmt: skip

#: Reviewed by hand. For the person, on a tablet or their own pages: never the staff session's
#: context, whoever is signed in (throughcare/my; what each asks is tested there).
OWN_PAGES = {
    "tablet", "tablet_question", "tablet_told", "tablet_check", "tablet_stop", "tablet_end",
    "my_home", "my_sign_in", "my_code", "my_leave", "my_sign_out", "my_language", "my_pages",
    "my_appointments", "my_roadmap", "my_questions", "my_sharing", "my_looked", "my_say",
}  # fmt: skip

#: A method and what follows the address.
Way = tuple[str, str]

ROUTES = routes()
STAFF = [route for route in ROUTES if issubclass(route.view, StaffView)]
WITHOUT_GET = {"own_pages_close", "own_pages_code", "today_undo"}
#: No address of the stage leads to a page: a search is of one session, lines are chosen first.
ABSENT_ANYWAY = {"find_results", "today_pass"}


def test_each_route_is_a_page_of_staff_or_on_a_reviewed_list() -> None:
    rest = {route.name for route in ROUTES} - {route.name for route in STAFF}
    assert rest == OPEN | OWN_ACCOUNT | OWN_PAGES


def test_no_two_routes_share_a_name() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_route_declares_its_action(route: Route) -> None:
    if route.name in OPEN:
        assert route.action == "open"
    elif route.name in {*OWN_ACCOUNT, "more"}:  # the menu's rest: whatever one's role opens
        assert route.action == "own_account"
    elif route.name in OWN_PAGES:
        assert route.action == "own_pages"
    elif route.name.startswith("settings"):
        assert route.action == "manage_settings"
    else:
        assert route.action in ACTIONS


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.name)
def test_each_role_is_answered_as_the_policy_says(route: Route, stage: Stage) -> None:
    wrong, drafts = {}, one_of_each_answer(route)
    with log_lines() as log:
        for who in ROLES:
            for method, query in ways(drafts, who):
                response = ask(stage, who, method, route.url(stage) + query)
                fits = query or response.status_code in fitting(route, expected(who, route), method)
                if not fits:
                    wrong[who, method] = f"{response.status_code} for {expected(who, route)}"
                if told := wrong_in(route, who, response):
                    wrong[who, method + query] = told
    assert wrong == {}, "(role, method): what is wrong"
    assert said_in(log) == []


OTHER_ROUTES = [route for route in ROUTES if route not in STAFF]


@pytest.mark.parametrize("route", OTHER_ROUTES, ids=lambda route: route.name)
def test_a_page_of_everybody_tells_nobody_what_they_may_not_read(
    route: Route, stage: Stage
) -> None:
    wrong = {}
    with log_lines() as log:
        for who in ("", *ROLES):
            for method, query in ways(("", "clinician"), who, first=("get",)):
                response = ask(stage, who, method, route.url(stage) + query)
                if told := wrong_in(route, who, response):
                    wrong[who, method + query] = told
    assert wrong == {}
    assert said_in(log) == []


def ask(stage: Stage, who: str, method: str, url: str) -> Any:
    with undone():
        return getattr(stage.client(who), method)(url)


def ways(drafts: Collection[str], who: str, first: Sequence[str] = ("get", "post")) -> list[Way]:
    """How somebody asks for an address; these also send an empty form, and a draft of it."""
    more = [("post", ""), ("post", "?draft=1")] if who in drafts else []
    return list(dict.fromkeys([*((method, "") for method in first), *more]))


def one_of_each_answer(route: Route) -> list[str]:
    """Somebody who may and somebody who may not."""
    return list({expected(who, route): who for who in ROLES}.values())


def wrong_in(route: Route, who: str, response: Any) -> list[str]:
    """What this role is told and may not be, and an answer of a kind that nobody looked at."""
    odd = [] if is_registered(route.name, response) else [f"{response.headers} is not registered"]
    return sorted(wrongly_told(who, response)) + odd


@pytest.mark.parametrize("who", sorted(set(ROLES) - set(COMPARED)))
def test_no_page_of_somebody_hidden_tells_a_role_anything(stage: Stage, who: str) -> None:
    """The other roles: every answer is compared with that of somebody absent in test_hidden.py."""
    wrong = {}
    for route in (each for each in STAFF if each.is_about_a_person):
        response = ask(stage, who, "get", route.url(stage, stage.hidden.reference))
        if response.status_code not in (404, 405) or wrongly_told(who, response):
            wrong[route.name] = response.status_code
    assert wrong == {}


def fitting(route: Route, wanted: int, method: str) -> set[int]:
    """The statuses that say what is expected; a form that is posted empty is shown again."""
    if wanted != 200:
        return {wanted, 405} if route.name == "person_same_as" and method == "post" else {wanted}
    if method == "get":
        if route.name in ABSENT_ANYWAY:
            return {404}
        return {405} if route.name in WITHOUT_GET else {200, 302}
    if not takes_posts(route):
        return {405}
    if route.name in ("questionnaire_correct", "suitability_dates"):
        return {200, 302, 422, 409}  # posted without the version that was read: shown beside it
    # Only the comparison is open to more readers than may decide.
    return {200, 302, 422, 403} if route.name == "person_compare" else {200, 302, 422}


def takes_posts(route: Route) -> bool:
    return hasattr(route.view, "post")


def test_the_walk_has_allowed_and_refused_cells_of_every_kind() -> None:
    """A table that refuses everybody, or nobody, shows nothing."""
    # The menu and the directory of services are everybody's.
    one_sided = {"today", "today_pass", "more", "services", "service", "services_export"}
    for route in STAFF:
        answers = {expected(who, route) for who in ROLES}
        if route.name not in one_sided:
            assert 200 in answers, route.name
            assert answers & {403, 404}, route.name


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.name)
def test_nobody_is_let_in_without_signing_in(route: Route, stage: Stage) -> None:
    url = route.url(stage)
    for method in ("get", "post"):
        with undone():
            response = getattr(stage.client(""), method)(url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/?")


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.name)
def test_a_session_without_a_role_is_asked_for_one(route: Route, stage: Stage) -> None:
    from django.test import Client

    with undone():
        client = Client()
        client.force_login(stage.members["clinician"].user)
        response: Any = client.get(route.url(stage))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/role/")


def test_only_the_reviewed_routes_are_open_before_sign_in() -> None:
    """LoginRequiredMiddleware guards all others; an exemption is a decision of its own."""
    required = LoginRequiredMiddleware(lambda _request: None)
    assert required is not None
    from django.urls import get_resolver, resolve

    assert get_resolver()
    for route in ROUTES:
        if not route.parts:
            found = resolve("/" + route.pattern)
            is_open = getattr(found.func, "login_required", True) is False
            assert is_open == (route.name in OPEN | OWN_PAGES), route.name
