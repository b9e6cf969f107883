"""The report to the court while it is written. Once issued, the frozen copy is a Document."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow
from throughcare.documents.models import Delivery, NamedRecipient

DRAFT = Access(category="clinical_detail", audience="own", retention="health_record")


class CourtReport(PersonRow):
    """One version of a report for one hearing: who writes it, where it stands.

    Its words are rows of their own, each with its version: two people may write at once.
    """

    access = DRAFT
    status_needs_event = True

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Draft given up")

    class Kind(models.TextChoices):
        PRE_SENTENCE = "pre_sentence", _("Before sentence")
        PROGRESS = "progress", _("Progress, after sentence")
        REVIEW = "review", _("The court’s review of the order")
        BREACH = "breach", _("Breach of the order")

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PRE_SENTENCE)
    hearing = models.ForeignKey("court.Hearing", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    # R1, R2 … of this person in this agency. A draft that was given up frees its number.
    number = models.PositiveSmallIntegerField(null=True)
    needed_by = models.DateTimeField()
    # Who signs it: name and membership; whoever writes the facts takes it over.
    by_name = models.CharField(max_length=200)
    signer_id = models.UUIDField()
    assessment_id = models.UUIDField(null=True)
    # The list of what is available locally that it was filled from; none where there was none.
    provision = models.ForeignKey(
        "court_reports.ProvisionList", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The facts of the first page, as they will be signed.
    called = models.CharField(max_length=120)
    seen = models.CharField(max_length=300, blank=True)
    profession = models.CharField(max_length=120, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    what_changed = models.CharField(max_length=500, blank=True)
    given_up_because = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField(null=True)
    document = models.OneToOneField(
        "documents.Document", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-recorded_at"], name="court_report_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "agency"],
                condition=Q(status="draft"),
                name="one_open_draft_a_hearing",
            ),
            models.UniqueConstraint(
                fields=["person", "agency", "number"], name="one_report_a_number"
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", number=None)
                | (~Q(status="withdrawn") & Q(number__isnull=False)),
                name="only_a_draft_given_up_has_no_number",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(given_up_because=""),
                name="given_up_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["issued", "replaced"])
                | Q(document__isnull=False, issued_at__isnull=False),
                name="issued_report_has_its_document",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, what_changed="")
                | (Q(replaces__isnull=False) & ~Q(what_changed="")),
                name="a_corrected_report_says_what_changed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReportSection(PersonRow):
    """One part of a report, with a version of its own."""

    access = DRAFT

    class Key(models.TextChoices):
        """In the order in which they are printed (screens.md §8)."""

        SUMMARY = "summary", _("Summary")
        ATTENDANCE = "attendance", _("Attendance")
        PROGRESS = "progress", _("How it goes")
        MENTAL_HEALTH = "mental_health", _("Mental health today")
        HEARING = "hearing", _("Taking part in the hearing")
        SAFETY = "safety", _("Safety")
        NEEDS = "needs", _("Other needs")
        AVAILABLE = "available", _("What is available if the court makes a community order")
        BASED_ON = "based_on", _("What this report is based on, and its limits")

    report = models.ForeignKey(CourtReport, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=15, choices=Key.choices)
    text = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    saved_at = models.DateTimeField()

    class Meta(PersonRow.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_section_a_key")]

    def __str__(self) -> str:
        return str(self.id)


class ReportRecipient(PersonRow):
    """Somebody who may be sent the report: chosen or not, on what basis, and how."""

    access = DRAFT

    class Who(models.TextChoices):
        COURT = "court", _("The court")
        PROBATION = "probation", _("Probation")
        SOLICITOR = "solicitor", _("Defence solicitor")
        OTHER = "other", _("Somebody else")

    report = models.ForeignKey(CourtReport, on_delete=models.PROTECT, related_name="recipients")
    who = models.CharField(max_length=10, choices=Who.choices)
    kind = models.CharField(max_length=10, choices=NamedRecipient.Kind.choices)
    principal_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    chosen = models.BooleanField(default=False)
    how = models.CharField(max_length=15, choices=Delivery.How.choices)
    basis = models.CharField(max_length=20, choices=NamedRecipient.Basis.choices, blank=True)
    basis_words = models.CharField(max_length=500, blank=True)
    dropped = models.BooleanField(default=False)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["report"], name="report_recipient_report")]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis="", basis_words="") | (~Q(basis="") & ~Q(basis_words="")),
                name="report_recipient_basis_whole",
            ),
            models.CheckConstraint(
                condition=~Q(how="account") | Q(principal_id__isnull=False),
                name="an_account_belongs_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ClinicalLine(PersonRow):
    """A score, a diagnosis or a medicine that the author chose to put in, line by line."""

    access = DRAFT

    class Kind(models.TextChoices):
        SCORE = "score", _("A score")
        DIAGNOSIS = "diagnosis", _("A diagnosis")
        MEDICINE = "medicine", _("A medicine")
        OTHER = "other", _("Another clinical detail")

    report = models.ForeignKey(CourtReport, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=500)
    why = models.CharField(max_length=300)
    basis = models.CharField(max_length=20, choices=NamedRecipient.Basis.choices)
    basis_words = models.CharField(max_length=500)
    # The recipients (ReportRecipient) for whom this basis holds.
    agreed_for = ArrayField(models.UUIDField(), default=list)
    dropped = models.BooleanField(default=False)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["report"], name="clinical_line_report")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(why="") & ~Q(basis_words=""),
                name="clinical_line_says_why_and_on_what_basis",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
