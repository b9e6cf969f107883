"""How a line of work is said: its time, its state, whom it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock, registry
from throughcare.core.context import Context
from throughcare.core.models import Draft, Due
from throughcare.core.worklist import Notice, WorkFacts
from throughcare.design import words
from throughcare.design.parts import Group, Tag, WorkRow
from throughcare.people.models import Person
from throughcare.people.presenters import full_name
from throughcare.screening.rules import court_sits_at
from throughcare.today.rules import Section, Sorted, in_sections, is_late
from throughcare.today.selectors import kinds


def groups(
    ctx: Context,
    dues: Sequence[Due],
    people: Mapping[UUID, Person],
    facts: Mapping[UUID, WorkFacts],
) -> list[Group]:
    """The worklist, in sections that say why."""
    now = clock.now()
    found = in_sections(dues, now)
    has_morning = any(each.section == Section.BEFORE_COURT for each in found)
    titles = {
        Section.FIRST: _("Do first"),
        Section.BEFORE_COURT: _("Before court sits at %(time)s")
        % {"time": words.clock(court_sits_at())},
        Section.LATER: _("Later today") if has_morning else _rest_of_day(found),
        Section.PLANNED: _("Planned"),
    }
    return [
        Group(
            titles[each.section],
            [row(ctx, due, people, facts) for due in each.lines],  # type: ignore[arg-type]
        )
        for each in found
    ]


def _rest_of_day(found: Sequence[Sorted]) -> str:
    lines = (line for each in found if each.section == Section.LATER for line in each.lines)
    tonight = any(line.due_at.astimezone(clock.LONDON).date() > clock.today() for line in lines)
    return _("Today and tonight") if tonight else _("Today")


def notices(counted: Sequence[tuple[Notice, int]]) -> list[tuple[str, str]]:
    """What waits beside the lists: words and where they lead. Nothing that is not there."""
    return [(each.words(count), reverse(each.url_name)) for each, count in counted if count]


def row(
    ctx: Context, due: Due, people: Mapping[UUID, Person], facts: Mapping[UUID, WorkFacts]
) -> WorkRow:
    """One line of work."""
    now = clock.now()
    kind = kinds()[due.kind]
    person = people.get(due.person_id) if due.person_id else None
    known = facts.get(due.pk, WorkFacts())
    may = ctx.allows(*kind.done_by)
    reference = person.reference if person else ""
    task_url = kind.url(due, reference) if reference and may else known.url
    return WorkRow(
        key=str(due.pk),
        name=full_name(person) if person else known.name or _("Name not known"),
        url=reverse("person", args=[reference]) if person else known.url or reverse("today"),
        task=str(kind.words(due)),
        due=_when(due.due_at, now),
        due_note=_due_note(due, known, now),
        due_now=due.urgency == Due.Urgency.ACT_NOW and due.status == Due.Status.OPEN,
        about=_about(person) if person else known.about,
        nhs_number=person.nhs_number if person else None,
        task_note=_note(ctx, due, known, str(kind.note(due))),
        task_url=task_url if due.status == Due.Status.OPEN else "",
        place=known.place,
        tag=_tag(due, known, now),
    )


def _when(at: datetime, now: datetime) -> str:
    """The clock for today, the day for other days."""
    return words.moment(at, now=now)


def _due_note(due: Due, known: WorkFacts, now: datetime) -> str:
    if due.status != Due.Status.OPEN:
        return ""
    if due.detail.get("worry"):
        return _("flagged %(when)s") % {"when": words.at_moment(due.opened_at, now=now)}
    if known.since is not None:
        return _("%(length)s in custody") % {
            "length": words.duration(max(0.0, (now - known.since).total_seconds()))
        }
    return words.until(due.due_at, now=now)


def _about(person: Person) -> str:
    if person.born_on is None:
        return _("age not known")
    years = str(words.age(person.born_on, today=clock.today()))
    return _("about %(age)s") % {"age": years} if person.born_about else years


def _note(ctx: Context, due: Due, known: WorkFacts, said: str) -> str:
    note = known.note or said
    if due.owner_id and due.owner_id != ctx.membership_id and due.status == Due.Status.OPEN:
        whose = _("With %(name)s") % {"name": due.opened_by.by_name}
        same = due.owner_id == due.opened_by.by_membership_id
        return f"{note} · {whose}" if note and same else whose if same else note
    return note


def _tag(due: Due, known: WorkFacts, now: datetime) -> Tag:
    if due.status != Due.Status.OPEN:
        return Tag(_("Done"), "green")
    if due.urgency == Due.Urgency.ACT_NOW:
        return Tag(_("Urgent"), "red")
    if known.started:
        return Tag(_("Draft"))
    if is_late(due, now):
        return Tag(_("Overdue"), "orange")
    if due.urgency == Due.Urgency.PLANNED:
        return Tag(_("Waiting"))
    return Tag(_("Not started"), "blue")


def done_group(
    ctx: Context,
    dues: Sequence[Due],
    people: Mapping[UUID, Person],
    facts: Mapping[UUID, WorkFacts],
) -> list[Group]:
    """What was done today, in one group without a title."""
    return [Group("", [row(ctx, due, people, facts) for due in dues])] if dues else []


def draft_lines(
    drafts: Sequence[Draft], people: Mapping[UUID, Person]
) -> list[tuple[str, str, str]]:
    """(words, address, since) of what was begun and not saved."""
    forms = registry.offered("draft_form")
    found = []
    for draft in drafts:
        person = people.get(draft.person_id) if draft.person_id else None
        offered = forms.get(draft.form)
        what = str(offered.words) if offered else _("Something typed and not saved")
        url = reverse("today")
        if person is not None:
            what = _("%(what)s: %(name)s") % {"what": what, "name": full_name(person)}
            url_name = offered.url_name if offered else "person"
            url = reverse(url_name, args=[person.reference])
        found.append((what, url, words.moment(draft.saved_at, now=clock.now())))
    return found


def initials_row(due: Due, person: Person | None, known: WorkFacts) -> tuple[str, str, str, bool]:
    """A line of the printed list: time, initials, cell, do first. Nothing else leaves on paper."""
    name = full_name(person) if person else known.name
    return (
        _when(due.due_at, clock.now()),
        words.initials(name) or _("Not known"),
        known.place,
        due.urgency == Due.Urgency.ACT_NOW,
    )
