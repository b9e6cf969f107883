"""Who is in custody, what was asked there, what was decided, and who was told."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow, ProtectedModel


class CustodyEntry(ProtectedModel):
    """One line of a custody list: what the list said, not a person (architecture decision 11).

    There is no field for the alleged offence. Never linked, it is destroyed after a setting.
    """

    access = Access(category="justice", person="person_id", team="team_id", retention="list_entry")
    status_needs_event = True

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits to be matched")
        LINKED = "linked", _("Linked to a record")
        LEFT = "left", _("Left custody")
        CLOSED = "closed", _("Passed to the youth service")
        # Said by the event that destroys the row; no row holds it.
        CLEARED = "cleared", _("Destroyed after a time")

    class AskedBy(models.TextChoices):
        ROUTINE = "routine", _("Everyone is offered this")
        CUSTODY = "custody", _("Custody staff asked")
        PERSON = "person", _("The person asked")
        FAMILY = "family", _("Family or carer asked")
        OTHER = "other", _("Somebody else asked")

    class WorrySource(models.TextChoices):
        SERGEANT = "sergeant", _("Custody sergeant")
        NURSE = "nurse", _("Custody nurse")
        RECORD = "record", _("Police record")
        ESCORT = "escort", _("Escort record")
        FAMILY = "family", _("Family or carer")
        OTHER = "other", _("Somebody else")

    class Outcome(models.TextChoices):
        """What came of it: counts for coverage, kept apart so that no blank reads as "seen"."""

        WAITING = "", _("Not seen yet")
        SEEN = "seen", _("Seen")
        DECLINED = "declined", _("Declined")
        ASLEEP = "asleep", _("Asleep")
        INTERPRETER = "interpreter", _("Interpreter not there")
        NOT_SEEN = "not_seen", _("Could not be seen")
        LEFT = "left", _("Left before being seen")
        UNDER_18 = "under_18", _("Under 18, passed to the youth service")

    class Left(models.TextChoices):
        RELEASED = "released", _("Released")
        BAILED = "bailed", _("Bailed")
        COURT = "court", _("To court")
        HOSPITAL = "hospital", _("To hospital")
        OTHER = "other", _("Somewhere else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True)
    age_about = models.PositiveSmallIntegerField(null=True)
    under_18 = models.BooleanField(default=False)
    cell = models.CharField(max_length=20, blank=True)
    arrived_at = models.DateTimeField()
    custody_record = models.CharField(max_length=40, blank=True)
    asked_by = models.CharField(max_length=10, choices=AskedBy.choices, default=AskedBy.ROUTINE)
    worry = models.CharField(max_length=200, blank=True)
    worry_source = models.CharField(max_length=10, choices=WorrySource.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    tried_at = models.DateTimeField(null=True)
    try_again_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_how = models.CharField(max_length=10, choices=Left.choices, blank=True)

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "custody entries"
        indexes = [
            models.Index(fields=["place", "status", "-arrived_at"], name="entry_place"),
            models.Index(fields=["person"], name="entry_person"),
            models.Index(
                fields=["arrived_at"], condition=Q(person=None), name="entry_never_linked"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="linked") | Q(person__isnull=False), name="linked_has_a_person"
            ),
            models.CheckConstraint(
                condition=Q(under_18=False) | Q(person=None), name="a_child_is_never_linked_here"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_how="")
                | (Q(left_at__isnull=False) & ~Q(left_how="")),
                name="left_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CustodyCoverage(models.Model):
    """What stays of destroyed entries: how many came and what came of it, for a place and day."""

    access = Access(kind="staff", person="", agency="", retention="operational")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    outcome = models.CharField(
        max_length=12, choices=CustodyEntry.Outcome.choices, blank=True, default=""
    )
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "custody coverage"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "team", "on", "outcome"], name="one_count_an_outcome_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.outcome}"


class Screen(PersonRow):
    """One screening: where, by which set of questions, how it ended, what was decided."""

    access = Access(category="health_summary", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        COMPLETED = "completed", _("Screened")
        NOT_SEEN = "not_seen", _("Could not be seen")
        DECLINED = "declined", _("Declined")
        VOID = "void", _("Begun on the wrong record")

    class Why(models.TextChoices):
        DECLINED = "declined", _("Declined today")
        ASLEEP = "asleep", _("Asleep")
        INTERPRETER = "interpreter", _("Interpreter not there")
        NOT_SEEN = "not_seen", _("Could not be seen")
        LEFT = "left", _("Left before being seen")

    class Decision(models.TextChoices):
        ACT_NOW = "act_now", _("Act now: tell the custody nurse and sergeant")
        ASSESS_HERE = "assess_here", _("Today: assess here")
        ASSESS_COURT = "assess_court", _("Today: assess at court")
        REFER = "refer", _("Planned: refer or give information")
        NONE = "none", _("No need found")

    entry = models.ForeignKey(CustodyEntry, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_id = models.CharField(max_length=40)
    set_version = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    # Somebody must act on an answer; what the answer was stands in ScreenAnswer.
    safety = models.BooleanField(default=False)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    try_again_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-started_at"], name="screen_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"],
                condition=Q(status="started"),
                name="one_open_screen_a_person_an_agency",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed")
                | (~Q(decision="") & Q(completed_at__isnull=False, completed_by__isnull=False)),
                name="completed_has_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["not_seen", "declined"]) | ~Q(why=""),
                name="not_seen_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ScreenAnswer(PersonRow):
    """One answer as said, to one question of one version of a set. Not asked is an answer."""

    access = Access(category="clinical_detail", retention="health_record")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_SAID = "not_said", _("Not said")
        NOT_ASKED = "not_asked", _("Not asked")

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=20)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    text = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["screen", "question"], name="one_answer_a_question")
        ]

    def __str__(self) -> str:
        return str(self.id)


class SafetyAction(PersonRow):
    """What was done about a safety answer, and who was told. A prompt closes with one only."""

    access = Access(category="health_summary", retention="health_record")

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="+")
    # The row of ScreenAnswer: an id without its content, for those who may not read it.
    answer_id = models.UUIDField()
    what_was_done = models.TextField()
    told_whom = models.TextField()

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["screen"], name="safety_action_screen")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what_was_done="") & ~Q(told_whom=""),
                name="safety_action_says_what_and_whom",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class CustodyAdvice(PersonRow):
    """What custody was told, by whom and when, and whether they acted on it."""

    access = Access(category="health_summary", retention="health_record")

    screen = models.ForeignKey(Screen, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Either may be empty when it was typed in a hurry: the page says that it is not recorded.
    what = models.TextField(blank=True)
    told_whom = models.TextField(blank=True)
    told_at = models.DateTimeField()
    acted_on = models.BooleanField(null=True)
    acted_on_by = models.CharField(max_length=200, blank=True)
    acted_on_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "custody advice"
        indexes = [models.Index(fields=["person", "-told_at"], name="advice_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(acted_on=None, acted_on_at=None)
                | Q(acted_on__isnull=False, acted_on_at__isnull=False),
                name="acted_on_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class AppropriateAdult(PersonRow):
    """An appropriate adult was needed: when we asked, and whether they came.

    Source: PACE Code C, section 1.4 to 1.7A and 3.15 (vulnerable people and juveniles).
    """

    access = Access(category="health_summary", retention="health_record")

    screen = models.ForeignKey(Screen, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    came = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    who = models.CharField(max_length=200, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="appropriate_adult_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(came=None, answered_at=None)
                | Q(came__isnull=False, answered_at__isnull=False),
                name="adult_came_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class StepTaken(PersonRow):
    """What came of the decision "assess" or "refer": it takes the line off the worklist."""

    access = Access(category="health_summary", retention="health_record")

    class Step(models.TextChoices):
        ASSESS = "assess", _("Assess")
        REFER = "refer", _("Refer or give information")

    class Result(models.TextChoices):
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined today")
        LEFT = "left", _("Left first")
        NOT_NEEDED = "not_needed", _("No longer needed")

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=Step.choices)
    result = models.CharField(max_length=12, choices=Result.choices)
    text = models.CharField(max_length=500, blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "steps taken"
        indexes = [models.Index(fields=["screen"], name="step_screen")]

    def __str__(self) -> str:
        return str(self.id)
