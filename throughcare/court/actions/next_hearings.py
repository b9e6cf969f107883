"""The hearing that an adjournment foretells, and the line of a list that turns out to be it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.agencies.models import Place
from throughcare.core.errors import ReasonMissing
from throughcare.court.models import Custody, Hearing, ListEntry
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.access import ProtectedQuerySet
    from throughcare.core.context import Context
    from throughcare.court.actions.outcome_facts import OutcomeFacts

#: What says which case it is: another court may give it another number, the URN stays.
_KEYS = ("case_number", "urn")


def same_case(one: Hearing | ListEntry, other: Hearing | ListEntry) -> bool:
    """Could both be of one case? Yes where a number agrees, or none can be compared."""
    pairs = [(_plain(getattr(one, key)), _plain(getattr(other, key))) for key in _KEYS]
    known = [pair for pair in pairs if all(pair)]
    return not known or any(first == second for first, second in known)


def foretold(ctx: Context, entry: ListEntry, person_id: UUID) -> Hearing | None:
    """The hearing of this person that no list had told us of until this line.

    A court that was no place here, and is one now, is known by its name or by the URN.
    """
    rows = _listed(ctx, person_id, entry.on, "amend").filter(entry=None)
    there = rows.filter(Q(place_id=entry.place_id) | ~Q(elsewhere=""))
    found = [each for each in there if same_case(each, entry) and _same_court(each, entry)]
    # One that names the case before one that does not say which it is.
    return max(found, key=lambda each: numbers_agree(each, entry), default=None)


def is_listed(ctx: Context, following: Hearing) -> bool:
    """Is a hearing of the same case listed there and then already?"""
    rows = _listed(ctx, following.person_id, following.on, "read")
    there = rows.filter(place_id=following.place_id, elsewhere__iexact=following.elsewhere)
    return any(same_case(each, following) for each in there)


def after(hearing: Hearing, facts: OutcomeFacts, on: date) -> Hearing:
    """Where and under which number an adjourned hearing goes on, not saved.

    At the same court until told otherwise. Another court gives the case a number of its own; the
    URN stays.
    """
    other = facts.adjourned_place_id or facts.adjourned_elsewhere
    elsewhere = "" if facts.adjourned_place_id else facts.adjourned_elsewhere or hearing.elsewhere
    on_bail = Custody.ON_BAIL if facts.remand.startswith("bail") else Custody.NOT_SAID
    return Hearing(
        person_id=hearing.person_id,
        place_id=None if elsewhere else facts.adjourned_place_id or hearing.place_id,
        elsewhere=elsewhere,
        source=Hearing.Source.OUTCOME,
        on=on,
        case_number="" if other else hearing.case_number,
        urn=hearing.urn,
        custody=Custody.IN_CUSTODY if facts.remand == "custody" else on_bail,
        restricted=hearing.restricted,
        restriction=hearing.restriction,
    )


def made_by(ctx: Context, wrong: Hearing) -> ProtectedQuerySet:
    """The hearings that an outcome foretold as ``wrong`` says, and that no list has met yet."""
    rows = _listed(ctx, wrong.person_id, wrong.on, "amend")
    return rows.filter(
        place_id=wrong.place_id,
        elsewhere=wrong.elsewhere,
        case_number=wrong.case_number,
        source=Hearing.Source.OUTCOME,
        entry=None,
    )


def require_another_court(hearing: Hearing, facts: OutcomeFacts) -> None:
    """A court that is still used and is not the one of this hearing, or ReasonMissing."""
    if facts.adjourned_elsewhere or facts.adjourned_place_id == hearing.place_id:
        raise ReasonMissing("the other court is one other court")
    wanted = str(facts.adjourned_place_id)
    courts = Place.objects.filter(pk=wanted, kind=Place.Kind.COURT, ends_on=None)
    if not courts.exists():
        raise ReasonMissing("the other court is one of those known here")


def _listed(ctx: Context, person_id: UUID, on: date, action: str) -> ProtectedQuerySet:
    rows = Hearing.visible_to(ctx, action).filter(agency_id=ctx.agency_id)
    mine = rows.filter(person_id__in=sharing.group_of(person_id))
    return mine.filter(on=on, status=Hearing.Status.LISTED)


def _same_court(hearing: Hearing, entry: ListEntry) -> bool:
    if hearing.place_id is not None:
        return True
    named = _plain(hearing.elsewhere) == _plain(entry.place.name)
    return named or _plain(hearing.urn) == _plain(entry.urn) != ""


def numbers_agree(one: Hearing, other: Hearing | ListEntry) -> bool:
    """Does a number that both have say that they are of one case?"""
    return any(_plain(getattr(one, key)) == _plain(getattr(other, key)) != "" for key in _KEYS)


def _plain(number: str) -> str:
    return "".join(number.split()).casefold()
