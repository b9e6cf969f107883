"""The details of a record: names, numbers, where and how to reach the person, what helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.design import words
from throughcare.design.parts import Tag, Term
from throughcare.people import presenters
from throughcare.people.folding import canonical_number
from throughcare.people.models import (
    Address,
    ContactMethod,
    Identifier,
    KnowFirst,
    Person,
    PersonName,
)
from throughcare.people.parts import PARTS, Part, add_menu
from throughcare.people.views import PersonView

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class DetailRow:
    """One line of the details: what it is, what it says, where it comes from."""

    term: str
    value: str
    note: str = ""
    warning: str = ""
    change_url: str = ""
    tag: Tag | None = None


@dataclass(frozen=True)
class Section:
    """One part of the record with its rows; ``hidden`` says why there are none to read."""

    slug: str
    title: str
    rows: list[DetailRow]
    seen_by: str
    add_url: str = ""
    add_words: str = ""
    hidden: str = ""
    # What is said where there is no row to show.
    empty: str = ""


class Details(PersonView):
    """Who someone is, part by part; what this reader may not see is not asked for."""

    template_name = "people/details.jinja"
    tab: ClassVar[str] = "details"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            basics=basic_terms(self.person),
            may_change_basics=self.standing.may("amend", "identity")
            and self.person.agency_id == self.ctx.agency_id,
            sections=[self._section(part) for part in PARTS.values()],
            others=self.standing.others,
            may_read_equality=self.standing.may("read", "clinical_detail"),
            add_menu=add_menu(self.person, self.standing),
            called=presenters.called(self.person),
        )

    def _section(self, part: Part) -> Section:
        may_read = self.standing.may("read", part.category)
        may_add = self.standing.may("create", part.category)
        rows = list(_rows(self, part)) if may_read else []
        self.ctx.shown.objects(*(row.pk for row in rows))
        return Section(
            slug=part.slug,
            title=str(TITLES[part.slug]()),
            rows=[self._row(part, row) for row in rows],
            seen_by=presenters.seen_by(part.category),
            add_url=part.url("add", self.person.reference) if may_add else "",
            add_words=str(part.add),
            hidden="" if may_read else _("Not shown to your role."),
            empty=self._empty(part),
        )

    def _empty(self, part: Part) -> str:
        """Where rows may be hidden one by one, no row is not "none"."""
        if part.model is Address and self.ctx.agency_type not in CARE_TYPES:
            return _("No address that you may see.")
        return _("Nothing recorded yet.")

    def _row(self, part: Part, row: Any) -> DetailRow:
        term, value = SAID[part.slug](row, self.ctx.agency_id)
        mine = row.agency_id == self.ctx.agency_id
        may_change = mine and self.standing.may("amend", part.category)
        ended = getattr(row, part.ends)
        return DetailRow(
            term=term,
            value=value,
            note=_source(row, part),
            warning=_warning(row),
            change_url=part.url("change", self.person.reference, row.pk)
            if may_change and not ended
            else "",
            tag=Tag(_("Ended"), "grey") if ended and ended <= clock.today() else None,
        )


def _rows(page: Details, part: Part) -> QuerySet[Any]:
    rows = part.model.visible_to(page.ctx).filter(person_id__in=page.group)
    return rows.select_related("agency").order_by(f"-{part.ends}", "recorded_at")


TITLES = {
    "name": lambda: _("Names"),
    "number": lambda: _("Numbers"),
    "address": lambda: _("Where they live"),
    "contact": lambda: _("How to get in touch"),
    "know-first": lambda: _("Know first"),
    "adjustment": lambda: _("What helps them take part"),
}


def basic_terms(person: Person) -> list[Term]:
    """What there is one of: birth date, sex, the word to use."""
    not_known = _("Not known")
    return [
        Term(_("Born"), presenters.born_words(person)),
        Term(_("Sex"), person.get_sex_display()),
        Term(_("Pronoun"), person.pronoun or not_known),
        Term(_("Likes to be called"), person.likes_to_be_called or not_known),
        Term(
            _("Identity"),
            _("Not confirmed yet") if person.provisional else _("Confirmed when recorded"),
        ),
    ]


def _name(row: PersonName, _agency: Any) -> tuple[str, str]:
    return row.get_kind_display(), f"{row.given_name} {row.family_name}".strip()


def _number(row: Identifier, _agency: Any) -> tuple[str, str]:
    return row.get_kind_display(), presenters.number_words(row)


def _address(row: Address, agency: Any) -> tuple[str, str]:
    said = presenters.address_words(row, may_see_withheld=row.agency_id == agency)
    if row.withheld and row.agency_id == agency:
        said = _("%(address)s (withheld: %(why)s)") % {"address": said, "why": row.withheld_reason}
    return row.get_kind_display(), said


def _contact(row: ContactMethod, _agency: Any) -> tuple[str, str]:
    return row.get_kind_display(), f"{row.value}. {safe_rule(row)}"


def safe_rule(row: ContactMethod) -> str:
    """The safe-contact rule in one line: what we may do, and what nobody has agreed to."""
    allowed = [
        said
        for may, said in (
            (row.may_text, _("text")),
            (row.may_call, _("call")),
            (row.may_leave_message, _("leave a message")),
            (row.may_write, _("write")),
        )
        if may
    ]
    rule = (
        _("We may %(what)s.") % {"what": words.and_list(allowed)}
        if allowed
        else _("Do not use: nothing has been agreed.")
    )
    more = [rule, row.safe_times and _("Safe times: %s.") % row.safe_times.rstrip(". "), row.note]
    return " ".join(each for each in more if each)


def _know_first(row: KnowFirst, _agency: Any) -> tuple[str, str]:
    return row.get_kind_display(), row.text


def _adjustment(row: Any, _agency: Any) -> tuple[str, str]:
    return row.get_need_display(), row.text


SAID: dict[str, Any] = {
    "name": _name,
    "number": _number,
    "address": _address,
    "contact": _contact,
    "know-first": _know_first,
    "adjustment": _adjustment,
}


def _source(row: Any, part: Part) -> str:
    """Who said so, when, and which agency recorded it."""
    today = clock.today()
    since = row.on if isinstance(row, KnowFirst) else row.starts_on
    said = [row.get_source_display()]
    if isinstance(row, KnowFirst) and row.source_detail:
        said.append(row.source_detail)
    said.append(words.short_date(since, today=today))
    said.append(row.agency.name)
    ended = getattr(row, part.ends)
    if ended:
        said.append(_("ended %s") % words.short_date(ended, today=today))
    elif isinstance(row, KnowFirst):
        said.append(_("look again by %s") % words.short_date(row.review_on, today=today))
    return " · ".join(said)


def _warning(row: Any) -> str:
    if isinstance(row, Identifier) and not row.canonical:
        return canonical_number(row.kind, row.given)[1] or _("This number is not matched on.")
    if isinstance(row, KnowFirst) and row.ended_on is None and row.review_on < clock.today():
        return _("The review is overdue.")
    return ""
