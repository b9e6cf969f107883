"""One person at court: hearings, what came of them, what was said there, what follows."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.views import get_or_404
from throughcare.court import actions, presenters, rules, selectors, terms, twice
from throughcare.court.forms.advice import AdviceForm, FeedbackForm
from throughcare.court.forms.hearings import FollowUpForm, HearingForm, OutcomeForm
from throughcare.court.models import CourtFeedback, CourtFollowUp, Hearing, HearingOutcome
from throughcare.court.panels import asks_health
from throughcare.design.conflicts import MergesConflicts
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class PersonCourt(PersonView):
    """Hearings of the person, and what was said about them at court."""

    action = "read"
    category = "justice"
    tab = "court"
    template_name = "court/person.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        may = self.standing.may
        found = selectors.at_court(
            self.ctx,
            self.group,
            clinical=may("read", "clinical_detail"),
            summary=may("read", "health_summary"),
        )
        titles = presenters.hearing_titles(found.hearings)
        twins = twice.twins(found.hearings, found.outcomes.values())
        shown = [self.hearing(found, each, titles[each.pk]) for each in found.hearings]
        for each in shown:
            each["twin"] = twins.get(each["hearing"].pk) if each["may_record"] else None
        return self.page(
            hearings=shown,
            twin_words=presenters.twin_words,
            advice=[
                (
                    row,
                    terms.label("asked_by", row.to_whom),
                    terms.labels("advice", row.said),
                    found.details.get(row.pk),
                )
                for row in found.advice
            ],
            feedback=[
                (row, CourtFeedback.Used(row.used).label, terms.labels("helped", row.helped))
                for row in found.feedback
            ],
            may_add=may("create", "justice") and may("create", "health_summary"),
            may_advise=may("create", "health_summary"),
            may_feed_back=may("create", "justice") and rules.says_if_used(self.ctx),
            may_ask=asks_health(self.ctx)
            and may("create", "justice")
            and bool(selectors.court_places(self.ctx)),
        )

    def hearing(self, found: selectors.AtCourt, hearing: Hearing, title: str) -> dict[str, Any]:
        """One hearing with what came of it and what follows."""
        mine = hearing.agency_id == self.ctx.agency_id
        outcome = found.outcomes.get(hearing.pk)
        return {
            "hearing": hearing,
            "title": title,
            "tag": presenters.hearing_tag(hearing),
            "custody": presenters.custody_words(hearing),
            "terms": presenters.outcome_terms(outcome) if outcome else [],
            "follow_ups": [
                (row, terms.label("follow_up", row.kind), row.get_status_display())
                for row in found.follow_ups.get(hearing.pk, [])
            ],
            "may_record": mine and self.standing.may("create", "justice"),
            "recorded": outcome is not None,
        }


class CourtForm(PersonFormView):
    """A form about the person at court."""

    template_name = "court/person_form.jinja"
    heading: ClassVar[object] = ""
    button: ClassVar[object] = gettext_lazy("Save")

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "tabs": (), "lines": self.lines(), "back": self.back()}

    def lines(self) -> list[str]:
        """What to know before filling it in."""
        return []

    def back(self) -> str:
        return reverse("person_court", args=[self.person.reference])

    def later_url(self) -> str:
        return self.back()

    def already_dealt_with(self, form: BaseForm) -> HttpResponse:
        form.add_error(None, _("A colleague has already dealt with this."))
        return self.page(form=form, status=409)


class AddHearing(CourtForm):
    """A hearing that no list has told us of."""

    action = "create"
    category = "justice"
    form_class = HearingForm
    heading = gettext_lazy("Add a hearing")

    def check_access(self) -> None:
        super().check_access()
        if not self.standing.may("create", "health_summary"):
            raise NotAllowed("create", "hearings are added by those who work with the person")

    def form_kwargs(self) -> dict[str, Any]:
        asked = self.request.GET
        known = {"on": read_day(asked.get("on", "")), "starts_at": read_time(asked.get("at", ""))}
        return {"places": selectors.court_places(self.ctx), "initial": known}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        hearing = actions.add_hearing(
            self.ctx,
            person_id=self.person.pk,
            place_id=form.place_id(),  # type: ignore[attr-defined]
            facts=form.facts(),  # type: ignore[attr-defined]
        )
        return self.done(_("Hearing added."), self.following(hearing))

    def following(self, hearing: Hearing) -> str:
        """The report that it was added for, where it was; else the page of the court."""
        kind = self.request.GET.get("kind")
        if not kind:
            return self.back()
        page = reverse("report_new", args=[self.person.reference])
        return f"{page}?{urlencode({'kind': kind, 'hearing': hearing.pk})}"


def read_day(text: str) -> date | None:
    """A day as addresses write it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """A time as addresses write it; None for anything else."""
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


