"""Taking in a court's results: the file, whose they are, what they say, then the button."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.core.references import read_reference
from throughcare.core.views import FormView, StaffView
from throughcare.exchange import problem_files, results_waiting
from throughcare.exchange import results_presenters as presenters
from throughcare.exchange.forms import CheckForm
from throughcare.exchange.results_forms import LEAVE, OTHER, ResultsForm, WhoseForm
from throughcare.orders import actions, rules
from throughcare.orders import selectors as orders
from throughcare.people import presenters as people_presenters
from throughcare.people import selectors as people
from throughcare.people.finding import Candidate
from throughcare.people.models import Person

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.core.context import Context
    from throughcare.orders.resulted import Results


def require_enters(ctx: Context) -> None:
    """NotAllowed for everybody who does not keep orders."""
    if not rules.enters_orders(ctx):
        raise NotAllowed("create", "orders are entered by health teams and probation")


class ResultsPage(FormView):
    """A step of taking results in, for those who keep orders."""

    action = "create"
    category = "justice"
    waiting: results_waiting.Waiting | None = None
    results: Results

    def check_access(self) -> None:
        super().check_access()
        require_enters(self.ctx)

    def fetch(self) -> None:
        self.waiting = results_waiting.current(self.ctx)
        if self.waiting is not None:
            self.results = self.waiting.read()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.waiting is None:
            return HttpResponseRedirect(reverse("import_results"))
        return super().get(request, *args, **kwargs)

    def answer_post(self) -> HttpResponse:
        if self.waiting is None:
            words = _("There are no results to take in: they were taken in, or kept too long.")
            messages.warning(self.request, words)
            return HttpResponseRedirect(reverse("import_results"))
        return super().answer_post()

    @cached_property
    def said(self) -> dict[str, UUID | None]:
        """Said now, and for earlier shares of the same hearing: what was said now counts."""
        assert self.waiting is not None  # noqa: S101 - asked before
        before = orders.matches_of(self.ctx, self.results.hearing)
        return {**before, **self.waiting.said}


class ChooseResults(ResultsPage):
    """Step 1: the file."""

    template_name = "exchange/results_choose.jinja"
    form_class = ResultsForm

    def fetch(self) -> None:
        """Nothing has to wait for another file to be chosen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(form=self.make_form(None))

    def answer_post(self) -> HttpResponse:
        return FormView.answer_post(self)

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return ResultsForm(data, self.request.FILES if data is not None else None)

    def posted_fields(self) -> dict[str, list[str]]:
        """The file is a part of what was posted: another file is another post."""
        digests = []
        for given in self.request.FILES.getlist("file"):
            given.seek(0)
            digests.append(hashlib.sha256(given.read()).hexdigest())
        return {**super().posted_fields(), "files": digests}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ResultsForm)  # noqa: S101 - made above
        name = str(form.cleaned_data["file"].name)
        results_waiting.keep(self.ctx, file_name=name, data=form.file_data)
        return HttpResponseRedirect(reverse("import_results_check"))


class CheckResults(ResultsPage):
    """Step 2: what the court ordered, and whose record each defendant is."""

    template_name = "exchange/results_check.jinja"
    form_class = CheckForm

    def page_context(self) -> dict[str, Any]:
        if self.waiting is None:
            return {}
        said = self.said
        wanted = {who for who in said.values() if who}
        records = Person.visible_to(self.ctx).in_bulk(wanted)
        self.ctx.shown.people(*records)
        rows = [
            presenters.row(self.results, place, said, records)
            for place in range(len(self.results.people))
        ]
        return {
            "waiting": self.waiting,
            "rows": rows,
            "terms": presenters.terms_of(self.waiting, self.results),
            "tiles": presenters.tiles(self.results, said),
            "already_in": presenters.already_in(
                self.results, orders.newest_share(self.ctx, self.results.hearing)
            ),
            "problems": presenters.problems(self.results),
            "button_text": presenters.button_words(len(self.matches())),
            "may_take": bool(self.matches()),
        }

    def matches(self) -> dict[str, UUID]:
        """Those whom the file names, who are grown up, and of whom somebody said who they are."""
        return {
            each.number: who
            for each in self.results.people
            if (who := self.said.get(each.number)) and not presenters.left_out(each)
        }

    def answer_post(self) -> HttpResponse:
        if self.waiting is not None and "cancel" in self.request.POST:
            results_waiting.drop(self.ctx)
            return self.done(_("Cancelled. Nothing was taken in."), reverse("import_results"))
        return super().answer_post()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert self.waiting is not None  # noqa: S101 - asked in answer_post
        if form.cleaned_data["checksum"] != self.waiting.checksum:
            words = _("Another file was chosen since this page was shown. Check this one first.")
            form.add_error(None, words)
            return self.page(form=form, status=409)
        if not self.matches():
            form.add_error(None, _("Say first whose results these are"))
            return self.page(form=form, status=422)
        try:
            taken = actions.take_share_in(self.ctx, self.results, self.matches())
        except ReasonMissing as refused:
            said = _("Nothing was taken in: %(why)s") % {"why": refused}
            form.add_error(None, said)
            return self.page(form=form, status=422)
        results_waiting.drop(self.ctx)
        return self.done(presenters.done_words(taken), reverse("orders"))


