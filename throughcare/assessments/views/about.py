"""What every page about an assessment stands on."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.assessments import presenters, selectors
from throughcare.assessments.area_sets import AreaSet
from throughcare.assessments.models import Assessment
from throughcare.core import clock
from throughcare.core.word_sets import fill
from throughcare.design import words
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView

OPEN_OR_DONE = (Assessment.Status.STARTED, Assessment.Status.COMPLETED)


class AssessmentPage:
    """A page about one assessment of the person, whoever's."""

    ctx: Any
    group: tuple[UUID, ...]
    person: Any
    kwargs: dict[str, Any]
    standing: Any
    assessment: Assessment

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        rows = selectors.assessments_of(self.ctx, self.group)
        found = next((row for row in rows if row.pk == self.kwargs["assessment"]), None)
        if found is None:
            raise Http404
        self.assessment = found

    @property
    def mine(self) -> bool:
        return bool(self.assessment.agency_id == self.ctx.agency_id)

    @property
    def may_write(self) -> bool:
        may: bool = self.standing.may("create", "clinical_detail")
        return self.mine and may and self.assessment.status in OPEN_OR_DONE

    @cached_property
    def areas(self) -> AreaSet:
        return presenters.areas_of(self.assessment)

    @property
    def called(self) -> str:
        return people_presenters.called(self.person)

    def url(self, name: str, *args: Any) -> str:
        """The address of a page of this assessment."""
        return reverse(name, args=[self.person.reference, self.assessment.pk, *args])

    def words_to_say(self) -> list[str]:
        said = {
            "first_name": self.ctx.user_name.split(" ")[0],
            "agency": self.ctx.agency_name,
            "name": self.called,
        }
        return [fill(line, **said) for line in self.areas.say_first]

    def opened_by(self) -> str:
        """Who else began this assessment; nobody is locked out."""
        if self.assessment.recorded_by_id == self.ctx.membership_id:
            return ""
        at = words.at_moment(self.assessment.started_at, now=clock.now())
        return _("%(name)s opened this %(when)s") % {
            "name": self.assessment.by_name,
            "when": at,
        }


class WritesAssessment(AssessmentPage):
    """A form about an assessment of the asker's own agency that may still be written."""

    statuses: ClassVar[tuple[str, ...]] = OPEN_OR_DONE

    def fetch(self) -> None:
        super().fetch()
        if not self.mine or self.assessment.status not in self.statuses:
            raise Http404


class SmallForm(PersonFormView):
    """A form that is drawn field by field under one heading."""

    template_name = "assessments/small.jinja"
    heading: ClassVar[object] = ""
    button: ClassVar[object] = ""
    intro: ClassVar[object] = ""

    def lines(self) -> list[str]:
        """What to know before filling it in."""
        return []

    def back_url(self) -> str:
        return reverse("assessments", args=[self.person.reference])

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "lines": self.lines(),
            "back_url": self.back_url(),
            "tabs": (),
            "saved_words": saved_words(self.draft_saved_at),
        }

    def already_dealt_with(self, form: Any) -> HttpResponse:
        form.add_error(None, _("A colleague has already dealt with this."))
        return self.page(form=form, status=409)


def saved_words(at: Any) -> str:
    """When the draft that is shown was kept; empty when nothing was restored."""
    return _("Saved at %(time)s") % {"time": words.clock(at)} if at else ""
