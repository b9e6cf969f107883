"""Are these two records one person? Side by side, then one person says and another confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db import connection
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.views import get_or_404
from throughcare.design.forms import Form
from throughcare.design.parts import Comparison
from throughcare.people import matching, presenters, same_as, selectors
from throughcare.people.models import Identifier, Person, SameAs
from throughcare.people.part_forms import LineField
from throughcare.people.standing import person_by_reference
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse, QueryDict

SAME, NOT_SAME, NOT_SURE, APART = "same", "not_same", "not_sure", "apart"


class DecisionForm(Form):
    """What the reader says of the two records, and how they know."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=gettext_lazy("Are they the same person?"), widget=forms.RadioSelect
    )
    reason = LineField(label=gettext_lazy("How do you know?"), max_length=500)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Gain:
    """A team, and which record it will see more of."""

    team: str
    agency: str
    members: int
    gains: str


class Compare(PersonFormView):
    """Both records must be readable; who may not decide sees the comparison alone."""

    template_name = "people/compare.jinja"
    recent_proof = True
    other: Person

    def fetch(self) -> None:
        super().fetch()
        self.other, _standing = person_by_reference(self.ctx, self.kwargs["other"])
        if self.other.pk == self.person.pk:
            raise Http404
        self.ctx.shown.people(self.other.pk)
        self.held = same_as.open_decision(self.ctx, self.person, self.other)
        self.apart = _compared_apart(self.person, self.other)

    @property
    def waits_for_another(self) -> bool:
        """The reader said it themselves: a second person is needed."""
        return bool(
            self.held
            and self.held.status == SameAs.Status.PROPOSED
            and self.held.proposed_by.user_id == self.ctx.user_id
        )

    def choices(self) -> list[tuple[str, str]]:
        status = self.held.status if self.held else ""
        if status == SameAs.Status.CONFIRMED:
            return [(APART, _("Take them apart again"))]
        refuse = (NOT_SAME, _("Not the same person"))
        if status == SameAs.Status.PROPOSED:
            if self.waits_for_another:
                return [refuse]
            return [(SAME, _("Same person: confirm and join them")), refuse]
        said = [(SAME, _("Same person: link them")), refuse]
        return said if status else [*said, (NOT_SURE, _("Not sure: ask a colleague"))]

    def make_form(self, data: QueryDict | None) -> BaseForm:
        shown = {"version": self.held.version if self.held else 0}
        return DecisionForm(data, initial=shown, choices=self.choices())

    def form_valid(self, form: BaseForm) -> HttpResponse:
        seen = form.cleaned_data["version"] or 0
        if seen != (self.held.version if self.held else 0):
            form.add_error(None, _("A colleague has decided something in between. Look again."))
            return self.form_invalid(form)
        try:
            said = self._decide(form.cleaned_data["decision"], form.cleaned_data["reason"])
        except (MoveNotAllowed, StaleVersion):
            form.add_error(None, _("A colleague has decided something in between. Look again."))
            return self.form_invalid(form)
        return self.done(said, reverse("person", args=[self.person.reference]))

    def _decide(self, decision: str, reason: str) -> str:
        both: dict[str, Any] = {"a": self.person, "b": self.other, "reason": reason}
        if decision == APART:
            same_as.end_same_as(self.ctx, **both)
            return _("Taken apart again. Both records are as they were.")
        if decision == NOT_SAME:
            same_as.refuse_same_as(self.ctx, **both)
            return _("Kept apart: not the same person.")
        if decision == NOT_SURE:
            same_as.propose_same_as(self.ctx, **both, sure=False)
            return _("A colleague is asked. Until then the records stay apart.")
        if self.held and self.held.status == SameAs.Status.PROPOSED:
            same_as.confirm_same_as(self.ctx, **both)
            return _("Joined. The link can be undone from either record.")
        same_as.propose_same_as(self.ctx, **both)
        return _("Sent to confirm. A second colleague looks before anyone sees more.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.apart["may_merge"]:
            raise NotAllowed("merge", "this role does not decide about these two records")
        return super().post(request, *args, **kwargs)

    def page_context(self) -> dict[str, Any]:
        numbers = Identifier.visible_to(self.ctx).filter(
            person_id__in=[self.person.pk, self.other.pk], ends_on=None
        )
        rows = compared(self.person, self.other, list(numbers), self.apart)
        return super().page_context() | {
            "other": self.other,
            "left": presenters.full_name(self.person),
            "right": presenters.full_name(self.other),
            "rows": rows,
            "reasons": [(row.detail, row.match) for row in rows if row.match != "none"],
            "held": self.held,
            "status": self.held.status if self.held else "",
            "waits_for_another": self.waits_for_another,
            "hints": self._hints(),
            "may_decide": self.apart["may_merge"],
            "gains": _gains(self.person, self.other),
        }

    def _hints(self) -> dict[str, str]:
        """What follows from each choice."""
        same = _(
            "A second colleague confirms before anyone sees more. Both records are kept whole, "
            "and the link can be undone."
        )
        if self.held and self.held.status == SameAs.Status.PROPOSED:
            same = _(
                "You are the second person: the teams named here see more at once. Both records "
                "are kept whole, and the link can be undone."
            )
        return {
            SAME: same,
            NOT_SAME: _("The records stay apart."),
            NOT_SURE: _("Goes to your team’s Today. Until then they stay apart."),
            APART: _("Both records are again as they were before they were joined."),
        }


class FromList(PersonView):
    """Leads from a line of a list to the two records that it is about."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = get_or_404(
            SameAs.visible_to(self.ctx).select_related("person_a", "person_b"),
            pk=self.kwargs["decision"],
        )
        pair = {row.person_a_id: row.person_a, row.person_b_id: row.person_b}
        if self.person.pk not in pair:
            raise Http404
        other = next(person for pk, person in pair.items() if pk != self.person.pk)
        address = reverse("person_compare", args=[self.person.reference, other.reference])
        return HttpResponseRedirect(address)


def compared(
    a: Person, b: Person, numbers: list[Identifier], apart: dict[str, Any]
) -> list[Comparison]:
    """Each detail of two records and whether it matches."""
    family = matching.names(a.family_name, b.family_name)
    given = matching.names(a.given_name, b.given_name, first=True)
    born = matching.birth_dates(
        a.born_on, b.born_on, left_about=a.born_about, right_about=b.born_about
    )
    sex = matching.same_text(
        "" if a.sex == Person.Sex.NOT_KNOWN else a.sex,
        "" if b.sex == Person.Sex.NOT_KNOWN else b.sex,
    )
    not_known = _("Not known")
    rows = [
        _row(_("Family name"), a.family_name or not_known, b.family_name or not_known, family),
        _row(_("First names"), a.given_name or not_known, b.given_name or not_known, given),
        _row(_("Date of birth"), presenters.born_words(a), presenters.born_words(b), born),
        _row(_("Sex"), str(a.get_sex_display()), str(b.get_sex_display()), sex),
        *_number_rows(a, b, numbers),
    ]
    for detail, key in ((_("Phone"), "phone"), (_("Address"), "address")):
        rows.append(_apart_row(detail, apart[key]))
    return rows


def _row(detail: str, left: str, right: str, match: matching.Match) -> Comparison:
    note = match.why[:1].upper() + match.why[1:]
    return Comparison(detail, left, right, match.answer, note)


def _number_rows(a: Person, b: Person, numbers: list[Identifier]) -> list[Comparison]:
    rows = []
    for kind in Identifier.Kind:
        if kind != Identifier.Kind.NHS_NUMBER and not any(n.kind == kind for n in numbers):
            continue
        left, right = (
            [n for n in numbers if n.kind == kind and n.person_id == person.pk] for person in (a, b)
        )
        shared = {n.canonical for n in left if n.canonical} & {n.canonical for n in right}
        if shared:
            match = matching.Match("yes", _("Checked") if kind != Identifier.Kind.OTHER else "")
        elif left and right:
            match = matching.Match("no")
        else:
            match = matching.Match("none", _("Only on one record") if left or right else "")
        rows.append(_row(str(kind.label), _numbers(left), _numbers(right), match))
    return rows


def _numbers(held: list[Identifier]) -> str:
    return ", ".join(presenters.number_words(each) for each in held) or _("None yet")


def _apart_row(detail: str, found: dict[str, Any]) -> Comparison:
    """A detail that is compared for the reader and not shown."""
    words = {True: _("Recorded, not shown here"), False: _("Not known")}
    note = _("Compared for you") if found["match"] != "none" else ""
    return Comparison(detail, words[found["a"]], words[found["b"]], found["match"], note)


def _compared_apart(a: Person, b: Person) -> dict[str, Any]:
    """May the reader decide, and do phones and addresses that are not shown match?"""
    import json

    with connection.cursor() as cursor:
        cursor.execute("SELECT app.compare_apart(%s, %s)", [a.pk, b.pk])
        answer = cursor.fetchone()[0]
    if answer is None:
        raise Http404
    found: dict[str, Any] = json.loads(answer) if isinstance(answer, str) else answer
    return found


def _gains(a: Person, b: Person) -> list[Gain]:
    """The teams of each record that will see the other; those of both gain nothing."""
    of: dict[tuple[str, str, int], set[UUID]] = {}
    for each in selectors.people_helping([a.pk, b.pk]):
        of.setdefault((each.team, each.agency, each.members), set()).add(each.person_id)
    gains = []
    for (team, agency, members), records in of.items():
        if len(records) == 2:
            words = _("No change")
        else:
            other = b if a.pk in records else a
            words = _("Will see of %(reference)s what each role may see") % {
                "reference": other.reference
            }
        gains.append(Gain(team or agency, agency, members, words))
    return gains
