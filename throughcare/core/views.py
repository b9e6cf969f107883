"""The shape of a page: each declares its action, fetches its object first, and posts once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.forms.utils import ErrorDict
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import View

from throughcare.core import posts, registry
from throughcare.core.errors import NotAllowed, StaleVersion

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.core.context import Context


class StaffView(View):
    """A page for a member of staff who has chosen a role.

    action    the action of the policy that the page is (a test fails on a view without);
    category  the category that the action is asked of, "" when it is about no person.
    """

    action: ClassVar[str] = ""
    category: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    #: Asks for the password again when the last proof is old (security.md §6, "step-up").
    recent_proof: ClassVar[bool] = False
    ctx: Context

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.ctx = request.ctx  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.ctx is None:
            return HttpResponseRedirect(reverse("choose_role"))
        self.fetch()
        self.check_access()
        if self.recent_proof and (stale := registry.supplied("step_up")(request)) is not None:
            return stale  # type: ignore[no-any-return]
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def fetch(self) -> None:
        """Fetch what the page is about, before anything else and on every method."""

    def check_access(self) -> None:
        """Refuse the page when no cell lets this role do it. An absent record is a 404 first."""
        if self.category and not self.ctx.allows(self.action, self.category):
            raise NotAllowed(self.action, f"no cell for {self.category}")

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        """Render the page's template."""
        return render(
            self.request,
            self.template_name,
            {"ctx": self.ctx, "view": self, **self.page_context(), **context},
            status=status,
        )

    def page_context(self) -> dict[str, Any]:
        """What every rendering of this page needs."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()


class FormView(StaffView):
    """A page with one form: posts once, keeps what was typed, and says what is wrong beside it.

    draft_name      names the draft of this form; "" keeps none.

    The template puts ``{{ view.hidden() }}`` inside its form: the key that makes a second post
    of the same page harmless. ``form_draft_url`` is in the context of each rendering.
    """

    form_class: ClassVar[type[BaseForm]]
    draft_name: ClassVar[str] = ""
    #: "warning" where the button ends, takes back or takes off something (design/README.md).
    button_variant: ClassVar[str] = ""
    #: The button that saves and comes back later.
    LATER = posts.LATER
    #: When the draft that is shown was kept; None when nothing was restored.
    draft_saved_at: datetime | None = None
    #: What was typed before and is shown again.
    typed: QueryDict | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed = self.typed_before()
        form = self.make_form(self.typed)
        if self.typed is not None:
            without_messages(form)
        return self.page(form=form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft_name and (posts.is_draft_post(request) or self.LATER in request.POST):
            return self.keep_draft()
        key = read_key(request.POST)
        try:
            location = key and self.first_answer(key)
        except posts.KeyReused as reused:
            response = self.already_saved(reused)
        else:
            if location:
                return HttpResponseRedirect(location)
            response = self.answer_post()
        if response.status_code in (302, 303):
            self.after_saving(key, response)
        elif self.draft_name:
            self.save_draft()
        return response

    def answer_post(self) -> HttpResponse:
        """Check what was typed and save it, or show it again with what is in the way."""
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.form_invalid(form)
        return self.save_form(form)

    def save_form(self, form: BaseForm) -> HttpResponse:
        """Save inside a savepoint: a page that shows what went wrong has written nothing."""
        try:
            with transaction.atomic():
                response = self.form_valid(form)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
        except StaleVersion:
            return self.conflict(form)
        return response

    def after_saving(self, key: uuid.UUID | None, response: HttpResponse) -> None:
        if key:
            posts.remember_answer(
                self.ctx,
                key,
                path=self.request.path,
                fields=self.posted_fields(),
                location=response.headers["Location"],
            )
        if self.draft_name:
            posts.drop_draft(self.ctx, form=self.draft_name, subject_id=self.draft_subject())

    def first_answer(self, key: uuid.UUID) -> str | None:
        return posts.first_answer(
            self.ctx, key, path=self.request.path, fields=self.posted_fields()
        )

    def posted_fields(self) -> dict[str, list[str]]:
        return {name: self.request.POST.getlist(name) for name in self.request.POST}

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return super().page(status, **{"form_draft_url": self.draft_url(), **context})

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return self.form_class(data, **self.form_kwargs())

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.page(form=form, status=422)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        raise NotImplementedError

    def conflict(self, form: BaseForm) -> HttpResponse:
        """Somebody else saved in between. ``design.conflicts.MergesConflicts`` shows both."""
        form.add_error(
            None,
            _(
                "A colleague changed this while you were writing. Nothing of yours is lost: open"
                " the record in another tab, compare, and save again."
            ),
        )
        return self.page(form=form, status=409)

    def already_saved(self, reused: posts.KeyReused) -> HttpResponse:
        """The browser's Back button led to a page that was saved already, and it was changed."""
        form = self.make_form(self.request.POST)
        form.add_error(
            None,
            _(
                "This page was already saved at %(time)s. What you have typed since then is below"
                " and is not saved yet. Save it again only if it should be added."
            )
            % {"time": registry.supplied("clock_words")(reused.posted_at)},
        )
        return self.page(form=form, status=409)

    def done(self, message: str, to: str) -> HttpResponse:
        """Say what was done, on the next page."""
        messages.success(self.request, message)
        return HttpResponseRedirect(to)

    def hidden(self) -> SafeString:
        """The hidden fields that each form of this page carries."""
        return format_html('<input type="hidden" name="idempotency_key" value="{}">', new_key())

    # -- drafts ---------------------------------------------------------------------------
    def draft_subject(self) -> uuid.UUID | None:
        """What the draft is about: one draft a form and subject."""
        return None

    def draft_person(self) -> uuid.UUID | None:
        return None

    def draft_url(self) -> str:
        """Where the little script posts what was typed; "" when the form keeps no draft."""
        return f"{self.request.path}?{posts.DRAFT_PARAMETER}=1" if self.draft_name else ""

    def later_url(self) -> str:
        """Where "Finish later" goes."""
        return "/"

    def typed_before(self) -> QueryDict | None:
        """The draft as a post, for the form to show; None when there is none."""
        if not self.draft_name:
            return None
        try:
            draft = posts.open_draft(
                self.ctx, form=self.draft_name, subject_id=self.draft_subject()
            )
        except posts.DraftUnreadable:
            messages.warning(
                self.request,
                _("What you typed here before could not be opened. Tell your administrator."),
            )
            return None
        if draft is None:
            return None
        self.draft_saved_at = draft.saved_at
        return as_post(draft.fields)

    def save_draft(self) -> datetime:
        return posts.save_draft(
            self.ctx,
            form=self.draft_name,
            subject_id=self.draft_subject(),
            fields=self.draft_fields(),
            person_id=self.draft_person(),
        )

    def draft_fields(self) -> dict[str, list[str]]:
        return self.posted_fields()

    def keep_draft(self) -> HttpResponse:
        """Answer an autosave with the moment it was kept, or a press of "Finish later"."""
        key = read_key(self.request.POST)
        if posts.is_draft_post(self.request) and key and self.was_saved(key):
            # The autosave was overtaken by the save itself: nothing is left to keep.
            return HttpResponse(status=204)
        at = self.save_draft()
        if posts.is_draft_post(self.request):
            return self.draft_answer({"saved_at": registry.supplied("clock_words")(at)})
        return self.done(_("Kept. You can finish it from Today."), self.later_url())

    def draft_answer(self, said: dict[str, str]) -> HttpResponse:
        return JsonResponse(said)

    def was_saved(self, key: uuid.UUID) -> bool:
        """Was the page that carries this key saved already, or is it being saved just now?"""
        try:
            return self.first_answer(key) is not None
        except posts.KeyReused:
            return True


def read_key(data: QueryDict) -> uuid.UUID | None:
    """The idempotency key of a post; None when it is missing or not one."""
    try:
        return uuid.UUID(data.get("idempotency_key", ""))
    except ValueError:
        return None


def new_key() -> str:
    """A fresh key for a form that is about to be shown."""
    return str(uuid.uuid4())


def as_post(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    """What was typed, as if it had just been posted."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, list(values))
    return data


def without_messages(form: BaseForm) -> None:
    """Show what was typed before without saying yet what is missing from it."""
    form._errors = ErrorDict(renderer=form.renderer)  # type: ignore[attr-defined]


def get_or_404(rows: Any, **lookup: Any) -> Any:
    """The one row, or the page of an absent record: hidden, absent and unreadable look the same."""
    try:
        return rows.get(**lookup)
    except (rows.model.DoesNotExist, ValueError, ValidationError, DataError) as missing:
        raise Http404 from missing
