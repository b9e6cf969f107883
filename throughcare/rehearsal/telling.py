"""A story as scenes: who did what and when. Played in order of time, each by its own action.

The clocks of Python and of the database stand at the moment of the scene, so that everything
that an action writes carries it: rows, events, links, audit entries. What lies after the moment
of telling has not happened, and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import connection, transaction

from throughcare.agencies.models import Membership
from throughcare.core import clock, context
from throughcare.core.context import Context
from throughcare.core.errors import ThroughcareError

DOMAIN = "demo.example"
#: For which purpose each role works in the story.
PURPOSES = {
    "clinician": "direct_care",
    "practitioner": "direct_care",
    "supervisor": "supervision",
    "court_officer": "court_report",
    "police_liaison": "safeguarding",
    "probation_practitioner": "supervision",
    "privacy_officer": "audit",
    "support_engineer": "service_management",
}
Act = Callable[[Context], None]


class StoryBroken(ThroughcareError):
    """A scene could not be played; nothing of the story stays."""


class ClockStandsFast(ThroughcareError):
    """The database does not let its clock be set: it carries no flag for it."""


def address_of(name: str) -> str:
    """The sign-in address of an invented member of staff."""
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


@contextmanager
def working_as(name: str, purpose: str = "") -> Iterator[Context]:
    """One transaction as a member of staff, with the access context of the web."""
    member = _member(name)
    with transaction.atomic():
        yield _begin(member, purpose)
        context.end()


def _member(name: str) -> Membership:
    return Membership.objects.get(user__email=address_of(name))


def _begin(member: Membership, purpose: str = "") -> Context:
    return context.begin(
        membership_id=member.pk,
        purpose=purpose or PURPOSES[member.role],
        session_ref="demonstration",
        at=clock.now(),
    )


def begin_as(name: str) -> Context:
    """The context of another member of staff, in the transaction that runs."""
    return _begin(_member(name))


def _set_database_clock(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.test_now', %s, true)", [moment])


@dataclass(frozen=True)
class Scene:
    """One thing that somebody did at one moment."""

    at: datetime
    who: str
    what: str
    act: Act


@dataclass
class Timeline:
    """All scenes of a story. One transaction: the whole of it is told, or nothing."""

    scenes: list[Scene] = field(default_factory=list)
    members: dict[str, Membership] = field(default_factory=dict)
    #: What goes on by itself up to the moment of the next scene.
    between: Callable[[datetime], None] | None = None

    def add(self, at: datetime, who: str, what: str, act: Act) -> None:
        self.scenes.append(Scene(at, who, what, act))

    def play(self, until: datetime) -> int:
        """Play what happened up to ``until``; how many scenes. Raises StoryBroken."""
        due = sorted((s for s in self.scenes if s.at <= until), key=lambda scene: scene.at)
        with transaction.atomic():
            _require_clock(until)
            for _day, scenes in groupby(due, key=lambda scene: scene.at.date()):
                for scene in scenes:
                    self._meanwhile(scene.at)
                    self._play(scene)
                _hold_to_constraints()
            self._meanwhile(until)
            context.end()
            _set_database_clock("")
        return len(due)

    def _meanwhile(self, at: datetime) -> None:
        if self.between is not None:
            self.between(at)

    def _play(self, scene: Scene) -> None:
        if scene.who not in self.members:
            self.members[scene.who] = _member(scene.who)
        try:
            _set_database_clock(scene.at.isoformat())
            with clock.at(scene.at):
                scene.act(_begin(self.members[scene.who]))
        except Exception as problem:
            said = f"{scene.at:%d %B %H:%M}, {scene.who}: {scene.what}"
            raise StoryBroken(f"{said}: {type(problem).__name__}: {problem}") from problem


def _hold_to_constraints() -> None:
    """What the commit would refuse is refused on its own day."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _require_clock(at: datetime) -> None:
    _set_database_clock(at.isoformat())
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.now()")
        if cursor.fetchone()[0] != at:
            raise ClockStandsFast("the clock of this database cannot be set")
