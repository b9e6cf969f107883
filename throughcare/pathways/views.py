"""The pathways of a person: start one, see where it stands, move it, sign it off, end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.views import get_or_404
from throughcare.pathways import actions, forms, presenters, selectors
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.definition import Criterion, Definition
from throughcare.pathways.library import library
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.pages import EpisodePage
from throughcare.pathways.predicates import Answer
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class NewEpisode(PersonView):
    """Which pathways there are, and those that the person is or was on."""

    action, category = "create", "health_summary"
    template_name = "pathways/choose.jinja"

    def page_context(self) -> dict[str, Any]:
        episodes = selectors.episodes_of(self.ctx, self.group)
        mine = {
            each.pathway
            for each in episodes
            if each.status == Episode.Status.OPEN and each.agency_id == self.ctx.agency_id
        }
        return super().page_context() | {
            "tabs": (),
            "identity_heading": False,
            "choices": [
                (each, each.id in mine, PATHWAYS.signature_of(self.ctx, each) is not None)
                for each in library().newest().values()
            ],
            "episodes": [presenters.episode_line(each) for each in episodes],
            "may_sign": self.ctx.allows("sign", "health_summary"),
        }


class StartEpisode(PersonFormView):
    """Begin one by hand: how each criterion stands, with its reason, and never a score."""

    action, category = "create", "health_summary"
    template_name = "pathways/start.jinja"
    form_class = forms.StartForm
    definition: Definition
    weighed: list[tuple[Criterion, Answer]]

    def fetch(self) -> None:
        super().fetch()
        found = library().newest().get(self.kwargs["pathway"])
        if found is None:
            raise Http404
        self.definition = found

    def check_access(self) -> None:
        super().check_access()
        self.weighed = actions.weigh(self.ctx, person_id=self.person.pk, definition=self.definition)

    def form_kwargs(self) -> dict[str, Any]:
        asks = [c for c, _a in self.weighed if c.condition.predicate == "asked"]
        return {"definition": self.definition, "asks": asks}

    def page_context(self) -> dict[str, Any]:
        known = [(c, a) for c, a in self.weighed if c.condition.predicate != "asked"]
        return super().page_context() | {
            "tabs": (),
            "definition": self.definition,
            "signed": PATHWAYS.signature_of(self.ctx, self.definition) is not None,
            "usable": PATHWAYS.is_usable(self.ctx, self.definition),
            "criteria": [presenters.criterion_line(c, a) for c, a in known],
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, forms.StartForm)  # noqa: S101 - the form of this view
        try:
            episode = actions.start_episode(
                self.ctx,
                person_id=self.person.pk,
                pathway=self.definition.id,
                referred_from=form.cleaned_data["referred_from"],
                answers=form.answers(),
                note=form.cleaned_data["note"],
            )
        except ReasonMissing:
            form.add_error("note", _("Something is not met. Say why you begin all the same"))
            return self.form_invalid(form)
        except NotAllowed as refused:
            if not refused.words:
                raise
            form.add_error(None, refused.words)
            return self.form_invalid(form)
        except MoveNotAllowed:
            form.add_error(None, _("The person is on this pathway already."))
            return self.page(form=form, status=409)
        said = _("%(title)s begun.") % {"title": self.definition.title}
        return self.done(said, reverse("episode", args=[self.person.reference, episode.pk]))


class ShowEpisode(EpisodePage, PersonView):
    """Where the person stands on the pathway, what it must record, what is owed by when."""

    action, category = "read", "health_summary"
    template_name = "pathways/episode.jinja"

    def page_context(self) -> dict[str, Any]:
        episode, definition = self.episode, self.definition
        clocks = selectors.clocks_of(self.ctx, [episode])
        types = (
            [r.event for stage in definition.stages for r in stage.records] if definition else []
        )
        recorded = selectors.recorded_since(self.ctx, self.group, episode, types)
        mine = episode.agency_id == self.ctx.agency_id
        may = mine and self.standing.may("amend", "health_summary")
        newer = presenters.other_versions(episode)
        return super().page_context() | {
            "tabs": (),
            "steps": presenters.steps(episode, clocks),
            "facts": presenters.episode_facts(episode),
            "records": presenters.record_lines(definition, recorded) if definition else [],
            "clocks": [presenters.clock_line(definition, each) for each in clocks],
            "criteria": presenters.kept_criteria(definition, episode) if definition else [],
            "definition": definition,
            "open": episode.status == Episode.Status.OPEN,
            "may_move": may and episode.status == Episode.Status.OPEN,
            "may_answer": may,
            "may_sign": mine and self.ctx.allows("sign", "health_summary"),
            "versions": newer,
        }


class EpisodeForm(EpisodePage, PersonFormView):
    """A small form about one open episode of the asker's own agency."""

    action, category = "amend", "health_summary"
    template_name = "pathways/small.jinja"
    own_only = True
    heading: ClassVar[object] = ""
    button: ClassVar[object] = gettext_lazy("Save")

    def lines(self) -> list[str]:
        """What to know before answering."""
        return [
            _("%(title)s: %(stage)s")
            % {
                "title": presenters.title_of(self.episode.pathway, self.episode.pathway_version),
                "stage": presenters.stage_title(self.definition, self.episode.stage),
            }
        ]

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"tabs": (), "lines": self.lines()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            said = self.act(form)
        except NotAllowed as refused:
            if not refused.words:
                raise
            form.add_error(None, refused.words)
            return self.form_invalid(form)
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has already dealt with this, or it has ended."))
            return self.page(form=form, status=409)
        return self.done(said, self.episode_url())

    def act(self, form: BaseForm) -> str:
        """Do it; the words of the banner."""
        raise NotImplementedError


