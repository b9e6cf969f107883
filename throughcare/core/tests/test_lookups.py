"""How comparisons are written: one statement for any number of items, choices as words."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, Value

from throughcare.agencies.models import Membership, Team
from throughcare.audit.models import AuditEntry
from throughcare.core.models import Due


def sql(rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    text, values = rows.query.sql_with_params()
    return text, list(values)


def test_a_list_is_one_value_however_long_it_is() -> None:
    ids = [uuid.uuid4() for _each in range(3)]
    short, one = sql(Due.rows.filter(person_id__in=ids[:1]))
    long, three = sql(Due.rows.filter(person_id__in=[*ids, None, ids[0]]))
    assert short == long
    assert (one, three) == ([ids[:1]], [ids])
    by_key, keys = sql(Membership.objects.filter(team__in=ids, user_id__in=ids))
    assert (by_key.count("= ANY(%s)"), keys) == (2, [ids, ids])
    few, many = (sql(AuditEntry.rows.filter(person_ids__overlap=ids[:n])) for n in (1, 3))
    assert few[0] == many[0]
    assert (few[1], many[1]) == ([ids[:1]], [ids])
    with pytest.raises(EmptyResultSet):
        sql(Due.rows.filter(person_id__in=[None]))


def test_a_choice_is_a_word_of_the_statement_and_nothing_else_is() -> None:
    text, values = sql(Due.rows.filter(status=Due.Status.OPEN, urgency__in=["today", "planned"]))
    assert "= 'open'" in text
    assert "IN ('today', 'planned')" in text
    assert values == []
    for other in ("opened", "open' OR '1'='1", "", "OPEN"):
        text, values = sql(Due.rows.filter(status=other))
        assert values == [other]
        text, values = sql(Due.rows.filter(status__in=["open", other]))
        assert values == [["open", other]]
    # A field without choices takes whatever is given as a value.
    assert sql(Due.rows.filter(kind="open"))[1] == ["open"]


def test_lists_find_what_they_name(make: Any) -> None:
    agency = make.agency()
    teams = sorted((make.team(agency) for _each in range(3)), key=lambda team: team.name)
    keys, names = [each.pk for each in teams], [each.name for each in teams]
    found = Team.objects.filter(agency=agency).order_by("name")
    assert list(found.filter(pk__in=keys[:2])) == teams[:2]
    assert list(found.filter(name__in=iter(names[1:]))) == teams[1:]
    assert list(found.exclude(pk__in=keys[:1])) == teams[1:]
    assert list(found.filter(agency__in=[agency], pk__in={keys[2]})) == teams[2:]
    assert list(found.filter(pk__in=found.filter(name=names[1]).values("pk"))) == teams[1:2]
    assert list(found.filter(name__in=[Value(names[0]), names[2]])) == [teams[0], teams[2]]
    assert not found.filter(pk__in=[]).exists()
