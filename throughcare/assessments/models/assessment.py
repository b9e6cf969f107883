"""An assessment: what it is, what was asked and found in each area, what was said about safety."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow
from throughcare.people.models import Source


class Assessment(PersonRow):
    """One assessment: its kind, where, after which screening, by whom, how it ended."""

    access = Access(category="health_summary", audience="care", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        COMPLETED = "completed", _("Completed")
        STOPPED = "stopped", _("Ended early")
        VOID = "void", _("Begun on the wrong record")

    class Kind(models.TextChoices):
        FIRST = "first", _("First health and wellbeing assessment")
        FULL = "full", _("Full assessment")
        REVIEW = "review", _("Review of an earlier assessment")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIDEO = "video", _("By video")
        PHONE = "phone", _("By phone")

    class WorkerSex(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked")
        EITHER = "either", _("Does not mind")
        WOMAN = "woman", _("A woman")
        MAN = "man", _("A man")
        DECLINED = "declined", _("Declined to say")

    class Interpreter(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked")
        NOT_NEEDED = "not_needed", _("Not needed")
        THERE = "there", _("Needed, and there")
        MISSING = "missing", _("Needed, and not there")

    class Why(models.TextChoices):
        DECLINED = "declined", _("Declined to go on")
        LEFT = "left", _("Left before the end")
        UNWELL = "unwell", _("Too unwell, or asleep")
        INTERPRETER = "interpreter", _("Interpreter not there")
        OTHER = "other", _("Something else")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    screen = models.ForeignKey(
        "screening.Screen", null=True, on_delete=models.PROTECT, related_name="+"
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
    worker_sex = models.CharField(
        max_length=10, choices=WorkerSex.choices, default=WorkerSex.NOT_ASKED
    )
    # Null where no wish was said.
    worker_sex_met = models.BooleanField(null=True)
    interpreter = models.CharField(
        max_length=12, choices=Interpreter.choices, default=Interpreter.NOT_ASKED
    )
    # Somebody must act on an answer; what the answer was stands in SafetyAnswer.
    safety = models.BooleanField(default=False)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-started_at"], name="assessment_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"],
                condition=Q(status="started"),
                name="one_open_assessment_an_agency",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed")
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="completed_assessment_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(why=""), name="stopped_assessment_says_why"
            ),
            models.CheckConstraint(
                condition=Q(worker_sex__in=["woman", "man"]) | Q(worker_sex_met=None),
                name="only_a_wish_can_be_met",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Flagged(PersonRow):
    """Something is severe now because somebody says so, on a day: never a score or a level."""

    flagged = models.BooleanField(default=False)
    flag_source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    flag_who = models.CharField(max_length=200, blank=True)
    flag_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        abstract = True


def flag_is_sourced(name: str) -> models.CheckConstraint:
    """A flag names who says so and when; no source stands without its flag."""
    return models.CheckConstraint(
        condition=Q(flagged=False, flag_source="", flag_who="", flag_on=None)
        | (Q(flagged=True, flag_on__isnull=False) & ~Q(flag_source="")),
        name=name,
    )


class AssessmentArea(Flagged):
    """What was asked, said and found in one area. Four ways of having no answer are kept apart."""

    access = Access(category="clinical_detail", retention="health_record")

    class Asked(models.TextChoices):
        ASKED = "asked", _("Asked and answered")
        DECLINED = "declined", _("Asked, and declined to say")
        NOT_KNOWN = "not_known", _("Asked, and not known")
        NOT_ASKED = "not_asked", _("Not asked")

    class Needed(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not_known", _("Not known")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=40)
    asked = models.CharField(max_length=10, choices=Asked.choices)
    said = models.TextField(blank=True)
    found = models.TextField(blank=True)
    need = models.CharField(max_length=10, choices=Needed.choices, default=Needed.NOT_KNOWN)
    do_not_ask_again = models.BooleanField(default=False)
    # It belongs to the past: left out of reports unless the author puts it in.
    is_history = models.BooleanField(default=False)
    # Where the person had asked not to be asked again: what was recorded then holds here.
    earlier = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "area"], name="area_person")]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "area"], name="one_row_an_area"),
            models.CheckConstraint(
                condition=Q(asked="asked") | Q(said=""), name="nothing_said_where_nothing_answered"
            ),
            flag_is_sourced("area_flag_is_sourced"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SafetyAnswer(PersonRow):
    """One answer of the safety section, as said. An answer to act on raises a prompt at once."""

    access = Access(category="clinical_detail", retention="health_record")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_SAID = "not_said", _("Not said")
        NOT_ASKED = "not_asked", _("Not asked")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    text = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"], name="one_safety_answer_a_question"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class SafetyNow(PersonRow):
    """What is worrying now, what helps, what was done, who was told, when to look again.

    There is no level and no score (architecture decision 9).
    """

    access = Access(category="clinical_detail", retention="health_record")

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="+")
    worrying_now = models.TextField(blank=True)
    what_helps = models.TextField(blank=True)
    what_was_done = models.TextField(blank=True)
    who_was_told = models.TextField(blank=True)
    look_again_on = models.DateField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "safety now"
        indexes = [models.Index(fields=["person"], name="safety_now_person")]

    def __str__(self) -> str:
        return str(self.id)


class SafetyDone(PersonRow):
    """What was done about a safety answer, and who was told. A prompt closes with one only."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    # The row of SafetyAnswer: an id without its content, for those who may not read it.
    answer_id = models.UUIDField()
    what_was_done = models.TextField()
    told_whom = models.TextField()

    class Meta(PersonRow.Meta):
        verbose_name_plural = "safety done"
        indexes = [models.Index(fields=["assessment"], name="safety_done_assessment")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what_was_done="") & ~Q(told_whom=""),
                name="safety_done_says_what_and_whom",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class LookedAgain(PersonRow):
    """Somebody looked again on the day that was named: how things are, and when next."""

    access = Access(category="clinical_detail", retention="health_record")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    how_things_are = models.TextField()
    look_again_on = models.DateField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "looked again"
        indexes = [models.Index(fields=["assessment"], name="looked_again_assessment")]

    def __str__(self) -> str:
        return str(self.id)


class Need(Flagged):
    """Something that the person needs, from an area of an assessment, and whether it was met."""

    access = Access(category="clinical_detail", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        UNMET = "unmet", _("Not met yet")
        MET = "met", _("Met")
        NOT_KNOWN = "not_known", _("Not known")
        TAKEN_BACK = "taken_back", _("Recorded by mistake")

    area_row = models.OneToOneField(AssessmentArea, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    on = models.DateField()
    note = models.TextField(blank=True)
    changed_on = models.DateField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "status"], name="need_person")]
        constraints = [flag_is_sourced("need_flag_is_sourced")]

    def __str__(self) -> str:
        return str(self.id)
