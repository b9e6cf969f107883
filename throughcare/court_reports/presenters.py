"""How reports and their checks are said on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.court.models import Hearing
from throughcare.court.rules import room_words
from throughcare.court_reports.models import CourtReport, ReportRecipient
from throughcare.court_reports.papers import Whole, hearing_words
from throughcare.court_reports.rules import Check
from throughcare.design import words
from throughcare.design.parts import Tag
from throughcare.documents.presenters import basis_words

_COLOURS: dict[str, Any] = {
    "draft": "white",
    "issued": "green",
    "replaced": "grey",
    "withdrawn": "grey",
}


@dataclass(frozen=True)
class CheckWords:
    """One check as the list beside the paper shows it."""

    text: str
    done: bool
    stops: bool


def state_tag(report: CourtReport) -> Tag:
    return Tag(str(report.get_status_display()), _COLOURS[report.status])


def hearing_facts(hearing: Hearing) -> tuple[tuple[str, str], ...]:
    """What the identity bar says of the hearing."""
    now = clock.now()
    day = words.near_day(hearing.on, today=words.local(now).date())
    when = f"{day}, {words.clock(hearing.starts_at)}" if hearing.starts_at else day
    where = f"{when}, {room_words(hearing.room)}" if hearing.room else when
    facts = [(_("Hearing"), where)]
    if hearing.case_number:
        facts.append((_("Case"), hearing.case_number))
    return tuple(facts)


def report_line(report: CourtReport) -> str:
    """What the list says of one report under its title."""
    if report.issued_at:
        time = words.full_moment(report.issued_at)
        return _("Issued %(time)s by %(name)s") % {"time": time, "name": report.by_name}
    begun = words.in_a_sentence(words.moment(report.recorded_at, now=clock.now()))
    return _("Begun %(time)s by %(name)s") % {"time": begun, "name": report.by_name}


def hearing_choices(hearings: Sequence[Hearing]) -> list[tuple[Hearing, str]]:
    return [(row, hearing_words(row)) for row in hearings]


def report_url(report: CourtReport, reference: str) -> str:
    """Where a report is written or, once issued, read."""
    if report.document_id is not None:
        return reverse("person_document", args=[reference, report.document_id])
    return reverse("report", args=[reference, report.number])


def time_left(report: CourtReport) -> str:
    """When the court sits, and how long that is."""
    now = clock.now()
    at = words.moment(report.needed_by, now=now)
    if report.needed_by <= now:
        return _("Hearing: %(time)s. That time has passed.") % {"time": at}
    return _("Hearing: %(time)s, %(left)s.") % {
        "time": at,
        "left": words.until(report.needed_by, now=now),
    }


def check_list(whole: Whole, found: Sequence[Check]) -> list[CheckWords]:
    return [
        CheckWords(check_words(whole, check), check.state == "done", check.state == "stops")
        for check in found
    ]


def check_words(whole: Whole, check: Check) -> str:
    """One check in a sentence; what stops says what to do."""
    name = whole.report.called
    listed = words.and_list([f"“{each}”" for each in check.found])
    plain = words.and_list(list(check.found))
    said = {
        "identity": lambda: _identity(check.found[0]),
        "readers": lambda: _("Choose who gets the report"),
        "basis": lambda: (
            _("Record the basis for: %(list)s") % {"list": plain}
            if check.found
            else _("%(name)s agreed, or another basis is recorded, for each reader")
            % {"name": name}
        ),
        "refused": lambda: (
            _(
                "%(name)s said no, or has taken it back, about: %(list)s. Ask again under Sharing,"
                " or record another basis"
            )
            % {"name": name, "list": plain}
        ),
        "summary": lambda: _("Write the summary"),
        "parts": lambda: (
            _("Left out because nothing is written: %(list)s") % {"list": plain}
            if check.found
            else _("All parts are written")
        ),
        "signer": lambda: (
            _("%(name)s is named as the author: to sign it, change the facts")
            % {"name": whole.author}
        ),
        "signature": lambda: (
            _("Signed by %(name)s, %(number)s")
            % {"name": whole.author, "number": whole.report.registration}
            if check.state == "done"
            else _("Add your profession and registration to the facts")
        ),
        "clinical_line": lambda: _clinical(check),
        "sentence_words": lambda: (
            _("These words may recommend a sentence: %(list)s") % {"list": listed}
        ),
        "clinical_words": lambda: (
            _(
                "These words may be a score, diagnosis or medicine, which stand in lines of"
                " their own: %(list)s"
            )
            % {"list": listed}
        ),
        "breach_clinical": lambda: _(
            "A report for a breach hearing has clinical lines: attendance is usually enough"
        ),
        "restriction": lambda: _("There is a reporting restriction in this case"),
        "pages": lambda: (
            _("It has %(count)s pages; the court expects at most 2") % {"count": check.found[0]}
        ),
    }
    return str(said[check.name]())


def _identity(how: str) -> str:
    said = {
        "matches": _("Name and date of birth match the court list"),
        "differs": _("Name or date of birth differ from the court list"),
        "by_hand": _("No court list says who is meant: compare name and date of birth yourself"),
        "provisional": _("The identity of this person is not confirmed"),
    }
    return said[how]


def _clinical(check: Check) -> str:
    if check.state == "done":
        count = int(check.found[0])
        return ngettext(
            "%(count)s clinical line, with its reason and basis",
            "%(count)s clinical lines, each with its reason and basis",
            count,
        ) % {"count": count}
    line, *readers = check.found
    return _("“%(line)s” may not go to %(list)s: change the line or the readers") % {
        "line": line,
        "list": words.and_list(readers),
    }


def look_words(whole: Whole, check: Check) -> str:
    """What the author says by ticking a check that had to be looked at."""
    said = {
        "identity": _("I checked that this is the person in the case"),
        "sentence_words": _("I read these words: they recommend no sentence"),
        "clinical_words": _("I read these words: the court needs them and may have them"),
        "breach_clinical": _("I decided that the court needs these lines in a breach hearing"),
        "restriction": _("I know of the restriction, and so will each reader"),
    }
    return f"{said[check.name]}. {check_words(whole, check)}."


@dataclass(frozen=True)
class ReaderRow:
    """One possible recipient beside the paper."""

    row: ReportRecipient
    tick: Any
    way: Any
    basis: str


def reader_rows(form: Any, recipients: Sequence[ReportRecipient]) -> list[ReaderRow]:
    return [
        ReaderRow(
            row,
            form[f"to_{row.pk.hex}"],
            form[f"how_{row.pk.hex}"],
            basis_words(row.basis, str(row.get_basis_display()), row.basis_words)
            if row.basis
            else "",
        )
        for row in recipients
    ]
