"""Link and peer workers at work: needs checked, moved on, some done, some waiting for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from throughcare.core.context import Context
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.telling import Timeline
from throughcare.support import actions
from throughcare.support.models import SupportTask


@dataclass(frozen=True)
class Helped:
    """Who helps whom: needs in the order in which they begin, with the step that comes first."""

    worker: str
    #: Working days before the day of telling on which needs were checked.
    checked: int
    #: Need, how it stands, first step.
    needs: tuple[tuple[str, str, str], ...]
    #: Working days before, need, status, next step, where it is now, days until the next look.
    moved: tuple[tuple[int, str, str, str, str, int], ...] = ()
    joined: str = ""


HELPED = {
    "Whitlock": Helped(
        "Jo Castell", 26,
        (("debt", "urgent", "Open the letters together"),
         ("benefits", "help", "Ring about the sanction")),
        ((19, "debt", "started", "Send the budget to the lenders", "Six letters opened", 3),
         (12, "benefits", "done", "", "Back in payment", 0),
         (5, "debt", "waiting", "Ring for their answers", "Three of four agreed to wait", 2)),
        "Wednesday cooking group, Quay Street",
    ),
    "Rowbotham": Helped(
        "Jo Castell", 3,
        (("housing", "urgent", "Go along to the housing office"),
         ("id", "help", "Order a birth certificate")),
        ((1, "housing", "started", "Take the letter of his sister", "Seen at the desk", 1),),
    ),
    "Bevan": Helped(
        "Femi Balogun", 18,
        (("people", "help", "Visit the recovery café with her"),
         ("work", "help", "Write a CV")),
        ((8, "people", "started", "Ring after her second visit", "Went once", 4),
         (8, "work", "started", "Read the first page together", "Half a page written", 6)),
        "Recovery café, Saturdays",
    ),
    "McBride": Helped(
        "Dana Whitmore", 10,
        (("family", "urgent", "Ask for a carer’s assessment"),
         ("benefits", "help", "Carer’s allowance form")),
        ((6, "family", "waiting", "Ring the council", "Form sent", 1),
         (6, "benefits", "started", "Bring the two letters", "Form begun", 3)),
    ),
    "Nkemelu": Helped(
        "Dana Whitmore", 1, (("gp", "urgent", "Ring the surgery about his tablets"),),
        ((1, "gp", "started", "Go along to the nurse", "Nurse sees him in the morning", 1),),
    ),
}  # fmt: skip


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    by_family = {who.family: who for who in people_read["custody"]}
    for family, helped in HELPED.items():
        _one(timeline, calendar, by_family[family], helped)


def _one(timeline: Timeline, calendar: Calendar, who: Someone, helped: Helped) -> None:
    at = moment(calendar.back(helped.checked), "13:40")
    checks = partial(_checks, who=who, helped=helped)
    timeline.add(at, helped.worker, f"needs of {who.given}", checks)
    if helped.joined:
        joins = partial(_joins, who=who, what=helped.joined, calendar=calendar)
        timeline.add(at + timedelta(minutes=20), helped.worker, "takes part", joins)
    for days, need, *said, look_in in helped.moved:
        on = calendar.on_from(calendar.today + timedelta(days=look_in)) if look_in else None
        status, step, where = said
        moves = partial(_moves, who=who, need=need, to=actions.Step(status, step, on, where))
        timeline.add(moment(calendar.back(days), "14:25"), helped.worker, f"{need} on", moves)


def _checks(ctx: Context, who: Someone, helped: Helped) -> None:
    actions.check_needs(
        ctx,
        person_id=who.pk,
        answers={need: how for need, how, _step in helped.needs},
        first=[need for need, _how, _step in helped.needs],
        steps={need: step for need, _how, step in helped.needs},
    )


def _moves(ctx: Context, who: Someone, need: str, to: actions.Step) -> None:
    task = SupportTask.visible_to(ctx).get(person_id=who.pk, need=need)
    actions.move_task(ctx, task_id=task.pk, version=task.version, step=to)


def _joins(ctx: Context, who: Someone, what: str, calendar: Calendar) -> None:
    facts = actions.ActivityFacts(
        kind="group",
        what=what,
        status="tried",
        next_on=calendar.on_from(calendar.today + timedelta(days=4)),
    )
    actions.add_activity(ctx, person_id=who.pk, facts=facts)
