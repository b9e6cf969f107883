"""Who is on which pathway, at which stage, and by when something is owed; what a site has set."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.agencies.models import MINE_TO_MANAGE
from throughcare.core.access import Access, PersonRow
from throughcare.signatures.models import (
    Signature,
    not_by_who_asked,
    one_standing,
    signed_by_name,
)


class Episode(PersonRow):
    """One person on one pathway, pinned to the version it began with."""

    access = Access(category="health_summary", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ENDED = "ended", _("Ended")

    class Reason(models.TextChoices):
        """Why somebody ended an episode by hand. Endings by an event are named by the pathway."""

        COMPLETED = "completed", _("Completed")
        DECLINED = "declined", _("The person did not want to go on")
        PASSED_ON = "passed_on", _("Passed to another service")
        MOVED = "moved", _("Moved away")
        LOST_TOUCH = "lost_touch", _("We lost touch")
        NOT_SUITABLE = "not_suitable", _("Not suitable now")
        DIED = "died", _("Died")
        MISTAKE = "mistake", _("Opened by mistake")
        AGAIN = "again", _("Came again: a new episode began")
        OTHER = "other", _("Another reason")

    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    pathway = models.CharField(max_length=40)
    pathway_version = models.CharField(max_length=20)
    definition_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status.choices)
    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField()
    # Each stage that was reached: {"screening": {"started": moment, "ended": moment}}.
    reached = models.JSONField(default=dict)
    referred_from = models.CharField(max_length=40, blank=True)
    # How each criterion stood when it began: {"adult": "met"}.
    criteria = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    start_note = models.CharField(max_length=300, blank=True)
    # Why it was last moved by hand, to a stage or to another version.
    moved_note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=40, blank=True)
    ended_note = models.CharField(max_length=300, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "status"], name="episode_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "pathway"],
                condition=Q(status="open"),
                name="one_open_episode_a_pathway",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None, ended_how="")
                | (Q(status="ended", ended_at__isnull=False) & ~Q(ended_how="")),
                name="episode_ended_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Clock(PersonRow):
    """Something owed by a moment: a time standard, a follow-up, a sign-off."""

    access = Access(category="health_summary", audience="own", retention="health_record")
    status_needs_event = True

    class Kind(models.TextChoices):
        STANDARD = "standard", _("Time standard")
        FOLLOW_UP = "follow_up", _("Follow-up")
        SIGN_OFF = "sign_off", _("Sign-off")

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")

    class How(models.TextChoices):
        DONE = "done", _("Done")
        REACHED = "reached", _("Spoke to the person")
        NOT_REACHED = "not_reached", _("Could not reach the person")
        DECLINED = "declined", _("The person did not want it")
        MOVED_ON = "moved_on", _("Moved on first")
        ENDED = "ended", _("The episode ended")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    # A line of work of another folder that says the same already; then this has none of its own.
    shown_as = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=12, choices=How.choices, blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["episode", "status"], name="clock_episode")]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "kind", "name"],
                condition=Q(status="running"),
                name="one_running_clock_a_name",
            ),
            models.CheckConstraint(
                condition=Q(status="running", stopped_at=None, how="")
                | (Q(status="stopped", stopped_at__isnull=False) & ~Q(how="")),
                name="clock_stopped_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class PathwaySetting(models.Model):
    """A figure that a site has set for a pathway, with its source: no national one is verified."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = MINE_TO_MANAGE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    pathway = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    # None: not set, and then no clock runs. 1 turns a criterion on.
    value = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=300)
    set_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "pathway", "name"], name="one_value_a_setting_an_agency"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="setting_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.pathway} {self.name}"


class PathwayVersion(Signature):
    """One version of a pathway put before a named clinical lead of an agency, and the answer."""

    signs = ("pathway", "pathway_version")

    pathway = models.CharField(max_length=40)
    pathway_version = models.CharField(max_length=20)

    class Meta:
        constraints = [
            not_by_who_asked("nobody_signs_what_they_asked_for"),
            signed_by_name("signed_by_name_and_registration"),
            one_standing("one_signature_a_version", "pathway", "pathway_version"),
        ]
