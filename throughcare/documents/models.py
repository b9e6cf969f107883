"""Frozen copies of what was issued, who they were issued to, and how each reached its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow, ProtectedModel

if TYPE_CHECKING:
    from throughcare.core.context import Context


class Document(PersonRow):
    """One issued document: what it is, who signed it, when. Its bytes stand in DocumentContent.

    Nothing of it changes after issue; only further readers may be named (a trigger refuses the
    rest). What replaces it is a document of its own.
    """

    access = Access(
        category="disclosed", author_team="team_id", readers="readers", retention="health_record"
    )

    class Kind(models.TextChoices):
        COURT_REPORT = "court_report", _("Report to the court")
        ATTENDANCE = "attendance", _("Attendance statement")
        LETTER = "letter", _("Letter")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    # What it was made from: all numbers of one report share it.
    source_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    # The whole reference that stands on each page: TC-4M7QX2K9-R1.
    reference = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    # Name, profession and registration as they were at that moment.
    signed_by = models.CharField(max_length=200)
    signed_as = models.CharField(max_length=300)
    pdf_sha256 = models.CharField(max_length=64)
    html_sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    what_changed = models.CharField(max_length=500, blank=True)
    # Memberships and teams that read it in their own account.
    readers = ArrayField(models.UUIDField(), default=list)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "-issued_at"], name="document_person"),
            GinIndex(fields=["readers"], name="document_readers"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source_id", "number"], name="one_document_a_number"),
            models.UniqueConstraint(
                fields=["person", "agency", "reference"], name="one_document_a_name"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, what_changed="")
                | (Q(replaces__isnull=False) & ~Q(what_changed="")),
                name="a_corrected_document_says_what_changed",
            ),
            models.CheckConstraint(
                condition=Q(pdf_sha256__regex=r"^[0-9a-f]{64}$"), name="document_checksum_shape"
            ),
        ]

    @property
    def label(self) -> str:
        """What tells it apart among the papers of one person: ``R1``, ``A2``, ``L3-R2``."""
        return self.reference.split("-", 2)[-1]

    def __str__(self) -> str:
        return self.reference


class DocumentContent(ProtectedModel):
    """The bytes of one document, as they were issued. Whoever sees the document sees them."""

    access = Access(
        kind="custom", person="", agency="", retention="health_record", subject_access="give"
    )
    append_only = True
    # Policies of documents_document hold inside: the web role asks.
    read_sql = (
        "EXISTS (SELECT 1 FROM public.documents_document d"
        ' WHERE d.id = "documents_documentcontent".document_id)'
    )
    create_sql = (
        "EXISTS (SELECT 1 FROM public.documents_document d"
        ' WHERE d.id = "documents_documentcontent".document_id'
        " AND d.recorded_by_id = (SELECT app.my_membership()))"
    )

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="content"
    )
    html = models.TextField()
    pdf = models.BinaryField()
    # What both were made from, so that a later reader can make them again.
    paper = models.JSONField()

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "contents of documents"

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def read_q(ctx: Context) -> Q:
        return Q(document__in=Document.visible_to(ctx))


class NamedRecipient(PersonRow):
    """Somebody a document was issued to, and on what basis they may have it."""

    access = Access(category="disclosed", author_team="team_id", retention="health_record")

    class Kind(models.TextChoices):
        MEMBER = "member", _("A member of staff with an account")
        TEAM = "team", _("A team whose members have accounts")
        OUTSIDE = "outside", _("Somebody without an account")

    class Basis(models.TextChoices):
        AGREED = "agreed", _("The person agreed")
        STATUTORY = "statutory", _("A power in law")
        VITAL_INTEREST = "vital_interest", _("To protect life")
        PUBLIC_INTEREST = "public_interest", _("Public interest, decided and recorded")
        COURT_ORDER = "court_order", _("Order of a court")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="recipients")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # The membership or team of the account; none for somebody outside.
    principal_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    basis_words = models.CharField(max_length=500)
    # As what they have it: duty solicitor, officer of the court.
    capacity = models.CharField(max_length=120, blank=True)
    # Why they need it, of one who was named after issue; "" for those whom the author chose.
    why = models.CharField(max_length=300, blank=True)
    # The lines agreed for named readers only (``paper.limited_lines``, from 1) that their basis
    # covers too, of one who was named after issue.
    covers = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["document"], name="recipient_document")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="outside") & Q(principal_id=None))
                | (~Q(kind="outside") & Q(principal_id__isnull=False)),
                name="recipient_with_an_account_has_one",
            ),
            models.UniqueConstraint(
                fields=["document", "principal_id"],
                condition=Q(principal_id__isnull=False),
                name="one_recipient_an_account",
            ),
            models.CheckConstraint(condition=~Q(basis_words=""), name="recipient_has_a_basis"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(PersonRow):
    """How one copy went to one recipient. Sent is not received; received is recorded apart."""

    access = Access(category="disclosed", author_team="team_id", retention="health_record")
    status_needs_event = True

    class How(models.TextChoices):
        HAND = "hand", _("On paper")
        SECURE_EMAIL = "secure_email", _("By secure email")
        ACCOUNT = "account", _("In their Throughcare account")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not sent yet")
        SENT = "sent", _("Sent, not known to be received")
        RECEIVED = "received", _("Received")
        REPLACED = "replaced", _("Not needed: a corrected version took its place")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(
        NamedRecipient, on_delete=models.PROTECT, related_name="deliveries"
    )
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=15, choices=How.choices)
    status = models.CharField(max_length=10, choices=Status.choices)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=200, blank=True)
    # Of a copy for secure email: the address it goes to and the words that go with it.
    address = models.CharField(max_length=254, blank=True)
    wording = models.TextField(blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=200, blank=True)
    received_how = models.CharField(max_length=200, blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["document"], name="delivery_document")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="received")
                | (Q(received_at__isnull=False) & ~Q(received_by="")),
                name="received_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "received"]) | Q(sent_at__isnull=False),
                name="sent_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(how="secure_email", status__in=["sent", "received"])
                | (~Q(address="") & ~Q(wording="")),
                name="secure_email_keeps_address_and_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
