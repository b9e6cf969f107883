"""Walks an invented person through a pathway by the actions that the screens call.

Each step says what is done and where the person then stands; the walk stops at the first step
that leads elsewhere. Nothing of it stays unless that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from throughcare.agencies.models import Membership, Place
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.core.errors import ThroughcareError
from throughcare.pathways.models import Episode
from throughcare.people import actions as people
from throughcare.people.models import Person
from throughcare.rehearsal import county

Tell = Callable[[str], None]
WALKER, PURPOSE = "Priya Nair", "direct_care"


@dataclass
class Walk:
    """One walk: who walks, where the person stands after each step."""

    pathway: str
    ctx: Context
    tell: Tell
    person: Person
    place: Place
    steps: list[dict[str, str]] = field(default_factory=list)
    #: What earlier steps made and later ones need.
    made: dict[str, Any] = field(default_factory=dict)

    def step(self, did: str, stage: str, status: str = "open") -> None:
        """The person must now stand at this stage of the newest episode."""
        rows = Episode.visible_to(self.ctx).filter(person_id=self.person.pk, pathway=self.pathway)
        found = rows.order_by("-started_at").first()
        here, state = (found.stage, found.status) if found else ("nowhere", "none")
        self.steps.append({"did": did, "stage": here, "status": state})
        self.tell(f"{did}: {here}")
        if (here, state) != (stage, status):
            raise WentAstray(f"after [{did}] at [{here}, {state}], not at [{stage}, {status}]")

    def episode(self) -> Episode:
        rows = Episode.visible_to(self.ctx).filter(person_id=self.person.pk, pathway=self.pathway)
        found: Episode = rows.order_by("-started_at").get()
        return found

    def reached(self) -> list[str]:
        """Every stage that the newest episode has been at."""
        rows = Episode.visible_to(self.ctx).filter(person_id=self.person.pk, pathway=self.pathway)
        found = rows.order_by("-started_at").first()
        return sorted(found.reached) if found else []


class WentAstray(ThroughcareError):
    """A step led elsewhere than the definition and the walk say."""


def rehearse(
    pathway: str,
    place_slug: str,
    way: Callable[[Walk], None],
    *,
    keep: bool = False,
    tell: Tell = lambda _words: None,
) -> dict[str, Any]:
    """Walk the whole way; ``{"pathway", "ok", "steps", "reached", "problem"}``."""
    done: dict[str, Any] = {"pathway": pathway, "ok": False, "steps": [], "problem": ""}
    done["reached"] = []
    if not Membership.objects.filter(user__email=county.address_of(WALKER)).exists():
        return {**done, "problem": "load the demonstration first: throughcare load-demonstration"}
    with transaction.atomic():
        with county.working_as(WALKER, PURPOSE) as ctx:
            walk = _begin(pathway, place_slug, ctx, tell)
            try:
                way(walk)
                _hold_to_constraints()
                done["ok"] = True
            except ThroughcareError as problem:
                done["problem"] = str(problem)
            done["steps"] = walk.steps
            done["reached"] = walk.reached()
        if not (keep and done["ok"]):
            transaction.set_rollback(True)
    return done


def _begin(pathway: str, place_slug: str, ctx: Context, tell: Tell) -> Walk:
    person = people.add_person(
        ctx,
        given_name="Rehearsal",
        family_name=f"Invented {uuid4().hex[:6]}",
        born_on=clock.today().replace(year=clock.today().year - 30, day=1),
        source="custody",
    )
    return Walk(pathway, ctx, tell, person, Place.objects.get(slug=place_slug))


def _hold_to_constraints() -> None:
    """What the commit would refuse is refused now, though the walk is taken back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
