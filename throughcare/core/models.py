"""What is kept for everybody: events, what is due, drafts, and posts already answered."""

from __future__ import annotations

import uuid

from django.db import models

from throughcare.core.access import Access, ProtectedModel


class Category(models.TextChoices):
    """Which kind of information an event or a line of work is."""

    IDENTITY = "identity"
    CONTACT_ADDRESS = "contact_address"
    JUSTICE = "justice"
    HEALTH_SUMMARY = "health_summary"
    CLINICAL_DETAIL = "clinical_detail"
    THIRD_PARTY_SAFEGUARDING = "third_party_safeguarding"
    DISCLOSED = "disclosed"


class Event(ProtectedModel):
    """Something that happened: the state move, the stage move and the journey line at once.

    Append-only (a trigger refuses change); corrected by a later event that ``supersedes`` it.
    """

    access = Access(
        category_column="category", team="team_id", audience="care_only", retention="event",
        self_may=("create",),
    )  # fmt: skip
    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=80)
    type_version = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(max_length=30, choices=Category.choices)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    subject_table = models.CharField(max_length=63)
    subject_id = models.UUIDField()
    status_from = models.CharField(max_length=40, blank=True)
    status_to = models.CharField(max_length=40, blank=True)
    episode_id = models.UUIDField(null=True)
    pathway_version = models.CharField(max_length=80, blank=True)
    agency_id = models.UUIDField()
    team_id = models.UUIDField()
    place_id = models.UUIDField(null=True)
    by_membership_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    # Told within care only, whatever the cells allow (the catalogue says which).
    care_only = models.BooleanField(default=False)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ProtectedModel.Meta):
        indexes = [
            models.Index(fields=["person_id", "-happened_at"], name="event_person_happened"),
            models.Index(fields=["team_id", "type", "-happened_at"], name="event_team_type"),
            models.Index(fields=["subject_id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class Due(ProtectedModel):
    """What is owed to whom by when; written in the transaction of its event (Today reads it).

    Whose work it is, is nobody else's: other agencies read no line of it.
    """

    access = Access(
        category_column="category", team="team_id", audience="own", retention="event",
        self_may=("create",),
    )  # fmt: skip

    class Status(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    class Urgency(models.TextChoices):
        ACT_NOW = "act_now"
        TODAY = "today"
        PLANNED = "planned"

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=30, choices=Category.choices)
    person_id = models.UUIDField(null=True)
    subject_table = models.CharField(max_length=63)
    subject_id = models.UUIDField()
    agency_id = models.UUIDField()
    team_id = models.UUIDField()
    place_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    detail = models.JSONField(default=dict)
    opened_by = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        indexes = [
            models.Index(fields=["team_id", "status", "due_at"], name="due_team_status"),
            models.Index(fields=["team_id", "closed_at"], name="due_team_closed"),
            models.Index(fields=["person_id", "status"], name="due_person"),
            models.Index(fields=["subject_id"], name="due_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open", closed_by=None, closed_at=None)
                | (~models.Q(status="open") & models.Q(closed_by__isnull=False)),
                name="due_closed_by_an_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Draft(ProtectedModel):
    """What somebody has typed and not yet saved: theirs alone, encrypted, kept for 30 days."""

    access = Access(kind="own", agency="", retention="draft", subject_access="leave_out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    form = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    sealed_fields = models.BinaryField()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta(ProtectedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["membership_id", "form", "subject_id"],
                name="one_draft_a_form",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved")]

    def __str__(self) -> str:
        return f"{self.form} {self.id}"


class Posted(ProtectedModel):
    """A post that was answered: the second time the same key comes, so does the same answer."""

    access = Access(kind="own", person="", agency="", retention="draft", subject_access="leave_out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership_id = models.UUIDField()
    key = models.UUIDField()
    path = models.CharField(max_length=300)
    # Keyed hash of what was posted: the same key with other words is not a repetition.
    digest = models.CharField(max_length=64, default="")
    # Where the first answer sent the browser.
    location = models.CharField(max_length=500)
    posted_at = models.DateTimeField()

    class Meta(ProtectedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["membership_id", "key"], name="one_answer_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
