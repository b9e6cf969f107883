"""Documents about a person, the copies of each, and the pages of a named reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import banner
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.views import StaffView, get_or_404
from throughcare.documents import actions, forms, presenters, selectors
from throughcare.documents.after_issue import correction_url, next_steps
from throughcare.documents.models import Delivery, Document
from throughcare.people.models import Person
from throughcare.people.presenters import full_name
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class PersonDocuments(PersonView):
    """What was issued about this person, and how each copy reached whom."""

    category: ClassVar[str] = "disclosed"
    tab: ClassVar[str] = "documents"
    template_name: ClassVar[str] = "documents/documents.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.documents_of(self.ctx, self.group)
        copies = selectors.deliveries_of(self.ctx, [row.pk for row in rows])
        may = self.standing.may("amend", "disclosed")
        return self.page(
            documents=[
                (
                    row,
                    presenters.state_of(row),
                    presenters.issued_words(row),
                    presenters.copies(copies.get(row.pk, []), may_deliver=may),
                )
                for row in rows
            ]
        )


class DocumentPage(PersonView):
    """A page about one document of this person."""

    category: ClassVar[str] = "disclosed"
    tab: ClassVar[str] = "documents"
    document: Document

    def fetch(self) -> None:
        super().fetch()
        self.document = selectors.document_or_404(self.ctx, self.kwargs["document"])
        if self.document.person_id not in self.group:
            raise Http404


class ShowDocument(DocumentPage):
    """One document as issued, for the team that wrote it: its words and its copies."""

    template_name: ClassVar[str] = "documents/document.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.deliveries_of(self.ctx, [self.document.pk])
        may = self.standing.may("amend", "disclosed")
        later = getattr(self.document, "replaced_by", None)
        discloses = may and self.ctx.allows("disclose", "disclosed", self.person.pk)
        return self.page(
            later=later,
            may_name=discloses and later is None,
            correct_url=correction_url(self.ctx, self.document, self.person.reference)
            if may
            else "",
            document=self.document,
            html=presenters.frozen_html(selectors.html_of(self.ctx, self.document), self.document),
            state=presenters.state_of(self.document),
            issued=presenters.issued_words(self.document),
            copies=presenters.copies(rows.get(self.document.pk, []), may_deliver=may),
        )


class CopyPage(PersonFormView):
    """A form about one copy: it was handed over, sent, received."""

    action: ClassVar[str] = "amend"
    category: ClassVar[str] = "disclosed"
    tab: ClassVar[str] = "documents"
    template_name: ClassVar[str] = "documents/copy.jinja"
    heading: ClassVar[Any] = ""
    button: ClassVar[Any] = gettext_lazy("Save")
    statuses: ClassVar[tuple[str, ...]] = ()
    delivery: Delivery

    def fetch(self) -> None:
        super().fetch()
        rows = Delivery.visible_to(self.ctx).select_related("recipient", "document")
        self.delivery = get_or_404(rows, pk=self.kwargs["delivery"])
        if self.delivery.person_id not in self.group:
            raise Http404
        self.ctx.shown.objects(self.delivery.pk, self.delivery.document_id)

    def draft_subject(self) -> UUID | None:
        return self.delivery.pk

    def page_context(self) -> dict[str, Any]:
        copy = presenters.copies([self.delivery], may_deliver=False)[0]
        return super().page_context() | {"copy": copy, "document": self.delivery.document}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            self.save_copy(form)
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has already dealt with this copy."))
            return self.page(form=form, status=409)
        banner.say(
            self.request,
            self.said(),
            link=(_("Download the PDF"), reverse("document_pdf", args=[self.delivery.document_id])),
        )
        return HttpResponseRedirect(
            reverse("person_document", args=[self.person.reference, self.delivery.document_id])
        )

    def save_copy(self, form: BaseForm) -> None:
        raise NotImplementedError

    def said(self) -> str:
        raise NotImplementedError


class HandOver(CopyPage):
    """A paper copy left our hands."""

    form_class = forms.HandOverForm
    draft_name: ClassVar[str] = "document_hand_over"
    heading: ClassVar[Any] = gettext_lazy("Hand over the document")
    button: ClassVar[Any] = gettext_lazy("Record hand-over")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"taken_by": self.delivery.recipient.name}}

    def save_copy(self, form: BaseForm) -> None:
        given = form.cleaned_data
        self.delivery = actions.hand_over(
            self.ctx,
            delivery_id=self.delivery.pk,
            version=self.delivery.version,
            taken_by=given["taken_by"],
            is_the_reader=given["whose"] == forms.READER,
        )

    def said(self) -> str:
        if self.delivery.status == Delivery.Status.RECEIVED:
            return _("Handed over and received.")
        return _("Handed over. It is not received until we know that it reached them.")


class SecureEmail(CopyPage):
    """A copy is taken out for the site's secure email. This product sends no email itself."""

    form_class = forms.SecureEmailForm
    draft_name: ClassVar[str] = "document_secure_email"
    heading: ClassVar[Any] = gettext_lazy("Send by secure email")
    button: ClassVar[Any] = gettext_lazy("Record it and go to the download")

    def form_kwargs(self) -> dict[str, Any]:
        wording = _(
            "Please find attached the document %(reference)s. It is for %(name)s only."
            " Please answer this message when you have it."
        ) % {
            "reference": self.delivery.document.reference,
            "name": self.delivery.recipient.name,
        }
        return {"initial": {"wording": wording}}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"domains": settings.SECURE_EMAIL_DOMAINS}

    def save_copy(self, form: BaseForm) -> None:
        self.delivery = actions.send_by_secure_email(
            self.ctx,
            delivery_id=self.delivery.pk,
            version=self.delivery.version,
            address=form.cleaned_data["address"],
            wording=form.cleaned_data["wording"],
        )

    def said(self) -> str:
        return _("Recorded as sent, not as received. Now download it and send it.")


