"""What staff know and a list does not: the next issue of the list does not undo it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from throughcare.court import actions
from throughcare.court.actions import EntryFacts
from throughcare.court.models import ListEntry
from throughcare.court.presenters import changed_words
from throughcare.court.tests.conftest import (
    entries,
    listed,
    moved,
    open_dues,
    two_cases,
)
from throughcare.court.tests.pages import entry_url, send

CHILD = date(2011, 6, 1)


@pytest.fixture
def corrected(house: Any, ctx_of: Any) -> Callable[..., ListEntry]:
    """Take a list in and say what the nurse knows of its first line."""

    def say(of: Any, **facts: Any) -> ListEntry:
        with ctx_of(house.nurse) as ctx:
            actions.take_list_in(ctx, of)
            entry = entries(ctx)["C1|D1"]
            kept = {name: getattr(entry, name) for name in EntryFacts.__dataclass_fields__}
            said = EntryFacts(**{**kept, **facts})
            return actions.change_entry(ctx, entry_id=entry.pk, version=entry.version, facts=said)

    return say


@pytest.fixture
def take(house: Any, ctx_of: Any) -> Callable[[Any], ListEntry]:
    """Take a newer list in; its first line as it then stands."""

    def taken(of: Any) -> ListEntry:
        with ctx_of(house.nurse) as ctx:
            actions.take_list_in(ctx, of)
            return entries(ctx)["C1|D1"]

    return taken


def no_word_of_custody(**facts: Any) -> Any:
    return two_cases(first=listed(1, **facts))


def test_who_is_in_custody_by_our_own_word_stays_on_the_work_whatever_moves(
    corrected: Any, take: Any, house: Any, ctx_of: Any
) -> None:
    first = no_word_of_custody()
    corrected(first, custody="in_custody", born_on=date(1990, 1, 2))

    for newer in (moved(first, 0, room="5"), moved(first, 0, starts_at=time(14, 0))):
        entry = take(newer)
        assert (entry.custody, entry.born_on) == ("in_custody", date(1990, 1, 2))
        with ctx_of(house.nurse) as ctx:
            assert open_dues(ctx) == [("court_screen", "today")]


def test_a_child_by_our_own_word_stays_one(
    corrected: Any, take: Any, house: Any, ctx_of: Any
) -> None:
    first = no_word_of_custody()
    assert corrected(first, born_on=CHILD).under_18
    assert take(moved(first, 0, room="5")).under_18


def test_what_the_list_newly_says_is_taken_and_shown(corrected: Any, take: Any) -> None:
    first = no_word_of_custody()
    corrected(first, custody="in_custody")

    entry = take(replace(no_word_of_custody(custody="on_bail"), checksum="b" * 64))

    assert (entry.custody, entry.corrected) == ("on_bail", {})
    assert changed_words(entry) == "Changed: custody was in custody"


def test_a_list_taken_back_leaves_our_own_word_as_it_was(
    corrected: Any, take: Any, house: Any, ctx_of: Any
) -> None:
    first = no_word_of_custody()
    before = corrected(first, custody="in_custody")
    newer = take(replace(no_word_of_custody(custody="on_bail"), checksum="b" * 64))
    with ctx_of(house.nurse) as ctx:
        actions.take_back(ctx, list_id=newer.last_list_id)

    assert take(replace(first, checksum="c" * 64)).custody == "in_custody"
    assert before.corrected == {"custody": "not_said"}


def test_a_correction_taken_back_by_hand_is_none(corrected: Any, take: Any) -> None:
    first = no_word_of_custody()
    corrected(first, custody="in_custody")
    assert corrected(first, custody="not_said").corrected == {}


def test_a_linked_line_is_not_made_a_childs_and_the_page_says_what_to_do(
    linked: Any, nurse: Any, house: Any, ctx_of: Any
) -> None:
    said = {"given_name": "Marcus", "family_name": "Bright", "born": "16", "custody": "in_custody"}

    answer = send(nurse, entry_url("court_entry", linked.entry), **said)

    assert answer.status_code == 422
    assert "First take the line off the record" in answer.content.decode()
    with ctx_of(house.nurse) as ctx:
        assert ListEntry.visible_to(ctx).get(pk=linked.entry.pk).age_about is None
