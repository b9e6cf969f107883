"""Is it suitable? What is settled, what is open, what the person said, what was signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import cached_property

from throughcare.core.views import get_or_404
from throughcare.people import presenters as people
from throughcare.people.views import PersonView
from throughcare.suitability import actions, points, presenters, selectors
from throughcare.suitability.forms import SignForm
from throughcare.suitability.models import Suitability

Status = Suitability.Status


class Shows:
    """What the page shows, for whoever reads it and whoever signs on it."""

    tab = "suitability"
    template_name = "suitability/suitability.jinja"
    sign_form: SignForm | None = None

    @cached_property
    def rows(self: Any) -> list[Suitability]:
        return selectors.all_of(self.ctx, self.group)

    @cached_property
    def found(self: Any) -> selectors.Considered | None:
        """The one that is shown in full: the one that goes on, else the newest."""
        if not self.rows:
            return None
        reads = self.standing.may("read", "clinical_detail")
        return selectors.considered(self.ctx, self.rows[0], self.person, self.group, clinical=reads)

    def page_context(self: Any) -> dict[str, Any]:
        found, may = self.found, self.standing.may("create", "health_summary")
        context = {
            **PersonView.page_context(self),
            "may_begin": may and (found is None or found.row.status == Status.CLOSED),
            "found": found,
            "others": [(presenters.title_of(r), presenters.tag_of(r)) for r in self.rows[1:]],
        }
        return context if found is None else {**context, **self.shown(found, may)}

    def shown(self: Any, found: selectors.Considered, may: bool) -> dict[str, Any]:
        row, called = found.row, people.called(self.person)
        mine = may and row.agency_id == self.ctx.agency_id and row.status != Status.CLOSED
        clinical = mine and self.standing.may("create", "clinical_detail")
        works = mine and row.status != Status.WAITING
        return {
            "row": row,
            "title": presenters.title_of(row),
            "tag": presenters.tag_of(row),
            "version": presenters.version_words(row),
            "groups": points.groups(found, self.person.reference, may_answer=clinical and works),
            "counts": points.counts(found) if found.points else "",
            "rest": points.rest(found),
            "time_left": presenters.time_left(row),
            "nearly": points.nearly(found),
            "willing": presenters.willing_words(found, called),
            "willing_by": presenters.willing_by(found),
            "explained": presenters.explained(found),
            "to_do": presenters.to_do(found),
            "advice": [presenters.advice_row(each, row) for each in found.advice],
            "may_change": mine,
            "decided": presenters.decided_words(row) if mine else "",
            "may_correct": may
            and row.agency_id == self.ctx.agency_id
            and row.status == Status.CLOSED,
            "may_work": works,
            "may_answer": clinical and works,
            "may_print": self.ctx.allows("print", "health_summary"),
            **self.signing(found, mine),
        }

    def signing(self: Any, found: selectors.Considered, mine: bool) -> dict[str, Any]:
        """The part of the page in which somebody signs, or why the reader cannot."""
        row = found.row
        if not mine or row.status != Status.WAITING:
            return {"signing": False, "sign_form": None, "sent": "", "why_not": ""}
        sent_by = getattr(row, "sent_by", None) or ""
        because = actions.why_not_sign(self.ctx, row, looks_up=False)
        sign_url = reverse("suitability_sign", args=[self.person.reference, row.pk])
        return {
            "signing": True,
            "sign_form": self.sign_form,
            "sign_url": "" if because else sign_url,
            "sent": presenters.sent_words(row, sent_by),
            "why_not": presenters.why_not(because, row, sent_by),
        }


def open_points(found: selectors.Considered) -> list[tuple[str, str]]:
    return [(each.criterion.id, each.criterion.question) for each in found.points if each.is_open]


class PersonSuitability(Shows, PersonView):
    """The page. It saves nothing itself: each part has an address of its own."""

    action = "read"
    category = "health_summary"


class OfOne(PersonView):
    """A page about the suitability in the address, if it is this agency's to change."""

    action = "amend"
    category = "health_summary"
    row: Suitability

    def fetch(self) -> None:
        super().fetch()
        rows = selectors.rows(self.ctx, self.group, "amend")
        self.row = get_or_404(
            rows.filter(agency_id=self.ctx.agency_id), pk=self.kwargs["suitability"]
        )
        self.ctx.shown.objects(self.row.pk)

    def draft_subject(self) -> UUID | None:
        return self.row.pk

    def back(self) -> str:
        return reverse("suitability", args=[self.person.reference])

    def later_url(self) -> str:
        return self.back()
