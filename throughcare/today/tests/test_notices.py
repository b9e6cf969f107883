"""What waits beside the lists of work, counted with them in one look at the team's work."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from throughcare.core import registry
from throughcare.core.models import Due
from throughcare.core.worklist import Notice
from throughcare.today import selectors
from throughcare.today.tests.test_today import text_of


@pytest.fixture
def notice(monkeypatch: pytest.MonkeyPatch) -> Notice:
    """Every open line of work, said beside the lists to who is no team lead."""
    made = Notice(
        "cells",
        lambda ctx: ctx.role != "supervisor",
        lambda ctx: Due.visible_to(ctx).filter(status="open"),
        lambda number: f"{number} wait in the cells",
        "services",
    )
    real = registry.offered
    monkeypatch.setattr(
        registry, "offered", lambda kind: {"cells": made} if kind == "today_notice" else real(kind)
    )
    return made


def test_a_notice_says_how_many_and_leads_there_and_nothing_says_none(
    notice: Notice, suite: Any, arrive: Any, nurse: Any
) -> None:
    assert "wait in the cells" not in text_of(nurse.get("/"))
    for name in ("Marcus", "Shanice"):
        arrive(given_name=name)
    page = nurse.get("/")
    assert "2 wait in the cells" in text_of(page)
    link = page.content.decode().split("2 wait in the cells")[0].rsplit("<a ", 1)[1]
    assert f'href="{reverse("services")}"' in link


def test_who_a_notice_is_not_for_is_not_told(
    notice: Notice, suite: Any, arrive: Any, client_of: Any
) -> None:
    arrive(given_name="Marcus")
    assert "wait in the cells" not in text_of(client_of(suite.lead).get("/"))


def test_lists_page_and_notices_are_counted_in_one_statement(
    notice: Notice, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    arrive(given_name="Marcus")
    with ctx_of(suite.nurse) as ctx:
        with CaptureQueriesContext(connection) as asked:
            found = selectors.count(ctx, selectors.Filters())
        assert len(asked) == 1
        assert (found.lists["mine"], found.shown, len(found.page)) == (1, 1, 1)
        assert [number for _notice, number in found.notices] == [1]
