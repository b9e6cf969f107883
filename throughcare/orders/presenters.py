"""How an order is said."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.court import terms as court_terms
from throughcare.court.models import HearingOutcome
from throughcare.design import words
from throughcare.design.parts import Colour, Tag, Term
from throughcare.orders import early, rules, terms
from throughcare.orders.journey_words import reason_words
from throughcare.orders.models import Order, Requirement, Review, Source, Status
from throughcare.orders.selectors import OnCaseload, Ordered
from throughcare.people import presenters as people

UNIT_WORDS = {
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "weeks": lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
    "months": lambda n: ngettext("%(n)s month", "%(n)s months", n),
    "years": lambda n: ngettext("%(n)s year", "%(n)s years", n),
}

COLOURS: dict[Status, Colour] = {
    Status.ACTIVE: "green",
    Status.ENDED: "grey",
    Status.TAKEN_BACK: "white",
}


@dataclass(frozen=True)
class RequirementRow:
    """One line of the table of requirements."""

    row: Requirement
    name: str
    says: tuple[str, ...]
    care: str
    state: str
    active: bool


@dataclass(frozen=True)
class ReviewRow:
    """One review hearing."""

    row: Review
    when: str
    about: str
    planned: bool


def order_title(order: Order) -> str:
    day = words.short_date(order.made_on, today=clock.today())
    return f"{terms.label('order', order.kind)}, {day}"


def order_tag(order: Order) -> Tag:
    return Tag(str(order.get_status_display()), COLOURS[Status(order.status)])


def order_terms(order: Order) -> list[Term]:
    """The facts of the order, as the court gave them."""
    today = clock.today()
    case = f", {order.case_number}" if order.case_number else ""
    found = [
        Term(_("Made"), words.full_date(order.made_on)),
        Term(_("Court and case"), f"{order.court}{case}"),
        Term(
            _("Ends"),
            words.full_date(order.ends_on) if order.ends_on else _("The court did not say"),
        ),
    ]
    if order.status != Status.ACTIVE and order.ended_on:
        why = reason_words("order_end", order.ended_reason)
        found.append(Term(_("Ended"), f"{words.short_date(order.ended_on, today=today)}. {why}"))
    found.append(Term(_("Source"), f"{Source(order.source).label}, {order.agency.name}"))
    return found


def period_words(row: Requirement) -> str:
    """``12 months``, or the court's own words."""
    value, unit = row.period_value, row.period_unit.casefold()
    unit = unit if unit in UNIT_WORDS else f"{unit}s"
    if unit in UNIT_WORDS and value.isascii() and value.isdigit():
        return UNIT_WORDS[unit](int(value)) % {"n": int(value)}
    return " ".join(part for part in (value, row.period_unit) if part)


def requirement_row(row: Requirement) -> RequirementRow:
    """What it says, in the order of the court's own prompts."""
    says = [period_words(row)]
    if row.director:
        says.append(_("Under %(who)s") % {"who": row.director})
    says += [row.place, row.also]
    if row.residential is not None:
        says.append(_("As a resident") if row.residential else _("Not as a resident"))
    active = row.status == Status.ACTIVE
    return RequirementRow(
        row=row,
        name=rules.requirement_words(row.kind, row.label),
        says=tuple(part for part in says if part) or (_("No more was said"),),
        care=str(row.get_care_display()) if row.care else "",
        state=_state(row),
        active=active,
    )


def _state(row: Requirement) -> str:
    today = clock.today()
    if row.status != Status.ACTIVE and row.ended_on:
        day = words.short_date(row.ended_on, today=today)
        return f"{reason_words('requirement_end', row.ended_reason)}, {day}"
    if row.changed_on:
        return _("Changed by the court %(day)s") % {
            "day": words.short_date(row.changed_on, today=today)
        }
    return str(Status(row.status).label)


