"""How support is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Colour, Group, Tag
from throughcare.design.shell import NavItem
from throughcare.people.presenters import full_name
from throughcare.support import rules
from throughcare.support.models import Activity, Answer, Need, NeedAnswer, SupportTask

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person

Status = SupportTask.Status
SOON = timedelta(days=14)
COLOURS: dict[str, Colour] = {
    Status.NOT_STARTED: "blue",
    Status.STARTED: "blue",
    Status.BOOKED: "white",
    Status.WAITING: "white",
    Status.STUCK: "orange",
    Status.DONE: "green",
    Status.NOT_WANTED: "grey",
}
ACTIVITY_COLOURS: dict[str, Colour] = {
    Activity.Status.WANTED: "blue",
    Activity.Status.TRIED: "white",
    Activity.Status.REGULAR: "green",
    Activity.Status.STOPPED: "grey",
}
ANSWER_COLOURS: dict[str, Colour] = {
    Answer.FINE: "green",
    Answer.HELP: "blue",
    Answer.URGENT: "red",
    Answer.NOT_ASKED: "grey",
}
CARE_WORDS = gettext_lazy("Health and support teams")
ALL_WORDS = gettext_lazy("Everyone on the plan")


@dataclass(frozen=True)
class TaskRow:
    """One line of a list of support. ``move_url`` is empty where it is another agency's."""

    row: SupportTask
    due: str
    due_note: str
    late: bool
    name: str
    likes: str
    person_url: str
    need: str
    where_now: str
    step: str
    tag: Tag
    seen_by: str
    who: str
    move_url: str
    close_url: str
    is_open: bool
    # The form of one text to the person, for those who may ask for one.
    text_url: str = ""


@dataclass(frozen=True)
class ActivityRow:
    """One thing that the person takes part in."""

    row: Activity
    kind: str
    tag: Tag
    note: str
    seen_by: str
    url: str


@dataclass(frozen=True)
class NeedRow:
    """One answer of a needs check."""

    need: str
    tag: Tag
    first: int | None


def seen_by(care_only: bool) -> str:
    return str(CARE_WORDS if care_only else ALL_WORDS)


def task_row(
    ctx: Context, task: SupportTask, person: Person, *, person_page: bool, close_url: str
) -> TaskRow:
    """A line as the page shows it; moved on only by the agency that keeps it."""
    today = clock.today()
    late = task.next_on is not None and task.next_on < today
    name = "person_support_task" if person_page else "support_task"
    about = [person.reference, task.pk] if person_page else [task.pk]
    mine = task.agency_id == ctx.agency_id and rules.gives_support(ctx)
    return TaskRow(
        row=task,
        due=_due(task, today),
        due_note=_due_note(task, today),
        late=task.next_on is not None and task.next_on <= today,
        name=full_name(person),
        likes=person.likes_to_be_called,
        person_url=reverse("person_support", args=[person.reference]),
        need=str(task.get_need_display()),
        where_now=task.where_now,
        step=task.next_step,
        tag=Tag(_("Overdue"), "orange") if late else status_tag(task.status),
        seen_by=seen_by(task.care_only),
        who=task.owner_name,
        move_url=reverse(name, args=about) if mine else "",
        close_url=close_url,
        is_open=rules.is_open(task.status),
        text_url=text_url(ctx, person) if mine else "",
    )


def text_url(ctx: Context, person: Person) -> str:
    """Where a text to the person is asked for; it comes back to their support."""
    if not rules.reads_support(ctx):
        return ""
    return reverse("person_text", args=[person.reference]) + "?from=support"


def status_tag(status: str) -> Tag:
    return Tag(str(Status(status).label), COLOURS[status])


def _due(task: SupportTask, today: date) -> str:
    if task.next_on is None:
        return words.short_date(task.ended_on, today=today) if task.ended_on else ""
    day = words.near_day(task.next_on, today=today)
    return day[:1].upper() + day[1:]


def _due_note(task: SupportTask, today: date) -> str:
    if task.next_on is None:
        return ""
    late = (today - task.next_on).days
    if late > 0:
        return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
    if task.opened_on == today:
        return _("new today")
    if task.status == Status.WAITING:
        asked = (today - words.local(task.moved_at).date()).days
        return ngettext("asked %(n)s day ago", "asked %(n)s days ago", asked) % {"n": asked}
    return ""


def grouped(rows: Iterable[TaskRow]) -> list[Group]:
    """Do today, waiting on others, soon, later, ended: only those that have lines."""
    today = clock.today()
    titles = [
        _("Do today"),
        _("This week and next"),
        _("Waiting on others"),
        _("Later"),
        _("Ended"),
    ]
    shelves: list[list[TaskRow]] = [[] for _title in titles]
    for row in rows:
        shelves[_shelf(row.row, today)].append(row)
    pairs = zip(titles, shelves, strict=True)
    return [Group(title, tuple(found)) for title, found in pairs if found]


def _shelf(task: SupportTask, today: date) -> int:
    if task.next_on is None:
        return 4
    if task.next_on <= today:
        return 0
    if task.status == Status.WAITING:
        return 2
    return 1 if task.next_on <= today + SOON else 3


def need_tabs(counts: dict[str, int], need: str, whose: str) -> tuple[NavItem, ...]:
    """The needs that have open lines, with how many."""
    page = f"{reverse('support')}?list={whose}"
    every = NavItem(_("All"), page, current=not need, count=sum(counts.values()))
    found = [
        NavItem(str(each.label), f"{page}&need={each.value}", each == need, counts[each.value])
        for each in Need
        if counts.get(each.value)
    ]
    return (every, *found)


def activity_row(ctx: Context, row: Activity, reference: str) -> ActivityRow:
    today = clock.today()
    note = [row.with_whom]
    if row.next_on and row.status != Activity.Status.STOPPED:
        note.append(_("Next: %(day)s") % {"day": words.near_day(row.next_on, today=today)})
    mine = row.agency_id == ctx.agency_id and rules.gives_support(ctx)
    return ActivityRow(
        row=row,
        kind=str(row.get_kind_display()),
        tag=Tag(str(row.get_status_display()), ACTIVITY_COLOURS[row.status]),
        note=". ".join(part for part in note if part),
        seen_by=seen_by(row.care_only),
        url=reverse("support_activity", args=[reference, row.pk]) if mine else "",
    )


def need_rows(answers: Sequence[NeedAnswer]) -> list[NeedRow]:
    """The ten rows in the order of the form."""
    by_need = {row.need: row for row in answers}
    return [
        NeedRow(str(need.label), _answer_tag(by_need[need].answer), by_need[need].first)
        for need in Need
        if need in by_need
    ]


def _answer_tag(answer: str) -> Tag:
    return Tag(str(Answer(answer).label), ANSWER_COLOURS[answer])


def moved_words(task: SupportTask, name: str) -> str:
    """What the green banner says after a line was moved on."""
    said = {"need": task.get_need_display(), "name": name}
    if task.next_on is None:
        state = str(Status(task.status).label).lower()
        return _("%(need)s, %(name)s: %(state)s.") % {**said, "state": state}
    day = words.near_day(task.next_on, today=clock.today())
    text = _("%(need)s, %(name)s. Next: %(step)s, %(day)s.")
    return text % {**said, "step": task.next_step, "day": day}
