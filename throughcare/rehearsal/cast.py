"""Who is in the story: people read from people.toml, numbers and names that exist nowhere."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from throughcare.core.context import Context
from throughcare.people import actions as people
from throughcare.people.models import Person

FILE = Path(__file__).with_name("people.toml")
#: Those who find, see and assess people, in turn.
PRACTITIONERS = ("Priya Nair", "Ben Achebe", "Omar Haddad")


@dataclass
class Someone:
    """One invented person, and what the story knows of their record by now."""

    number: int
    facts: dict[str, Any]
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def given(self) -> str:
        return str(self.facts["name"]).split("|")[0]

    @property
    def family(self) -> str:
        return str(self.facts["name"]).split("|")[1]

    @property
    def born(self) -> date | None:
        return self.facts.get("born")

    @property
    def worker(self) -> str:
        return PRACTITIONERS[self.number % len(PRACTITIONERS)]

    @property
    def case_number(self) -> str:
        return f"26{self.number:08d}"

    @property
    def person(self) -> Person:
        found: Person = self.made["person"]
        return found

    @property
    def pk(self) -> UUID:
        return self.person.pk

    def is_known(self) -> bool:
        return "person" in self.made

    def known(self, ctx: Context, source: str) -> Person:
        """The person's record, added by whoever needs it first."""
        if "person" not in self.made:
            self.made["person"] = people.add_person(
                ctx,
                given_name=self.given,
                family_name=self.family,
                born_on=self.born,
                sex=self.facts.get("sex", "male"),
                identifiers=[("nhs-number", nhs_number(self.number))] if self.number % 4 else [],
                source=source,
            )
        return self.person


def read() -> dict[str, list[Someone]]:
    """Everybody, by the part of the story that they have."""
    with FILE.open("rb") as file:
        parts = tomllib.load(file)
    numbered = enumerate((part, facts) for part, rows in parts.items() for facts in rows)
    cast: dict[str, list[Someone]] = {part: [] for part in parts}
    for number, (part, facts) in numbered:
        cast[part].append(Someone(number + 1, facts))
    return cast


def nhs_number(number: int) -> str:
    """An invented NHS number of the range 999, with the check digit that the rule gives.

    Source: NHS Data Dictionary, NHS number: modulus 11 over weights 10 to 2.
    """
    for tried in range(10):
        digits = f"999{(number * 7919 + tried * 101) % 1_000_000:06d}"
        total = sum(
            int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)
        )
        check = (11 - total % 11) % 11
        if check < 10:
            return f"{digits[:3]} {digits[3:6]} {digits[6:]}{check}"
    raise ValueError(f"no number can be made from [{number}]")
