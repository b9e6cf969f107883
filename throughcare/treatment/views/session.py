"""One session: everything of it on one page, saved in one post; two who save are both kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import banner, clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.models import Due
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.instruments import selectors as used
from throughcare.instruments.library import Questionnaire, used_in
from throughcare.instruments.models import Answer
from throughcare.instruments.offered import OffersQuestionnaires
from throughcare.instruments.presenters import how_words
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView
from throughcare.treatment import actions, rules, selectors
from throughcare.treatment.booked import Booked, of_programme
from throughcare.treatment.forms.boxes import box, typed_so_far
from throughcare.treatment.forms.session import SessionForm
from throughcare.treatment.models import Measured, Programme, Session, SessionNote
from throughcare.treatment.presenters import programme as programme_words
from throughcare.treatment.presenters import session as presenters

if TYPE_CHECKING:
    from django.forms import BaseForm


class SessionPage(MergesConflicts, OffersQuestionnaires, PersonFormView):
    """Who came, questionnaires, safety, what was done, what to try, the next one."""

    action, category = "create", "clinical_detail"
    tab = "treatment"
    template_name = "treatment/session.jinja"
    form_class = SessionForm
    draft_name = "treatment_session"
    session: Session
    booked: list[Booked]
    here: Booked
    measured: list[Measured]
    before: list[Measured]

    @property
    def merge_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        boxes = tuple(box(each) for each in self.questionnaires)
        return ("came", *boxes, "safety", "modules", "tried", "to_try", "note")

    def fetch(self) -> None:
        super().fetch()
        everything = selectors.booked_of(self.ctx, self.group)
        here = [
            each
            for each in everything
            if each.session.number == self.kwargs["number"]
            and each.session.agency_id == self.ctx.agency_id
        ]
        if not here:
            raise Http404
        self.here, self.session = here[0], here[0].session
        self.booked = of_programme(everything, self.session.programme_id)
        ids = [each.session.pk for each in self.booked]
        self.measured = selectors.measured_of(self.ctx, ids)
        self.before = self._answered_before()
        self.__dict__.pop("questionnaires", None)
        self._values: dict[str, Any] | None = None

    def _answered_before(self) -> list[Measured]:
        """What the person answered today, as on a tablet, before this session is saved."""
        at = self.here.appointment
        if self.session.status != Session.Status.PLANNED or at is None:
            return []
        if words.local(at.starts_at).date() != clock.today():
            return []
        return selectors.answered_before(self.ctx, self.session, clock.today())

    def asked_here(self) -> list[Questionnaire]:
        """Those that the pathway asks for here, and those that were answered at this session."""
        programme: Programme = self.session.programme
        at = next(n for n, each in enumerate(self.booked) if each is self.here)
        asked = rules.asked_at(
            self.ctx,
            rules.says(programme),
            rules.settings_of(programme.agency_id, programme.pathway),
            held=sum(each.held for each in self.booked[:at]),
            planned=programme.sessions_planned,
        )
        mine = [m for m in self.measured if m.session_id == self.session.pk] + self.before
        there = {each.id for each in asked}
        more = [found for m in mine if (found := used_in(m.administration)) is not None]
        return asked + [each for each in more if each.id not in there]

    # --- the form ----------------------------------------------------------------------
    @property
    def following(self) -> Booked | None:
        """The next session that is booked already."""
        later = self.booked[self.booked.index(self.here) + 1 :]
        return next((b for b in later if b.session.status == Session.Status.PLANNED), None)

    @property
    def plans_next(self) -> bool:
        under_way = self.session.programme.status == Programme.Status.UNDER_WAY
        here = self.session.status == "planned"
        return under_way and here and self.following is None and not self.is_last

    @property
    def is_last(self) -> bool:
        """Is this the last session that the pathway allows?"""
        most = rules.most_sessions(self.session.programme)
        used = sum(each.session.held is not False for each in self.booked)
        return most is not None and used >= most

    def form_kwargs(self) -> dict[str, Any]:
        told = rules.says(self.session.programme)
        return {
            "questionnaires": self.questionnaires,
            "offered": self.offered,
            "modules": told.modules if told else (),
            "called": people_presenters.called(self.person),
            "plans_next": self.plans_next,
            "initial": {
                **self.current_values(),
                **self._next_values(),
                "opened": clock.now().isoformat(),
            },
        }

    def _next_values(self) -> dict[str, Any]:
        """A week later at the same time and place, unless this is the last that is planned."""
        at, planned = self.here.appointment, self.session.programme.sessions_planned
        done = sum(each.held for each in self.booked) + (not self.here.held)
        if not self.plans_next or at is None or (planned and done >= planned):
            return {}
        week = words.local(at.starts_at) + timedelta(days=7)
        place = {"next_place": at.place}
        if week.date() < clock.today():
            return place
        return {"next_on": week.date(), "next_at": week.time(), **place}

    def draft_subject(self) -> UUID | None:
        return self.session.pk

    def later_url(self) -> str:
        return reverse("treatment", args=[self.person.reference])

    def current_version(self) -> int:
        return self.session.version

    def current_author(self) -> tuple[str, str]:
        name = self.session.saved_by_name or _("your colleague")
        return name, ""

    def current_values(self) -> dict[str, Any]:
        if self._values is None:
            note = self.here.note or SessionNote()
            at = self.here.appointment
            saved = self.session.status == Session.Status.SAVED
            self._values = {
                "came": at.status if at is not None and (saved or at.status != "planned") else "",
                "safety": note.safety,
                "modules": note.modules,
                "tried": note.tried,
                "to_try": note.to_try,
                "note": note.note,
                **self._rows_typed(),
            }
        return self._values

    def _rows_typed(self) -> dict[str, str]:
        """What stands in the boxes of questionnaires that were answered at this session."""
        mine = {
            m.administration.instrument: m.administration
            for m in self.measured
            if m.session_id == self.session.pk
        }
        answers: dict[UUID, dict[int, Answer]] = {}
        if mine:
            rows = Answer.visible_to(self.ctx).filter(administration__in=list(mine.values()))
            for row in rows:
                answers.setdefault(row.administration_id, {})[row.item] = row
        return {
            box(each): presenters.typed_row(each, answers.get(mine[each.id].pk, {}))
            for each in self.questionnaires
            if each.id in mine and not each.instrument.entry_only
        }

    # --- the page ----------------------------------------------------------------------
    def page_context(self) -> dict[str, Any]:
        called, at = people_presenters.called(self.person), self.draft_saved_at
        measured = self.measured + self.before
        points = presenters.points(measured)
        order = [each.session.pk for each in self.booked]
        how = {m.administration_id: how_words(m.administration) for m in measured}
        shown = {
            each.id: presenters.measure_row(each, points, order, self.session, how)
            for each in self.questionnaires
        }
        following = self.following
        return super().page_context() | {
            "tabs": (),
            "called": called,
            "session": self.session,
            "title": presenters.title(self.here, self.booked),
            "when": presenters.when(self.here),
            "saved_words": _("Saved at %(time)s") % {"time": words.clock(at)} if at else "",
            "measures": shown,
            "safety_lines": presenters.safety_words(self.questionnaires, called),
            "trend": presenters.trend(points, self.booked),
            "change_rules": presenters.change_rules(self.questionnaires),
            "last": presenters.last_time(self.here, self.booked),
            "so_far": presenters.so_far(self.booked),
            "following": following and presenters.place_words(following),
            "no_more": self.is_last and programme_words.no_more(self.session.programme),
            "following_row": following,
            "appointment": self.here.appointment,
            "back_url": self.later_url(),
            "is_saved": self.session.status == Session.Status.SAVED,
            "can_end": self.session.programme.status != Programme.Status.ENDED,
        }

    # --- the posts -----------------------------------------------------------------------
    def save_draft(self) -> datetime:
        """Also after a save that could not be: a safety answer acts, whatever is in the way."""
        at = super().save_draft()
        typed = typed_so_far(self.questionnaires, self.request.POST)
        with transaction.atomic():
            actions.save_safety_answers(
                self.ctx,
                session=self.session,
                answers=typed,
                offered=[each.id for each in self.offered.same],
            )
        return at

    def save_form(self, form: BaseForm) -> HttpResponse:
        try:
            return super().save_form(form)
        except actions.AllSessionsUsed:
            at = "next_on" if "next_on" in form.fields else None
            form.add_error(at, programme_words.no_more(self.session.programme))
            return self.form_invalid(form)
        except MoveNotAllowed:
            form.add_error("came", _("Whether they came is known on the day of the session"))
            return self.form_invalid(form)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, SessionForm)  # noqa: S101 - form_class
        facts = form.facts()
        actions.save_session(
            self.ctx, session_id=self.session.pk, version=self.seen_version(), facts=facts
        )
        ref = self.person.reference
        unsigned = self.unsigned_words(each for each, _given in form.answers.values())
        if prompt := self._open_prompt():
            said = _("Session saved. Now say what was done about the safety answer.")
            said = f"{said} {unsigned}".strip()
            return self.done(said, reverse("questionnaire_prompt", args=[ref, prompt.pk]))
        link = ("", "")
        if facts.safety == SessionNote.Safety.CHANGED:
            link = (_("Write the safety plan"), reverse("safety_plan_write", args=[ref]))
        name = people_presenters.full_name(self.person)
        said = f"{_('Session saved: %(name)s.') % {'name': name}} {unsigned}".strip()
        banner.say(self.request, said, link=link)
        response = HttpResponse(status=302)
        response.headers["Location"] = self.later_url()
        return response

    def _open_prompt(self) -> Due | None:
        uses = [m.administration_id for m in selectors.measured_at(self.ctx, self.session)]
        rows = Answer.visible_to(self.ctx).filter(administration_id__in=uses)
        prompts = used.open_prompts(self.ctx, rows.values_list("pk", flat=True)) if uses else []
        return prompts[0] if prompts else None
