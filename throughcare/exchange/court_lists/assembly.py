"""Drafts and sittings become the neutral list: counted, keyed, checked against each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date, datetime

from throughcare.court.listed import Counts, ListDocument, ListedCase, ListedPerson
from throughcare.exchange.court_lists import limits, values
from throughcare.exchange.court_lists.drafts import Draft, DraftPerson, Sitting
from throughcare.exchange.court_lists.keys import Keys, digest
from throughcare.exchange.court_lists.problems import ListRefused, Problems

_ADULT = 18
_COPIED = [name for field in fields(ListedPerson) if (name := field.name) in DraftPerson.__slots__]


class Assembly:
    """Collects one list. `day` stands in for a date of hearing that the list does not give."""

    def __init__(self, *, family: str, problems: Problems, day: date | None) -> None:
        self.source_id = ""
        self.published_at: datetime | None = None
        self.lists_the_day = True
        self.problems = problems
        self._family = family
        self._day = day
        self._cases: list[ListedCase] = []
        self._courts: dict[str, None] = {}
        self._dates: set[date] = set()
        self._tally: Counter[str] = Counter()
        self._keys = Keys(problems)
        self._quiet = False
        self._without_urn: list[str] = []

    def sit(self, court: str, on: date | None) -> None:
        """A court and a day that the list names, whether or not anybody is listed."""
        if court:
            self._courts[court] = None
        if on or self._day:
            self._dates.add(on or self._day)  # type: ignore[arg-type]

    def count_hearings(self, number: int) -> None:
        """Sittings of a case, where the format does not show one a case."""
        self._tally["hearings"] += number

    def count(self, draft: Draft) -> None:
        """Count a case or application as the list shows it, once."""
        tally = self._tally
        tally["cases" if draft.kind == "case" else "applications"] += 1
        tally["restrictions"] += draft.kind == "case" and draft.restricted
        for person in draft.people:
            tally["people" if person.kind == "person" else "organisations"] += 1
            tally["offences"] += person.offences
            tally["in_custody"] += person.custody == "in_custody"

    def add(self, draft: Draft, sitting: Sitting, *, again: bool = False) -> None:
        """One case at one sitting. It is left out, with a problem, if no day is known.

        `again` is a further day of a case whose problems have been said.
        """
        where = sitting.where
        self._quiet = again
        for code in (*sitting.codes, *draft.codes):
            self._say(code, where)
        on = draft.on or sitting.on or self._day
        if on is None:
            self.leave_out("left_out_no_date", where)
            return
        court = sitting.court or sitting.court_code
        self.sit(court, on)
        self._say_what_is_missing(draft, where)
        people = tuple(
            self._person(person, draft, sitting, on, f"{where}, party {place}")
            for place, person in enumerate(draft.people, start=1)
        )
        self._cases.append(
            ListedCase(
                where=where,
                court=court,
                on=on,
                kind=draft.kind,
                court_code=sitting.court_code,
                room=sitting.room,
                starts_at=draft.starts_at or sitting.starts_at,
                minutes=draft.minutes if draft.minutes is not None else sitting.minutes,
                number=draft.number,
                urn=draft.urn,
                hearing_type=draft.hearing_type or sitting.hearing_type,
                list_number=draft.list_number,
                sequence=draft.sequence if draft.sequence is not None else sitting.sequence,
                restricted=draft.restricted,
                restriction=draft.restriction,
                people=people,
            )
        )

    def _say(self, code: str, where: str) -> None:
        if not self._quiet:
            self.problems.add(code, where)

    def leave_out(self, code: str, where: str) -> None:
        """An entry that cannot be put on our list: counted, and said."""
        self._tally["left_out"] += 1
        self.problems.add(code, where)

    def _say_what_is_missing(self, draft: Draft, where: str) -> None:
        if not draft.people:
            self._say("no_people", where)
        if not draft.number:
            self._say("no_case_number", where)
        if draft.kind == "case":
            self._tally["with_urn"] += bool(draft.urn)
            if not draft.urn and not self._quiet:
                self._without_urn.append(where)
        if draft.kind == "application" and draft.restricted:
            self._say("application_restricted", where)

    def _person(
        self, draft: DraftPerson, case: Draft, sitting: Sitting, on: date, where: str
    ) -> ListedPerson:
        for code in draft.codes:
            self._say(code, where)
        if not draft.name:
            self._say("no_name", where)
        if draft.kind == "organisation":
            self._say("organisation", where)
        copied = {name: getattr(draft, name) for name in _COPIED}
        self._check_birth(draft, copied, on, where)
        copied["under_18"] = self._under_18(
            copied, draft.young, sitting.youth or case.guardian, on, where
        )
        person = ListedPerson(key=self._key(draft, case, sitting), **copied)
        self._keys.note(on, person)
        return person

    def _check_birth(
        self, draft: DraftPerson, copied: dict[str, object], on: date, where: str
    ) -> None:
        born = draft.born_on
        if born is None:
            return
        years = years_between(born, on)
        if born > on or years > limits.MAX_AGE:
            copied["birth_words"], copied["born_on"] = born.strftime("%d/%m/%Y"), None
            self._say("birth_date_not_possible", where)
        elif draft.age is not None and abs(draft.age - years) > 1:
            self._say("age_differs", where)

    def _under_18(
        self, person: dict[str, object], young: bool | None, youth: bool, on: date, where: str
    ) -> bool | None:
        """Whether anything that the list says makes the person under 18; None if nothing does."""
        if person["kind"] == "organisation":
            return None
        born, age = person["born_on"], person["age"]
        signs: list[bool] = []
        if isinstance(born, date):
            signs.append(years_between(born, on) < _ADULT)
        if isinstance(age, int):
            signs.append(age < _ADULT)
        if young is not None:
            signs.append(young)
        if not signs:
            signs = [True] if youth else []
        if not signs:
            return None
        if any(signs):
            self._say("under_18" if all(signs) else "under_18_unsure", where)
        return any(signs)

    def _key(self, draft: DraftPerson, case: Draft, sitting: Sitting) -> str:
        """The same each time this entry is read, whatever its room, time or custody.

        A digest, so that it tells nothing.
        """
        born = draft.born_on.isoformat() if draft.born_on else draft.birth_words
        known_by = draft.identity or f"{values.plain(draft.name)}|{born}"
        court = (sitting.court_code or sitting.court).casefold()
        parts = (self._family, court, case.number or case.urn, draft.role, draft.kind, known_by)
        return digest(*parts)

    def document(self, *, name: str, checksum: str) -> ListDocument:
        """The list; raises ListRefused if it holds no entry at all."""
        tally = self._tally
        if not tally["cases"] + tally["applications"] + tally["left_out"]:
            raise ListRefused("empty_list")
        if not self._cases:
            raise ListRefused("no_dates")
        # A format that gives no URN at all says so once.
        for where in self._without_urn if tally["with_urn"] else self._without_urn[:1]:
            self.problems.add("no_urn", where if tally["with_urn"] else "file")
        cases = self._keys.told_apart(self._cases)
        return ListDocument(
            format=name,
            checksum=checksum,
            accepted=True,
            counts=Counts(**{field.name: tally[field.name] for field in fields(Counts)}),
            dates=tuple(sorted(self._dates)),
            courts=tuple(self._courts),
            cases=cases,
            problems=self.problems.all(),
            source_id=self.source_id,
            published_at=self.published_at,
            whole=self.lists_the_day and not tally["left_out"],
        )


def years_between(born: date, on: date) -> int:
    """Whole years of age on a day; born on 29 February, a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
