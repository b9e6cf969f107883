"""How a plan is said: rows with what changed, who has signed, what the roadmap says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Colour, Group, Tag
from throughcare.people.presenters import called
from throughcare.plans.models import Driver, Line, Plan, PlanGoal, Progress, RoadmapStep
from throughcare.plans.models.signed import Signature
from throughcare.support.presenters import seen_by

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person
    from throughcare.plans.selectors import Asked, Part

COLOURS: dict[str, Colour] = {
    Progress.NOT_STARTED: "blue",
    Progress.STARTED: "blue",
    Progress.BOOKED: "white",
    Progress.WAITING: "white",
    Progress.GOING_WELL: "green",
    Progress.DONE: "green",
    Progress.STOPPED: "grey",
}


@dataclass(frozen=True)
class LineRow:
    """One line as the page shows it. ``mark``: New, Changed; ``was`` says what it was before."""

    part: Part
    who: str
    who_words: str
    what: str
    by_when: str
    tag: Tag
    mark: str
    was: str
    seen_by: str
    change_url: str
    progress_url: str


@dataclass(frozen=True)
class GoalHead:
    """The heading of a goal: the words, its kind, what changed, and where it is changed."""

    words: str
    kind: str
    mark: str
    url: str
    add_url: str
    care_only: bool


@dataclass(frozen=True)
class PartyRow:
    """One line of the sign-off."""

    asked: Asked
    name: str
    words: str
    said: str
    tag: Tag | None
    sign_url: str
    mine: bool


@dataclass(frozen=True)
class Changes:
    """What a version says otherwise than the one in force."""

    since: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    taken_off: tuple[str, ...]


@dataclass(frozen=True)
class Compare:
    """The parts of one version beside those of another (none: no version was in force before)."""

    parts: Sequence[Part]
    number: int
    base: int | None

    def now(self) -> list[Part]:
        return [part for part in self.parts if part.holds_in(self.number)]

    def before(self, part: Part) -> Part | None:
        """The same goal or line as it was in the version that is compared with."""
        if self.base is None:
            return None
        same = (p for p in self.parts if p.key == part.key and p.holds_in(self.base or 0))
        return next(same, None)

    def mark(self, part: Part) -> str:
        if self.base is None or part.since <= self.base:
            return ""
        was = self.before(part)
        if was is None:
            return _("New")
        return _("Changed") if said(was) != said(part) else ""

    def taken_off(self) -> list[Part]:
        if self.base is None:
            return []
        keys = {part.key for part in self.now()}
        return [p for p in self.parts if p.holds_in(self.base) and p.key not in keys]

    def changes(self) -> Changes | None:
        if self.base is None or self.base == self.number:
            return None
        now = [(self.mark(part), part.what) for part in self.now()]
        return Changes(
            self.base,
            tuple(what for mark, what in now if mark == _("New")),
            tuple(what for mark, what in now if mark == _("Changed")),
            tuple(part.what for part in self.taken_off()),
        )


def said(part: Part) -> tuple[object, ...]:
    """What a reader would notice of a goal or line."""
    return (
        part.what, part.kind, part.owner_kind, part.owner_team_id, part.owner_name, part.by_on,
        part.by_words, part.goal_key,
    )  # fmt: skip


def by_when(part: Part) -> str:
    if part.by_on:
        return words.short_date(part.by_on, today=clock.today())
    return part.by_words or _("No day set")


def who_of(part: Part, person: Person) -> tuple[str, str]:
    """Who does it, and the team and agency in words."""
    if part.owner_kind == Line.Owner.PERSON:
        return called(person), ""
    return (part.owner_name, part.owner_words) if part.owner_name else (part.owner_words, "")


def was_words(was: Part | None, part: Part, person: Person) -> str:
    """``Was 12 November``: the first thing that a reader would notice."""
    if was is None or said(was) == said(part):
        return ""
    pairs = (
        (by_when(was), by_when(part)),
        (was.what, part.what),
        (who_of(was, person)[0], who_of(part, person)[0]),
    )
    old = next((before for before, now in pairs if before != now), "")
    return _("Was: %(words)s") % {"words": old} if old else ""


@dataclass(frozen=True)
class Page:
    """Whom and what a page of a plan is about, for its presenters."""

    ctx: Context
    person: Person
    plan: Plan
    may_change: bool

    def url(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.person.reference, *more])

    def keeps(self, part: Part) -> bool:
        return part.agency_id == self.ctx.agency_id


def groups(page: Page, compare: Compare) -> list[Group]:
    """Each goal in the person's words with its lines; then the lines that stand under none."""
    now = compare.now()
    goals = [part for part in now if not part.is_line]
    keys = {goal.key for goal in goals}
    found = [
        Group(
            goal.what,
            [
                line_row(page, compare, part)
                for part in now
                if part.is_line and part.goal_key == goal.key
            ],
            note=goal_head(page, compare, goal),  # type: ignore[arg-type]
        )
        for goal in goals
    ]
    loose = [
        line_row(page, compare, part) for part in now if part.is_line and part.goal_key not in keys
    ]
    if loose:
        found.append(Group("", loose, note=None))  # type: ignore[arg-type]
    return found


