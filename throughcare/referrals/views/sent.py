"""What became of it, for the team that sent it; and what services outside have told them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.access import CARE_TYPES
from throughcare.core.clock import LONDON
from throughcare.core.errors import NotAllowed
from throughcare.core.views import get_or_404, new_key
from throughcare.people.views import PersonSmallForm, PersonView
from throughcare.referrals import actions, presenters, selectors, states
from throughcare.referrals.forms import EmptyForm, HeardForm, SignpostForm, WordsForm
from throughcare.referrals.models import DirectoryService, Referral, ReferralReason

if TYPE_CHECKING:
    from django.forms import BaseForm


class PersonReferrals(PersonView):
    """What was sent about the person, and which services they were told of."""

    category: ClassVar[str] = "disclosed"
    tab: ClassVar[str] = "referrals"
    template_name = "referrals/person.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        in_care = self.ctx.agency_type in CARE_TYPES
        return self.page(
            rows=[
                (row, presenters.state_tag(row), presenters.story_terms(row))
                for row in selectors.referrals_of(self.ctx, self.group)
            ],
            signposts=[
                (presenters.day(row.at), presenters.signpost_words(row), row.recorded_by.user.name)
                for row in selectors.signposts_of(self.ctx, self.group)
            ],
            reasons=[
                (presenters.day(row.recorded_at), presenters.why_words(row))
                for row in self.reasons()
            ],
            may_refer=in_care and self.standing.may("create", "disclosed"),
            may_signpost=in_care and self.standing.may("create", "health_summary"),
        )

    def reasons(self) -> list[ReferralReason]:
        """Nothing is asked for whom the policy shows no clinical detail."""
        if not self.standing.may("read", "clinical_detail"):
            return []
        return selectors.reasons_of(self.ctx, self.group)


class AboutReferral(PersonView):
    """A page about one referral of the person, for the team that sent it."""

    category: ClassVar[str] = "disclosed"
    tab: ClassVar[str] = "referrals"
    referral: Referral

    def fetch(self) -> None:
        super().fetch()
        self.referral = selectors.referral_or_404(self.ctx, self.kwargs["referral"])
        if self.referral.person_id not in self.group:
            raise Http404

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "referral": self.referral,
            "story": presenters.story_terms(self.referral),
            "back": self.back(),
        }

    def back(self) -> str:
        return reverse("referral", args=[self.person.reference, self.referral.pk])


class OneReferral(AboutReferral, PersonSmallForm):
    """A form about one referral, for the team that sent it."""

    action: ClassVar[str] = "create"
    template_name = "referrals/about.jinja"
    form_class: ClassVar[type[BaseForm]] = EmptyForm
    back_words = gettext_lazy("Back to the referral")

    def check_access(self) -> None:
        super().check_access()
        if self.referral.team_id != self.ctx.team_id:
            raise NotAllowed("create", "the team that sent it goes on with it")

    def draft_subject(self) -> UUID | None:
        return self.referral.pk

    def refused(self) -> str:
        return _("It has moved on in the meantime. Look at it again.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        return self.done(self.do(form.cleaned_data), self.back())

    def do(self, typed: dict[str, Any]) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError


class ShowReferral(AboutReferral):
    """One referral: what was sent, and what became of it."""

    template_name = "referrals/referral.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.referral
        mine = row.team_id == self.ctx.team_id and self.standing.may("create", "disclosed")
        return self.page(
            tag=presenters.state_tag(row),
            copy_terms=presenters.copy_terms(row),
            seen_by=presenters.seen_by(),
            mine=mine,
            key=new_key(),
            may_withdraw=mine and row.status in states.WAITING,
            may_answer=mine and row.status == states.ASKED,
            may_hear=mine and row.to_team_id is None and bool(heard_of(row)),
            rests=rests_words(row),
        )


class Seen(OneReferral):
    """Whoever sent it has read what became of it."""

    heading = gettext_lazy("Have you read what became of it?")
    button = gettext_lazy("Take it off my list")
    button_variant = "warning"

    def do(self, typed: dict[str, Any]) -> str:
        actions.note_answer_seen(self.ctx, referral_id=self.referral.pk)
        return _("It is off your list.")


class Sent(AboutReferral):
    """It has gone: who has it, what they see, what happens next."""

    template_name = "referrals/sent.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            due_day=presenters.reply_day(self.referral.reply_due_at),
            outside=self.referral.to_team_id is None,
        )


class Letter(AboutReferral):
    """The letter to a service that has no account here, as it was checked."""

    template_name = "referrals/paper.jinja"

    def fetch(self) -> None:
        super().fetch()
        if self.referral.to_team_id is not None:
            raise Http404

    def check_access(self) -> None:
        super().check_access()
        if not self.ctx.allows("print", "disclosed", self.person.pk):
            raise NotAllowed("print", "no cell for an issued document of this person")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            copy_terms=presenters.copy_terms(self.referral),
            due_day=presenters.reply_day(self.referral.reply_due_at),
        )


class Withdraw(OneReferral):
    """Take it back: they see nothing of it from now on."""

    form_class = WordsForm
    heading = gettext_lazy("Take this referral back")
    button = gettext_lazy("Take it back")
    button_variant = "warning"

    def form_kwargs(self) -> dict[str, Any]:
        return {"label": _("Why? They and the person can read this")}

    def do(self, typed: dict[str, Any]) -> str:
        actions.withdraw_referral(self.ctx, referral_id=self.referral.pk, words=typed["words"])
        return _("Taken back. They do not see it any more.")


class Answer(OneReferral):
    """They asked for more before they answer."""

    form_class = WordsForm
    heading = gettext_lazy("Answer their question")
    button = gettext_lazy("Send")

    def form_kwargs(self) -> dict[str, Any]:
        return {"label": self.referral.question or _("Your answer")}

    def do(self, typed: dict[str, Any]) -> str:
        actions.answer_question(self.ctx, referral_id=self.referral.pk, words=typed["words"])
        return _("Sent. They read it beside the referral.")


class Heard(OneReferral):
    """Write down what a service outside the product has told us."""

    form_class = HeardForm
    template_name = "referrals/heard.jinja"
    heading = gettext_lazy("What have they told you?")

    def fetch(self) -> None:
        super().fetch()
        if self.referral.to_team_id is not None:
            raise Http404

    def form_kwargs(self) -> dict[str, Any]:
        return {"offered": heard_of(self.referral)}

    def do(self, typed: dict[str, Any]) -> str:
        pk, row, form = self.referral.pk, self.referral, HeardForm
        heard = typed["heard"]
        if heard == form.HAVE:
            actions.acknowledge_referral(self.ctx, referral_id=pk)
        elif heard == form.ACCEPTED:
            actions.accept_referral(self.ctx, referral_id=pk)
        elif heard == form.DECLINED:
            actions.decline_referral(
                self.ctx, referral_id=pk, reason=typed["declined"], words=typed["words"]
            )
        elif heard == form.OFFERED:
            at = datetime.combine(typed["on"], typed["at"], LONDON)
            actions.offer_first(self.ctx, referral=row, at=at, place=typed["place"])
        elif heard == form.CAME:
            actions.keep_first(self.ctx, referral=row, came="came")
        elif heard == form.MISSED:
            actions.miss_first(self.ctx, referral=row, came="not_said")
        else:
            actions.end_referral(
                self.ctx, referral_id=pk, reason=typed["ended"], words=typed["words"]
            )
        return _("Written down.")


def heard_of(row: Referral) -> list[str]:
    """What can be heard next, of a referral in this state."""
    form = HeardForm
    if row.status in states.WAITING:
        first = [form.HAVE] if row.status == states.SENT else []
        return [*first, form.ACCEPTED, form.DECLINED]
    if row.status != states.ACCEPTED:
        return []
    came = [form.CAME, form.MISSED] if row.first_at is not None else [form.CAME]
    return [form.OFFERED, *came, form.ENDED]


def rests_words(row: Referral) -> str:
    """What ends if the person takes their agreement back, and what goes on."""
    if row.ground != Referral.Ground.AGREED:
        return _(
            "This was sent on another ground than agreement. Taking an agreement back does not"
            " end what rests on the law, on safety or on an order."
        )
    if row.to_team_id is None:
        return _(
            "A letter or a call cannot be called back. If they take their agreement back, tell the"
            " service, and write down that you did."
        )
    return _(
        "If they take their agreement back under Sharing, the other team sees this no more from"
        " its next request on. What that team wrote down itself stays with it, and it may go on"
        " treating them."
    )


class GiveSignpost(PersonSmallForm):
    """Which service the person was told of. Nobody else is told anything."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "health_summary"
    template_name = "referrals/signpost.jinja"
    form_class = SignpostForm
    heading = gettext_lazy("Told of a service")

    def check_access(self) -> None:
        super().check_access()
        if self.ctx.agency_type not in CARE_TYPES:
            raise NotAllowed("create", "care teams give this advice")

    def form_kwargs(self) -> dict[str, Any]:
        services = [(str(row.pk), row.name) for row in selectors.services()]
        return {"services": services, "initial": {"service": self.request.GET.get("service", "")}}

    def back(self) -> str:
        page = "person_referrals" if self.standing.may("read", "disclosed") else "person"
        return reverse(page, args=[self.person.reference])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        service = None
        if typed["service"]:
            service = get_or_404(DirectoryService.objects, pk=typed["service"])
        actions.give_signpost(
            self.ctx,
            person_id=self.person.pk,
            service=service,
            service_name=typed["other"],
            how=typed["how"],
            words=typed["words"],
        )
        return self.done(_("Written down."), self.back())
