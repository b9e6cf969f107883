"""Finds people: candidates from the indexes, the rows read again under the policies, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from throughcare.core.models import Event
from throughcare.design import words
from throughcare.people.folding import fold
from throughcare.people.matching import alike, birth_dates
from throughcare.people.models import Person, PersonName
from throughcare.people.search_words import Search, from_parts
from throughcare.people.short_names import may_be_short_for, related

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: How many are weighed, and how many a page shows (screens.md §9).
WEIGHED, SHOWN = 60, 20
#: The score of a hit by number or reference (find.sql).
BY_NUMBER = 2.0


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant.

    kind  ``exact``: what was typed is what is recorded; ``close``: see ``why``;
          ``stub``: another care team's record, only initials and year; ``limited``: nothing.
    """

    kind: Literal["exact", "close", "stub", "limited"]
    person: Person | None = None
    label: str = ""
    why: tuple[str, ...] = ()
    initials: str = ""
    born_year: int | None = None
    score: float = 0.0
    # References of other records of the same human.
    also: tuple[str, ...] = ()
    last_seen_at: datetime | None = None


@dataclass(frozen=True)
class _Hit:
    id: UUID | None
    kind: str
    score: float
    same_as: UUID | None
    initials: str
    born_year: int | None


@dataclass
class Found:
    """The answer to one search: people the asker reads, stubs, and perhaps a limited record."""

    people: list[Candidate] = field(default_factory=list)
    stubs: list[Candidate] = field(default_factory=list)
    limited: bool = False
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.stubs or self.limited)


def candidates(
    ctx: Context,
    *,
    given_name: str,
    family_name: str,
    born_on: date | None,
    identifiers: Iterable[tuple[str, str]] = (),
) -> list[Candidate]:
    """Who may already be here, the likeliest first: to be asked before anybody is added.

    ``identifiers`` are pairs of kind and number as given. A hidden record is not among them.
    """
    search = from_parts(
        given_name=given_name,
        family_name=family_name,
        born_on=born_on,
        numbers=tuple(identifiers),
    )
    found = find(ctx, search)
    limited = [Candidate("limited")] if found.limited else []
    return [*found.people, *found.stubs, *limited]


def find(ctx: Context, search: Search) -> Found:
    """Everybody who may be meant by the search. Four statements at most, whoever is hidden."""
    if search.is_empty:
        return Found()
    hits = _hits(search)
    read = [hit for hit in hits if hit.kind == "read"]
    people = _weigh(ctx, search, read[:WEIGHED])
    found = Found(
        people=people[:SHOWN],
        stubs=[
            Candidate("stub", initials=hit.initials, born_year=hit.born_year)
            for hit in hits
            if hit.kind == "stub"
        ],
        limited=any(hit.kind == "limited" for hit in hits),
        more=len(people) > SHOWN or len(read) > WEIGHED,
    )
    ctx.shown.people(*(c.person.pk for c in found.people if c.person))
    ctx.shown.people(*(hit.id for hit in hits if hit.kind == "stub"))
    return found


def with_last_seen(ctx: Context, people: Sequence[Candidate]) -> list[Candidate]:
    """The same candidates with the last day on which the asker's agency did something."""
    ids = [each.person.pk for each in people if each.person]
    seen = dict(
        Event.visible_to(ctx)
        .filter(person_id__in=ids, agency_id=ctx.agency_id)
        .exclude(type="person.added")
        .values_list("person_id")
        .annotate(Max("happened_at"))
    )
    return [
        replace(each, last_seen_at=seen.get(each.person.pk)) if each.person else each
        for each in people
    ]


