"""An attendance statement as a paper: facts, dates, sums, signature. No field for anything else."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from throughcare.agencies.models import Membership
from throughcare.appointments.models import Kind, Status
from throughcare.core import clock
from throughcare.design import words
from throughcare.documents.paper import Block, Paper, Section
from throughcare.enforcement.models import AttendanceStatement
from throughcare.enforcement.statements import Counts, Line, counts_of
from throughcare.orders import presenters as orders
from throughcare.orders import rules as order_rules
from throughcare.orders.models import Order, Requirement
from throughcare.people import presenters as people
from throughcare.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from throughcare.core.context import Context


def line_words(line: Line) -> str:
    """``Treatment session: came (50 minutes)``."""
    said = f"{Kind(line.kind).label}: {str(Status(line.status).label).lower()}"
    return f"{said} ({words.duration(line.minutes * 60)})" if line.minutes else said


def when_words(line: Line) -> str:
    day = words.full_date(date.fromisoformat(line.on))
    return f"{day}, {words.clock(datetime.strptime(line.at, '%H:%M').time())}"  # noqa: DTZ007


def count_words(counts: Counts) -> list[str]:
    """The sums, each in words; what is none is left out."""
    found = []
    if counts.came:
        text = ngettext("Came %(n)s time", "Came %(n)s times", counts.came)
        found.append(text % {"n": counts.came})
    for number, said in (
        (counts.told_us_first, _("Did not come, told us first")),
        (counts.did_not_come, _("Did not come")),
        (counts.we_cancelled, _("We cancelled")),
    ):
        if number:
            found.append(f"{said}: {number}")
    if counts.minutes:
        found.append(_("Time together: %(time)s") % {"time": words.duration(counts.minutes * 60)})
    return found or [_("Nothing has been yet")]


def signature_of(ctx: Context) -> tuple[str, str]:
    """Name, and profession with registration, of who signs."""
    me = Membership.objects.select_related("user").get(pk=ctx.membership_id)
    parts = [me.profession or me.job_title, me.registration]
    return me.user.name, ", ".join(part for part in parts if part)


def statement_paper(
    ctx: Context,
    made: AttendanceStatement,
    order: Order,
    requirement: Requirement | None,
    at: datetime | None,
) -> Paper:
    """The paper of a statement; ``at`` None is one that is looked at before it is issued."""
    person: Person = Person.visible_to(ctx).get(pk=made.person_id)
    signed_by, signed_as = signature_of(ctx)
    issued = _("Issued %(time)s") % {"time": words.full_moment(at)} if at else ""
    lines = [Line.read(line) for line in made.lines]
    reference = f"{person.reference}-A{made.number}"
    about = _about(person)
    return Paper(
        marking=_("Official-Sensitive: attendance"),
        reference=reference,
        reference_words=_("Statement %(reference)s") % {"reference": reference},
        title=_("Attendance statement"),
        person=about,
        author=signed_by,
        facts=((_("Person"), about), *_facts(ctx, made, order, requirement)),
        notices=_notices(made),
        sections=_sections(lines),
        signature=(
            " · ".join(part for part in (signed_by, signed_as, ctx.agency_name) if part),
            issued or _("The time of issue is added when the statement is issued."),
        ),
        page_words=_("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        footer=issued,
        draft=at is None,
        draft_words="" if at else _("DRAFT: not issued"),
        language=(get_language() or "en-gb")[:2],
        extra={"number": str(made.number)},
    )


def _about(person: Person) -> str:
    exact = None if person.born_about else person.born_on
    born = words.full_date(exact) if exact else people.born_words(person)
    return _("%(name)s, born %(born)s") % {"name": people.full_name(person), "born": born}


def _facts(
    ctx: Context, made: AttendanceStatement, order: Order, requirement: Requirement | None
) -> Iterable[tuple[str, str]]:
    case = f", {order.case_number}" if order.case_number else ""
    yield _("Order"), f"{orders.order_title(order)}. {order.court}{case}"
    if requirement is not None:
        said = order_rules.requirement_words(requirement.kind, requirement.label)
        yield _("Requirement"), said
    yield (
        _("Period"),
        words.date_range(made.first_on, made.last_on, today=clock.today()),
    )
    yield _("From"), f"{ctx.team_name}, {ctx.agency_name}"


def _notices(made: AttendanceStatement) -> tuple[str, ...]:
    if made.replaces is None:
        return ()
    said = _("Replaces A%(number)s. What changed: %(words)s")
    return (said % {"number": made.replaces.number, "words": made.what_changed},)


def _sections(lines: list[Line]) -> tuple[Section, ...]:
    rows = tuple((when_words(line), line_words(line)) for line in lines)
    said = _(
        "Dates and attendance only. What is said in treatment stays with the health team."
        " Whether missing an appointment is acceptable is the officer’s decision."
    )
    return (
        Section(
            "sums",
            _("In short"),
            (Block("bullets", items=tuple(count_words(counts_of(lines)))),),
            boxed=True,
        ),
        Section("dates", _("Appointments"), (Block("rows", rows=rows, caption=_("Dates")),)),
        Section("limits", _("What this statement is"), (Block("paragraph", text=said),)),
    )