class ResultsProblems(StaffView):
    """What is wrong with the file that waits, for who makes it. It names nobody."""

    action = "create"
    category = "justice"

    def check_access(self) -> None:
        super().check_access()
        require_enters(self.ctx)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = results_waiting.current(self.ctx)
        if waiting is None:
            return HttpResponseRedirect(reverse("import_results"))
        rows = problem_files.of_results(waiting.read())
        return problem_files.as_file(problem_files.RESULTS, rows, "results-problems.csv")


class MatchDefendant(ResultsPage):
    """Which record is this defendant? The likeliest are shown; somebody decides."""

    template_name = "exchange/results_match.jinja"
    form_class = WhoseForm

    def fetch(self) -> None:
        super().fetch()
        place = self.kwargs["place"] - 1
        if self.waiting is None:
            return
        if not 0 <= place < len(self.results.people):
            raise Http404
        self.named = self.results.people[place]
        if presenters.left_out(self.named):
            raise Http404

    @cached_property
    def found(self) -> list[Candidate]:
        return people.candidates(
            self.ctx,
            given_name=self.named.given_name,
            family_name=self.named.family_name,
            born_on=self.named.born_on,
        )

    def form_kwargs(self) -> dict[str, Any]:
        choices = [
            # Two people may have one name: the reference tells them apart.
            (
                str(each.person.pk),
                f"{people_presenters.full_name(each.person)}, {each.person.reference}",
            )
            for each in self.found
            if each.person
        ]
        return {"people": choices}

    def page_context(self) -> dict[str, Any]:
        if self.waiting is None:
            return {}
        return {
            "name": presenters.named_words(self.named),
            "about": presenters.about_words(self.named),
            "ordered": presenters.ordered_words(self.results, self.named.number),
            "people": [
                (each, people_presenters.identity_bar(self.ctx, each.person))
                for each in self.found
                if each.person
            ],
            "back": reverse("import_results_check"),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert self.waiting is not None  # noqa: S101 - asked in answer_post
        who = self._chosen(form)
        if form.errors:
            return self.page(form=form, status=422)
        results_waiting.keep(
            self.ctx,
            file_name=self.waiting.file_name,
            data=self.waiting.data,
            said={**self.waiting.said, self.named.number: who},
        )
        return HttpResponseRedirect(reverse("import_results_check"))

    def _chosen(self, form: BaseForm) -> UUID | None:
        """The record; None to leave out. Says beside the field what is in the way."""
        chosen = form.cleaned_data["who"]
        if chosen == LEAVE:
            return None
        rows = Person.visible_to(self.ctx)
        if chosen == OTHER:
            reference = read_reference(form.cleaned_data["reference"])
            rows, where = rows.filter(reference=reference or ""), "reference"
        else:
            rows, where = rows.filter(pk=chosen), "who"
        person = rows.first()
        if person is None:
            form.add_error(where, _("You reach no record with this reference"))
            return None
        if not self.ctx.allows("create", "justice", person.pk):
            form.add_error(where, _("You may not record on this person: ask their team"))
        return UUID(str(person.pk))
