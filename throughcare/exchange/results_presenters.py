"""How results that are about to be taken in are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Figure, Term
from throughcare.orders import actions, rules, terms
from throughcare.orders.actions import Taken
from throughcare.orders.resulted import Named, Order, Required, Results
from throughcare.people import presenters as people
from throughcare.people.models import Person

if TYPE_CHECKING:
    from throughcare.exchange.results_waiting import Waiting

MOST_CASES = 5


@dataclass(frozen=True)
class DefendantRow:
    """One defendant: who, what was ordered, and whose record it is said to be."""

    name: str
    about: str
    ordered: tuple[str, ...]
    record: str
    record_url: str
    match_url: str


def named_words(named: Named) -> str:
    return f"{named.given_name} {named.family_name}".strip() or _("No name in the file")


def about_words(named: Named) -> str:
    born = words.full_date(named.born_on) if named.born_on else _("No birth date in the file")
    return f"{born} · {named.case_number}" if named.case_number else born


def row(
    results: Results,
    place: int,
    said: Mapping[str, UUID | None],
    records: Mapping[UUID, Person],
) -> DefendantRow:
    named = results.people[place]
    who = said.get(named.number)
    person = records.get(who) if who else None
    if why := left_out(named):
        record, url = why, ""
    else:
        url = reverse("import_results_match", args=[place + 1])
        leave = named.number in said and who is None
        record = _("Left out") if leave else _("Nobody has said yet")
    if person is not None:
        record = f"{people.full_name(person)}, {person.reference}"
    return DefendantRow(
        name=named_words(named),
        about=about_words(named),
        ordered=ordered_words(results, named.number),
        record=record,
        record_url=reverse("person_order", args=[person.reference]) if person else "",
        match_url=url,
    )


def left_out(named: Named) -> str:
    """Why a defendant is not matched at all; "" for a grown person."""
    if named.organisation:
        return _("An organisation: left out")
    return _("Under 18: left out") if actions.is_child(named, clock.today()) else ""


def ordered_words(results: Results, number: str) -> tuple[str, ...]:
    lines = [_order(each) for each in results.orders if each.defendant == number]
    return tuple(line for order in lines for line in order) or (_("No order"),)


def _order(order: Order) -> list[str]:
    ends = _("to %(day)s") % {"day": words.full_date(order.ends_on)} if order.ends_on else ""
    head = ", ".join(part for part in (terms.label("order", order.kind), ends) if part)
    return [head, *(_required(each) for each in order.requirements)]


def _required(each: Required) -> str:
    period = f"{each.period.value} {each.period.unit or ''}".strip() if each.period else ""
    name = terms.label("requirement", each.kind) if each.kind != "other" else each.label
    return f"{name}, {period}" if period else name


def terms_of(waiting: Waiting, results: Results) -> list[Term]:
    """What the file is, as far as it says it."""
    added = words.moment(waiting.added_at, now=clock.now())
    found = [
        Term(_("File"), f"{waiting.file_name}, {_('chosen')} {added}"),
        Term(_("Hearing"), results.hearing),
        Term(_("Shared by the court"), shared_words(results.shared_at)),
    ]
    cases = sorted({each.case_number for each in results.people if each.case_number})
    if cases:
        found.append(Term(_("Cases"), words.and_list(cases[:MOST_CASES])))
    return found


def shared_words(shared_at: str) -> str:
    """When the court shared it; as written where that is no time."""
    try:
        at = datetime.fromisoformat(shared_at)
    except ValueError:
        return shared_at or _("The file does not say when")
    return words.moment(at if at.tzinfo else at.replace(tzinfo=clock.LONDON), now=clock.now())


def tiles(results: Results, said: Mapping[str, UUID | None]) -> list[Figure]:
    """Every defendant is one of three; the orders of all of them."""
    left = [each for each in results.people if left_out(each) or said.get(each.number, 0) is None]
    chosen = [each for each in results.people if each not in left and said.get(each.number)]
    missing = len(results.people) - len(left) - len(chosen)
    return [
        Figure(_("Record chosen"), str(len(chosen)), _("of those named")),
        Figure(_("Nobody has said yet"), str(missing), _("whose they are"), warn=bool(missing)),
        Figure(_("Left out"), str(len(left)), _("nothing is taken in")),
        Figure(_("Orders"), str(len(results.orders)), _("in the whole file")),
    ]


def already_in(results: Results, newest: str) -> str:
    """That this share, or a newer one, was taken in before; "" where it is new."""
    if newest and results.shared_at == newest:
        return _("This share was taken in before. Where the records are the same, nothing changes.")
    if newest and not rules.is_later_share(results.shared_at, newest):
        words_of = _(
            "A newer share of this hearing was taken in before, of %(when)s. For those whose"
            " results it held nothing changes."
        )
        return words_of % {"when": shared_words(newest)}
    return ""


def problems(results: Results) -> list[str]:
    return [f"{each.message} ({each.where})" for each in results.problems]


def done_words(taken: Mapping[str, Taken]) -> str:
    """What was done."""
    if taken and all(each.stale for each in taken.values()):
        return _("A newer share of this hearing was taken in before. Nothing changed.")
    counts = [
        sum(len(getattr(each, name)) for each in taken.values())
        for name in ("made", "changed", "taken_back")
    ]
    return _("Taken in: %(made)s new, %(changed)s changed, %(back)s taken back.") % dict(
        zip(("made", "changed", "back"), counts, strict=True)
    )


def button_words(number: int) -> str:
    said = ngettext("Take in for %(n)s person", "Take in for %(n)s people", number)
    return said % {"n": number}
