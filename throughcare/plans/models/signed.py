"""Who has something to do in a version of a plan, and who has signed it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import PersonRow
from throughcare.plans.models.plan import JUSTICE, SHARED, Line, Plan


class PlanParty(PersonRow):
    """One whose signature a version needs: the person, a team, or somebody outside."""

    access = SHARED

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Line.Owner.choices)
    team_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "plan parties"
        indexes = [
            models.Index(fields=["plan", "number"], name="plan_party_plan"),
            models.Index(fields=["team_id"], name="plan_party_team"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number", "team_id"], name="one_signature_asked_a_team"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Signature(PersonRow):
    """A party agrees to the version as it stands."""

    class How(models.TextChoices):
        ACCOUNT = "account", _("Signed here")
        OWN_HAND = "own_hand", _("Signed on paper")
        READ_ALOUD = "read_aloud", _("Agreed, read aloud")
        PHONE = "phone", _("Agreed by phone or video")
        EMAIL = "email", _("Agreed in writing")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    party = models.OneToOneField(PlanParty, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    how = models.CharField(max_length=12, choices=How.choices)
    signed_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        abstract = True


class PlanSignature(Signature):
    """A signature that care gave, or took from the person or somebody outside."""

    access = SHARED

    def __str__(self) -> str:
        return str(self.id)


class JusticeSignature(Signature):
    """A signature that probation gave for its own part."""

    access = JUSTICE

    def __str__(self) -> str:
        return str(self.id)
