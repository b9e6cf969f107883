"""The plan to stay safe, in versions, and the copies that were given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.assessments.models.assessment import Assessment
from throughcare.core.access import Access, PersonRow


class SafetyPlan(PersonRow):
    """One version of the plan, in the person's words. A change makes the next version."""

    access = Access(category="clinical_detail", retention="health_record")

    number = models.PositiveIntegerField()
    assessment = models.ForeignKey(
        Assessment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    warning_signs = models.TextField(blank=True)
    what_helps = models.TextField(blank=True)
    people = models.TextField(blank=True)
    places = models.TextField(blank=True)
    who_to_ring = models.TextField(blank=True)
    safer_place = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-recorded_at"], name="safety_plan_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "number"], name="one_safety_plan_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(
                    warning_signs="",
                    what_helps="",
                    people="",
                    places="",
                    who_to_ring="",
                    safer_place="",
                ),
                name="safety_plan_says_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SafetyPlanCopy(PersonRow):
    """A copy of one version was given: to whom, how and when."""

    access = Access(category="clinical_detail", retention="health_record")

    class How(models.TextChoices):
        PAPER = "paper", _("On paper")
        READ = "read", _("Read aloud")
        POST = "post", _("By post")
        SCREEN = "screen", _("Shown on a screen")

    class Whom(models.TextChoices):
        PERSON = "person", _("The person")
        FAMILY = "family", _("Family or carer, whom the person named")
        TEAM = "team", _("Another health team")

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    to_whom = models.CharField(max_length=10, choices=Whom.choices)
    who = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "safety plan copies"
        indexes = [models.Index(fields=["plan"], name="safety_plan_copy_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_whom="person") | ~Q(who=""), name="copy_for_others_names_them"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
