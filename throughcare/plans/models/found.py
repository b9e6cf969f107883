"""What stands behind the offending, what helps, and the roadmap that the person takes along."""

from __future__ import annotations

from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import PersonRow
from throughcare.plans.models.plan import AS_SAID, CARE, Plan, Progress

#: The person rates from 0 (no problem) to 10.
LOWEST, HIGHEST = 0, 10


def rated(name: str) -> Q:
    """A rating of the person, where there is one."""
    return Q(**{name: None}) | Q(**{f"{name}__gte": LOWEST, f"{name}__lte": HIGHEST})


class Driver(PersonRow):
    """Something behind the offending that the person chose, rated by the person before and now.

    The rating is the person's own word, not a measure: it is never added up.
    """

    access = CARE

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=100)
    first_rating = models.PositiveSmallIntegerField(null=True)
    first_on = models.DateField()
    now_rating = models.PositiveSmallIntegerField(null=True)
    now_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["plan"], name="driver_plan")]
        constraints = [
            models.CheckConstraint(condition=rated("first_rating"), name="first_rating_in_range"),
            models.CheckConstraint(condition=rated("now_rating"), name="now_rating_in_range"),
            models.CheckConstraint(
                condition=Q(now_rating=None) | Q(now_on__isnull=False), name="rating_now_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Resource(PersonRow):
    """What helps: in the person themselves, or around them; and how it was made stronger."""

    access = AS_SAID

    class Side(models.TextChoices):
        INTERNAL = "internal", _("In the person")
        EXTERNAL = "external", _("Around the person")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    what = models.CharField(max_length=200)
    strengthened = models.CharField(max_length=300, blank=True)
    care_only = models.BooleanField(default=True)
    ended_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["plan"], name="resource_plan")]

    def __str__(self) -> str:
        return str(self.id)


class RoadmapStep(PersonRow):
    """One step of the person's own roadmap, in their words, and how they say it goes.

    It may outlive the plan: after the support has ended the roadmap is the person's.
    """

    access = replace(CARE, self_may=("read", "amend"))

    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    first_thing = models.CharField(max_length=200, blank=True)
    who_helps = models.CharField(max_length=200, blank=True)
    by_on = models.DateField(null=True)
    how = models.CharField(max_length=12, choices=Progress.choices, default=Progress.NOT_STARTED)
    said = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField(null=True)
    # Whether the person said it on their own pages; else a worker wrote it down.
    said_alone = models.BooleanField(default=False)
    given_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "place"], name="roadmap_step_person")]

    def __str__(self) -> str:
        return str(self.id)
