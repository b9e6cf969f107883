"""Two people edit one thing: both versions side by side, and nothing of either is dropped.

A view of one form mixes ``MergesConflicts`` in before ``core.views.FormView``:

    class ChangeNote(MergesConflicts, PersonFormView):
        merge_fields = ("text", "review_on")

        def current_version(self) -> int:
            return self.note.version

        def current_values(self) -> dict[str, Any]:
            return {"text": self.note.text, "review_on": self.note.review_on}

        def form_valid(self, form):
            actions.change_note(self.ctx, …, version=self.seen_version())

``fetch()`` must read the row, because it is called again before both versions are shown. The
template puts ``{{ view.hidden() }}`` into its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from throughcare.design import clashes, differences
from throughcare.design.clashes import BOTH, MINE, THEIRS, Clash, Posted
from throughcare.design.merging import MergeForm
from throughcare.design.parts import Version

if TYPE_CHECKING:
    from throughcare.core.views import FormView

    Base = FormView
else:
    Base = object

#: Hidden fields that a form of two editors carries besides its own: the version on the screen
#: and what it said; on the merging page also my version, and what both began from.
SEEN, BEFORE, MERGING, SETTLED, BEGAN = "seen_version", "before", "merging", "mine", "began"
NOT_MINE = frozenset({SEEN, BEFORE, "csrfmiddlewaretoken", "idempotency_key"})


class Question:
    """One clash as the page asks it: two versions, the text before, and what to keep."""

    def __init__(self, clash: Clash, form: MergeForm) -> None:
        self.clash = clash
        self.form = form
        self.mine_pieces = differences.mark(clash.before, clash.mine)
        self.theirs_pieces = differences.mark(clash.before, clash.theirs)


class MergesConflicts(Base):
    """Shows both versions when somebody else saved in between, and saves what is chosen.

    merge_fields    the fields that two people may both change.
    """

    merge_fields: ClassVar[tuple[str, ...]] = ()
    merge_template_name: ClassVar[str] = "layouts/merge.jinja"
    #: The form that the page is made of: its fields are those that two people may both change.
    _shown: forms.BaseForm | None = None

    # -- what the view says ---------------------------------------------------------------
    def current_version(self) -> int:
        """The version that is saved now, as ``fetch()`` read it."""
        raise NotImplementedError

    def current_values(self) -> dict[str, Any]:
        """What is saved now, as the form's initial values, by the names of the fields."""
        raise NotImplementedError

    def current_author(self) -> tuple[str, str]:
        """Who saved last: a short name, and a line such as "Sam Adeyemi · saved 2:40pm"."""
        return _("your colleague"), ""

    # -- what the view asks ---------------------------------------------------------------
    def seen_version(self) -> int:
        """The version that the person was looking at when they typed; 0 for none."""
        text = self._sent().get(SEEN, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def _they(self) -> tuple[str, str]:
        """Who saved last, in the words of the page: whoever has two windows is not two people."""
        name, line = self.current_author()
        return (_("your other window"), line) if name == self.ctx.user_name else (name, line)

    # -- how it is done -------------------------------------------------------------------
    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        self._shown = context.get("form")
        return super().page(status, **context)

    def hidden(self) -> SafeString:
        """The key, the version that is being looked at, and what it said."""
        if self._sent().get(SEEN):
            version, before = self.seen_version(), self._sent().get(BEFORE, "")
        else:
            version, before = self.current_version(), clashes.pack(self._saved())
        return super().hidden() + _inputs({SEEN: str(version), BEFORE: before})

    def answer_post(self) -> HttpResponse:
        if MERGING not in self.request.POST:
            return super().answer_post()
        questions = self._questions(self._posted_clashes(), self.request.POST)
        if not all(question.form.is_valid() for question in questions):
            page = _Page(self.seen_version(), self._settled(), self._before(), self._began())
            return self._merge_page(questions, page, status=422)
        form = self.make_form(clashes.as_query(self._chosen(questions)))
        if not form.is_valid():
            return self.form_invalid(form)
        return self.save_form(form)

    def conflict(self, form: forms.BaseForm) -> HttpResponse:
        """Somebody else saved in between: settle what one of us changed, ask about the rest."""
        self.fetch()
        mine = {
            name: list(values)
            for name, values in form.data.lists()  # type: ignore[attr-defined]
            if name not in NOT_MINE
        }
        theirs, began = self._saved(), self._before()
        found, settled = clashes.find_clashes(form, self.merge_fields, began, mine, theirs)
        page = _Page(self.current_version(), settled, theirs, began)
        return self._merge_page(self._questions(found), page, status=409)

    def draft_fields(self) -> Posted:
        """A draft of the merging page is a draft of the form: my version, over theirs."""
        if MERGING not in self.request.POST:
            return super().draft_fields()
        kept = self._settled()
        for clash in self._posted_clashes():
            if self.request.POST.get(f"merge-{clash.name}-keep") == BOTH:
                text = self.request.POST.get(f"merge-{clash.name}-text", "")
                kept = clashes.with_text(self._blank(), clash.name, kept, text)
        return kept | {SEEN: [str(self.seen_version())], BEFORE: [clashes.pack(self._before())]}

    def draft_answer(self, said: dict[str, str]) -> HttpResponse:
        stale = self.seen_version() != self.current_version()
        return JsonResponse(said, status=409 if stale else 200)

    def _sent(self) -> Any:
        """What came from the browser now, or with the draft that is shown again."""
        return self.request.POST or self.typed or {}

    def _before(self) -> Posted:
        return clashes.unpack(self._sent().get(BEFORE, ""))

    def _began(self) -> Posted:
        return clashes.unpack(self.request.POST.get(BEGAN, ""))

    def _settled(self) -> Posted:
        return clashes.unpack(self.request.POST.get(SETTLED, ""))

    def _blank(self) -> forms.BaseForm:
        """The fields, whatever is in them."""
        return self.make_form(None) if self._shown is None else self._shown

    def _saved(self) -> Posted:
        form, values = self._blank(), self.current_values()
        saved: Posted = {}
        for name in self.merge_fields:
            saved |= clashes.as_posted(form, name, values.get(name))
        return saved

    def _posted_clashes(self) -> list[Clash]:
        """The clashes that the page asked about. What they said is in BEFORE by now."""
        found, _same = clashes.find_clashes(
            self._blank(), self.merge_fields, self._began(), self._settled(), self._before()
        )
        return found

    def _questions(self, found: list[Clash], data: Any = None) -> list[Question]:
        name, _line = self._they()
        return [Question(clash, _merge_form(clash, name, data)) for clash in found]

    def _chosen(self, questions: list[Question]) -> Posted:
        form, chosen, theirs = self._blank(), self._settled(), self._before()
        for question in questions:
            field, keep = question.clash.name, question.form.cleaned_data["keep"]
            if keep == THEIRS:
                part = clashes.of_field(form, field, theirs)
                chosen = clashes.replace(form, field, chosen, part)
            elif keep == BOTH:
                text = question.form.cleaned_data["text"]
                chosen = clashes.with_text(form, field, chosen, text)
        return chosen

    def _merge_page(self, questions: list[Question], page: _Page, *, status: int) -> HttpResponse:
        short, line = self._they()
        context = {
            "ctx": self.ctx,
            "view": self,
            **self.page_context(),
            "forms": [question.form for question in questions],
            "questions": questions,
            "their_name": short,
            "their_line": line,
            "my_line": _("%(name)s, not saved yet") % {"name": self.ctx.user_name},
            "version_of": Version,
            "merge_hidden": super().hidden() + page.hidden(),
        }
        return render(self.request, self.merge_template_name, context, status=status)


@dataclass(frozen=True)
class _Page:
    """What the merging page carries from one post to the next."""

    version: int
    settled: Posted
    theirs: Posted
    began: Posted

    def hidden(self) -> SafeString:
        fields = {
            MERGING: "1",
            SEEN: str(self.version),
            SETTLED: clashes.pack(self.settled),
            BEFORE: clashes.pack(self.theirs),
            BEGAN: clashes.pack(self.began),
        }
        return _inputs(fields)


def _inputs(fields: Mapping[str, str]) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())


def _merge_form(clash: Clash, their_name: str, data: Any) -> MergeForm:
    form = MergeForm(
        data,
        prefix=f"merge-{clash.name}",
        their_name=their_name,
        question=clash.label,
        initial={"keep": BOTH if clash.is_text else MINE, "text": clash.both},
    )
    # The version stands once on the page: it is that of the whole row.
    del form.fields["seen_version"]
    if not clash.is_text:
        del form.fields["text"]
        keep = form.fields["keep"]
        keep.choices = [c for c in keep.choices if c[0] != BOTH]  # type: ignore[attr-defined]
    return form
