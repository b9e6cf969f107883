"""What a court list says, whatever format it came in: plain values, no database.

Readers (`exchange.court_lists`) make these; `court.actions` keeps them. The shape holds what an
entry on the list needs and no more: offences are counted, and no address, nationality, offence,
plea or prosecutor is carried (docs/reference/court-list-formats.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

Severity = Literal["error", "warning", "info"]
Role = Literal["defendant", "respondent", "applicant"]
Kind = Literal["person", "organisation"]
Sex = Literal["male", "female", "not_said"]
Custody = Literal["in_custody", "on_bail", "not_said"]
CaseKind = Literal["case", "application"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the file that its reader must know.

    `error` refuses the whole file. `warning` is read, with something to check; a code that
    begins `left_out` says that this entry is not among the cases. `where` is a place in the
    file and, like `message`, never holds a name or a date of birth.
    """

    where: str
    code: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person or an organisation that the list names; not a person that we know.

    `key` is the same each time the same entry is read: unique among the entries of one date.
    `name` is the name as given; of a masked entry it is the mask, and no part of the real name,
    birth date, age or number is kept. `birth_words` is the birth date as written when it cannot
    be read. `under_18` is None when the list gives neither a birth date nor an age nor a word.
    """

    key: str
    role: Role
    kind: Kind
    name: str
    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    masked: bool = False
    born_on: date | None = None
    birth_words: str = ""
    age: int | None = None
    under_18: bool | None = None
    sex: Sex = "not_said"
    pnc: str = ""
    cro: str = ""
    custody: Custody = "not_said"
    offences: int = 0


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case or application at one sitting: a court, a room, a day and a time.

    `court` is the name as given (the code if there is no name). `starts_at` is the local time.
    `minutes` is the estimated duration; `sequence` the place on the list. `restricted` with no
    words in `restriction` is a restriction of which the list says no more.
    """

    where: str
    court: str
    on: date
    kind: CaseKind = "case"
    court_code: str = ""
    room: str = ""
    starts_at: time | None = None
    minutes: int | None = None
    number: str = ""
    urn: str = ""
    hearing_type: str = ""
    list_number: str = ""
    sequence: int | None = None
    restricted: bool = False
    restriction: str = ""
    people: tuple[ListedPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Entries as the list shows them, not distinct ones; those left out are counted too.

    `hearings` are sittings of a case; `people` and `organisations` are defendants, respondents
    and applicants; `restrictions` are cases with a reporting restriction.
    """

    hearings: int = 0
    cases: int = 0
    applications: int = 0
    people: int = 0
    organisations: int = 0
    offences: int = 0
    in_custody: int = 0
    restrictions: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ListDocument:
    """A list that was read, or refused.

    `checksum` is the SHA-256 of the file's bytes, in hexadecimal. `published_at` has a zone if
    the file gave one; the newer of two lists is the later published, not the later read. `dates`
    are in order; `courts` are as the list names them, those with nothing listed too. `whole`:
    the document lists the day of a court, and nothing of it was left out, so that who was listed
    before and is not in it is no longer listed. A message about one case is not whole.
    """

    format: str
    checksum: str
    accepted: bool
    counts: Counts = field(default_factory=Counts)
    dates: tuple[date, ...] = ()
    courts: tuple[str, ...] = ()
    cases: tuple[ListedCase, ...] = ()
    problems: tuple[Problem, ...] = ()
    source_id: str = ""
    published_at: datetime | None = None
    whole: bool = True

    def entries(self) -> Iterator[tuple[ListedCase, ListedPerson]]:
        """Each person and organisation listed, with the case and sitting."""
        for case in self.cases:
            for person in case.people:
                yield case, person
