"""Reports to the court: written, issued, handed over, read, corrected; or still a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.court.models import Hearing
from throughcare.court_reports import actions, issuing, providing, provision, selectors
from throughcare.court_reports.models import CourtReport, ReportSection
from throughcare.documents import actions as documents
from throughcare.documents.models import Delivery, Document
from throughcare.people.models import Person
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.telling import Timeline

READER, PROBATION = "Miriam Price", "Fiona Kerr"
ADMINISTRATOR = "Nadia Collins"
SUMMARY = (
    "{name} can take part in the hearing with short breaks and plain words. Harbour Lights can "
    "offer a first appointment within 2 weeks, and {name} says that this would help."
)
#: What is available in the invented county, listed so many working days ago.
LOCAL = Path(provision.__file__).with_name("northshire.toml")
LISTED = 60
CORRECTED = "The first appointment is within 3 weeks, not 2."
#: What the author looked at before issuing, wherever a check asks for it.
LOOKED_AT = frozenset({"identity", "sentence_words", "clinical_words", "restriction"})


def available(timeline: Timeline, calendar: Calendar) -> None:
    """The administrator brings in what is available here, before the first report is begun."""
    at = moment(calendar.back(LISTED), "11:30")
    timeline.add(at, ADMINISTRATOR, "what is available listed", list_available)


def list_available(ctx: Context) -> None:
    """The file as of that day: the story's days are not those of the file."""
    today = clock.today()
    begun = today - timedelta(days=90)
    lines = [
        replace(
            line,
            starts_on=min(line.starts_on, begun),
            checked_on=today,
            checked_by=ctx.user_name,
        )
        for line in provision.read(LOCAL)
    ]
    data = provision.to_text(lines).encode()
    providing.take_file_in(ctx, name=LOCAL.name, data=data, version=0)


def tell(timeline: Timeline, calendar: Calendar, who: Someone, on: date) -> None:
    """The report for the hearing of a day, as far as this one got."""
    state, worker = who.facts["report"], who.worker
    day_before = calendar.eve(on)
    if state == "begun":
        began = moment(on, "08:40")
        timeline.add(began, worker, "report begun", lambda ctx: begin(ctx, who, on))
        return
    began = moment(day_before, "14:05")
    timeline.add(began, worker, "report begun", lambda ctx: begin(ctx, who, on))
    written = began + timedelta(minutes=6)
    timeline.add(written, worker, "report written", lambda ctx: write(ctx, who))
    issued = moment(on, "09:10") if state == "ready" else began + timedelta(minutes=11)
    timeline.add(issued, worker, "report issued", lambda ctx: issue(ctx, who))
    if state == "waiting":
        return
    handed = issued + timedelta(minutes=15)
    timeline.add(handed, worker, "report handed over", lambda ctx: hand_over(ctx, who))
    read = issued + timedelta(minutes=25)
    timeline.add(read, READER, "report read", lambda ctx: read_it(ctx, who))
    if state != "corrected":
        later = read + timedelta(minutes=20)
        timeline.add(later, PROBATION, "report read", lambda ctx: read_it(ctx, who))
    else:
        again = issued + timedelta(minutes=70)
        timeline.add(again, worker, "report corrected", lambda ctx: correct(ctx, who))
        for minutes, reader in ((30, READER), (40, PROBATION)):
            read = again + timedelta(minutes=minutes)
            timeline.add(read, reader, "read again", lambda ctx: read_it(ctx, who))


def begin(ctx: Context, who: Someone, on: date) -> None:
    hearing = Hearing.visible_to(ctx).exclude(status="void").get(person_id=who.pk, on=on)
    who.made["report"] = actions.begin_report(
        ctx,
        person=Person.visible_to(ctx).get(pk=who.pk),
        group=[who.pk],
        hearing_id=hearing.pk,
    )


def write(ctx: Context, who: Someone) -> None:
    _save_summary(ctx, who.made["report"], SUMMARY.format(name=who.given))


def issue(ctx: Context, who: Someone) -> None:
    report = CourtReport.visible_to(ctx).get(pk=who.made["report"].pk)
    read = issuing.digest(selectors.whole_of(ctx, report))
    who.made["report"] = issuing.issue_report(
        ctx, report_id=report.pk, read=read, looked_at=LOOKED_AT
    )


def correct(ctx: Context, who: Someone) -> None:
    old = who.made["report"]
    who.made["report"] = actions.correct_report(ctx, report_id=old.pk, what_changed=CORRECTED)
    _save_summary(
        ctx,
        who.made["report"],
        SUMMARY.format(name=who.given).replace("2 weeks", "3 weeks"),
    )
    issue(ctx, who)
    hand_over(ctx, who)


def hand_over(ctx: Context, who: Someone) -> None:
    """The paper copies go to the person's solicitor."""
    rows = Delivery.visible_to(ctx).filter(
        document_id=who.made["report"].document_id, how="hand", status="waiting"
    )
    for delivery in rows.select_related("recipient"):
        documents.hand_over(
            ctx,
            delivery_id=delivery.pk,
            version=delivery.version,
            taken_by=delivery.recipient.name,
            is_the_reader=True,
        )


def read_it(ctx: Context, who: Someone) -> None:
    document: Document = Document.visible_to(ctx).get(pk=who.made["report"].document_id)
    documents.note_read(ctx, document)


def _save_summary(ctx: Context, report: CourtReport, text: str) -> None:
    section = ReportSection.visible_to(ctx).get(report_id=report.pk, key="summary")
    actions.save_section(
        ctx, report_id=report.pk, key="summary", text=text, version=section.version
    )
