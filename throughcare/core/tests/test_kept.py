"""A kept statement answers each asker at each time as one that is built anew."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count, Q, QuerySet

from throughcare.agencies.models import Agency, Team
from throughcare.core import clock, kept
from throughcare.core.access import CATEGORIES
from throughcare.core.context import Context
from throughcare.core.kept import Kept
from throughcare.core.tests.pages import add_note
from throughcare.people.models import KnowFirst

#: Whether the statement is built again for the second asker of the same kind.
BUILT_TWICE = 2


class Asked:
    """A query that counts how often it is built."""

    def __init__(self, narrow: Any) -> None:
        self.narrow, self.times = narrow, 0

    def __call__(self, ctx: Context) -> QuerySet[Any, Any]:
        self.times += 1
        rows = KnowFirst.visible_to(ctx).filter(self.narrow(ctx))
        found: QuerySet[Any, Any] = rows.order_by("recorded_at", "pk").values_list("text")
        return found


@pytest.fixture
def working(make: Any, ctx_of: Any) -> Any:
    """Work as a clinician of an agency of its own, who has written one note."""
    told: dict[str, Any] = {}

    @contextmanager
    def as_one_of(name: str) -> Iterator[Context]:
        if name not in told:
            told[name] = make.member("clinician")
            person = make.person(told[name])
            with ctx_of(told[name]) as ctx:
                add_note(ctx, person, f"note of {name}")
        with ctx_of(told[name]) as ctx:
            yield ctx

    return as_one_of


KEPT = {
    "policy alone": lambda ctx: Q(),
    "agency": lambda ctx: Q(agency_id=ctx.agency_id),
    "me": lambda ctx: Q(recorded_by_id=ctx.membership_id),
    "any of": lambda ctx: Q(recorded_by_id__in=[ctx.team_id, ctx.membership_id]),
    "until now": lambda ctx: Q(recorded_at__lte=clock.now() + timedelta(minutes=1)),
    "since yesterday": lambda ctx: Q(recorded_at__date__gte=clock.today() - timedelta(days=1)),
}
ANEW = {
    "as a word": lambda ctx: ~Q(text=str(ctx.team_id)),
    "made up": lambda ctx: ~Q(pk=uuid.uuid4()),
    "by the hour": lambda ctx: Q(recorded_at__gte=clock.now().replace(minute=0, second=0) - DAY),
    "from what is stored": lambda ctx: Q(agency_id=Agency.objects.get(pk=ctx.agency_id).pk),
    "words by the year": lambda ctx: Q(text__gt="") if clock.now() > BEFORE else Q(text__lt=""),
}
DAY = timedelta(days=1)
BEFORE = clock.now() - 30 * DAY


@pytest.mark.parametrize("name", [*KEPT, *ANEW])
def test_each_asker_gets_their_own(working: Any, name: str) -> None:
    asked, texts = Asked({**KEPT, **ANEW}[name]), Kept()
    for who in ("one", "another", "one"):
        with working(who) as ctx:
            assert texts.rows(ctx, name, asked) == [(f"note of {who}",)]
    if name in KEPT:
        assert asked.times == BUILT_TWICE
    else:
        assert asked.times > BUILT_TWICE


def test_the_time_is_that_of_asking(working: Any) -> None:
    texts, asked = Kept(), Asked(lambda ctx: Q(recorded_at__gte=clock.now() - DAY))
    with working("one") as ctx:
        assert len(texts.rows(ctx, "", asked)) == 1
        with clock.standing_at(clock.now() + 2 * DAY):
            assert texts.rows(ctx, "", asked) == []


def test_another_key_is_another_statement(working: Any) -> None:
    texts = Kept()
    with working("one") as ctx:
        for text, number in (("note of one", 1), ("other", 0)):
            found = texts.rows(ctx, text, Asked(lambda ctx, text=text: Q(text=text)))
            assert len(found) == number


def test_it_forgets_before_it_grows_too_large(working: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(Kept, "MOST", 3)
    texts = Kept()
    with working("one") as ctx:
        for number in range(10):
            texts.rows(ctx, number, Asked(lambda ctx: Q()))
            assert len(texts._texts) <= 3


def test_nothing_that_can_be_reached_is_an_answer_too(make: Any, ctx_of: Any) -> None:
    with ctx_of(make.member("clinician")) as ctx:
        nobody = Kept().rows(ctx, "", lambda ctx: Team.objects.filter(pk__in=[]).values_list("pk"))
        counted = Kept().rows(
            ctx,
            "",
            lambda ctx: (
                Team.objects.filter(pk=ctx.team_id)
                .values("name")
                .annotate(n=Count("pk"))
                .values_list("n")
            ),
        )
    assert (nobody, counted) == ([], [(1,)])


def test_the_one_who_exists_nowhere_shares_nothing_with_the_asker(make: Any, ctx_of: Any) -> None:
    with ctx_of(make.member("clinician")) as ctx:
        asker = replace(ctx, agreements=((uuid.uuid4(), 2 ** len(CATEGORIES) - 1),))
    for each in (asker, replace(asker, excluded=frozenset({uuid.uuid4()}))):
        nobody = kept._nobody(each)
        assert kept.kind_of(nobody) == kept.kind_of(each)
        mine, theirs = kept._known(each), kept._known(nobody)
        alike = {name for name in mine if mine[name] == theirs[name]}
        assert alike - {"today", "midnight"} == (set() if each.excluded else {"excluded"})
