"""Is a treatment requirement suitable? What was settled, by whom, and what was told of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow

LONGEST_CODE = 40


class View(models.TextChoices):
    """What whoever signs says. Never a score."""

    SUITABLE = "suitable", _("Suitable")
    NEARLY = "nearly", _("Suitable if the open points are settled")
    NOT_SUITABLE = "not_suitable", _("Not suitable")
    SEE_AGAIN = "see_again", _("See the person again first")


class Suitability(PersonRow):
    """One requirement that is being considered for one person, before a court decides.

    ``explained`` holds the codes of what the person was told (``rules.EXPLAINED``).
    ``pathway`` and its version say which questions are asked.
    """

    access = Access(category="health_summary", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        OPEN = "open", _("Being worked on")
        WAITING = "waiting", _("Waiting for sign-off")
        SIGNED = "signed", _("Signed")
        CLOSED = "closed", _("Closed")

    class How(models.TextChoices):
        SENTENCED = "sentenced", _("The court decided")
        NOT_NEEDED = "not_needed", _("No longer considered")
        DECLINED = "declined", _("The person does not want it")

    class CameOf(models.TextChoices):
        """What the court decided, where it did."""

        WITH = "with", _("The court made the requirement")
        WITHOUT = "without", _("The court made an order without it")
        NO_ORDER = "no_order", _("The court made no order")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    requirement = models.CharField(max_length=60)
    pathway = models.CharField(max_length=LONGEST_CODE)
    pathway_version = models.CharField(max_length=20)
    sentence_on = models.DateField(null=True)
    explained = models.JSONField(default=list)
    ask_again_on = models.DateField(null=True)
    sent_by_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=12, choices=How.choices, blank=True, default="")
    # Empty also where it was closed before this was asked.
    came_of = models.CharField(max_length=12, choices=CameOf.choices, blank=True, default="")
    # When it was taken up again after it had been closed; what a court decided before is over.
    again_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "suitability"
        indexes = [
            models.Index(fields=["person", "-recorded_at"], name="suitability_person"),
            models.Index(
                fields=["agency"], condition=~Q(status="closed"), name="suitability_going_on"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "requirement"],
                condition=~Q(status="closed"),
                name="one_suitability_a_requirement",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(closed_how=""), name="closed_says_how"
            ),
            models.CheckConstraint(
                condition=Q(came_of="") | Q(closed_how="sentenced"), name="came_of_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CriterionAnswer(PersonRow):
    """What was answered to one question of the pathway, why, and what is done to settle it."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not_known", _("Not known yet")

    suitability = models.ForeignKey(Suitability, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=LONGEST_CODE)
    said = models.CharField(max_length=10, choices=Said.choices)
    why = models.CharField(max_length=500)
    told_by = models.CharField(max_length=120, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["suitability", "criterion"], name="one_answer_a_criterion"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Sequence(PersonRow):
    """How psychological treatment stands to psychiatric treatment (capability C2)."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    class Place(models.TextChoices):
        ALONE = "alone", _("Psychological treatment alone")
        BEFORE = "before", _("Psychological treatment before psychiatric treatment")
        BESIDE = "beside", _("Psychological treatment beside psychiatric treatment")
        AFTER = "after", _("Psychological treatment after psychiatric treatment")

    suitability = models.OneToOneField(Suitability, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=10, choices=Place.choices)
    why = models.CharField(max_length=500)

    class Meta(PersonRow.Meta):
        pass

    def __str__(self) -> str:
        return str(self.id)


class Advice(PersonRow):
    """What was signed: the line that probation and the court see. Written once, never changed.

    ``lacks`` are the questions that whoever signed chose to name as open.
    """

    access = Access(category="health_summary", retention="health_record")
    append_only = True

    suitability = models.ForeignKey(Suitability, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    view = models.CharField(max_length=12, choices=View.choices)
    line = models.CharField(max_length=500)
    available = models.CharField(max_length=300, blank=True)
    lacks = models.JSONField(default=list)
    look_again_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "advice"
        constraints = [
            models.UniqueConstraint(fields=["suitability", "number"], name="advice_number")
        ]

    def __str__(self) -> str:
        return str(self.id)