class MoveEpisode(EpisodeForm):
    """Go to another stage by hand."""

    form_class = forms.MoveForm
    heading = gettext_lazy("Move to another stage")
    button = gettext_lazy("Move")

    def form_kwargs(self) -> dict[str, Any]:
        stages = self.definition.stages if self.definition else ()
        return {
            "stages": [(s.id, s.title) for s in stages if s.id != self.episode.stage],
            "initial": {"version": self.episode.version},
        }

    def act(self, form: BaseForm) -> str:
        moved = actions.move_stage(self.ctx, episode_id=self.episode.pk, **form.cleaned_data)
        if moved.stage != form.cleaned_data["stage"]:
            return _("Put forward: the stage begins when somebody else has signed it off.")
        return _("Moved to %(stage)s.") % {
            "stage": presenters.stage_title(self.definition, moved.stage)
        }


class EndEpisode(EpisodeForm):
    """End it by hand."""

    form_class = forms.EndForm
    heading = gettext_lazy("End this pathway")
    button = gettext_lazy("End pathway")
    button_variant = "warning"

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.episode.version}}

    def act(self, form: BaseForm) -> str:
        actions.end_episode(self.ctx, episode_id=self.episode.pk, **form.cleaned_data)
        return _("The pathway has ended.")


class ChangeVersion(EpisodeForm):
    """Go on by another version: a new one never changes a running episode by itself."""

    form_class = forms.VersionForm
    heading = gettext_lazy("Go on by another version")
    button = gettext_lazy("Change version")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "versions": presenters.other_versions(self.episode),
            "initial": {"version": self.episode.version},
        }

    def lines(self) -> list[str]:
        return [
            *super().lines(),
            _("It runs by version %(version)s.") % {"version": self.episode.pathway_version},
        ]

    def act(self, form: BaseForm) -> str:
        actions.move_to_version(self.ctx, episode_id=self.episode.pk, **form.cleaned_data)
        return _("It goes on by version %(version)s.") % {"version": form.cleaned_data["to"]}


class ClockForm(EpisodeForm):
    """A form about one clock of the episode."""

    kinds: ClassVar[tuple[str, ...]] = (Clock.Kind.STANDARD, Clock.Kind.FOLLOW_UP)
    clock: Clock

    def fetch(self) -> None:
        super().fetch()
        rows = Clock.visible_to(self.ctx).filter(episode_id=self.episode.pk, kind__in=self.kinds)
        self.clock = get_or_404(rows, pk=self.kwargs["clock"])

    def lines(self) -> list[str]:
        return [
            *super().lines(),
            presenters.clock_words(self.definition, self.clock),
        ]


class AnswerClock(ClockForm):
    """What came of something that was owed."""

    form_class = forms.ClockForm
    heading = gettext_lazy("What came of this?")

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.clock.kind, "initial": {"version": self.clock.version}}

    def act(self, form: BaseForm) -> str:
        actions.answer_clock(self.ctx, clock_id=self.clock.pk, **form.cleaned_data)
        return _("Recorded.")


class SignOff(ClockForm):
    """Let a stage begin that waits for a sign-off."""

    action = "sign"
    form_class = forms.SignOffForm
    kinds = (Clock.Kind.SIGN_OFF,)
    heading = gettext_lazy("Sign off")
    button = gettext_lazy("Sign off")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.clock.version}}

    def act(self, form: BaseForm) -> str:
        try:
            actions.sign_off_stage(self.ctx, clock_id=self.clock.pk, **form.cleaned_data)
        except NotAllowed as refused:
            words = _("Somebody else must sign this off: you put it forward.")
            raise NotAllowed(refused.action, refused.because, words=words) from refused
        return _("Signed off.")
