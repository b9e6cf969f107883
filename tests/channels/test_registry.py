"""A route that answers in a way that nobody has looked at is noticed.

Each answer is compared with the registry where every role asks for every route:
``tests/routes/test_roles.py``.
"""

from __future__ import annotations

from tests.channels.registry import CHANNELS, is_known
from tests.routes.addresses import routes


def test_a_channel_of_an_unknown_kind_is_refused() -> None:
    assert not is_known("person", "text/csv")
    assert not is_known("person", "application/json")
    assert is_known("screening_new", "application/json")


def test_the_registry_names_routes_that_exist() -> None:
    names = {route.name for route in routes()}
    assert all(channel.routes <= names for channel in CHANNELS)