def goal_head(page: Page, compare: Compare, goal: Part) -> GoalHead:
    change = page.may_change and page.keeps(goal) and goal.until is None
    return GoalHead(
        words=goal.what,
        kind=str(PlanGoal.Kind(goal.kind).label),
        mark=compare.mark(goal),
        url=page.url("plan_goal", goal.key) if change else "",
        add_url=f"{page.url('plan_line_new')}?goal={goal.key}" if page.may_change else "",
        care_only=goal.care_only,
    )


def line_row(page: Page, compare: Compare, part: Part) -> LineRow:
    who, who_words = who_of(part, page.person)
    mark = compare.mark(part)
    mine = page.keeps(part) and part.until is None and page.plan.status != Plan.Status.ENDED
    return LineRow(
        part=part,
        who=who,
        who_words=who_words,
        what=part.what,
        by_when=by_when(part),
        tag=Tag(str(Progress(part.progress).label), COLOURS[part.progress]),
        mark=mark,
        was=was_words(compare.before(part), part, page.person) if mark else "",
        seen_by=seen_by(part.care_only),
        change_url=page.url("plan_line", part.key) if mine and page.may_change else "",
        progress_url=page.url("plan_progress", part.key) if mine else "",
    )


def party_rows(
    page: Page, asked: Iterable[Asked], *, may_sign: bool, takes: bool
) -> list[PartyRow]:
    """The sign-off of one version: the asker's own team last, as "You".

    ``may_sign``: this version is for signing here; ``takes``: may write down that others agreed.
    """
    found = []
    for each in asked:
        party = each.party
        mine = party.kind == Line.Owner.TEAM and party.team_id == page.ctx.team_id
        name, line = _party_words(page, each, mine=mine)
        open_here = may_sign and each.signed_at is None and (mine or takes)
        found.append(
            PartyRow(
                asked=each,
                name=name,
                words=line,
                said=signed_words(each),
                tag=None if each.signed_at else Tag(_("Waiting"), "white"),
                sign_url=page.url("plan_sign", party.pk) if open_here else "",
                mine=mine,
            )
        )
    return sorted(found, key=lambda row: row.mine)


def _party_words(page: Page, each: Asked, *, mine: bool) -> tuple[str, str]:
    party = each.party
    if party.kind == Line.Owner.PERSON:
        return called(page.person), ""
    if party.kind == Line.Owner.OUTSIDE:
        return party.name, party.words
    team = each.team or party.name or party.words
    return (_("You"), team) if mine else (team, each.agency)


def signed_words(each: Asked) -> str:
    if each.signed_at is None:
        return ""
    day = words.short_date(words.local(each.signed_at).date(), today=clock.today())
    how = str(Signature.How(each.how).label)
    if each.how == Signature.How.ACCOUNT:
        return _("Signed %(day)s by %(name)s") % {"day": day, "name": each.by_name}
    return _("%(how)s, %(day)s. Written down by %(name)s") % {
        "how": how, "day": day, "name": each.by_name,
    }  # fmt: skip


