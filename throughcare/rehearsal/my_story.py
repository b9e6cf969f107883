"""The person's own side: Leanne's own pages, a tablet after a session, something that she says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from throughcare.agencies.models import Membership
from throughcare.core import clock, context
from throughcare.core.context import Context
from throughcare.instruments import library
from throughcare.my.actions import access, answering, arranging, handing, keeping, saying
from throughcare.my.deputy import begin_own
from throughcare.my.rules import questions
from throughcare.people import presenters
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import protagonists, weeks_ago
from throughcare.rehearsal.telling import Timeline, address_of

ADMINISTRATOR, TREATS, LINK = "Nadia Collins", "Helen Marsh", "Jo Castell"
DUTY_HOLDER, TELEPHONE = "Priya Nair", "01632 960 100"
QUESTION, FACT = "What did you call your first pet?", "Biscuit"
#: What she tapped, question by question.
TAPPED = ("2", "1", "2", "1", "2", "1")


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    leanne, _marlon = protagonists(people_read)
    arranged, agreed = weeks_ago(calendar, 7), weeks_ago(calendar, 6)
    timeline.add(moment(arranged, "09:10"), ADMINISTRATOR, "duty holder named", _arrange)
    for at, what, act in (
        (moment(agreed, "16:05"), "own pages agreed", _agree),
        (moment(calendar.back(3), "11:02"), "tablet", _tablet),
        (moment(calendar.back(1), "17:40"), "says something", _say),
    ):
        timeline.add(at, TREATS, f"{leanne.given}: {what}", partial(_played, act, leanne))
    also = moment(calendar.back(2), "10:20")
    said = f"{leanne.given}: own pages agreed by the link worker too"
    timeline.add(also, LINK, said, partial(_played, _agree_too, leanne))


def _played(act: Callable[[Context, Someone], None], who: Someone, ctx: Context) -> None:
    act(ctx, who)


def _arrange(ctx: Context) -> None:
    """Safety answers of both teams go to a duty holder when nobody has acted."""
    holder = _member(DUTY_HOLDER)
    teams = {member.team_id: member.team for member in (holder, _member(TREATS))}
    for team in teams.values():
        arranging.set_arrangement(
            ctx, team=team, duty_holder=holder, telephone=TELEPHONE, minutes=10
        )


def _member(name: str) -> Membership:
    return Membership.objects.select_related("team").get(user__email=address_of(name))


def _agree(ctx: Context, who: Someone) -> None:
    who.made["own_pages"] = access.open_pages(
        ctx, who.pk, phone=who.facts["mobile"], question=QUESTION, fact=FACT
    )


def _agree_too(ctx: Context, who: Someone) -> None:
    """The same phone and answer: one sign-in opens both, and her roadmap stands on the second."""
    access.open_pages(ctx, who.pk, phone=who.facts["mobile"], question=QUESTION, fact=FACT)


@contextmanager
def _as_the_person(ctx: Context, who: Someone) -> Iterator[Context]:
    """What she does herself, in her own context; then the worker's again."""
    yield begin_own(member_id=who.made["own_pages"].member_id, session_ref="demonstration")
    context.begin(
        membership_id=ctx.membership_id,
        purpose=ctx.purpose,
        session_ref=ctx.session_ref,
        at=clock.now(),
    )


def _tablet(ctx: Context, who: Someone) -> None:
    asked = library.find("k6")
    assert asked is not None  # noqa: S101 - shipped with the product
    row, _code = handing.hand_over(
        ctx, who.pk, questionnaires=[asked], called=presenters.called(who.person)
    )
    with _as_the_person(ctx, who) as own:
        held = answering.locked(own, row.pk)
        answering.begin(own, held)
        for question, code in zip(questions(keeping.set_of(held), {}), TAPPED, strict=True):
            answering.tap(own, held, question, code)
        answering.finish(own, held)


def _say(ctx: Context, who: Someone) -> None:
    with _as_the_person(ctx, who) as own:
        saying.say(
            own,
            who.pk,
            about="message",
            words="Can we start 10 minutes later? The school bus is slow on Tuesdays.",
            to="team",
        )
