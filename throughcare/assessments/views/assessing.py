"""The assessment: begun, its task list, its areas and safety section."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.assessments import actions, presenters, selectors
from throughcare.assessments.actions.safety import PROMPT
from throughcare.assessments.area_sets import Area, newest
from throughcare.assessments.forms.assessing import (
    AreaForm,
    SafetyForm,
    StartForm,
    given_so_far,
)
from throughcare.assessments.models import Assessment, AssessmentArea, SafetyAnswer
from throughcare.assessments.views.about import (
    AssessmentPage,
    SmallForm,
    WritesAssessment,
    saved_words,
)
from throughcare.core import clock
from throughcare.core.approvals import require_approved
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.views import get_or_404
from throughcare.core.word_sets import fill
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView, PersonView
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict


class Assessments(PersonView):
    """Assessments, needs, contacts and triage of the person."""

    action = "read"
    category = "clinical_detail"
    tab = "assessments"
    template_name = "assessments/assessments.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.assessments_of(self.ctx, self.group)
        triage = selectors.triage_of(self.ctx, self.group)
        needs = selectors.needs_of(self.ctx, self.group)
        return self.page(
            assessments=[
                (row, presenters.assessment_title(row), presenters.assessment_outcome(row))
                for row in rows
            ],
            triage=[
                (row, presenters.triage_title(row), presenters.triage_line(row)) for row in triage
            ],
            needs=[presenters.need_row(need) for need in needs],
            may_write=self.standing.may("create", "clinical_detail"),
            may_name_others=self.ctx.allows("read", "third_party_safeguarding"),
        )


class StartAssessment(SmallForm):
    """Settle taking part, whom to talk with and the interpreter; then begin."""

    action = "create"
    category = "clinical_detail"
    template_name = "assessments/start.jinja"
    form_class = StartForm
    screen: Screen | None = None
    assessments: list[Assessment]

    def fetch(self) -> None:
        super().fetch()
        self.assessments = selectors.assessments_of(self.ctx, self.group)

    def check_access(self) -> None:
        super().check_access()
        require_approved(newest(actions.SET))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An open one goes on where it is."""
        if self.open_one is not None and self.screen is None:
            return HttpResponseRedirect(self.address_of(self.open_one))
        return super().get(request, *args, **kwargs)

    @property
    def open_one(self) -> Assessment | None:
        mine = [row for row in self.assessments if row.agency_id == self.ctx.agency_id]
        return next((row for row in mine if row.status == Assessment.Status.STARTED), None)

    def address_of(self, assessment: Assessment) -> str:
        return reverse("assessment", args=[self.person.reference, assessment.pk])

    def form_kwargs(self) -> dict[str, Any]:
        """What was wished for last time is not asked as if it were new."""
        last = next((row for row in self.assessments if row.worker_sex != "not_asked"), None)
        return {"initial": {"worker_sex": last.worker_sex} if last else {}}

    def page_context(self) -> dict[str, Any]:
        areas = newest(actions.SET)
        said = {
            "first_name": self.ctx.user_name.split(" ")[0],
            "agency": self.ctx.agency_name,
            "name": people_presenters.called(self.person),
        }
        return {
            **super().page_context(),
            "areas": areas,
            "say_first": [fill(line, **said) for line in areas.say_first],
            "screen": self.screen,
            "open_one": self.open_one,
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, StartForm)  # noqa: S101 - form_class
        values = form.values()
        if values["taking_part"] == "no":
            return self.declined()
        assessment = actions.start_assessment(
            self.ctx,
            person_id=self.person.pk,
            group=self.group,
            screen_id=self.screen.pk if self.screen else None,
            **values,
        )
        return HttpResponseRedirect(self.address_of(assessment))

    def declined(self) -> HttpResponse:
        """Nobody is assessed who does not want to be: the answer is kept, the step is closed."""
        on = self.screen.person_id if self.screen else self.person.pk
        sharing.record_taking_part(self.ctx, person_id=on, in_what="assessment", answer="no")
        if self.screen is not None:
            screening.take_step(
                self.ctx, screen_id=self.screen.pk, step="assess", result="declined"
            )
        said = _("Recorded that %(name)s does not want to be assessed today.")
        name = people_presenters.full_name(self.person)
        return self.done(said % {"name": name}, reverse("today"))