def version_words(plan: Plan, number: int, force: int | None) -> str:
    """``Version 3, for signing. Version 2 is in force until then``."""
    if plan.status == Plan.Status.ENDED:
        return _("Version %(number)s. The plan has ended") % {"number": number}
    if number == force:
        return _("Version %(number)s, in force") % {"number": number}
    if number < plan.number:
        return _("Version %(number)s, an earlier one") % {"number": number}
    draft = plan.status == Plan.Status.DRAFT
    state = _("being written") if draft else _("for signing")
    said_now = _("Version %(number)s, %(state)s") % {"number": number, "state": state}
    if force is None:
        return said_now
    holds = _("Version %(number)s is in force until then") % {"number": force}
    return f"{said_now}. {holds}"


def words_by(plan: Plan, person: Person) -> str:
    day = words.short_date(plan.words_on, today=clock.today())
    return f"{called(person)}, {day}"


@dataclass(frozen=True)
class DriverRow:
    row: Driver
    first: str
    now: str
    url: str


def driver_rows(page: Page, drivers: Iterable[Driver]) -> list[DriverRow]:
    """Each driver with the person's first rating and the newest."""
    found = []
    for row in drivers:
        change = row.agency_id == page.ctx.agency_id and row.ended_on is None
        first = _("Not rated") if row.first_rating is None else str(row.first_rating)
        now = _("Not yet") if row.now_rating is None else str(row.now_rating)
        url = page.url("plan_driver", row.pk) if change else ""
        found.append(DriverRow(row, first, now, url))
    return found


def rated_head(rows: Sequence[DriverRow]) -> str:
    """The day of the first ratings, where they are of one day."""
    days = {each.row.first_on for each in rows}
    if len(days) == 1:
        return words.short_date(days.pop(), today=clock.today())
    return _("First")


@dataclass(frozen=True)
class StepRow:
    row: RoadmapStep
    tag: Tag
    note: str
    said_by: str
    change_url: str
    say_url: str


def step_rows(
    ctx: Context, person: Person, steps: Iterable[RoadmapStep], *, may_write: bool
) -> list[StepRow]:
    """The person's steps, how each goes and who wrote that down."""
    today = clock.today()
    found = []
    for row in steps:
        notes = [row.first_thing]
        if row.who_helps:
            notes.append(_("With %(who)s") % {"who": row.who_helps})
        if row.by_on:
            notes.append(_("By %(day)s") % {"day": words.short_date(row.by_on, today=today)})
        mine = may_write and row.agency_id == ctx.agency_id
        found.append(
            StepRow(
                row=row,
                tag=Tag(str(Progress(row.how).label), COLOURS[row.how]),
                note=". ".join(part for part in notes if part),
                said_by=_said_by(row, person),
                change_url=reverse("roadmap_step", args=[person.reference, row.pk]) if mine else "",
                say_url=reverse("roadmap_say", args=[person.reference, row.pk]) if mine else "",
            )
        )
    return found


def _said_by(row: RoadmapStep, person: Person) -> str:
    if row.said_at is None:
        return ""
    day = words.short_date(words.local(row.said_at).date(), today=clock.today())
    return f"{called(person)}, {day}"


def given_words(given_on: date | None) -> str:
    if given_on is None:
        return _("No copy given yet")
    day = words.short_date(given_on, today=clock.today())
    return _("Copy given %(day)s") % {"day": day}


def limit_words(left: int) -> str:
    if left <= 0:
        return _("No more may be chosen in this way of working.")
    return ngettext("%(n)s more may be chosen.", "%(n)s more may be chosen.", left) % {"n": left}


def printed_at(at: datetime) -> str:
    return _("Printed %(day)s") % {"day": words.full_date(words.local(at))}
