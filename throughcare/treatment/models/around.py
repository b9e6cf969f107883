"""What happens around sessions: check-ins, hand-over, supervision, follow-up after the end."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow
from throughcare.treatment.models.programme import Programme


class How(models.TextChoices):
    """How somebody was in touch."""

    PHONE = "phone", _("Telephone")
    TEXT = "text", _("Text message")
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")


class CheckIn(PersonRow):
    """A short contact between sessions. What was said stands in Words."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    class Result(models.TextChoices):
        SPOKE = "spoke", _("We spoke")
        MESSAGE = "message", _("Left a message")
        NO_ANSWER = "no_answer", _("No answer")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=How.choices)
    result = models.CharField(max_length=10, choices=Result.choices)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["programme", "-at"], name="check_in_programme")]

    def __str__(self) -> str:
        return str(self.id)


class HandOver(PersonRow):
    """A case offered to a colleague of the team, who takes it or says why not."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        OFFERED = "offered", _("Waits for an answer")
        TAKEN = "taken", _("Taken on")
        DECLINED = "declined", _("Not taken on")
        WITHDRAWN = "withdrawn", _("Taken back")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    from_member = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    to_member = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    why = models.CharField(max_length=200)
    to_know = models.TextField()
    told_person = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(status="offered"),
                name="one_open_hand_over_a_programme",
            ),
            models.CheckConstraint(
                condition=~Q(from_member=F("to_member")), name="handed_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(answer=""), name="declined_says_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Supervision(PersonRow):
    """A case was talked through in clinical supervision: who, when, when next."""

    access = Access(category="health_summary", audience="own", retention="health_record")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    practitioner = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    supervisor = models.CharField(max_length=200)
    # None where the pathway sets no time here.
    next_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["programme", "-held_on"], name="supervision_programme"),
            models.Index(fields=["practitioner", "-held_on"], name="supervision_of"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FollowUp(PersonRow):
    """What is owed some time after treatment: chased until it is done or declined."""

    access = Access(category="health_summary", audience="care", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        DUE = "due", _("To do")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        NOT_REACHED = "not_reached", _("Could not be reached: the clinical lead agreed to stop")
        NOT_NEEDED = "not_needed", _("No longer needed")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="follow_ups")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices)
    ended_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="one_follow_up_a_name"),
            models.CheckConstraint(
                condition=Q(status="due") ^ Q(ended_on__isnull=False), name="follow_up_ended_when"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FollowUpTry(PersonRow):
    """One try to reach the person for a follow-up, and when to try again."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="tries")
    on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices)
    again_on = models.DateField()
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "follow-up tries"
        indexes = [models.Index(fields=["follow_up", "-on"], name="follow_up_try_of")]

    def __str__(self) -> str:
        return str(self.id)
