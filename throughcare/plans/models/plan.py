"""The joint plan: one row a plan, goals and lines that hold from one version to another.

Nothing is copied from version to version: a goal or a line holds ``since`` a version ``until``
another one, and keeps its ``key`` when it changes. What care writes is a health summary, within
care unless the line says otherwise; what probation writes is justice, in a table of its own.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow

SHARED = Access(category="health_summary", retention="health_record")
CARE = Access(category="health_summary", audience="care", retention="health_record")
#: Within care, unless the row itself says that everyone on the plan may see it.
AS_SAID = Access(category="health_summary", audience="care_only", retention="health_record")
JUSTICE = Access(category="justice", retention="health_record")


class Progress(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    STARTED = "started", _("Started")
    BOOKED = "booked", _("Booked")
    WAITING = "waiting", _("Waiting")
    GOING_WELL = "going_well", _("Going well")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class Plan(PersonRow):
    """One joint plan of one person, kept by the agency that began it.

    ``number`` is the version that is being written or signed. Which version is in force is not
    kept: it is the newest that everybody named on it has signed.
    """

    access = replace(SHARED, self_may=("read",))
    status_needs_event = True

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SIGNING = "signing", _("For signing")
        ENDED = "ended", _("Ended")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    number = models.PositiveIntegerField(default=1)
    own_words = models.CharField(max_length=300)
    words_on = models.DateField()
    team_id = models.UUIDField()
    sent_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "status"], name="plan_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"],
                condition=~Q(status="ended"),
                name="one_open_plan_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_on__isnull=False)
                | (~Q(status="ended") & Q(ended_on=None)),
                name="ended_plan_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class InVersions(PersonRow):
    """A part of a plan that holds since one version, until another (None: still)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta(PersonRow.Meta):
        abstract = True


def holds_once(name: str) -> list[models.BaseConstraint]:
    """One row of a key holds at a time, and for at least no version at all."""
    return [
        models.UniqueConstraint(
            fields=["plan", "key"], condition=Q(until=None), name=f"one_{name}_a_key"
        ),
        models.CheckConstraint(
            condition=Q(until=None) | Q(until__gte=F("since")), name=f"{name}_holds_forward"
        ),
    ]


class PlanGoal(InVersions):
    """What the person wants, in their own words; ``kind`` sorts it for the reader."""

    access = AS_SAID

    class Kind(models.TextChoices):
        HOME = "home", _("Home")
        FAMILY = "family", _("Family")
        HEALTH = "health", _("Health")
        WORK = "work", _("Work and learning")
        MONEY = "money", _("Money")
        PEOPLE = "people", _("Other people")
        JUSTICE = "justice", _("Justice")
        OTHER = "other", _("Something else")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=300)
    care_only = models.BooleanField(default=True)

    class Meta(InVersions.Meta):
        indexes = [models.Index(fields=["plan"], name="plan_goal_plan")]
        constraints = [
            *holds_once("goal"),
            models.CheckConstraint(condition=~Q(words=""), name="goal_is_in_words"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Line(InVersions):
    """Who does what, by when. The owner is the person, a team, or somebody outside the service."""

    class Owner(models.TextChoices):
        PERSON = "person", _("The person")
        TEAM = "team", _("A team")
        OUTSIDE = "outside", _("Somebody else")

    # The key of its goal; none where it stands under no goal.
    goal_key = models.UUIDField(null=True)
    owner_kind = models.CharField(max_length=10, choices=Owner.choices)
    owner_team_id = models.UUIDField(null=True)
    # Who of them, and the team and agency, in words.
    owner_name = models.CharField(max_length=200, blank=True)
    owner_words = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=200)
    by_on = models.DateField(null=True)
    by_words = models.CharField(max_length=60, blank=True)
    progress = models.CharField(
        max_length=12, choices=Progress.choices, default=Progress.NOT_STARTED
    )
    progress_at = models.DateTimeField(null=True)

    class Meta(InVersions.Meta):
        abstract = True


def line_rules(name: str) -> list[models.BaseConstraint]:
    """What every line says, in whichever table it stands."""
    return [
        *holds_once(name),
        models.CheckConstraint(condition=~Q(what=""), name=f"{name}_says_what"),
        models.CheckConstraint(
            condition=Q(owner_kind="team", owner_team_id__isnull=False)
            | (~Q(owner_kind="team") & Q(owner_team_id=None)),
            name=f"{name}_team_is_named",
        ),
    ]


class PlanLine(Line):
    """A line that care wrote: everyone on the plan sees it only where it says so."""

    access = AS_SAID

    care_only = models.BooleanField(default=True)

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["plan"], name="plan_line_plan")]
        constraints = line_rules("plan_line")

    def __str__(self) -> str:
        return str(self.id)


class JusticeLine(Line):
    """A line that probation wrote of its own part."""

    access = JUSTICE

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["plan"], name="justice_line_plan")]
        constraints = line_rules("justice_line")

    def __str__(self) -> str:
        return str(self.id)
