"""Every write of a report while it is a draft: begin, write, choose readers, give up, correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.court.models import Hearing
from throughcare.court_reports import drafting, kinds, provided, readers
from throughcare.court_reports.models import (
    ClinicalLine,
    CourtReport,
    ReportRecipient,
    ReportSection,
)
from throughcare.people.models import Person

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = CourtReport.Status
Row = TypeVar("Row", ReportRecipient, ClinicalLine)


def sits_at(hearing: Hearing) -> datetime:
    """When the court sits for it: the listed time, else when this court's morning begins."""
    begins = hearing.starts_at or time.fromisoformat(settings.COURT_SITS_AT)
    return datetime.combine(hearing.on, begins, tzinfo=clock.LONDON)


def begin_report(
    ctx: Context,
    *,
    person: Person,
    group: Sequence[UUID],
    hearing_id: UUID,
    kind: str = CourtReport.Kind.PRE_SENTENCE,
) -> CourtReport:
    """Open the draft for a hearing, filled from what is known; the one that is open, if it is."""
    hearing: Hearing = (
        Hearing.visible_to(ctx).select_related("place").get(pk=hearing_id, person_id__in=group)
    )
    _one_at_a_time(person.pk)
    open_ = CourtReport.visible_to(ctx).filter(hearing_id=hearing.pk, status=Status.DRAFT).first()
    if open_ is not None:
        return open_  # type: ignore[no-any-return]
    after = kinds.after_sentence(kind)
    source = None if after else drafting.source_for(ctx, group)
    local = None if after else provided.of_agency(ctx.agency_id)
    me = drafting.author(ctx)
    last = CourtReport.visible_to(ctx).filter(recorded_by_id=ctx.membership_id).exclude(phone="")
    before = last.order_by("-recorded_at").first()
    report = _new_report(
        ctx,
        person,
        hearing,
        kind=CourtReport.Kind(kind),
        assessment_id=source.assessment_id if source else None,
        provision=local.version if local else None,
        called=_called(person),
        seen=drafting.seen_words(ctx, source)[:300],
        profession=me.profession or me.job_title,
        registration=me.registration,
        phone=before.phone if before else "",
    )
    texts = drafting.filled_sections(ctx, group, source, hearing, local=local, kind=kind)
    _add_sections(ctx, report, texts)
    for recipient in drafting.recipients_of(ctx, group, hearing):
        _own(ctx, recipient, report)
        recipient.save(force_insert=True)
    return report


def correct_report(ctx: Context, *, report_id: UUID, what_changed: str) -> CourtReport:
    """A draft that will replace an issued report: its words, lines and readers, to be corrected.

    Raises ReasonMissing without a word on what changed, MoveNotAllowed for one that is not the
    one in force.
    """
    old = _locked(ctx, report_id)
    if old.status != Status.ISSUED:
        raise MoveNotAllowed(f"a report that is [{old.status}] is not corrected")
    if not what_changed.strip():
        raise ReasonMissing("a corrected version says what changed")
    _one_at_a_time(old.person_id)
    if _open_for(ctx, old.hearing_id) is not None:
        raise MoveNotAllowed("a draft for this hearing is open already")
    copied = (
        "kind", "assessment_id", "provision_id", "called", "seen", "profession", "registration",
        "phone",
    )  # fmt: skip
    report = _new_report(
        ctx,
        Person.visible_to(ctx).get(pk=old.person_id),
        Hearing.visible_to(ctx).select_related("place").get(pk=old.hearing_id),
        replaces=old,
        what_changed=what_changed.strip(),
        **{name: getattr(old, name) for name in copied},
    )
    texts = ReportSection.visible_to(ctx).filter(report_id=old.pk).values_list("key", "text")
    _add_sections(ctx, report, dict(texts))
    _copy_readers(ctx, old, report)
    readers.add_named_later(ctx, old, report)
    return report


def save_section(
    ctx: Context, *, report_id: UUID, key: str, text: str, version: int
) -> ReportSection:
    """Write one part. StaleVersion when a colleague saved it in between."""
    report = _draft(ctx, report_id)
    section: ReportSection = (
        ReportSection.visible_to(ctx, "amend").lock().get(report_id=report.pk, key=key)
    )
    if section.text == text:
        return section
    if section.version != version:
        raise StaleVersion(row_id=section.pk, theirs=section)
    _update(ctx, section, {"text": text, "by_name": ctx.user_name, "saved_at": clock.now()})
    return section


