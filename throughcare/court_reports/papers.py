"""A report as a paper: the facts, the parts in their order, the signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.court.models import Hearing
from throughcare.court.rules import room_words
from throughcare.court_reports import kinds
from throughcare.court_reports.models import (
    ClinicalLine,
    CourtReport,
    ReportRecipient,
    ReportSection,
)
from throughcare.design import words
from throughcare.documents.models import NamedRecipient
from throughcare.documents.paper import LIMITED, Block, Paper, Section, blocks_of
from throughcare.people import presenters as people_presenters
from throughcare.people.models import Person

Key = ReportSection.Key
_ROW = re.compile(r"^(?P<name>[^:.\n]{2,60}): (?P<words>.+)$")


@dataclass(frozen=True)
class Whole:
    """Everything of one report that its paper and its checks are made from."""

    report: CourtReport
    person: Person
    hearing: Hearing
    sections: Mapping[str, ReportSection]
    recipients: Sequence[ReportRecipient]
    lines: Sequence[ClinicalLine]
    agency_name: str
    author: str
    # The asker is the one who signs.
    is_mine: bool = True
    # The kinds of recipient about whom the person's last word is not a yes.
    refused: frozenset[str] = frozenset()

    @property
    def chosen(self) -> list[ReportRecipient]:
        return [row for row in self.recipients if row.chosen]

    @property
    def reference(self) -> str:
        """``TC-4M7QX2K9-R1``."""
        return f"{self.person.reference}-R{self.report.number}"


def hearing_words(hearing: Hearing) -> str:
    """``Northfield Magistrates' Court, court 2 · Thursday 19 November, 10am``."""
    where = f"{hearing.court}, {room_words(hearing.room)}" if hearing.room else hearing.court
    day = words.day_date(hearing.on, today=clock.today())
    when = f"{day}, {words.clock(hearing.starts_at)}" if hearing.starts_at else day
    return f"{where} · {when}"


def paper_of(whole: Whole, *, issued_at: datetime | None, keep_empty: bool = False) -> Paper:
    """The paper of a draft (``issued_at`` None) or of what is issued now.

    ``keep_empty`` keeps parts without words, for the page on which they are written.
    """
    report, person = whole.report, whole.person
    draft = issued_at is None
    said = _("Issued %(time)s") % {"time": words.full_moment(issued_at)} if issued_at else ""
    return Paper(
        marking=_("Official-Sensitive: health information"),
        reference=whole.reference,
        reference_words=_("Report %(reference)s") % {"reference": whole.reference},
        title=kinds.title_of(report.kind),
        person=_("%(name)s, born %(born)s")
        % {"name": people_presenters.full_name(person), "born": _born(person)},
        author=whole.author,
        lines=(hearing_words(whole.hearing),),
        notices=tuple(_notices(whole)),
        facts=tuple(_facts(whole)),
        sections=tuple(_sections(whole, keep_empty)),
        signature=tuple(_signature(whole, said)),
        page_words=_("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        footer=said,
        draft=draft,
        draft_words=_("DRAFT: not issued, not to be used in court") if draft else "",
        language=(get_language() or "en-gb")[:2],
        extra={"number": str(report.number)},
    )


def author_words(whole: Whole) -> str:
    """Name, profession, agency."""
    parts = [whole.author, whole.report.profession, whole.agency_name]
    return ", ".join(part for part in parts if part)


def agreement_words(whole: Whole) -> str:
    """To whom the person agreed, and on what other basis somebody has it."""
    agreed = [_reader(row) for row in whole.chosen if row.basis == NamedRecipient.Basis.AGREED]
    said = []
    if agreed:
        said.append(
            _("%(name)s agreed to this report going to %(list)s")
            % {"name": whole.report.called, "list": words.and_list(agreed)}
        )
    for row in whole.chosen:
        if row.basis and row.basis != NamedRecipient.Basis.AGREED:
            said.append(
                _("%(name)s: %(basis)s")
                % {"name": _reader(row), "basis": str(row.get_basis_display()).lower()}
            )
    return ". ".join(said) or _("Nobody is chosen yet")


def _reader(row: ReportRecipient) -> str:
    return f"{row.name}, {row.organisation}" if row.organisation else row.name


def _born(person: Person) -> str:
    if person.born_on is None or person.born_about:
        return people_presenters.born_words(person)
    return words.full_date(person.born_on)


def _notices(whole: Whole) -> Iterable[str]:
    old = whole.report.replaces
    if old is not None:
        yield _("Replaces R%(number)s. What changed: %(words)s") % {
            "number": old.number,
            "words": whole.report.what_changed,
        }
    if whole.hearing.restricted:
        yield _("Reporting restriction: %(words)s") % {
            "words": whole.hearing.restriction or _("ask the court")
        }


def _facts(whole: Whole) -> Iterable[tuple[str, str]]:
    person, report = whole.person, whole.report
    yield (
        _("Person"),
        _("%(name)s, born %(born)s")
        % {
            "name": people_presenters.full_name(person),
            "born": people_presenters.born_words(person),
        },
    )
    yield _("Case number"), whole.hearing.case_number or whole.hearing.urn or _("Not given")
    yield _("Seen"), report.seen or _("Not recorded")
    yield _("Written by"), author_words(whole)
    yield _("Agreement"), agreement_words(whole)


def _sections(whole: Whole, keep_empty: bool) -> Iterable[Section]:
    for key in kinds.parts_of(whole.report.kind):
        row = whole.sections[key]
        blocks = _rows_of(row.text, str(key.label)) if key == Key.AVAILABLE else ()
        blocks = blocks or blocks_of(row.text)
        if blocks or keep_empty:
            yield Section(str(key), str(key.label), blocks, boxed=key == Key.SUMMARY)
        if key == kinds.clinical_after(whole.report.kind) and whole.lines:
            yield _clinical(whole)


def _rows_of(text: str, caption: str) -> tuple[Block, ...]:
    """A list of which every line is "name: words" is a table of two columns."""
    lines = [line.strip().lstrip("-*\u2022 ").strip() for line in text.splitlines() if line.strip()]
    rows = [match for line in lines if (match := _ROW.match(line))]
    if not lines or len(rows) != len(lines):
        return ()
    pairs = tuple((row["name"], row["words"]) for row in rows)
    return (Block("rows", rows=pairs, caption=caption),)


def _clinical(whole: Whole) -> Section:
    items = tuple(
        _("%(kind)s: %(text)s. Why the court needs it: %(why)s")
        % {
            "kind": row.get_kind_display(),
            "text": row.text.rstrip("."),
            "why": row.why,
        }
        for row in whole.lines
    )
    heading = _("Clinical detail that the court needs")
    return Section(LIMITED, heading, (Block("bullets", items=items),))


def _signature(whole: Whole, issued: str) -> Iterable[str]:
    report = whole.report
    registration = (
        _("registration %(number)s") % {"number": report.registration}
        if report.registration
        else ""
    )
    yield " · ".join(
        part for part in (whole.author, report.profession, registration, report.phone) if part
    )
    yield issued or _("The time of issue is added when the report is issued.")