class StartAfterScreen(StartAssessment):
    """The decision "assess" of a screening begins here. Who may not assess says what came of it."""

    category = "health_summary"

    def fetch(self) -> None:
        super().fetch()
        rows = Screen.visible_to(self.ctx, "amend").filter(person_id__in=self.group)
        self.screen = get_or_404(rows, pk=self.kwargs["screen"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.standing.may("create", "clinical_detail"):
            return HttpResponseRedirect(self.step_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.standing.may("create", "clinical_detail"):
            return HttpResponseRedirect(self.step_url())
        return super().post(request, *args, **kwargs)

    def step_url(self) -> str:
        assert self.screen is not None  # noqa: S101 - fetch
        return reverse("screening_step", args=[self.person.reference, self.screen.pk, "assess"])


class ShowAssessment(AssessmentPage, PersonView):
    """The task list of an open assessment; what was recorded, once it has ended."""

    action = "read"
    category = "clinical_detail"
    tab = "assessments"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        started = self.assessment.status == Assessment.Status.STARTED
        if started and self.may_write:
            self.template_name = "assessments/tasks.jinja"  # type: ignore[misc]
            return self.page(**self.tasks())
        self.template_name = "assessments/assessment.jinja"  # type: ignore[misc]
        return self.page(**self.whole())

    def shared(self) -> dict[str, Any]:
        return {
            "assessment": self.assessment,
            "areas": self.areas,
            "title": presenters.assessment_title(self.assessment),
            "before": presenters.before_words(self.assessment),
        }

    def tasks(self) -> dict[str, Any]:
        kept = selectors.areas_of(self.ctx, self.assessment)
        earlier = selectors.earlier_areas(self.ctx, self.group, self.assessment)
        safety = selectors.safety_of(self.ctx, self.assessment)
        subjects = {
            each: self.subject(each) for each in ("safety", *(a.id for a in self.areas.areas))
        }
        drafts = selectors.drafts_of(self.ctx, subjects.values())

        def task(area: Area) -> presenters.Task:
            return presenters.task(
                area.title,
                self.url("assessment_area", area.id),
                saved=area.id in kept,
                draft=subjects[area.id] in drafts,
                earlier=earlier.get(area.id),
            )

        first = presenters.task(
            _("Safety now"),
            self.url("assessment_safety"),
            saved=safety is not None,
            draft=subjects["safety"] in drafts,
        )
        groups = [(_("Safety"), [first])]
        groups += [(group.title, [task(a) for a in group.areas]) for group in self.areas.groups]
        done = sum(1 for _title, tasks in groups for each in tasks if each.tag is None)
        return {
            **self.shared(),
            "say_first": self.words_to_say(),
            "opened_by": self.opened_by(),
            "groups": [
                (title, [each.item(n, f"task-{number}") for n, each in enumerate(tasks, 1)])
                for number, (title, tasks) in enumerate(groups, 1)
            ],
            "done": done,
            "all": 1 + len(self.areas.areas),
            "has_safety": safety is not None,
            "mine_alone": self.assessment.recorded_by_id == self.ctx.membership_id,
        }

    def subject(self, part: str) -> UUID:
        return presenters.area_subject(self.assessment.pk, part)

    def whole(self) -> dict[str, Any]:
        kept = selectors.areas_of(self.ctx, self.assessment)
        groups = []
        for group in self.areas.groups:
            read = [self.read(area, kept.get(area.id)) for area in group.areas]
            told = [each for each in read if not each.not_asked]
            groups.append((group.title, told, [each for each in read if each.not_asked]))
        return {
            **self.shared(),
            "outcome": presenters.assessment_outcome(self.assessment),
            "groups": groups,
            "safety": presenters.safety_terms(
                self.areas,
                selectors.safety_answers_of(self.ctx, self.assessment),
                selectors.safety_of(self.ctx, self.assessment),
            ),
            "done": selectors.safety_done_of(self.ctx, self.assessment),
            "looked": selectors.looked_again_at(self.ctx, self.assessment),
            "may_write": self.may_write,
        }

    def read(self, area: Area, row: AssessmentArea | None) -> presenters.ReadArea:
        url = self.url("assessment_area", area.id) if self.may_write else ""
        return presenters.read_area(area, row, url)


class PartView(WritesAssessment, MergesConflicts, PersonFormView):
    """One part of an assessment, with its own draft and its own version."""

    action = "create"
    category = "clinical_detail"

    def draft_subject(self) -> UUID:
        return presenters.area_subject(self.assessment.pk, self.part)

    @property
    def part(self) -> str:
        raise NotImplementedError

    def later_url(self) -> str:
        return self.url("assessment")

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "tabs": (),
            "assessment": self.assessment,
            "areas": self.areas,
            "back_url": self.url("assessment"),
            "saved_words": saved_words(self.draft_saved_at),
            "called": self.called,
        }

    def closed(self, form: BaseForm) -> HttpResponse:
        form.add_error(None, _("A colleague has ended this assessment in the meantime."))
        return self.page(form=form, status=409)


class WriteArea(PartView):
    """One area: was it asked, what was said and found, is there a need."""

    template_name = "assessments/area.jinja"
    form_class = AreaForm
    draft_name = "assessment_area"
    merge_fields: ClassVar[tuple[str, ...]] = tuple(AreaForm.base_fields)
    area: Area
    row: AssessmentArea | None

    def fetch(self) -> None:
        super().fetch()
        try:
            self.area = self.areas.area(self.kwargs["area"])
        except KeyError:
            raise Http404 from None
        self.row = selectors.areas_of(self.ctx, self.assessment).get(self.area.id)

    @property
    def part(self) -> str:
        return self.area.id

    def current_version(self) -> int:
        return self.row.version if self.row else 0

    def current_values(self) -> dict[str, Any]:
        if self.row is None:
            return {}
        return {name: getattr(self.row, name) for name in AreaForm.base_fields}

    def current_author(self) -> tuple[str, str]:
        if self.row is None:
            return super().current_author()
        return self.row.by_name.split(" ")[0], presenters.earlier_words(self.row)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    @cached_property
    def earlier(self) -> AssessmentArea | None:
        rows = selectors.earlier_areas(self.ctx, self.group, self.assessment)
        return rows.get(self.area.id)

    def page_context(self) -> dict[str, Any]:
        before = self.earlier
        return {
            **super().page_context(),
            "area": self.area,
            "ask": fill(self.area.ask, name=self.called, first_name="", agency=""),
            "earlier": presenters.area_terms(before) if before else [],
            "earlier_by": presenters.earlier_words(before) if before else "",
            "do_not_ask": bool(before and before.do_not_ask_again),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, AreaForm)  # noqa: S101 - form_class
        try:
            actions.save_area(
                self.ctx,
                assessment_id=self.assessment.pk,
                area=self.area.id,
                version=self.seen_version(),
                given=form.given(),
            )
        except MoveNotAllowed:
            return self.closed(form)
        return self.done(_("Saved: %(area)s.") % {"area": self.area.title}, self.url("assessment"))


class WriteSafety(PartView):
    """The safety section. An answer to act on raises its prompt before anything else is saved."""

    template_name = "assessments/safety.jinja"
    form_class = SafetyForm
    draft_name = "assessment_safety"
    part = "safety"
    answers: dict[str, SafetyAnswer]

    def fetch(self) -> None:
        super().fetch()
        self.answers = selectors.safety_answers_of(self.ctx, self.assessment)
        self.now = selectors.safety_of(self.ctx, self.assessment)

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "areas": self.areas,
            "called": self.called,
            "initial": self.current_values(),
        }

    @property
    def merge_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        asked = [name for q in self.areas.safety for name in (q.id, f"{q.id}_more")]
        return (*asked, *presenters.SAFETY_TITLES, "look_again_on")

    def current_version(self) -> int:
        return self.now.version if self.now else 0

    def current_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for row in self.answers.values():
            values[row.question], values[f"{row.question}_more"] = row.answer, row.text
        if self.now is not None:
            for name in (*presenters.SAFETY_TITLES, "look_again_on"):
                values[name] = getattr(self.now, name)
        return values

    def current_author(self) -> tuple[str, str]:
        if self.now is None:
            return super().current_author()
        at = words.moment(self.now.recorded_at, now=clock.now())
        line = _("%(name)s, saved %(time)s") % {"name": self.now.by_name, "time": at}
        return self.now.by_name.split(" ")[0], line

    def save_draft(self) -> datetime:
        """Also after a save that could not be: a safety answer stays, whatever is in the way."""
        at = super().save_draft()
        self.save_at_once(self.request.POST)
        return at

    def save_at_once(self, data: QueryDict) -> None:
        given = given_so_far(self.areas, data)
        if self.assessment.status == Assessment.Status.STARTED:
            actions.save_safety_answers(self.ctx, assessment=self.assessment, given=given)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, SafetyForm)  # noqa: S101 - form_class
        try:
            actions.save_safety(
                self.ctx,
                assessment_id=self.assessment.pk,
                version=self.seen_version(),
                given=form.given(),
            )
        except MoveNotAllowed:
            return self.closed(form)
        said = _("Safety section saved.")
        prompts = selectors.open_prompts_of(self.ctx, self.assessment, PROMPT)
        if prompts:
            address = reverse("assessment_prompt", args=[self.person.reference, prompts[0].pk])
            return self.done(said, address)
        return self.done(said, self.url("assessment"))
