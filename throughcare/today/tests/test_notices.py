"""What waits beside the lists of work, counted with them in one look at the team's work."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from throughcare.core import registry
from throughcare.core.kept import Kept
from throughcare.core.models import Due
from throughcare.core.worklist import Notice
from throughcare.today import selectors
from throughcare.today.rules import Listed
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


@pytest.mark.parametrize("role", ["clinician", "supervisor"])
def test_what_every_folder_counts_beside_the_lists_is_built_once(
    role: str, make: Any, ctx_of: Any
) -> None:
    """A notice whose values cannot be told from the asker's would be built for each page."""
    lists = [each for each in Listed if each != Listed.CUSTODY]
    every = registry.offered("today_notice")
    texts = Kept()
    with ctx_of(make.member(role)) as ctx:
        for name, each in every.items():
            texts.rows(
                ctx,
                name,
                lambda who, one=each: selectors._counts(who, selectors.Filters(), lists, [one]),
            )
    assert len(every) >= 8
    built_each_time = {key for key, text in texts._texts.items() if text is None}
    assert built_each_time == set()
