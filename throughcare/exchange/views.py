"""Taking in a court list: choose the file, check what it would do, take it in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.core.views import FormView
from throughcare.court import actions
from throughcare.court import selectors as court
from throughcare.court.views.day import HealthTeamView
from throughcare.exchange import presenters, previews, problem_files
from throughcare.exchange.forms import CheckForm, ChooseForm, CourtsForm
from throughcare.exchange.notices import notices

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.court.listed import ListDocument


class ChooseList(HealthTeamView, FormView):
    """Step 1: the file. It is read at once; nothing is saved but the file, for its preview."""

    action = "create"
    category = "justice"
    template_name = "exchange/choose.jinja"
    form_class = ChooseForm

    def make_form(self, data: QueryDict | None) -> BaseForm:
        files = self.request.FILES if data is not None else None
        return ChooseForm(data, files, places=court.court_places(self.ctx))

    def posted_fields(self) -> dict[str, list[str]]:
        """The file is a part of what was posted: another file is another post."""
        digests = []
        for name in sorted(self.request.FILES):
            for given in self.request.FILES.getlist(name):
                given.seek(0)
                digests.append(hashlib.sha256(given.read()).hexdigest())
                given.seek(0)
        return {**super().posted_fields(), "files": digests}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ChooseForm)  # noqa: S101 - made above
        previews.keep(
            self.ctx,
            file_name=str(form.cleaned_data["file"].name),
            data=form.file_data,
            format=form.cleaned_data["format"],
            day=form.day_given,
            place_id=form.place_given,
        )
        return HttpResponseRedirect(reverse("import_check"))


class CheckList(HealthTeamView, FormView):
    """Step 2: what the list holds and what taking it in would change; then the button."""

    action = "create"
    category = "justice"
    template_name = "exchange/check.jinja"
    form_class = CheckForm
    preview: previews.Preview | None
    document: ListDocument

    def fetch(self) -> None:
        self.preview = previews.current(self.ctx)
        if self.preview is not None:
            self.document = self.preview.read()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.preview is None:
            return HttpResponseRedirect(reverse("import"))
        return super().get(request, *args, **kwargs)

    def page_context(self) -> dict[str, Any]:
        if self.preview is None:
            return {}
        taken = self.would_take
        found = presenters.checked(self.document)
        to_take = sum(taken.total(name) for name in ("new", "changed", "same"))
        for day in taken.days:
            changed = [change.entry for change in day.changed]
            self.ctx.shown.objects(*(entry.pk for entry in [*changed, *day.gone]))
        return {
            "preview": self.preview,
            "terms": presenters.file_terms(self.preview, self.document, reverse("import")),
            "tiles": presenters.tiles(self.document, found),
            "groups": presenters.trouble_groups(found),
            "problem_rows": len(problem_files.of_list(self.document)),
            "kept_out": problem_files.kept_out(self.document),
            "to_look_at": len(found.to_check) + self.document.counts.left_out,
            "ready": presenters.ready_lines(found),
            "ready_heading": presenters.ready_heading(found),
            "notices": notices(self.document, found, taken),
            "changes": presenters.changes(taken),
            "kinds": presenters.kinds(taken),
            "changed": presenters.changed_lines(taken.days),
            "gone": presenters.gone_lines(taken.days),
            "gone_heading": presenters.gone_heading(taken),
            "gone_organisations": presenters.gone_organisations(taken),
            "button_text": presenters.button_words(to_take),
            "courts_form": self.courts_form(taken),
            "changes_something": any(taken.total(name) for name in ("new", "changed", "gone")),
            "undo": presenters.undo_words(),
        }

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return CheckForm(data, taken=self.would_take if self.preview is not None else None)

    @cached_property
    def would_take(self) -> actions.Taken:
        """What taking the list in would do."""
        return self.take(dry_run=True)

    def take(self, *, dry_run: bool, part: bool = False) -> actions.Taken:
        """Take the list in, or say what that would do."""
        assert self.preview is not None  # noqa: S101 - asked by every caller
        return actions.take_list_in(
            self.ctx,
            self.document,
            place_id=self.preview.place_id,
            said=self.preview.said,
            part=part,
            dry_run=dry_run,
        )

    def courts_form(self, taken: actions.Taken, data: QueryDict | None = None) -> CourtsForm:
        """Which court each is that is none of the team's by its name."""
        places = court.court_places(self.ctx)
        return CourtsForm(data, unplaced=taken.unplaced, places=places)

    def say_courts(self) -> HttpResponse:
        """Keep which courts are meant, and show what the list would do now."""
        assert self.preview is not None  # noqa: S101 - asked in answer_post
        form = self.courts_form(self.would_take, self.request.POST)
        if form.is_valid() and form.said():
            previews.say_courts(self.ctx, self.preview, form.said())
            return HttpResponseRedirect(reverse("import_check"))
        return self.done(_("No court was chosen, so nothing changed."), reverse("import_check"))

    def answer_post(self) -> HttpResponse:
        if self.preview is None:
            messages.warning(
                self.request,
                _("There is no list to import: it was taken in, cancelled, or kept too long."),
            )
            return HttpResponseRedirect(reverse("import"))
        if "cancel" in self.request.POST:
            previews.drop(self.ctx)
            return self.done(_("Cancelled. Nothing was imported."), reverse("import"))
        if "courts" in self.request.POST:
            return self.say_courts()
        return super().answer_post()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert self.preview is not None  # noqa: S101 - asked in answer_post
        if form.cleaned_data["checksum"] != self.preview.checksum:
            form.add_error(
                None,
                _("Another file was chosen since this page was shown. Check this one first."),
            )
            return self.page(form=form, status=409)
        assert isinstance(form, CheckForm)  # noqa: S101 - made above
        taken = self.take(dry_run=False, part=form.is_part)
        previews.drop(self.ctx)
        where = presenters.only_day(taken)
        to = reverse("court_day", args=[where[0], where[1].isoformat()]) if where else None
        return self.done(presenters.done_words(taken), to or reverse("court_places"))


class ListProblems(HealthTeamView):
    """What is wrong with the list that waits, as a file for who makes it. It names nobody."""

    action = "create"
    category = "justice"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        preview = previews.current(self.ctx)
        if preview is None:
            return HttpResponseRedirect(reverse("import"))
        rows = problem_files.of_list(preview.read())
        return problem_files.as_file(problem_files.LIST, rows, "court-list-problems.csv")