def count_search() -> int:
    """Count this search against the asker; how many it makes in the running minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.count_search()")
        counted = cursor.fetchone()[0]
    return int(counted or 0)


def _hits(search: Search) -> list[_Hit]:
    born = [on for on in (search.born_on, search.swapped) if on]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM app.find_people(%s, %s::text[], %s::text[], %s::date[], %s::text[],"
            " %s, %s)",
            [
                " ".join(search.folded),
                _forms(search.folded),
                _full(search),
                born,
                [f"{kind}:{number}" for kind, number in search.numbers],
                search.phone,
                search.reference,
            ],
        )
        return [_Hit(*row) for row in cursor.fetchall()]


def _forms(name: tuple[str, ...]) -> list[str]:
    """Whole names, as stored, with the first name in the other forms that it may stand for."""
    if len(name) != 2:
        return []
    one, two = name
    forms = [f"{two} {other}" for other in sorted(related(one))]
    return [*forms, *(f"{one} {other}" for other in sorted(related(two)))]


def _full(search: Search) -> list[str]:
    """The forms in which a full name is stored; none where only one part was typed."""
    if search.given or search.family:
        if not (search.given and search.family):
            return []
        return [f"{fold(search.family)} {fold(search.given)}"]
    name = search.folded
    if len(name) < 2:
        return []
    return list(dict.fromkeys([" ".join(name), " ".join([name[-1], *name[:-1]])]))


def _weigh(ctx: Context, search: Search, hits: list[_Hit]) -> list[Candidate]:
    """The people behind the ids, with a reason for each, the likeliest first."""
    ids = [hit.id for hit in hits]
    rows = {person.pk: person for person in Person.visible_to(ctx).filter(pk__in=ids)}
    names: dict[UUID, list[PersonName]] = {}
    for name in PersonName.visible_to(ctx).filter(person_id__in=ids):
        names.setdefault(name.person_id, []).append(name)
    weighed = [
        (hit, _candidate(search, rows[hit.id], names.get(hit.id, []), hit.score))
        for hit in hits
        if hit.id is not None and hit.id in rows
    ]
    weighed.sort(key=lambda pair: _order(pair[1]))
    return _once(weighed)


def _order(candidate: Candidate) -> tuple[bool, int, float, str]:
    assert candidate.person is not None  # noqa: S101 - stubs are not weighed
    return (
        candidate.kind != "exact",
        len(candidate.why),
        -candidate.score,
        candidate.person.sort_name,
    )


def _once(weighed: list[tuple[_Hit, Candidate]]) -> list[Candidate]:
    """Each human once; the references of their other records beside the likeliest."""
    kept: dict[UUID, Candidate] = {}
    for hit, candidate in weighed:
        assert hit.same_as is not None and candidate.person is not None  # noqa: S101
        first = kept.get(hit.same_as)
        if first is None:
            kept[hit.same_as] = candidate
        else:
            kept[hit.same_as] = replace(first, also=(*first.also, candidate.person.reference))
    return list(kept.values())


def _candidate(search: Search, person: Person, names: list[PersonName], score: float) -> Candidate:
    same_number = score >= BY_NUMBER
    if not search.words and not search.born_on:
        if same_number:
            return Candidate("exact", person, _("Same number"), score=score)
        shared = (_("a phone can be shared by a family"),)
        return Candidate("close", person, _("Same phone"), shared, score=score)
    why: list[str] = _why_name(search, person, names) if search.words else []
    said = [_("name")] if search.words else []
    if search.born_on:
        said.append(_("birth date"))
        match = birth_dates(search.born_on, person.born_on, right_about=person.born_about)
        if match.answer == "none":
            why.append(_("no birth date is recorded"))
        elif match.answer != "yes":
            why.append(match.why or _("the birth date differs"))
    if same_number:
        said.append(_("number"))
    if why:
        label = _("Same number") if same_number else _("Close match")
        return Candidate("close", person, label, tuple(why), score=score)
    label = _("Same %(what)s") % {"what": words.and_list(said)}
    return Candidate("exact", person, label, score=score)


def _why_name(search: Search, person: Person, names: list[PersonName]) -> list[str]:
    """Why the name is close and not the same; the kindest reading of all recorded names."""
    held = [(f"{person.given_name} {person.family_name}", "")]
    held += [
        (f"{name.given_name} {name.family_name}", _also(name))
        for name in names
        if name.kind != PersonName.Kind.USED or name.ends_on is not None
    ]
    best: list[str] | None = None
    for text, also in held:
        why = _why_words(search.words, text.split())
        why = [also, *why] if also and why is not None else why
        if why is not None and (best is None or len(why) < len(best)):
            best = why
    return best if best is not None else [_("only part of the name is alike")]


def _also(name: PersonName) -> str:
    return _("also recorded as %(name)s") % {
        "name": f"{name.given_name} {name.family_name}".strip()
    }


def _why_words(typed: Sequence[str], held: Sequence[str]) -> list[str] | None:
    """The reasons for each typed word; None when a word is like none of the name's."""
    why: list[str] = []
    for word in typed:
        reasons = [reason for part in held if (reason := _like(word, part)) is not None]
        if not reasons:
            return None
        best = min(reasons, key=len)
        if best and best not in why:
            why.append(best)
    return why


def _like(typed: str, held: str) -> str | None:
    """ "" for the same word, a reason for a close one, None for another word."""
    one, two = fold(typed), fold(held)
    if one == two:
        return "" if typed.casefold() == held.casefold() else _("the accent may be dropped")
    if may_be_short_for(one, two):
        short, full = (typed, held) if len(one) <= len(two) else (held, typed)
        return _("%(short)s is short for %(full)s") % {
            "short": short.capitalize(),
            "full": full.capitalize(),
        }
    if alike(one, two) or set(one.split()) & set(two.split()):
        return _("spelled nearly the same")
    return None
