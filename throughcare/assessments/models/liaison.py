"""Who was asked about the person, what was learned, and who was asked to come and see them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughcare.assessments.models.assessment import Assessment
from throughcare.core.access import Access, PersonRow
from throughcare.sharing.models import Agreement, Basis, BasisKind


class ContactMade(PersonRow):
    """Somebody was asked about the person: who, of which agency, how, and on what basis."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    class Agency(models.TextChoices):
        GP = "gp", _("GP")
        MENTAL_HEALTH = "mental_health", _("Mental health team")
        PRISON = "prison", _("Prison healthcare")
        SUBSTANCE = "substance", _("Drug and alcohol service")
        HOSPITAL = "hospital", _("Hospital")
        SOCIAL_CARE = "social_care", _("Social care")
        HOUSING = "housing", _("Housing")
        PROBATION = "probation", _("Probation")
        POLICE = "police", _("Police")
        COURT = "court", _("Court")
        SOLICITOR = "solicitor", _("Defence solicitor")
        VOLUNTARY = "voluntary", _("Charity or community group")
        FAMILY = "family", _("Family or carer")
        OTHER = "other", _("Somebody else")

    class How(models.TextChoices):
        PHONE = "phone", _("By phone")
        IN_PERSON = "in_person", _("In person")
        EMAIL = "email", _("By secure e-mail")
        RECORD = "record", _("In their record, with permission")

    agency_kind = models.CharField(max_length=15, choices=Agency.choices)
    agency_name = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=200)
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    reached = models.BooleanField()
    basis_kind = models.PositiveSmallIntegerField(choices=BasisKind.choices)
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+")
    basis = models.ForeignKey(Basis, null=True, on_delete=models.PROTECT, related_name="+")
    basis_text = models.CharField(max_length=500, blank=True)
    assessment = models.ForeignKey(
        Assessment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "contacts made"
        indexes = [models.Index(fields=["person", "-at"], name="contact_made_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False)
                | Q(basis__isnull=False)
                | (~Q(basis_kind=BasisKind.EXPLICIT_CONSENT) & ~Q(basis_text="")),
                name="contact_made_has_a_basis",
            ),
            models.CheckConstraint(
                condition=Q(agreement=None) | Q(basis_kind=BasisKind.EXPLICIT_CONSENT),
                name="agreement_is_the_persons_own",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ContactLearned(PersonRow):
    """What was asked, and what was learned about the person."""

    access = Access(category="clinical_detail", retention="health_record")

    contact = models.OneToOneField(ContactMade, on_delete=models.PROTECT, related_name="+")
    asked = models.TextField()
    learned = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "contacts learned"
        indexes = [models.Index(fields=["person"], name="contact_learned_person")]

    def __str__(self) -> str:
        return str(self.id)


class ThirdPartyInformation(PersonRow):
    """What was learned about somebody else: a row apart, for named people only."""

    access = Access(
        category="third_party_safeguarding", retention="health_record", subject_access="review"
    )

    about = models.CharField(max_length=200)
    text = models.TextField()
    told_by = models.CharField(max_length=200)
    told_on = models.DateField()
    basis_text = models.CharField(max_length=500)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "third-party information"
        indexes = [models.Index(fields=["person"], name="third_party_person")]

    def __str__(self) -> str:
        return str(self.id)


class TriageRequest(PersonRow):
    """The duty psychiatrist, or a Mental Health Act assessment, was asked for: with its times."""

    access = Access(category="health_summary", audience="care", retention="health_record")
    status_needs_event = True

    class Kind(models.TextChoices):
        DUTY_PSYCHIATRIST = "duty_psychiatrist", _("Duty psychiatrist")
        MHA_ASSESSMENT = "mha_assessment", _("Mental Health Act assessment")

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        ARRIVED = "arrived", _("They came")
        ENDED = "ended", _("Ended")
        WITHDRAWN = "withdrawn", _("No longer asked for")

    class Reply(models.TextChoices):
        COMING = "coming", _("They will come")
        PHONE = "phone", _("Advice by phone")
        NOT_COMING = "not_coming", _("They will not come")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices)
    place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_whom = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    # When the asker wants to ask again; not a standard of ours.
    ask_again_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=12, choices=Reply.choices, blank=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-asked_at"], name="triage_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, reply="")
                | (Q(answered_at__isnull=False) & ~Q(reply="")),
                name="triage_answer_has_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(answered_at=None) | Q(answered_at__gte=F("asked_at")))
                & (Q(arrived_at=None) | Q(arrived_at__gte=F("asked_at")))
                & (Q(ended_at=None) | Q(ended_at__gte=F("asked_at")))
                & (Q(ended_at=None) | Q(arrived_at=None) | Q(ended_at__gte=F("arrived_at"))),
                name="triage_times_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_at__isnull=False),
                name="triage_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TriageDetail(PersonRow):
    """Why they were asked, and what came of it. A section stands here only if staff were told."""

    access = Access(category="clinical_detail", retention="health_record")

    request = models.OneToOneField(TriageRequest, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    # Codes of lists/triage-1.toml: dated rows with their source.
    outcome = models.CharField(max_length=40, blank=True)
    outcome_text = models.TextField(blank=True)
    law = models.CharField(max_length=40, blank=True)
    law_words = models.CharField(max_length=200, blank=True)
    told_by = models.CharField(max_length=200, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="triage_detail_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(law="", law_words="") | ~Q(told_by=""),
                name="section_names_who_told_us",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
