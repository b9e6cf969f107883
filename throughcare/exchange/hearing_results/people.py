"""Whom the results name: for a member of staff to say which record is whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from throughcare.exchange.hearing_results.prompts import day, plain
from throughcare.orders.resulted import Named

LONGEST: Final = 100


def people_of(hearing: Mapping[str, Any], with_orders: Iterable[str]) -> list[Named]:
    """Each defendant once, by the court's number; one that only an order names has no name."""
    found = {each.number: each for each in _named(hearing) if each.number}
    for number in with_orders:
        if number:
            found.setdefault(number, Named(number))
    return list(found.values())


def _named(hearing: Mapping[str, Any]) -> Iterator[Named]:
    for case in _rows(hearing.get("prosecutionCases")):
        urn = _text(_table(case.get("prosecutionCaseIdentifier")).get("caseURN"))
        for defendant in _rows(case.get("defendants")):
            yield _one(defendant, urn)


def _one(defendant: Mapping[str, Any], urn: str) -> Named:
    person = _table(_table(defendant.get("personDefendant")).get("personDetails"))
    firm = _table(_table(defendant.get("legalEntityDefendant")).get("organisation"))
    given = " ".join(filter(None, (_text(person.get(n)) for n in ("firstName", "middleName"))))
    family = _text(person.get("lastName"))
    return Named(
        number=_text(defendant.get("id")),
        given_name=given,
        family_name=family or _text(firm.get("name")),
        born_on=day(_text(person.get("dateOfBirth"))),
        case_number=urn,
        organisation=bool(firm) and not person,
    )


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return plain(value)[:LONGEST]