def add_area(ctx: Context, *, report_id: UUID, area: str, text: str) -> ReportSection:
    """Put something that was left out into its part, after what stands there."""
    report = _draft(ctx, report_id)
    key = drafting.part_of(area)
    section: ReportSection = (
        ReportSection.visible_to(ctx, "amend").lock().get(report_id=report.pk, key=key)
    )
    joined = f"{section.text.rstrip()}\n- {text}".lstrip("\n")
    return save_section(ctx, report_id=report.pk, key=key, text=joined, version=section.version)


def save_facts(
    ctx: Context, *, report_id: UUID, version: int, values: Mapping[str, str]
) -> CourtReport:
    """The facts of the first page and of the signature."""
    report = _draft(ctx, report_id)
    wanted = ("called", "seen", "profession", "registration", "phone")
    new: dict[str, Any] = {name: values[name] for name in wanted}
    # Whoever writes the facts signs: their own profession and registration.
    new |= {"by_name": ctx.user_name, "signer_id": ctx.membership_id}
    if all(getattr(report, name) == value for name, value in new.items()):
        return report
    if report.version != version:
        raise StaleVersion(row_id=report.pk, theirs=report)
    _update(ctx, report, new)
    return report


def choose_readers(
    ctx: Context, *, report_id: UUID, chosen: Mapping[UUID, tuple[bool, str]]
) -> None:
    """Who gets it and how, by recipient; those that are not named stay as they are."""
    report = _draft(ctx, report_id)
    for row in ReportRecipient.visible_to(ctx, "amend").filter(report_id=report.pk, dropped=False):
        is_chosen, how = chosen.get(row.pk, (row.chosen, row.how))
        if (row.chosen, row.how) != (is_chosen, how):
            _update(ctx, row, {"chosen": is_chosen, "how": how})


def save_reader(
    ctx: Context,
    *,
    report_id: UUID,
    reader_id: UUID | None,
    values: Mapping[str, Any],
    version: int = 1,
) -> ReportRecipient:
    """Name a recipient and the basis on which they may have it."""
    report = _draft(ctx, report_id)
    if not str(values["basis_words"]).strip():
        raise ReasonMissing("each recipient needs a basis")
    if reader_id is None:
        row = ReportRecipient(**values)
        _own(ctx, row, report)
        ctx.require("create", row)
        row.save(force_insert=True)
        return row
    row = _row(ctx, ReportRecipient, report, reader_id)
    if row.version != version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    _update(ctx, row, dict(values))
    return row


def drop_reader(ctx: Context, *, report_id: UUID, reader_id: UUID) -> None:
    """Take somebody off the list of recipients."""
    report = _draft(ctx, report_id)
    row = _row(ctx, ReportRecipient, report, reader_id)
    _update(ctx, row, {"dropped": True, "chosen": False})


def save_line(
    ctx: Context,
    *,
    report_id: UUID,
    line_id: UUID | None,
    values: Mapping[str, Any],
    version: int = 1,
) -> ClinicalLine:
    """A score, diagnosis or medicine: why the court needs it, on what basis, for whom."""
    report = _draft(ctx, report_id)
    for name in ("text", "why", "basis_words"):
        if not str(values[name]).strip():
            raise ReasonMissing(f"a clinical line needs [{name}]")
    readers = ReportRecipient.visible_to(ctx).filter(report_id=report.pk)
    known = set(readers.values_list("pk", flat=True))
    values = {**values, "agreed_for": [each for each in values["agreed_for"] if each in known]}
    if line_id is None:
        row = ClinicalLine(**values)
        _own(ctx, row, report)
        ctx.require("create", row)
        row.save(force_insert=True)
        return row
    row = _row(ctx, ClinicalLine, report, line_id)
    if row.version != version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    _update(ctx, row, values)
    return row


def drop_line(ctx: Context, *, report_id: UUID, line_id: UUID) -> None:
    """Take a clinical line out again."""
    report = _draft(ctx, report_id)
    row = _row(ctx, ClinicalLine, report, line_id)
    _update(ctx, row, {"dropped": True})


def give_up(ctx: Context, *, report_id: UUID, reason: str) -> CourtReport:
    """Give up a draft. Its number is free again; what was typed stays in the history."""
    report = _draft(ctx, report_id)
    if not reason.strip():
        raise ReasonMissing("a draft is given up with a reason")
    number = report.number
    _update(
        ctx,
        report,
        {"status": Status.WITHDRAWN, "number": None, "given_up_because": reason.strip()},
    )
    record(
        ctx,
        "report.withdrawn",
        subject=report,
        person_id=report.person_id,
        status_from=Status.DRAFT,
        payload={"number": number},
    )
    return report


