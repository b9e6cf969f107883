"""Texts to the person: what is to be sent, how it went, and what the person wants of texts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    WELSH = "cy", _("Welsh")


class Message(PersonRow):
    """One text in the outbox: a wording of the catalogue with days, times and numbers, no words.

    It is written in the transaction of what it is about. The number that it goes to stands in
    no row of this table: ``contact_id`` says which one it was, and ``number_mark`` tells the
    sender whether it is still the same.
    """

    access = Access(
        category="health_summary", audience="own", retention="health_record", self_may=("create",)
    )
    status_needs_event = True

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent, not known to have arrived")
        DELIVERED = "delivered", _("Arrived on the telephone")
        FAILED = "failed", _("Did not arrive")
        HELD_BACK = "held_back", _("Held back")
        WITHDRAWN = "withdrawn", _("Taken back before it was sent")
        TOLD = "told", _("Told another way")

    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    wording = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=Language.choices)
    # Only days, times, codes and telephone numbers: app.message_is_plain refuses letters.
    fields = models.JSONField(default=dict)
    # The row of ContactMethod, which not everybody who reads this row may read.
    contact_id = models.UUIDField()
    number_mark = models.CharField(max_length=64)
    # What it is about, an appointment for instance.
    subject_id = models.UUIDField(null=True)
    # Somebody looked at the words about safe times before asking for it.
    times_seen = models.BooleanField(default=False)
    any_time = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=20, blank=True)
    send_after = models.DateTimeField()
    send_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=10, blank=True)
    provider_ref = models.CharField(max_length=60, blank=True)
    # The worker's own: who holds it until when, and whether it may have been handed over already.
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    unsure = models.BooleanField(default=False)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "-recorded_at"], name="message_person"),
            models.Index(
                fields=["next_try_at"], condition=Q(status="waiting"), name="message_waiting"
            ),
            models.Index(fields=["next_try_at"], condition=Q(status="sent"), name="message_sent"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(claimed_by__isnull=False) | Q(unsure=True),
                name="message_open",
            ),
            models.Index(fields=["agency", "status", "send_after"], name="message_agency"),
            models.Index(fields=["subject_id"], name="message_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["failed", "held_back", "withdrawn"]) | ~Q(reason=""),
                name="message_not_sent_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="message_sent_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TextWishes(PersonRow):
    """What the person said when asked about texts: whether, in which language, at what hours."""

    access = Access(
        category="health_summary", audience="own", retention="health_record", self_may=("read",)
    )

    class Reminders(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked")
        YES = "yes", _("Wants reminders")
        NO = "no", _("Wants no texts")

    reminders = models.CharField(
        max_length=10, choices=Reminders.choices, default=Reminders.NOT_ASKED
    )
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    not_before = models.TimeField(null=True)
    not_after = models.TimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "text wishes"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"], name="one_set_of_wishes_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(not_before=None, not_after=None)
                | Q(not_before__lt=models.F("not_after")),
                name="wished_hours_follow_each_other",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
