"""What Today shows: kinds of work and panels, offered by the folders that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import registry

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context
    from throughcare.core.models import Due


@dataclass(frozen=True)
class WorkFacts:
    """What a folder knows of one line beyond the person: who a list says it is, where, why.

    name, about, url   for a line without a record: who it is said to be, where it is dealt with;
    since              when the wait began; started: somebody has begun and not finished.
    not_printed       a reporting restriction keeps the line off paper.
    Empty words add nothing.
    """

    name: str = ""
    about: str = ""
    url: str = ""
    place: str = ""
    note: str = ""
    since: datetime | None = None
    started: bool = False
    not_printed: bool = False


@dataclass(frozen=True)
class WorklistKind:
    """One kind of work: its words, and where it is done.

    words     what to do; url takes the line and the person's reference ("" when the line has
              no record yet); note is said where the folder has no facts.
    family    groups kinds in the filter "Kind of work"; family_words are its (lazy) name.
    """

    kind: str
    words: Callable[[Due], str]
    url: Callable[[Due, str], str]
    family: str
    family_words: object
    note: Callable[[Due], str] = lambda _due: ""
    #: Who may do it: action and category; others see the line without a link.
    done_by: tuple[str, str] = ("create", "health_summary")
    #: Unanswered for the service's time it stands on everybody's list, the team lead's too.
    reaches_lead: bool = False
    #: Somebody else has to act first: until its time it stands on "Waiting for others".
    awaits: bool = False


@dataclass(frozen=True)
class PanelLink:
    """One more thing to do about a line."""

    text: str
    url: str


@dataclass(frozen=True)
class PanelLine:
    """One line of a panel: words, where they lead, what stands under them, what else to open."""

    text: str
    url: str = ""
    note: str = ""
    also: tuple[PanelLink, ...] = ()


@dataclass(frozen=True)
class PanelContent:
    """What a panel shows now; ``empty`` says so when there are no lines, and with neither it is
    left out.

    ``first`` puts it above the list of work, and leaves it out when it has no lines.
    """

    heading: str
    lines: tuple[PanelLine, ...] = ()
    empty: str = ""
    intro: str = ""
    more: bool = False
    first: bool = False


@dataclass(frozen=True)
class TodayPanel:
    """A part of Today for roles without a worklist, or beside one.

    ``make`` takes the context and the page (from 1); it asks at most 3 statements.
    """

    name: str
    order: int
    shown_to: Callable[[Context], bool]
    make: Callable[[Context, int], PanelContent]


@dataclass(frozen=True)
class Notice:
    """Something that waits for the asker and is on no list of work: counted with the lists.

    ``waiting`` is the query of it; its rows are counted in the statement that counts the lists.
    ``words`` say how many (never 0) and lead to ``url_name``.
    """

    name: str
    shown_to: Callable[[Context], bool]
    waiting: Callable[[Context], QuerySet[Any]]
    words: Callable[[int], str]
    url_name: str


@dataclass(frozen=True)
class RecordPanel:
    """A part of a record's opening page, beside the journey, for those who may read its category.

    ``make`` takes the context, the person's reference and the same-as group; it asks at most 1
    statement, and returns None for nothing to show.
    """

    name: str
    order: int
    category: str
    make: Callable[[Context, str, Sequence[UUID]], PanelContent | None]


@dataclass(frozen=True)
class ComingKind:
    """What a folder books or lists with people: a record shows it beside what is owed.

    rows      what is ahead of a same-as group, as far as the asker may read it, annotated with
              ``at`` (its moment), ``what`` (text) and ``facts`` (a JSON object); those of all
              folders are read in one statement
    words     what is said of a row, of its ``what`` and its ``facts``.
    """

    name: str
    rows: Callable[[Context, Sequence[UUID]], QuerySet[Any]]
    words: Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True)
class DraftForm:
    """How Today names a draft of one form, and the page (of a person) where it goes on."""

    words: object
    url_name: str


Facts = Callable[["Context", Sequence["Due"]], Mapping[UUID, WorkFacts]]


def offer_next_step(step: str, url_name: str) -> None:
    """Say where a step that a screening decided on begins (of a person and a screening)."""
    registry.offer("next_step", step, url_name)


def offer_kind(kind: WorklistKind) -> None:
    registry.offer("worklist_kind", kind.kind, kind)


def offer_facts(folder: str, facts: Facts) -> None:
    """Facts of all of a folder's lines on one page, in one statement."""
    registry.offer("work_facts", folder, facts)


def offer_panel(panel: TodayPanel) -> None:
    registry.offer("today_panel", panel.name, panel)


def offer_notice(notice: Notice) -> None:
    registry.offer("today_notice", notice.name, notice)


def offer_record_panel(panel: RecordPanel) -> None:
    registry.offer("record_panel", panel.name, panel)


def offer_draft(form: str, words: object, url_name: str) -> None:
    registry.offer("draft_form", form, DraftForm(words, url_name))


def offer_coming(kind: ComingKind) -> None:
    registry.offer("coming_up", kind.name, kind)
