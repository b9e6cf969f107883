"""Letters at the end of treatment: drafted from facts, edited, then frozen as documents."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.treatment.models.programme import Programme


class Letter(PersonRow):
    """One letter. That to the officer has no text at all: it is made of ticked facts only."""

    access = Access(category="clinical_detail", audience="own", retention="health_record")
    status_needs_event = True

    class To(models.TextChoices):
        PERSON = "person", _("The person")
        GP = "gp", _("Their GP")
        OFFICER = "officer", _("Their probation officer")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        REPLACED = "replaced", _("Replaced by a corrected version")
        DROPPED = "dropped", _("Not sent")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=10, choices=To.choices)
    status = models.CharField(max_length=10, choices=Status.choices)
    number = models.PositiveSmallIntegerField()
    # R1 of the letter, R2 … once it was corrected: all share the number.
    edition = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    # Why it was corrected. Of a letter to the officer: codes of ``letters.OFFICER_CHANGES``.
    what_changed = models.CharField(max_length=500, blank=True)
    # Of a corrected letter: those named after issue (NamedRecipient) whom it goes to again.
    again = ArrayField(models.UUIDField(), default=list)
    name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=15, choices=Delivery.How.choices, blank=True)
    # The account that reads it, where it goes to one.
    reader_id = models.UUIDField(null=True)
    basis = models.CharField(max_length=20, choices=NamedRecipient.Basis.choices, blank=True)
    basis_words = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    facts = ArrayField(models.CharField(max_length=20), default=list)
    document_id = models.UUIDField(null=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "to"], condition=Q(status="draft"), name="one_draft_a_reader"
            ),
            models.CheckConstraint(
                condition=~Q(to="officer") | Q(body=""), name="no_typed_word_to_the_officer"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["issued", "replaced"]) | Q(document_id__isnull=False),
                name="issued_letter_has_a_document",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(status="dropped"), name="one_correction_a_letter"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, what_changed="", edition=1)
                | (Q(replaces__isnull=False, edition__gte=2) & ~Q(what_changed="")),
                name="a_corrected_letter_says_what_changed",
            ),
            models.CheckConstraint(
                condition=~Q(to="officer")
                | Q(what_changed__regex=r"^((began|ended|sessions|last_came|reader)( |$))*$"),
                name="no_typed_change_to_the_officer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
