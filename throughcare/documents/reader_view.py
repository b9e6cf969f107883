"""A reader named after issue: one form from the document's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.core.errors import NotAllowed
from throughcare.documents import naming
from throughcare.documents.forms import NameReaderForm
from throughcare.documents.models import Document
from throughcare.documents.views import DocumentPage
from throughcare.people.views import PersonSmallForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import BaseForm

SUPERSEDED = gettext_lazy("A corrected version took its place. Name the reader of that one.")
NOT_COVERED = gettext_lazy("The basis does not cover every line that was agreed for others.")
#: What stands beside which field when the action refuses.
REFUSED: dict[type[Exception], tuple[str | None, object, int]] = {
    naming.Superseded: (None, SUPERSEDED, 409),
    naming.HasItAlready: (None, gettext_lazy("They have it already: see “Who got it”."), 409),
    naming.LineNotCovered: (None, NOT_COVERED, 422),
    naming.SaidNo: (
        "basis",
        gettext_lazy("The person said no to this, or took the yes back. Ask again, or see Sharing"),
        422,
    ),
}


class NameReader(DocumentPage, PersonSmallForm):
    """Who else gets it, as what, why, and on what agreement. Of a version in force only."""

    action: ClassVar[str] = "disclose"
    form_class = NameReaderForm
    draft_name: ClassVar[str] = "document_reader"
    template_name: ClassVar[str] = "documents/name_reader.jinja"
    heading = gettext_lazy("Name another reader")
    button = gettext_lazy("Name this reader")

    def check_access(self) -> None:
        super().check_access()
        mine = Document.visible_to(self.ctx, "amend").filter(pk=self.document.pk)
        if not mine.exists():
            raise NotAllowed("disclose", "the team that wrote it names its readers")

    @property
    def later(self) -> Document | None:
        return getattr(self.document, "replaced_by", None)

    @cached_property
    def limits(self) -> naming.Limits:
        return naming.limits_of(self.ctx, self.document)

    @cached_property
    def members(self) -> list[Membership]:
        return [] if self.limits.for_care else naming.possible_readers()

    def draft_subject(self) -> UUID | None:
        return self.document.pk

    def back(self) -> str:
        return reverse("person_document", args=[self.person.reference, self.document.pk])

    def form_kwargs(self) -> dict[str, Any]:
        members = [
            (str(row.pk), f"{row.user.name}, {row.team.name}, {row.team.agency.name}")
            for row in self.members
        ]
        return {"members": members, "limits": self.limits}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "document": self.document,
            "later": self.later,
            "limits": self.limits,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.later is not None:
            form = self.make_form(request.POST)
            form.add_error(None, str(SUPERSEDED))
            return self.page(form=form, status=409)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, NameReaderForm)  # noqa: S101 - form_class
        to = form.to(self.members)
        try:
            naming.name_reader(self.ctx, document_id=self.document.pk, to=to)
        except tuple(REFUSED) as refused:
            field, words, status = REFUSED[type(refused)]
            form.add_error(field, str(words))
            return self.page(form=form, status=status)
        if to.principal_id is not None:
            said = _("%(name)s can read it in their account now.")
        else:
            said = _("%(name)s is a reader of it. Now get the copy to them.")
        return self.done(said % {"name": to.name}, self.back())
