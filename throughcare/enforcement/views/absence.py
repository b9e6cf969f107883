"""The officer decides, warns, refers, or decides again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import banner, clock
from throughcare.design import words
from throughcare.enforcement import actions, presenters, rules
from throughcare.enforcement.actions.decided import TO_DECIDE
from throughcare.enforcement.forms import AgainForm, DecideForm, ReferForm, WarningForm
from throughcare.enforcement.lines import known_lines
from throughcare.enforcement.models import Absence
from throughcare.enforcement.papers import line_words
from throughcare.enforcement.statements import Line
from throughcare.enforcement.views.about import AboutOrder, OrderForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import BaseForm
    from django.http import HttpResponse


class OfficersForm(OrderForm):
    """A form of the officer's alone."""

    action = "sign"
    refused_because = gettext_lazy("only the officer decides what counts")

    def may(self) -> bool:
        return rules.decides(self.ctx)


class Decide(OfficersForm, AboutOrder):
    """What a missed appointment counts as."""

    form_class = DecideForm
    heading = gettext_lazy("What does this count as?")
    button = gettext_lazy("Save my decision")
    line: Line

    def fetch(self) -> None:
        super().fetch()
        found = known_lines(self.ctx, self.group).get(str(self.kwargs["appointment"]))
        if found is None or found.status not in TO_DECIDE:
            raise Http404
        self.line = found

    def lines(self) -> list[str]:
        said = [f"{presenters.when_words(self.line)}. {line_words(self.line)}."]
        day = date.fromisoformat(self.line.on)
        counts = rules.counting_warning(self.told.absences, self.order.pk, day)
        if counts is not None:
            said.append(
                _(
                    "A warning counted on that day. If it is not acceptable, it must go to the"
                    " enforcement officer."
                )
            )
        return said

    def draft_subject(self) -> Any:
        return self.kwargs["appointment"]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        absence = actions.decide_absence(
            self.ctx,
            group=self.group,
            order_id=self.order.pk,
            appointment_id=self.kwargs["appointment"],
            acceptable=typed["acceptable"] == "yes",
            reason=typed["reason"],
        )
        when = {"when": presenters.when_words(self.line)}
        if typed["acceptable"] == "yes":
            return self.done(_("Recorded as acceptable: %(when)s.") % when, self.back())
        said = _("Recorded as not acceptable: %(when)s. The next step is on Today too.")
        banner.say(self.request, said % when, link=self.next_step(absence))
        return HttpResponseRedirect(self.back())

    def next_step(self, absence: Absence) -> tuple[str, str]:
        """The referral where a warning counted on that day, else the warning: words and page."""
        if rules.must_refer(self.told.absences, absence):
            words_, page = _("Refer it to the enforcement officer"), "absence_refer"
        else:
            words_, page = _("Record the warning"), "absence_warn"
        return words_, reverse(page, args=[self.person.reference, absence.pk])


class AboutAbsence(OfficersForm):
    """A form about a decision of the officer's agency."""

    absence: Absence

    def fetch(self) -> None:
        super().fetch()
        self.absence = self.find_row(Absence, "absence", ours=True)

    def draft_subject(self) -> UUID:
        return self.absence.pk

    def lines(self) -> list[str]:
        row = self.absence
        return [f"{self.day()}. {row.get_status_display()}: {row.reason}"]

    def day(self) -> str:
        return words.day_date(self.absence.on, today=clock.today())

    def must_refer(self) -> bool:
        return rules.must_refer(self.told.absences, self.absence)


class GiveWarning(AboutAbsence):
    """The warning that was given."""

    form_class = WarningForm
    heading = gettext_lazy("Record the warning")
    button = gettext_lazy("Save the warning")

    def form_kwargs(self) -> dict[str, Any]:
        return {"absence": self.absence}

    def lines(self) -> list[str]:
        said = super().lines()
        if self.must_refer():
            said.append(_("A warning counted on that day: refer it to the enforcement officer."))
        else:
            said.append(
                _(
                    "A warning says what happened, that it is not acceptable, and that the court"
                    " may deal with it if it happens again while the warning counts."
                )
            )
        return said

    def refused(self) -> str:
        if self.must_refer():
            return _("A warning counted on that day: refer it to the enforcement officer instead.")
        return super().refused()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        made = actions.give_warning(
            self.ctx,
            absence_id=self.absence.pk,
            version=self.absence.version,
            on=typed["on"],
            how=typed["how"],
            circumstances=typed["circumstances"],
            easy_read=typed["easy_read"] == "yes",
        )
        if made.last_day is None:
            return self.done(_("Warning recorded."), self.back())
        said = _("Warning recorded. It counts to %(day)s.")
        return self.done(said % {"day": words.full_date(made.last_day)}, self.back())


class Refer(AboutAbsence):
    """The missed appointment went to the enforcement officer."""

    form_class = ReferForm
    heading = gettext_lazy("Refer to the enforcement officer")
    button = gettext_lazy("Save")

    def form_kwargs(self) -> dict[str, Any]:
        return {"absence": self.absence, "initial": {"on": clock.today()}}

    def lines(self) -> list[str]:
        return [*super().lines(), _("Record here that you sent it, and on which day.")]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.refer_to_enforcement(
            self.ctx,
            absence_id=self.absence.pk,
            version=self.absence.version,
            on=form.cleaned_data["on"],
        )
        said = _("Recorded as sent to the enforcement officer: the appointment of %(day)s.")
        return self.done(said % {"day": self.day()}, self.back())


class Reconsider(AboutAbsence):
    """It was acceptable after all."""

    form_class = AgainForm
    heading = gettext_lazy("Decide again")
    button = gettext_lazy("It is acceptable after all")

    def lines(self) -> list[str]:
        said = super().lines()
        if self.absence.warned_on:
            said.append(_("The warning that was given for it no longer counts."))
        return said

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.reconsider_absence(
            self.ctx,
            absence_id=self.absence.pk,
            version=self.absence.version,
            reason=form.cleaned_data["reason"],
        )
        said = _("Recorded as acceptable: %(when)s.") % {"when": self.day()}
        return self.done(said, self.back())
