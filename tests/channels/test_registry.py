"""A route that answers in a way that nobody has looked at fails here."""

from __future__ import annotations

import pytest

from tests.channels.registry import CHANNELS, is_known
from tests.routes.addresses import Route, routes
from tests.routes.expected import expected
from tests.routes.stage import ROLES, Stage, undone
from throughcare.core.views import StaffView

ROUTES = routes()
#: What is saved as a file, and says so.
FILES = {"application/pdf", "text/csv"}


def askers(route: Route) -> list[str]:
    """Somebody who may and somebody who may not; for an open page nobody and a clinician."""
    if not issubclass(route.view, StaffView):
        return ["", "clinician"]
    by_answer = {expected(who, route): who for who in ROLES}
    return list(by_answer.values())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_answer_is_of_a_registered_channel(route: Route, stage: Stage) -> None:
    for who in askers(route):
        for method, query in (("get", ""), ("post", ""), ("post", "?draft=1")):
            with undone():
                response = getattr(stage.client(who), method)(route.url(stage) + query)
            assert not response.streaming
            assert response.status_code < 500
            if not response.content:
                continue
            kind = response.headers["Content-Type"]
            assert is_known(route.name, kind), f"{who} {method} {query}: {kind}"
            assert ("Content-Disposition" in response.headers) == (kind in FILES)


def test_a_channel_of_an_unknown_kind_is_refused() -> None:
    assert not is_known("person", "text/csv")
    assert not is_known("person", "application/json")
    assert is_known("screening_new", "application/json")


def test_the_registry_names_routes_that_exist() -> None:
    names = {route.name for route in ROUTES}
    assert all(channel.routes <= names for channel in CHANNELS)
