"""One hearing that may stand twice: under the name that was typed, and under that of its list.

A list without a URN does not say which case it is, and a court can be written in two ways. Nothing
is joined by guessing: staff are asked, and the outcome that named the court is corrected, or the
hearing that was added by hand is taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.court.actions.courts import short_name
from throughcare.court.actions.next_hearings import numbers_agree, same_case
from throughcare.court.models import Hearing, HearingOutcome

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Twin:
    """The hearing on the list, and the earlier hearing whose outcome named the court in words.

    ``told_by`` is None for a hearing that was added by hand.
    """

    listed: Hearing
    told_by: Hearing | None


def twins(hearings: Sequence[Hearing], outcomes: Iterable[HearingOutcome]) -> dict[UUID, Twin]:
    """By the hearing that no list has met: which listed one of that day could be the same."""
    by_id = {each.pk: each for each in hearings}
    named = {
        (row.adjourned_to, row.adjourned_elsewhere): by_id[row.hearing_id]
        for row in outcomes
        if row.adjourned_elsewhere and row.hearing_id in by_id
    }
    found = {}
    for each in hearings:
        told_by = named.get((each.on, each.elsewhere))
        listed = next((one for one in hearings if may_be_one(each, one)), None)
        if listed is not None and (told_by is not None or is_by_hand(each)):
            found[each.pk] = Twin(listed, told_by)
    return found


def may_be_one(foretold: Hearing, listed: Hearing) -> bool:
    """Could the line of a list that ``listed`` stands for be the hearing that was foretold?"""
    waits = foretold.elsewhere and foretold.status == Hearing.Status.LISTED
    on_a_list = listed.entry_id is not None and listed.agency_id == foretold.agency_id
    agree = listed.on == foretold.on and same_case(foretold, listed)
    return bool(
        waits and on_a_list and agree and (not is_by_hand(foretold) or _alike(foretold, listed))
    )


def is_by_hand(hearing: Hearing) -> bool:
    return hearing.source == Hearing.Source.HAND


def _alike(by_hand: Hearing, listed: Hearing) -> bool:
    """Whoever added it may mean another hearing of that day: asked for one number or one name."""
    named = short_name(by_hand.elsewhere) == short_name(listed.court) != ""
    return named or numbers_agree(by_hand, listed)


def listed_too(ctx: Context, group: Sequence[UUID], hearing: Hearing) -> Hearing | None:
    """The hearing of that day on a list that could be this one. No statement for most hearings."""
    if not hearing.elsewhere or hearing.status != Hearing.Status.LISTED:
        return None
    rows = Hearing.visible_to(ctx).filter(person_id__in=list(group), on=hearing.on)
    there = rows.exclude(entry=None).exclude(status=Hearing.Status.VOID).select_related("place")
    return next((each for each in there if may_be_one(hearing, each)), None)