# -- What the actions share ----------------------------------------------------------------------


def _new_report(ctx: Context, person: Person, hearing: Hearing, **values: Any) -> CourtReport:
    last = (
        CourtReport.visible_to(ctx)
        .filter(person_id=person.pk, agency_id=ctx.agency_id)
        .aggregate(last=Max("number"))["last"]
    )
    report = CourtReport(
        **_recorded(ctx, person.pk),
        hearing=hearing,
        team_id=ctx.team_id,
        status=Status.DRAFT,
        number=(last or 0) + 1,
        needed_by=sits_at(hearing),
        by_name=ctx.user_name,
        signer_id=ctx.membership_id,
        **values,
    )
    ctx.require("create", report)
    report.save(force_insert=True)
    record(
        ctx,
        "report.begun",
        subject=report,
        person_id=person.pk,
        place_id=hearing.place_id,
        payload={
            "number": report.number,
            "kind": report.kind,
            "hearing": str(hearing.pk),
            "needed_by": report.needed_by.isoformat(),
            "where": hearing.court,
            "kept": hearing.restricted,
        },
    )
    return report


def _add_sections(ctx: Context, report: CourtReport, texts: Mapping[str, str]) -> None:
    now = clock.now()
    for key in kinds.parts_of(report.kind):
        ReportSection(
            **_recorded(ctx, report.person_id),
            report=report,
            key=key,
            text=texts.get(key, ""),
            by_name=ctx.user_name,
            saved_at=now,
        ).save(force_insert=True)


def _copy_readers(ctx: Context, old: CourtReport, new: CourtReport) -> None:
    """The same readers are told: those who had the old version are chosen again."""
    moved: dict[UUID, UUID] = {}
    for row in ReportRecipient.visible_to(ctx).filter(report_id=old.pk, dropped=False):
        before = row.pk
        row.pk = None
        row.id = ReportRecipient._meta.pk.get_default()
        row.version = 1
        _own(ctx, row, new)
        row.save(force_insert=True)
        moved[before] = row.pk
    for line in ClinicalLine.visible_to(ctx).filter(report_id=old.pk, dropped=False):
        line.id = ClinicalLine._meta.pk.get_default()
        line.version = 1
        line.agreed_for = [moved[each] for each in line.agreed_for if each in moved]
        _own(ctx, line, new)
        line.save(force_insert=True)


def _called(person: Person) -> str:
    """How the report speaks of the person until the author says it; no title is guessed."""
    name = f"{person.given_name} {person.family_name}".strip()
    return name or _("The person")


def _recorded(ctx: Context, person_id: UUID) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }


def _own(ctx: Context, row: Any, report: CourtReport) -> None:
    for name, value in _recorded(ctx, report.person_id).items():
        setattr(row, name, value)
    row.report = report


def _locked(ctx: Context, report_id: UUID) -> CourtReport:
    report: CourtReport = CourtReport.visible_to(ctx, "amend").lock().get(pk=report_id)
    return report


def _draft(ctx: Context, report_id: UUID) -> CourtReport:
    report = _locked(ctx, report_id)
    if report.status != Status.DRAFT:
        raise MoveNotAllowed(f"a report that is [{report.status}] does not change")
    return report


def _row(ctx: Context, model: type[Row], report: CourtReport, row_id: UUID) -> Row:
    rows = model.visible_to(ctx, "amend").lock()  # type: ignore[attr-defined]
    found: Row = rows.get(pk=row_id, report_id=report.pk, dropped=False)
    return found


def _open_for(ctx: Context, hearing_id: UUID) -> CourtReport | None:
    found: CourtReport | None = (
        CourtReport.visible_to(ctx).filter(hearing_id=hearing_id, status=Status.DRAFT).first()
    )
    return found


def _one_at_a_time(person_id: UUID) -> None:
    """Two presses of "Write report" give one draft and one number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"report{person_id}"]
        )


def _update(ctx: Context, row: Any, values: dict[str, Any]) -> None:
    """Change a row that is locked and was checked; its version goes up by one."""
    values = {**values, "version": row.version + 1}
    type(row).visible_to(ctx, "amend").filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
