"""What the tests of a record stand on."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.people import actions
from throughcare.people.models import Person


@pytest.fixture
def add(ctx_of: Any) -> Any:
    """``add(member, given, family, **more)``: a person as the member adds one."""

    def added(by: Any, given: str = "Leanne", family: str = "Whitlock", **more: Any) -> Person:
        with ctx_of(by) as ctx:
            return actions.add_person(ctx, given_name=given, family_name=family, **more)

    return added


@pytest.fixture
def part_form() -> Any:
    """A filled-in post for each part of a record."""
    return {
        "name": {"kind": "alias", "given_name": "Lea", "family_name": "Bright", "source": "person"},
        "number": {"kind": "pnc", "given": "2002/73319z", "source": "custody"},
        "address": {
            "kind": "home",
            "lines": "12 Example Road\nNorthfield",
            "postcode": "ZZ1 1ZZ",
            "source": "person",
        },
        "contact": {
            "kind": "mobile",
            "value": "07700 900461",
            "may_text": "on",
            "safe_times": "after 6pm",
            "source": "person",
        },
        "know-first": {
            "kind": "staff_safety",
            "text": "See in pairs.",
            "source": "probation",
            "source_detail": "Letter of 3 March",
        },
        "adjustment": {"need": "reading", "text": "Short sentences.", "source": "person"},
    }
