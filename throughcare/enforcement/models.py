"""What passes between those who treat and those who supervise: attendance, decisions, reviews."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow

ACCESS = Access(category="justice", retention="health_record")


class AttendanceStatement(PersonRow):
    """Who came and when, told by those who treat to those who supervise: dates, never content.

    ``lines`` hold codes, days and minutes only (``statements.Line``); as issued they stand in the
    frozen ``document_id``, whose delivery says whether the officer has it.
    """

    access = ACCESS
    status_needs_event = True

    class Status(models.TextChoices):
        ISSUED = "issued", _("Issued")
        REPLACED = "replaced", _("Replaced")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ISSUED)
    order_id = models.UUIDField()
    requirement_id = models.UUIDField(null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)
    by_name = models.CharField(max_length=200)
    document_id = models.UUIDField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    what_changed = models.CharField(max_length=300, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-recorded_at"], name="statement_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "number"], name="one_statement_a_number"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="statement_period"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, what_changed="")
                | (Q(replaces__isnull=False) & ~Q(what_changed="")),
                name="a_corrected_statement_says_what_changed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Absence(PersonRow):
    """One appointment that was not kept, as the officer decided it, and what followed.

    ``last_day`` is the last day on which the warning counts, by the rule of that day; None where
    no rule is known for the kind of order, which then puts nothing on anybody.
    """

    access = ACCESS
    status_needs_event = True

    class Status(models.TextChoices):
        ACCEPTABLE = "acceptable", _("Acceptable")
        NOT_ACCEPTABLE = "not_acceptable", _("Not acceptable")
        WARNED = "warned", _("Not acceptable. Warning given")
        REFERRED = "referred", _("Not acceptable. Sent to the enforcement officer")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        LETTER = "letter", _("By letter")
        PHONE = "phone", _("By phone")
        OTHER = "other", _("In another way")

    status = models.CharField(max_length=15, choices=Status.choices)
    order_id = models.UUIDField()
    # The appointment may be a row of another agency: an id, no more.
    appointment_id = models.UUIDField()
    on = models.DateField()
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=200)
    decided_on = models.DateField()
    warned_on = models.DateField(null=True)
    warned_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    easy_read = models.BooleanField(null=True)
    # What the warning said: the circumstances of the failure.
    circumstances = models.CharField(max_length=500, blank=True)
    last_day = models.DateField(null=True)
    referred_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-on"], name="absence_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "appointment_id"], name="one_decision_an_appointment"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=~Q(status="warned")
                | (Q(warned_on__isnull=False) & ~Q(warned_how="") & ~Q(circumstances="")),
                name="warning_says_when_how_and_about_what",
            ),
            models.CheckConstraint(
                condition=~Q(status="referred") | Q(referred_on__isnull=False),
                name="referral_to_enforcement_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=models.F("warned_on")),
                name="warning_counts_from_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class OrderReview(PersonRow):
    """What works in an order and what does not, looked at together, in the person's words too."""

    access = ACCESS

    order_id = models.UUIDField()
    held_on = models.DateField()
    who = models.CharField(max_length=300)
    working = ArrayField(models.CharField(max_length=300), default=list)
    not_working = ArrayField(models.CharField(max_length=300), default=list)
    own_words = models.CharField(max_length=1000, blank=True)
    changes = ArrayField(models.CharField(max_length=300), default=list)
    next_on = models.DateField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-held_on"], name="order_review_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=models.F("held_on")),
                name="next_review_comes_after",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReviewRead(PersonRow):
    """Somebody says that they have read a review; the log of who opened it stands apart."""

    access = ACCESS

    # The review may be a row of another agency: an id, no more.
    review_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    as_role = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="review_read_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["review_id", "recorded_by"], name="one_reading_a_member"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class UpdateRequest(PersonRow):
    """The court, or those who work there, ask the officer how an order goes: one at a time."""

    access = ACCESS
    status_needs_event = True

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered")
        NO_REPLY = "no_reply", _("No reply")
        TAKEN_BACK = "taken_back", _("Taken back")

    class Wants(models.TextChoices):
        """What the court needs to know: never what is said in treatment."""

        ATTENDANCE = "attendance", _("Attendance and next dates")
        PROGRESS = "progress", _("How the order goes")
        CIRCUMSTANCES = "circumstances", _("What has changed for the person")
        WARNINGS = "warnings", _("Warnings and breach")

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ASKED)
    order_id = models.UUIDField(null=True)
    wants = ArrayField(models.CharField(max_length=20, choices=Wants.choices), default=list)
    words = models.CharField(max_length=500, blank=True)
    needed_by = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_agency = models.CharField(max_length=200)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-recorded_at"], name="update_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(status="asked"), name="one_open_update_a_person"
            ),
            models.CheckConstraint(condition=Q(wants__len__gte=1), name="update_says_what"),
            models.CheckConstraint(
                condition=Q(status="asked") | Q(ended_at__isnull=False),
                name="update_end_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class UpdateReply(PersonRow):
    """The officer's answer: attendance as counts, a line on progress, or why none is needed."""

    access = ACCESS

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        NOT_NEEDED = "not_needed", _("An update is not needed")

    # The request is a row of the asker's agency: an id, no more.
    request_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Counts by outcome since the order was made, as they stood (statements.Counts).
    counts = models.JSONField(default=dict)
    words = models.CharField(max_length=1000)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "update replies"
        indexes = [models.Index(fields=["person", "-recorded_at"], name="update_reply_person")]
        constraints = [
            models.UniqueConstraint(fields=["request_id", "agency"], name="one_reply_an_agency"),
            models.CheckConstraint(condition=~Q(words=""), name="reply_has_words"),
        ]

    def __str__(self) -> str:
        return str(self.id)