def review_row(review: Review) -> ReviewRow:
    """When, where, and whether the person must come."""
    today = clock.today()
    day = words.day_date(review.on, today=today) if review.on else _("The court gave no day")
    attend = {True: _("The person must come"), False: _("The person need not come")}
    parts = [review.court]
    if review.attend is not None:
        parts.append(attend[review.attend])
    if review.status != Review.Status.PLANNED:
        parts.append(str(review.get_status_display()))
    return ReviewRow(
        row=review,
        when=f"{day}, {words.clock(review.at)}" if review.at else day,
        about=". ".join(part for part in parts if part),
        planned=review.status == Review.Status.PLANNED,
    )


def review_wanted(each: Ordered) -> str:
    """That the court must review something and no day of it is known; "" otherwise."""
    wanted = [
        row
        for row in each.requirements
        if row.status == Status.ACTIVE and rules.must_be_reviewed(row.kind, row.months)
    ]
    if not wanted or each.reviews:
        return ""
    return _(
        "Drug rehabilitation for more than 12 months is reviewed by the court (Sentencing Act"
        " 2020, Schedule 9, Part 10). Ask the court for the day."
    )


def early_end(each: Ordered) -> list[tuple[str, bool]]:
    """What must be so before an order ends early; nothing while the site has not turned it on."""
    if not early.is_on() or each.order.status != Status.ACTIVE:
        return []
    others = [row for row in each.requirements if row.kind not in rules.BY_INSTRUCTION]
    left = sum(row.status == Status.ACTIVE for row in others)
    open_words = ngettext(
        "Other requirements: %(n)s still in force", "Other requirements: %(n)s still in force", left
    )
    first = (open_words % {"n": left}) if left else _("Other requirements are complied with")
    return [(first, not left), *((str(words), False) for words in rules.EARLY_END.values())]


def early_from(order: Order) -> list[str]:
    """From which day it may be asked for, by whose rule and source; never worked out otherwise."""
    said, first = early.site_terms(), early.first_day(order)
    if said is None or first is None:
        words_of = _("From which day is not set here. The responsible officer says it.")
        return [words_of, terms.source_of("order_end", terms.EARLY)]
    day = words.full_date(first)
    come = _("It may be asked for since %(day)s.") if first <= clock.today() else None
    return [
        (come or _("It may be asked for from %(day)s.")) % {"day": day},
        _("The rule of %(whose)s. Source: %(source)s.")
        % {"whose": said.rule.rstrip("."), "source": said.source.rstrip(".")},
    ]


@dataclass(frozen=True)
class CaseloadRow:
    """One line of the caseload."""

    name: str
    about: str
    url: str
    order: str
    made: str
    requires: tuple[str, ...]
    review: str
    ends: str


def caseload_row(each: OnCaseload) -> CaseloadRow:
    assert each.person is not None  # noqa: S101 - those without are left out
    today, order, review = clock.today(), each.order, each.review
    day = words.day_date(review.on, today=today) if review and review.on else ""
    return CaseloadRow(
        name=people.full_name(each.person),
        about=people.born_words(each.person, today=today),
        url=reverse("person_order", args=[each.person.reference]),
        order=terms.label("order", order.kind),
        made=words.full_date(order.made_on),
        requires=tuple(_requires(row) for row in each.requirements),
        review=f"{day}, {words.clock(review.at)}" if review and review.at and day else day,
        ends=words.full_date(order.ends_on) if order.ends_on else _("The court did not say"),
    )


def _requires(row: Requirement) -> str:
    period = period_words(row)
    name = rules.requirement_words(row.kind, row.label)
    return f"{name}, {period}" if period else name


def decided_words(outcome: HearingOutcome) -> str:
    """What a court decided of which no order is kept yet."""
    day = words.short_date(outcome.hearing.on, today=clock.today())
    decided = court_terms.label("disposal", outcome.disposal)
    return f"{decided}, {outcome.hearing.court}, {day}"