class RecordOutcome(MergesConflicts, CourtForm):
    """What came of a hearing; the same page corrects it."""

    action = "create"
    category = "justice"
    template_name = "court/outcome.jinja"
    form_class = OutcomeForm
    draft_name = "hearing_outcome"
    merge_fields = OutcomeForm.FIELDS
    heading = gettext_lazy("What the court decided")
    hearing: Hearing
    outcome: HearingOutcome | None

    def fetch(self) -> None:
        super().fetch()
        rows = Hearing.visible_to(self.ctx).filter(
            person_id__in=self.group, agency_id=self.ctx.agency_id
        )
        rows = rows.exclude(status=Hearing.Status.VOID).select_related("place")
        self.hearing = get_or_404(rows, pk=self.kwargs["hearing"])
        self.outcome = (
            HearingOutcome.visible_to(self.ctx).filter(hearing_id=self.hearing.pk).first()
        )
        self.ctx.shown.objects(self.hearing.pk)

    def draft_subject(self) -> UUID | None:
        return self.hearing.pk

    def facts(self) -> tuple[tuple[str, str], ...]:
        return ((_("Hearing"), presenters.hearing_title(self.hearing)),)

    def lines(self) -> list[str]:
        lines = []
        if self.hearing.restricted:
            said = self.hearing.restriction or _("The list does not say which.")
            lines.append(_("Reporting restriction: %(words)s") % {"words": said})
        if self.listed is not None:
            by_hand = twice.is_by_hand(self.hearing)
            lines.append(presenters.twin_words(self.listed, by_hand=by_hand))
        return lines

    @cached_property
    def listed(self) -> Hearing | None:
        """The hearing on a list that this one could be."""
        return twice.listed_too(self.ctx, self.group, self.hearing)

    def form_kwargs(self) -> dict[str, Any]:
        courts = selectors.other_courts(self.ctx, self.outcome)
        listed = self.listed if twice.is_by_hand(self.hearing) else None
        return {
            "hearing": self.hearing,
            "courts": courts,
            "listed": listed,
            "initial": self.current_values(),
        }

    def current_version(self) -> int:
        return self.outcome.version if self.outcome else 0

    def current_values(self) -> dict[str, Any]:
        if self.outcome is None:
            return {}
        return OutcomeForm.initial_of(self.outcome, self.hearing.status)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if form.cleaned_data["happened"] == OutcomeForm.SAME:
            return self.take_off(form)
        facts = form.facts()  # type: ignore[attr-defined]
        try:
            if self.outcome is None:
                actions.record_outcome(self.ctx, hearing_id=self.hearing.pk, facts=facts)
            else:
                actions.correct_outcome(
                    self.ctx,
                    outcome_id=self.outcome.pk,
                    version=self.seen_version(),
                    facts=facts,
                )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        except ReasonMissing:
            form.add_error(None, _("Say what was decided: how it ended, why not, or bail."))
            return self.page(form=form, status=422)
        return self.done(_("Outcome recorded."), self.back())

    def take_off(self, form: BaseForm) -> HttpResponse:
        """It stands here twice: the one on the list stays."""
        assert self.listed is not None  # noqa: S101 - else the answer is not offered
        try:
            actions.take_off_second(self.ctx, hearing_id=self.hearing.pk, listed_id=self.listed.pk)
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        said = _("One hearing stays: the one on the list, at %(court)s.")
        return self.done(said % {"court": self.listed.court}, self.back())


class AboutHearing(CourtForm):
    """A form that may be about one of the person's hearings, named in the address."""

    @cached_property
    def hearings(self) -> list[Hearing]:
        return selectors.hearings_to_choose(self.ctx, self.group)

    def asked_for(self) -> Hearing | None:
        """The hearing in the address, else the one of today, else the newest."""
        wanted = self.request.GET.get("hearing", "")
        found = {str(each.pk): each for each in self.hearings}
        today = next((each for each in self.hearings if each.on == clock.today()), None)
        return found.get(wanted) or today or next(iter(self.hearings), None)

    def form_kwargs(self) -> dict[str, Any]:
        asked = self.asked_for()
        return {"hearings": self.hearings, "initial": {"hearing": str(asked.pk) if asked else ""}}


