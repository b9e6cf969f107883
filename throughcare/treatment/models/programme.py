"""A programme of treatment, its sessions, and what was written of each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow


class Programme(PersonRow):
    """One person in treatment on one pathway, from waiting to the end of follow-up."""

    access = Access(category="health_summary", audience="care", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        UNDER_WAY = "under_way", _("In treatment")
        ENDED = "ended", _("Treatment ended")

    class Reason(models.TextChoices):
        """Why it ended. No clinical words: the officer is told it (letters.officer)."""

        COMPLETED = "completed", _("Completed as planned")
        AGREED_EARLY = "agreed_early", _("Ended early, as agreed with the person")
        STOPPED = "stopped", _("The person chose to stop")
        LOST_TOUCH = "lost_touch", _("The person no longer came")
        ORDER_ENDED = "order_ended", _("The order ended first")
        OTHER_CARE = "other_care", _("Passed to another service")
        MOVED = "moved", _("Moved away")
        DIED = "died", _("Died")
        MISTAKE = "mistake", _("Opened by mistake")

    pathway = models.CharField(max_length=40)
    pathway_version = models.CharField(max_length=20)
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    # Who leads the treatment; nobody yet while the person waits.
    lead = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The order and requirement it is given under: rows of another category, so ids and no more.
    order_id = models.UUIDField(null=True)
    requirement_id = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    # First come, first served, by this day: of the sentence, or when the team was asked.
    waits_since = models.DateField()
    waits_for = models.CharField(max_length=200, blank=True)
    # Why somebody began before others who had waited longer, or beyond the team's places.
    out_of_turn = models.CharField(max_length=200, blank=True)
    sessions_planned = models.PositiveSmallIntegerField(null=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    # Nothing is owed after the end any more.
    closed = models.BooleanField(default=False)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "-waits_since"], name="programme_person"),
            models.Index(fields=["team", "status", "waits_since"], name="programme_team"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "pathway"],
                condition=~Q(status="ended"),
                name="one_open_programme_a_pathway",
            ),
            models.CheckConstraint(
                condition=~Q(status="under_way") | Q(began_on__isnull=False, lead__isnull=False),
                name="programme_under_way_has_a_lead",
            ),
            models.CheckConstraint(
                condition=Q(status="ended") ^ Q(ended_on=None, end_reason=""),
                name="programme_ended_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Session(PersonRow):
    """One session that was planned.

    When it is and whether the person came stands on its appointment, whose ``subject_id`` is the
    session: one that was moved has the same.
    """

    access = Access(category="health_summary", audience="care", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SAVED = "saved", _("Saved")

    class Kind(models.TextChoices):
        SESSION = "session", _("Session")
        GROUP = "group", _("Group session")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    # The number in its address: the place among all sessions booked for this person here.
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SESSION)
    status = models.CharField(max_length=10, choices=Status.choices)
    meeting = models.ForeignKey(
        "treatment.GroupMeeting", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Did it take place? None until it is saved.
    held = models.BooleanField(null=True)
    # From opening the page to saving it, for the team's own median; None when not known.
    seconds_to_save = models.PositiveIntegerField(null=True)
    saved_by_name = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "number"], name="one_session_a_number"
            ),
            models.CheckConstraint(
                condition=Q(status="planned", held=None, saved_at=None)
                | Q(status="saved", held__isnull=False, saved_at__isnull=False),
                name="session_saved_says_whether_held",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SessionNote(PersonRow):
    """What was done in a session and what the person tries next, in the worker's words."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    class Tried(models.TextChoices):
        """How what they were to try since last time went."""

        NOT_ASKED = "", _("Not asked")
        DONE = "done", _("Done")
        PARTLY = "partly", _("Partly")
        NOT_DONE = "not_done", _("Not done")

    class Safety(models.TextChoices):
        """What happened when a safety answer was talked about."""

        NONE = "", _("No safety answer")
        STILL_RIGHT = "still_right", _("We talked. Safety plan still right")
        CHANGED = "changed", _("We talked. Safety plan changed")
        ADVICE = "advice", _("I need advice now")

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="+")
    modules = ArrayField(models.CharField(max_length=40), default=list)
    tried = models.CharField(max_length=10, choices=Tried.choices, blank=True)
    to_try = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    safety = models.CharField(max_length=12, choices=Safety.choices, blank=True)

    class Meta(PersonRow.Meta):
        pass

    def __str__(self) -> str:
        return str(self.id)


class Measured(PersonRow):
    """A questionnaire that was answered for a session or a follow-up. No score stands here."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(
        "treatment.FollowUp", null=True, on_delete=models.PROTECT, related_name="+"
    )
    administration = models.OneToOneField(
        "instruments.Administration", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(PersonRow.Meta):
        verbose_name_plural = "measured"
        constraints = [
            models.CheckConstraint(
                condition=Q(session=None) ^ Q(follow_up=None), name="measured_at_one_thing"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Words(PersonRow):
    """What was said at a check-in, a follow-up, in supervision, or at the end of treatment."""

    access = Access(category="clinical_detail", audience="care", retention="health_record")

    class About(models.TextChoices):
        CHECK_IN = "check_in", _("Check-in")
        FOLLOW_UP = "follow_up", _("Follow-up")
        SUPERVISION = "supervision", _("Supervision")
        ENDING = "ending", _("End of treatment")

    about = models.CharField(max_length=12, choices=About.choices)
    # The row it belongs to, which others may see without these words.
    subject_id = models.UUIDField()
    text = models.TextField()
    # In the person's own words, where they said something to be kept so.
    their_words = models.CharField(max_length=500, blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "words"
        indexes = [models.Index(fields=["subject_id"], name="words_of")]

    def __str__(self) -> str:
        return str(self.id)
