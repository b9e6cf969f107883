"""The screening itself: ask, decide, tell; and correcting one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.models import Due
from throughcare.core.word_sets import fill
from throughcare.design import clashes, words
from throughcare.design.conflicts import SETTLED, MergesConflicts
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView
from throughcare.screening import actions, presenters, rules, selectors
from throughcare.screening.forms.screening import ScreeningForm, given_so_far
from throughcare.screening.models import Screen, ScreenAnswer
from throughcare.screening.question_sets import QuestionSet, newest
from throughcare.screening.typed import read_ids
from throughcare.screening.views.about import ScreenPage, screen_or_404, told
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict


OPEN_OR_DONE = (Screen.Status.STARTED, Screen.Status.COMPLETED)
#: A page that stayed open longer says nothing about how long a screening takes.
LONGEST = timedelta(hours=12)


def minutes_since(begun: datetime | None) -> int | None:
    """Whole minutes from opening to saving, for the team's own median.

    None when the opening is not known, or is what no screening takes: a browser said when it was.
    """
    passed = clock.now() - begun if begun else timedelta(days=-1)
    return int(passed.total_seconds() // 60) if timedelta(0) <= passed < LONGEST else None


class Screening(ScreenPage, MergesConflicts, PersonFormView):
    """Ask, decide, tell: the open screening of this person, or a new one."""

    action = "create"
    category = "clinical_detail"
    template_name = "screening/screening.jinja"
    form_class = ScreeningForm
    draft_name = "screening"
    screen: Screen | None = None
    answers: dict[str, ScreenAnswer]

    def fetch(self) -> None:
        super().fetch()
        self.__dict__.pop("screens", None)
        self.screen = self.find_screen()
        self.answers = selectors.answers_of(self.ctx, self.screen) if self.screen else {}

    def find_screen(self) -> Screen | None:
        """The one that is open in this agency; for a post, the one that its page was about.

        The second matters when a colleague has completed it since: then the post is a clash
        with theirs, and must not begin another.
        """
        mine = [s for s in self.screens if s.agency_id == self.ctx.agency_id]
        began = self.carried("screen")
        for each in mine:
            if str(each.pk) == began and each.status in OPEN_OR_DONE:
                return each
        started = next((s for s in mine if s.status == Screen.Status.STARTED), None)
        opened = rules.moment_or_none(self.carried("opened"))
        if started is not None or opened is None:
            return started
        return next((s for s in mine if s.completed_at and s.completed_at >= opened), None)

    def carried(self, name: str) -> str:
        """A hidden field of the page that was posted, also from the page that merges."""
        post = self.request.POST
        settled = clashes.unpack(post.get(SETTLED, "")) if name not in post else {}
        return str(post.get(name, "") or "".join(settled.get(name, [])[:1]))

    def opened(self) -> str:
        """When this page was opened: kept through errors and drafts."""
        typed = self.typed.get("opened", "") if self.typed is not None else ""
        return self.carried("opened") or typed or clock.now().isoformat()

    def check_access(self) -> None:
        super().check_access()
        if self.screen is None:
            actions.require_approved(self.questions)

    # -- the form -------------------------------------------------------------------------
    @property
    def questions(self) -> QuestionSet:
        return presenters.questions_of(self.screen) if self.screen else newest(actions.SET)

    @property
    def called(self) -> str:
        return people_presenters.called(self.person)

    @property
    def merge_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        asked = [q.id for q in self.questions.questions]
        more = [f"{q.id}_more" for q in self.questions.questions if q.more]
        return (*asked, *more, "decision")

    def form_kwargs(self) -> dict[str, Any]:
        begun = self.screen is not None or self.typed is not None or bool(self.request.POST)
        return {
            "questions": self.questions,
            "called": self.called,
            "show_todo": begun,
            "initial": self.current_values(),
        }

    def current_version(self) -> int:
        return self.screen.version if self.screen else 1

    def current_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for row in self.answers.values():
            asked = row.answer != ScreenAnswer.Answer.NOT_ASKED
            values[row.question] = row.answer if asked else ""
            values[f"{row.question}_more"] = row.text
        if self.screen and self.screen.decision:
            values["decision"] = self.screen.decision
        return values

    def current_author(self) -> tuple[str, str]:
        if self.screen is None:
            return super().current_author()
        at = self.screen.completed_at or self.screen.started_at
        line = _("%(name)s, saved %(time)s") % {
            "name": self.screen.by_name,
            "time": words.moment(at, now=clock.now()),
        }
        return self.screen.by_name.split(" ")[0], line

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "tabs": (),
            "questions": self.questions,
            "say_first": self.words_to_say(),
            "seen_before": told(s for s in self.screens if s != self.screen),
            "screen": self.screen,
            "opened_by": self.opened_by(),
            "opened": self.opened(),
            "saved_words": self.saved_words(),
            "called": self.called,
        }

    def words_to_say(self) -> list[str]:
        said = {
            "first_name": self.ctx.user_name.split(" ")[0],
            "agency": self.ctx.agency_name,
            "name": self.called,
        }
        return [fill(line, **said) for line in self.questions.say_first]

    def opened_by(self) -> str:
        """Who else began this screening; nobody is locked out."""
        screen = self.screen
        if screen is None or screen.recorded_by_id == self.ctx.membership_id:
            return ""
        return _("%(name)s opened this %(when)s") % {
            "name": screen.by_name,
            "when": words.at_moment(screen.started_at, now=clock.now()),
        }

    def saved_words(self) -> str:
        if self.draft_saved_at is None:
            return ""
        return _("Saved at %(time)s") % {"time": words.clock(self.draft_saved_at)}

    # -- what is saved --------------------------------------------------------------------
    def answer_post(self) -> HttpResponse:
        response = super().answer_post()
        if response.status_code == 302:
            self.take_back_elsewhere()
        return response

    def save_draft(self) -> datetime:
        """Also after a save that could not be: a safety answer stays, whatever is in the way."""
        if self.screen is None:
            self.begin()
        at = super().save_draft()
        self.save_at_once(self.request.POST)
        self.take_back_elsewhere()
        return at

    def draft_fields(self) -> dict[str, list[str]]:
        """What was typed, and which screening it belongs to, should it go to another record."""
        assert self.screen is not None  # noqa: S101 - save_draft begins it
        return {**super().draft_fields(), "screen": [str(self.screen.pk)]}

    def begin(self) -> Screen:
        self.screen = actions.open_screen(self.ctx, person_id=self.person.pk, group=self.group)
        return self.screen

    def take_back_elsewhere(self) -> None:
        """The draft came from another record: what was begun there by mistake is taken back."""
        began = self.carried("screen")
        if not began or any(str(each.pk) == began for each in self.screens):
            return
        mine = Screen.visible_to(self.ctx, "amend").filter(
            status=Screen.Status.STARTED, recorded_by_id=self.ctx.membership_id
        )
        for each in mine.filter(pk__in=read_ids([began])).exclude(person_id__in=self.group):
            actions.void_screen(self.ctx, screen_id=each.pk)

    def screen_value(self) -> str:
        """The screening that the page is about, for its next post."""
        if self.screen is not None:
            return str(self.screen.pk)
        kept = str(self.typed.get("screen", "")) if self.typed is not None else ""
        return self.carried("screen") or kept

    def save_at_once(self, data: QueryDict) -> None:
        """Safety answers, the moment that they are given."""
        given = given_so_far(self.questions, data)
        if not self.questions.safety_answers(given.answers):
            return
        screen = self.screen or self.begin()
        if screen.status == Screen.Status.STARTED:
            actions.save_safety_answers(self.ctx, screen=screen, given=given)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ScreeningForm)  # noqa: S101 - form_class
        first = self.screen is None or self.screen.status == Screen.Status.STARTED
        try:
            saved = self.save_answers(form)
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has ended this screening in the meantime."))
            return self.page(form=form, status=409)
        if first:
            self.save_what_was_agreed(form, saved)
        self.save_what_follows(form, saved)
        return self.finish(saved)

    def save_answers(self, form: ScreeningForm) -> Screen:
        """Complete the screening that is open, or begin and complete it in one."""
        if self.screen is None:
            opened = rules.moment_or_none(self.carried("opened"))
            self.screen = actions.save_new_screen(
                self.ctx,
                person_id=self.person.pk,
                group=self.group,
                version=self.seen_version(),
                given=form.given(),
                minutes=minutes_since(opened),
            )
            return self.screen
        return actions.save_screen(
            self.ctx,
            screen_id=self.screen.pk,
            version=self.seen_version() or self.screen.version,
            given=form.given(),
            minutes=minutes_since(self.screen.started_at),
        )

    def save_what_was_agreed(self, form: ScreeningForm, screen: Screen) -> None:
        if answer := form.cleaned_data.get("taking_part"):
            sharing.record_taking_part(
                self.ctx, person_id=self.person.pk, in_what="screening", answer=answer
            )
        confirmed = bool(form.cleaned_data.get("confirmed"))
        for recipient, answer in form.agreements().items():
            held = answer == "yes" and not confirmed
            sharing.record_agreement(
                self.ctx,
                person_id=self.person.pk,
                recipient=recipient,
                # A yes that was not confirmed at the end opens nothing to anybody.
                answer="not_today" if held else answer,
                words_used=_("Said yes at the start; not asked again at the end.") if held else "",
                asked_in=screen.pk,
                confirmed=confirmed,
                place_id=screen.place_id,
            )

    def save_what_follows(self, form: ScreeningForm, screen: Screen) -> None:
        told = form.what_was_told()
        if told is not None:
            what, whom, at = told
            actions.give_advice(
                self.ctx,
                person_id=screen.person_id,
                screen=screen,
                what=what,
                told_whom=whom,
                told_at=at,
            )
            if what and whom:
                # Nobody types the same twice: what custody was told answers the prompts.
                for prompt in self.open_prompts(screen):
                    actions.acknowledge_safety(
                        self.ctx,
                        due_id=prompt.pk,
                        screen_id=screen.pk,
                        what_was_done=what,
                        told_whom=whom,
                    )
        if form.cleaned_data.get("adult"):
            actions.need_appropriate_adult(self.ctx, person_id=screen.person_id, screen=screen)

    def open_prompts(self, screen: Screen) -> list[Due]:
        """Safety prompts of this screening that nobody has answered."""
        answers = ScreenAnswer.visible_to(self.ctx).filter(screen_id=screen.pk)
        return list(
            Due.visible_to(self.ctx, "amend").filter(
                kind="safety_prompt",
                status=Due.Status.OPEN,
                subject_id__in=answers.values("pk"),
            )
        )

    def finish(self, screen: Screen) -> HttpResponse:
        said = _("Screening saved: %(name)s.") % {"name": people_presenters.full_name(self.person)}
        prompts = self.open_prompts(screen) if screen.safety else []
        if prompts:
            return self.done(
                said, reverse("safety_prompt", args=[self.person.reference, prompts[0].pk])
            )
        return self.done(said, reverse("today"))


class CorrectScreening(Screening):
    """Correct a completed screening: its old answers stay in the history."""

    draft_name = "screening_correct"

    def find_screen(self) -> Screen | None:
        found = screen_or_404(self.ctx, self.screens, self.kwargs["screen"])
        if found.status != Screen.Status.COMPLETED:
            raise Http404
        return found

    def draft_subject(self) -> UUID | None:
        assert self.screen is not None  # noqa: S101 - find_screen
        return self.screen.pk

    def save_at_once(self, data: QueryDict) -> None:
        """Saved with the rest: what is corrected was said before."""

    def finish(self, screen: Screen) -> HttpResponse:
        return self.done(
            _("Screening corrected."),
            reverse("screening", args=[self.person.reference, screen.pk]),
        )
