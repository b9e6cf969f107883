"""What the components show, as plain data. Presenters make these; macros draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from throughcare.design import words

Colour = Literal["white", "blue", "green", "orange", "red", "grey"]


@dataclass(frozen=True)
class Tag:
    """A state in a word. Red only for Urgent and errors, orange Overdue, blue Not started,
    white Draft, Booked, Waiting, green Issued, In treatment, Going well."""

    text: str
    colour: Colour = "white"


@dataclass(frozen=True)
class Identity:
    """Who the page is about, in the same place on each page about them.

    ``facts`` holds what fits the task: cell, hearing. ``born_words`` is for a birth date that
    is not known or not certain. ``nhs_number`` empty says "No NHS number yet".
    """

    name: str
    reference: str
    url: str = ""
    likes: str = ""
    born: date | None = None
    born_words: str = ""
    nhs_number: str = ""
    facts: Sequence[tuple[str, str]] = ()
    tags: Sequence[Tag] = ()
    # One line of what matters most, beside the name: "Text only. Easy read."
    note: str = ""

    @property
    def initials(self) -> str:
        return words.initials(self.name)


@dataclass(frozen=True)
class Step:
    """A stage of a pathway: done, now or next."""

    name: str
    note: str = ""
    state: Literal["done", "now", "next"] = "done"


@dataclass(frozen=True)
class Entry:
    """One line of the journey: when, what, by whom, and who can see it."""

    when: str
    title: str
    url: str = ""
    text: str = ""
    by: str = ""
    seen_by: str = ""
    outcome: str = ""
    state: Literal["done", "next", "quiet"] = "done"


@dataclass(frozen=True)
class Group:
    """Rows of a table that belong together, and the words that say why."""

    title: str
    rows: Sequence[Any]
    note: str = ""


@dataclass(frozen=True)
class WorkRow:
    """One person's line on a worklist."""

    key: str
    name: str
    url: str
    task: str
    due: str = ""
    due_note: str = ""
    due_now: bool = False
    # Age and NHS number, or what else tells two people of one name apart.
    about: str = ""
    # Empty says "No NHS number yet"; None leaves it out.
    nhs_number: str | None = None
    task_note: str = ""
    task_url: str = ""
    place: str = ""
    tag: Tag | None = None


@dataclass(frozen=True)
class Comparison:
    """One detail of two records, and whether it matches."""

    detail: str
    left: str
    right: str
    match: Literal["yes", "near", "no", "none"] = "none"
    note: str = ""


@dataclass(frozen=True)
class Version:
    """One of two texts that clash: whose, and when it was written."""

    title: str
    by: str
    text: str


@dataclass(frozen=True)
class Term:
    """One line of a definition list. ``html`` values must be marked safe by who made them."""

    term: str
    value: Any
    link_text: str = ""
    link_url: str = ""


@dataclass(frozen=True)
class Figure:
    """A headline count."""

    label: str
    value: str
    note: str = ""
    warn: bool = False
