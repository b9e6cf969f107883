"""When somebody is to meet a person, and what came of it: dates and attendance, never content."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow


class Kind(models.TextChoices):
    SESSION = "session", _("Treatment session")
    CHECK_IN = "check_in", _("Check-in")
    GROUP = "group", _("Group or activity day")
    PROBATION = "probation", _("Probation")
    FIRST_APPOINTMENT = "first_appointment", _("First appointment")
    FOLLOW_UP = "follow_up", _("Follow-up")
    SUPPORT = "support", _("Support")
    OTHER = "other", _("Another appointment")


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class Status(models.TextChoices):
    PLANNED = "planned", _("Booked")
    CAME = "came", _("Came")
    CAME_LATE = "came_late", _("Came late")
    TOLD_US_FIRST = "told_us_first", _("Did not come, told us first")
    DID_NOT_COME = "did_not_come", _("Did not come")
    WE_CANCELLED = "we_cancelled", _("We cancelled")
    MOVED = "moved", _("Moved to another time")


class NextStep(models.TextChoices):
    """What the one who recorded it does next: a code, so that no note of a session lands here."""

    NOTHING = "nothing", _("Nothing more needed")
    OFFERED = "offered", _("Offered another time")
    CONTACT = "contact", _("Will contact them")
    TELL = "tell", _("Will tell who referred or supervises them")


class Appointment(PersonRow):
    """One meeting that was planned, and its outcome: came, late, told us, did not come, cancelled.

    What was said in it stands elsewhere. Whether missing it was acceptable is the officer's
    decision and stands in enforcement. ``minutes`` is the planned length; ``came_minutes`` how
    long the person was there, None where nobody wrote it. ``offered_on`` is the day that was
    offered next. ``subject_id`` is the referral, planned session or group that it belongs to.
    """

    access = Access(category_column="category", retention="health_record", self_may=("read",))
    status_needs_event = True

    class Category(models.TextChoices):
        HEALTH_SUMMARY = "health_summary"
        JUSTICE = "justice"

    # Those of probation stand with the order; those of care providers with the health summary.
    category = models.CharField(
        max_length=30, choices=Category.choices, default=Category.HEALTH_SUMMARY
    )

    kind = models.CharField(max_length=20, choices=Kind.choices)
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    # Teams, members, orders and their requirements may belong to other agencies: ids, no more.
    with_team_id = models.UUIDField()
    with_member_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    requirement_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    outcome_at = models.DateTimeField(null=True)
    came_minutes = models.PositiveSmallIntegerField(null=True)
    next_step = models.CharField(max_length=10, choices=NextStep.choices, blank=True)
    offered_on = models.DateField(null=True)
    moved_to_id = models.UUIDField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="appointment_person"),
            models.Index(fields=["with_team_id", "starts_at"], name="appointment_team"),
            models.Index(fields=["subject_id"], name="appointment_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="planned") | Q(outcome_at__isnull=False),
                name="appointment_outcome_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="moved") | Q(moved_to_id__isnull=False),
                name="moved_appointment_says_where_to",
            ),
            models.CheckConstraint(
                condition=Q(category__in=["health_summary", "justice"]),
                name="appointment_category",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=720), name="appointment_length"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
