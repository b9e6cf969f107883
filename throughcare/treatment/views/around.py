"""Check-in, hand-over, supervision, end of treatment, follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.treatment import actions, rules, selectors
from throughcare.treatment.booked import of_programme
from throughcare.treatment.forms.around import (
    AnswerHandOverForm,
    CheckInForm,
    EndForm,
    HandOverForm,
    SupervisionForm,
)
from throughcare.treatment.models import HandOver
from throughcare.treatment.presenters import programme as presenters
from throughcare.treatment.presenters import session as session_words
from throughcare.treatment.views.programme import AboutProgramme, TreatmentForm

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.agencies.models import Membership


class CheckIn(AboutProgramme):
    """A short contact between sessions."""

    category: ClassVar[str] = "health_summary"
    form_class = CheckInForm
    draft_name = "treatment_check_in"
    heading = gettext_lazy("Check-in between sessions")

    def form_kwargs(self) -> dict[str, Any]:
        return {"may_write_words": self.standing.may("create", "clinical_detail")}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.check_in(self.ctx, programme_id=self.programme.pk, **form.cleaned_data)
        return self.done(_("Check-in saved."), self.back())

    def refused(self) -> str:
        return _("Treatment has ended.")


class OfferHandOver(AboutProgramme):
    """A colleague is asked to take the case on."""

    form_class = HandOverForm
    draft_name = "treatment_hand_over"
    heading = gettext_lazy("Hand the case over")
    button = gettext_lazy("Ask the colleague")

    def lines(self) -> list[str]:
        return [_("It stays with whoever leads it now until the colleague has taken it on.")]

    @cached_property
    def colleagues(self) -> list[Membership]:
        leads = selectors.leads(self.programme.team_id)
        return [each for each in leads if each.pk != self.programme.lead_id]

    def cannot(self) -> str:
        if self.colleagues:
            return ""
        return _("Nobody else of the team can lead treatment. Ask an administrator to add them.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"colleagues": self.colleagues}

    def refused(self) -> str:
        return _("A hand-over of this case waits for an answer, or treatment is not under way.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = dict(form.cleaned_data)
        actions.offer_hand_over(
            self.ctx, programme_id=self.programme.pk, to_id=UUID(typed.pop("to")), **typed
        )
        return self.done(_("The colleague has been asked."), self.back())


class AnswerHandOver(TreatmentForm):
    """Whoever was asked takes the case on or says why not; whoever asked may take it back."""

    template_name = "treatment/hand_over.jinja"
    form_class = AnswerHandOverForm
    button = gettext_lazy("Answer")

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Answer a hand-over") if self.is_mine else _("The hand-over")

    def fetch(self) -> None:
        super().fetch()
        related = ("from_member__user", "to_member__user", "programme")
        self.hand_over: HandOver = self.find_row(
            HandOver, "hand_over", *related, action="amend", ours=True
        )

    @property
    def is_mine(self) -> bool:
        return self.hand_over.to_member_id == self.ctx.membership_id

    def lines(self) -> list[str]:
        row = self.hand_over
        return [
            _("%(from)s asks %(to)s. Why: %(why)s")
            % {"from": row.from_member.user.name, "to": row.to_member.user.name, "why": row.why},
        ]

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"row": self.hand_over, "is_mine": self.is_mine}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.hand_over.version}}

    def answer_post(self) -> HttpResponse:
        if self.is_mine:
            return super().answer_post()
        actions_form = self.make_form(self.request.POST)
        return self.save_form(actions_form)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        row = self.hand_over
        if not self.is_mine:
            actions.withdraw_hand_over(self.ctx, hand_over_id=row.pk, version=row.version)
            return self.done(_("The hand-over was taken back."), self.back())
        typed = form.cleaned_data
        takes = typed["takes"] == "yes"
        actions.answer_hand_over(
            self.ctx,
            hand_over_id=row.pk,
            version=typed["version"],
            takes=takes,
            answer=typed["answer"],
        )
        if takes:
            return self.done(_("You lead the treatment now."), self.back())
        said = _("You said no. %(name)s goes on leading the treatment.")
        return self.done(said % {"name": row.from_member.user.name}, self.back())


class LogSupervision(AboutProgramme):
    """A case was talked through in clinical supervision; and each time before."""

    template_name = "treatment/log.jinja"
    category: ClassVar[str] = "health_summary"
    form_class = SupervisionForm
    draft_name = "treatment_supervision"
    heading = gettext_lazy("Clinical supervision of the case")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "may_write_words": self.standing.may("create", "clinical_detail"),
            "initial": {"held_on": clock.today()},
        }

    def page_context(self) -> dict[str, Any]:
        rows = selectors.supervision_of(self.ctx, self.programme)
        said = selectors.words_of(self.ctx, [row.pk for row in rows]) if rows else {}
        return super().page_context() | {"log": presenters.supervision_lines(rows, said)}

    def refused(self) -> str:
        return _("Treatment has ended.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.supervise(self.ctx, programme_id=self.programme.pk, **form.cleaned_data)
        return self.done(_("Supervision recorded."), reverse("sessions_supervision"))


class EndTreatment(AboutProgramme):
    """Treatment is over; letters are drafted next."""

    template_name = "treatment/end.jinja"
    form_class = EndForm
    draft_name = "treatment_end"
    heading = gettext_lazy("End treatment")
    button = gettext_lazy("End treatment and write the letters")

    def form_kwargs(self) -> dict[str, Any]:
        earliest = self.programme.began_on or self.programme.waits_since
        return {"earliest": earliest, "initial": {"on": clock.today()}}

    def page_context(self) -> dict[str, Any]:
        everything = selectors.booked_of(self.ctx, self.group)
        booked = of_programme(everything, self.programme.pk)
        measured = selectors.measured_of(self.ctx, [each.session.pk for each in booked])
        points = session_words.points(measured)
        told = rules.says(self.programme)
        set_here = rules.settings_of(self.ctx.agency_id, self.programme.pathway)
        due = rules.follow_ups_due(told, set_here, clock.today())
        return super().page_context() | {
            "so_far": session_words.so_far(booked),
            "first_last": session_words.first_and_last(points),
            "due": [f"{title}: {presenters.short(on)}" for _name, title, on in due],
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.end(
            self.ctx,
            programme_id=self.programme.pk,
            version=self.programme.version,
            **form.cleaned_data,
        )
        return self.done(_("Treatment ended."), self.back())