class Received(CopyPage):
    """Somebody told us that a copy that was sent has come."""

    form_class = forms.ReceivedForm
    draft_name: ClassVar[str] = "document_received"
    heading: ClassVar[Any] = gettext_lazy("Record that it came")
    button: ClassVar[Any] = gettext_lazy("Record as received")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"by": self.delivery.recipient.name}}

    def save_copy(self, form: BaseForm) -> None:
        assert isinstance(form, forms.ReceivedForm)  # noqa: S101 - form_class
        self.delivery = actions.note_received(
            self.ctx,
            delivery_id=self.delivery.pk,
            version=self.delivery.version,
            **form.values(),
        )

    def said(self) -> str:
        return _("Recorded as received.")


class NextOfCopy(CopyPage):
    """From a line of Today to what is to be done with the copy now."""

    form_class = forms.ReceivedForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.next_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.next_url())

    def next_url(self) -> str:
        reference = self.person.reference
        page = presenters.copies([self.delivery], may_deliver=True)[0].next_page
        if page:
            return reverse(page, args=[reference, self.delivery.pk])
        return reverse("person_document", args=[reference, self.delivery.document_id])


class ReadDocument(StaffView):
    """A document as issued, for whoever it was issued to; opening it is recorded as received."""

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "disclosed"
    template_name: ClassVar[str] = "documents/read.jinja"

    def fetch(self) -> None:
        self.document = selectors.document_or_404(self.ctx, self.kwargs["document"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.note_read(self.ctx, self.document)
        later = getattr(self.document, "replaced_by", None)
        return self.page(
            document=self.document,
            html=presenters.frozen_html(selectors.html_of(self.ctx, self.document), self.document),
            later=later,
            earlier=self.document.replaces,
            issued=presenters.issued_words(self.document),
            own=self.document.team_id == self.ctx.team_id,
            next_steps=self.next_steps(),
        )

    def next_steps(self) -> list[tuple[str, str]]:
        """Where the reader goes on: nowhere, without a right to see who the person is."""
        person = Person.visible_to(self.ctx).filter(pk=self.document.person_id).first()
        if person is None:
            return []
        record = _("Open the record of %(name)s") % {"name": full_name(person)}
        address = reverse("person", args=[person.reference])
        return [*next_steps(self.ctx, self.document, person), (record, address)]


class DocumentPdf(StaffView):
    """The PDF as issued. Its file is named by its reference, never by a name."""

    action: ClassVar[str] = "print"
    category: ClassVar[str] = "disclosed"

    def fetch(self) -> None:
        self.document = selectors.document_or_404(self.ctx, self.kwargs["document"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.note_read(self.ctx, self.document)
        pdf = selectors.pdf_of(self.ctx, self.document)
        self.ctx.shown.action = "print:document"
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.document.reference}.pdf"'
        response["X-Content-SHA256"] = self.document.pdf_sha256
        return response
