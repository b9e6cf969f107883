"""Keys of entries that stand more than once on a day: no two alike, whatever the order.

A number of the court may stand at two names in one case. Were the key only the number's, it would
go to whichever of the two stands first; on the next list that may be the other, who would come to
stand on this one's record.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from throughcare.court.listed import ListedCase, ListedPerson
from throughcare.exchange.court_lists import values
from throughcare.exchange.court_lists.problems import Problems

_LENGTH = 32


def digest(*parts: str) -> str:
    """A key of these parts, from which none of them can be read."""
    text = "\x1f".join(parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def _words(person: ListedPerson) -> str:
    born = person.born_on.isoformat() if person.born_on else person.birth_words
    return f"{values.plain(person.name)}|{born}"


class Keys:
    """Which keys of a list were given to more than one entry, or more than one name."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._first: dict[tuple[date, str], str] = {}
        self._twice: set[tuple[date, str]] = set()
        self._shared: set[tuple[date, str]] = set()

    def note(self, on: date, person: ListedPerson) -> None:
        """Remember that this entry has its key on this day."""
        at, words = (on, person.key), _words(person)
        if at in self._first:
            self._twice.add(at)
            if self._first[at] != words:
                self._shared.add(at)
        else:
            self._first[at] = words

    def told_apart(self, cases: Iterable[ListedCase]) -> tuple[ListedCase, ...]:
        """The cases with a key of its own for each entry: by name, and then by its number."""
        if not self._twice:
            return tuple(cases)
        seen: Counter[tuple[date, str]] = Counter()
        return tuple(self._case(case, seen) for case in cases)

    def _case(self, case: ListedCase, seen: Counter[tuple[date, str]]) -> ListedCase:
        if not any((case.on, person.key) in self._twice for person in case.people):
            return case
        people = [
            self._person(case, person, f"{case.where}, party {place}", seen)
            for place, person in enumerate(case.people, start=1)
        ]
        return replace(case, people=tuple(people))

    def _person(
        self, case: ListedCase, person: ListedPerson, where: str, seen: Counter[tuple[date, str]]
    ) -> ListedPerson:
        key = person.key
        if (case.on, key) not in self._twice:
            return person
        if (case.on, key) in self._shared:
            key = digest(key, _words(person))
            self._say("number_of_another", where)
        seen[case.on, key] += 1
        if seen[case.on, key] > 1:
            self._say("listed_twice", where)
            key = digest(key, str(seen[case.on, key]))
        return replace(person, key=key)

    def _say(self, code: str, where: str) -> None:
        """Once for an entry, on however many days it is listed."""
        self._problems.add_once(code, where)
