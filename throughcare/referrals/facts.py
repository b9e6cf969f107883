"""What is known of the person: for whom a service is, and what a service would be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q, Value
from django.utils.translation import gettext as _

from throughcare.core import clock, registry
from throughcare.design import words
from throughcare.people import selectors as people
from throughcare.people.details import safe_rule
from throughcare.people.models import Address, ContactMethod, KnowFirst, Person
from throughcare.people.presenters import born_words, full_name
from throughcare.referrals import rules
from throughcare.referrals.rules import Known

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: What the sender may leave out of the copy; who the person is always goes with it.
PARTS = ("reach", "helps", "safety")
#: What to know first that may be told in its own words. How staff keep safe is asked for.
_TOLD = frozenset(
    {KnowFirst.Kind.CONTACT, KnowFirst.Kind.COMMUNICATION, KnowFirst.Kind.INTERPRETER}
)


@dataclass(frozen=True)
class FromAssessment:
    """What an assessment knows: codes of needs not met yet, and whether there is a safety plan.

    None where this reader may not know.
    """

    needs: tuple[str, ...] = ()
    has_safety_plan: bool | None = None


Asks = Callable[["Context", Sequence[UUID]], FromAssessment]


def offer_facts(folder: str, asks: Asks) -> None:
    """Say what a higher folder knows; it asks at most one statement."""
    registry.offer("referral_facts", folder, asks)


@dataclass(frozen=True)
class Sheet:
    """What a service would see, part by part, in words."""

    person: tuple[tuple[str, str], ...]
    reach: tuple[str, ...]
    helps: tuple[str, ...]
    safety: tuple[str, ...]

    def frozen(self, left_in: Iterable[str]) -> dict[str, Any]:
        """As it is sent: who it is, and the parts that the sender left in."""
        kept = set(left_in)
        return {
            "person": [list(pair) for pair in self.person],
            **{part: list(getattr(self, part)) if part in kept else [] for part in PARTS},
        }


@dataclass(frozen=True)
class Facts:
    """All that the page of a referral needs to know of the person."""

    known: Known
    needs: tuple[str, ...]
    sheet: Sheet


def facts_of(ctx: Context, person: Person, group: Sequence[UUID], sender: str) -> Facts:
    """Ask once for everything. Three statements, and one for each folder that knows more."""
    reach, areas = _reach(ctx, group)
    first = people.know_first(ctx, group)
    asked = [asks(ctx, group) for asks in registry.offered("referral_facts").values()]
    needs = rules.known_needs([code for each in asked for code in each.needs])
    plan = any(each.has_safety_plan for each in asked)
    sheet = Sheet(
        person=tuple(_person(person)),
        reach=tuple(reach),
        helps=tuple(str(row["text"]) for row in first if _is_told(row)),
        safety=tuple(_safety(plan, first, sender)),
    )
    return Facts(Known(_sex(person), _age(person), areas), tuple(needs), sheet)


def _sex(person: Person) -> str:
    return person.sex if person.sex in (Person.Sex.FEMALE, Person.Sex.MALE) else ""


def _age(person: Person) -> int | None:
    if person.born_on is None or person.born_about:
        return None
    return words.age(person.born_on, today=clock.today())


def _person(person: Person) -> Iterable[tuple[str, str]]:
    yield _("Name"), full_name(person)
    if person.likes_to_be_called:
        yield _("Likes to be called"), person.likes_to_be_called
    yield _("Born"), born_words(person)
    yield _("NHS number"), words.nhs_number(person.nhs_number) or _("Not known")


def _is_told(row: dict[str, object]) -> bool:
    return row["part"] == "need" or row["kind"] in _TOLD


def _safety(plan: bool, first: Sequence[dict[str, object]], sender: str) -> Iterable[str]:
    if plan:
        yield _("Has a safety plan. Ask %(sender)s before the first contact.") % {"sender": sender}
    if any(row["kind"] == KnowFirst.Kind.STAFF_SAFETY for row in first):
        yield _("Ask %(sender)s how to meet safely before the first contact.") % {"sender": sender}


def _reach(ctx: Context, group: Sequence[UUID]) -> tuple[list[str], tuple[str, ...]]:
    """How to reach the person, with the rule that keeps it safe; the districts they live in.

    One statement. An address is not sent; a withheld one is not asked for its district either.
    """
    today = clock.today()
    live = (Q(ends_on=None) | Q(ends_on__gt=today)) & Q(person_id__in=list(group))
    methods = (
        ContactMethod.visible_to(ctx)
        .filter(live)
        .values_list(
            "pk", "kind", "value", "may_text", "may_call", "may_leave_message", "may_write",
            "safe_times", "note", named=True,
        )
    )  # fmt: skip
    no = Value(value=False)
    homes = (
        Address.visible_to(ctx)
        .filter(live, withheld=False)
        .exclude(postcode="")
        .annotate(
            part=Value("home"), text_=no, call_=no, leave_=no, write_=no, times_=Value(""),
            note_=Value(""), code=F("postcode"),
        )
        .values_list(
            "pk", "part", "code", "text_", "call_", "leave_", "write_", "times_", "note_",
            named=True,
        )
    )  # fmt: skip
    rows = list(methods.union(homes, all=True))
    ctx.shown.objects(*(row.pk for row in rows))
    areas = [rules.district(row.value) for row in rows if row.kind == "home"]
    return (
        [_reach_words(row) for row in rows if row.kind != "home" and _may_use(row)],
        tuple(dict.fromkeys(area for area in areas if area)),
    )


def _may_use(row: Any) -> bool:
    """Only a way in which the person agreed to be reached is passed on."""
    return bool(row.may_text or row.may_call or row.may_write)


def _reach_words(row: Any) -> str:
    method = ContactMethod(
        may_text=row.may_text,
        may_call=row.may_call,
        may_leave_message=row.may_leave_message,
        may_write=row.may_write,
        safe_times=row.safe_times,
        note=row.note,
    )
    return f"{row.value}. {safe_rule(method)}"