class GiveAdvice(AboutHearing):
    """What was said aloud at court."""

    action = "create"
    category = "health_summary"
    template_name = "court/advice.jinja"
    form_class = AdviceForm
    draft_name = "court_advice"
    heading = gettext_lazy("Spoken advice to the court")

    def form_kwargs(self) -> dict[str, Any]:
        kwargs = super().form_kwargs()
        asked = self.asked_for()
        kwargs["places"] = selectors.court_places(self.ctx)
        kwargs["may_be_clinical"] = self.standing.may("create", "clinical_detail")
        kwargs["initial"]["place"] = str(asked.place_id) if asked else ""
        return kwargs

    def form_valid(self, form: BaseForm) -> HttpResponse:
        said = form.cleaned_data
        hearing: Hearing | None = form.chosen  # type: ignore[attr-defined]
        actions.give_advice(
            self.ctx,
            person_id=self.person.pk,
            facts=actions.AdviceFacts(
                place_id=(hearing and hearing.place_id) or UUID(said["place"]),
                hearing_id=hearing.pk if hearing else None,
                to_whom=said["to_whom"],
                to_name=said["to_name"].strip(),
                said=tuple(said["said"]),
                words=said["words"].strip(),
                clinical=form.clinical_part(),  # type: ignore[attr-defined]
            ),
        )
        return self.done(_("Recorded."), self.back())


class GiveFeedback(AboutHearing):
    """Whether the court used what it was told: one press."""

    action = "create"
    category = "justice"
    template_name = "court/feedback.jinja"
    form_class = FeedbackForm
    heading = gettext_lazy("Did you use what the health team told you?")

    def check_access(self) -> None:
        super().check_access()
        if not rules.says_if_used(self.ctx):
            raise NotAllowed(self.action, "the court says whether it used what it was told")

    def form_kwargs(self) -> dict[str, Any]:
        kwargs = super().form_kwargs()
        kwargs["initial"]["said_by"] = CourtFeedback.SaidBy.LEGAL_ADVISER
        return kwargs

    def place_id(self, hearing: Hearing | None) -> UUID | None:
        if hearing is not None:
            return hearing.place_id  # type: ignore[no-any-return]
        places = selectors.court_places(self.ctx)
        return places[0].pk if places else None

    def form_valid(self, form: BaseForm) -> HttpResponse:
        said = form.cleaned_data
        hearing: Hearing | None = form.chosen  # type: ignore[attr-defined]
        place_id = self.place_id(hearing)
        if place_id is None:
            form.add_error(None, _("Your team covers no court."))
            return self.page(form=form, status=422)
        actions.give_feedback(
            self.ctx,
            person_id=self.person.pk,
            facts=actions.FeedbackFacts(
                place_id=place_id,
                hearing_id=hearing.pk if hearing else None,
                on=hearing.on if hearing else clock.today(),
                used=said["used"],
                said_by=said["said_by"],
                helped=tuple(said["helped"]),
                words=said["words"].strip(),
            ),
        )
        return self.done(_("Thank you. The health team can see it."), self.back())


class EndFollowUp(CourtForm):
    """What came of something that was to be done after court."""

    action = "create"
    category = "health_summary"
    form_class = FollowUpForm
    heading = gettext_lazy("After court")
    follow_up: CourtFollowUp

    def fetch(self) -> None:
        super().fetch()
        rows = CourtFollowUp.visible_to(self.ctx, "amend").filter(person_id__in=self.group)
        self.follow_up = get_or_404(rows, pk=self.kwargs["follow_up"])

    def lines(self) -> list[str]:
        return [terms.label("follow_up", self.follow_up.kind)]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.follow_up.status != CourtFollowUp.Status.OPEN:
            return self.already_dealt_with(form)
        actions.end_follow_up(
            self.ctx,
            follow_up_id=self.follow_up.pk,
            version=self.follow_up.version,
            how=form.cleaned_data["how"],
            words=form.cleaned_data["words"].strip(),
        )
        return self.done(_("Recorded."), self.back())
