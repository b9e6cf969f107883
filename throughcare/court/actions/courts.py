"""Which of the team's courts a list means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.models import Place
from throughcare.court.actions.comparing import LONGEST_CODE
from throughcare.court.models import CourtList

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.court.listed import ListedCase

#: Name and code of a court as a list gives them.
Named = tuple[str, str]
#: Words that one list writes and another leaves out; what is left must still be the same.
_FILLING = frozenset(("the", "court", "courts", "s", "house"))


class CourtFinder:
    """By name, as somebody said, as an earlier list was placed, or by name without filling words.

    ``said`` gives the place of courts that a list names in a way nobody here does.
    """

    def __init__(self, ctx: Context, said: Mapping[Named, UUID]) -> None:
        courts = Place.objects.filter(kind=Place.Kind.COURT, pk__in=ctx.principals, ends_on=None)
        self.courts = {court.pk: court for court in courts}
        self.by_name = {_plain(court.name): court for court in self.courts.values()}
        self.by_short = _once(self.courts.values())
        earlier = CourtList.visible_to(ctx).filter(team_id=ctx.team_id, by_hand=False)
        rows = earlier.exclude(status=CourtList.Status.UNDONE).order_by("recorded_at")
        self.known: dict[Named, Place] = {}
        for name, code, place_id in rows.values_list("court_name", "court_code", "place_id"):
            self._know(name, code, place_id)
        for (name, code), place_id in said.items():
            self._know(name, code[:LONGEST_CODE], place_id)

    def find(self, case: ListedCase) -> Place | None:
        """The place, or None for a court that is none of the team's as far as anybody said."""
        name, code = _plain(case.court), case.court_code[:LONGEST_CODE]
        named = self.by_name.get(name) or self.known.get((name, code))
        return named or self.by_short.get(short_name(case.court))

    def _know(self, name: str, code: str, place_id: UUID) -> None:
        if place_id in self.courts:
            self.known[_plain(name), code] = self.courts[place_id]


def _once(courts: Iterable[Place]) -> dict[str, Place]:
    """Courts by their short name, but for a name that two of them would have."""
    found: dict[str, list[Place]] = {}
    for court in courts:
        found.setdefault(short_name(court.name), []).append(court)
    return {short: those[0] for short, those in found.items() if short and len(those) == 1}


def _plain(name: str) -> str:
    letters = "".join(sign if sign.isalnum() else " " for sign in name.casefold())
    return " ".join(letters.split())[:200]


def short_name(name: str) -> str:
    """The same for ``Northfield Magistrates' Court`` and ``Northfield magistrates``; a Crown Court
    stays one, and a name of filling words alone is no name."""
    words = (word.removesuffix("s") for word in _plain(name).split() if word not in _FILLING)
    return " ".join(words)
