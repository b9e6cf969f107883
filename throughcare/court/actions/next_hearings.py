"""The hearing that an adjournment foretells, and the line of a list that turns out to be it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.models import Place
from throughcare.core.errors import ReasonMissing
from throughcare.court.models import Hearing, HearingOutcome, ListEntry
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.access import ProtectedQuerySet
    from throughcare.core.context import Context
    from throughcare.court.actions.hearings import OutcomeFacts

#: What says which case it is: another court may give it another number, the URN stays.
_KEYS = ("case_number", "urn")


def same_case(one: Hearing | ListEntry, other: Hearing | ListEntry) -> bool:
    """Could both be of one case? Yes where a number agrees, or none can be compared."""
    pairs = [(_plain(getattr(one, key)), _plain(getattr(other, key))) for key in _KEYS]
    known = [pair for pair in pairs if all(pair)]
    return not known or any(first == second for first, second in known)


def foretold(ctx: Context, entry: ListEntry, person_id: UUID) -> Hearing | None:
    """The hearing of this person that no list had told us of until this line."""
    rows = _listed(ctx, entry.place_id, entry.on, "amend")
    mine = rows.filter(person_id__in=sharing.group_of(person_id), entry=None)
    found = [each for each in mine if same_case(each, entry)]
    # One that names the case before one that does not say which it is.
    return max(found, key=lambda each: _agrees(each, entry), default=None)


def is_listed(ctx: Context, following: Hearing) -> bool:
    """Is a hearing of the same case listed there and then already?"""
    rows = _listed(ctx, following.place_id, following.on, "read")
    mine = rows.filter(person_id__in=sharing.group_of(following.person_id))
    return any(same_case(each, following) for each in mine)


def of_outcome(outcome: HearingOutcome) -> tuple[date | None, UUID | None, str]:
    """When and where an outcome says that it goes on: as ``OutcomeFacts.next_day``."""
    return outcome.adjourned_to, outcome.adjourned_place_id, outcome.adjourned_elsewhere


def require_another_court(hearing: Hearing, facts: OutcomeFacts) -> None:
    """A court that is still used and is not the one of this hearing, or ReasonMissing."""
    if facts.adjourned_elsewhere or facts.adjourned_place_id == hearing.place_id:
        raise ReasonMissing("the other court is one other court")
    wanted = str(facts.adjourned_place_id)
    courts = Place.objects.filter(pk=wanted, kind=Place.Kind.COURT, ends_on=None)
    if not courts.exists():
        raise ReasonMissing("the other court is one of those known here")


def _listed(ctx: Context, place_id: UUID, on: date, action: str) -> ProtectedQuerySet:
    rows = Hearing.visible_to(ctx, action).filter(agency_id=ctx.agency_id)
    return rows.filter(place_id=place_id, on=on, status=Hearing.Status.LISTED)


def _agrees(one: Hearing, entry: ListEntry) -> bool:
    return any(_plain(getattr(one, key)) == _plain(getattr(entry, key)) != "" for key in _KEYS)


def _plain(number: str) -> str:
    return "".join(number.split()).casefold()
