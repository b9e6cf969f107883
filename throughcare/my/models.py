"""A person's own pages and the tablet: who may sign in, what was handed over, what was said."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow, ProtectedModel
from throughcare.core.models import Category


class OwnAccess(PersonRow):
    """The pages of one person, given by one agency. Written by ``app.open_own_pages`` first.

    ``member_id`` is the membership of role *person* that every page of theirs acts under.
    """

    access = Access(
        category="health_summary", audience="own", retention="access", self_may=("read",)
    )
    status_needs_event = True

    class Status(models.TextChoices):
        TABLET = "tablet", _("Tablet only")
        OPEN = "open", _("Own pages open")
        ENDED = "ended", _("Own pages closed")

    member_id = models.UUIDField(unique=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    # What was agreed to ask, never the answer to it.
    question = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en-gb")
    ended_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "own accesses"
        constraints = [
            models.UniqueConstraint(fields=["person", "agency"], name="one_own_access_an_agency")
        ]

    def __str__(self) -> str:
        return str(self.id)


class OwnKey(ProtectedModel):
    """What proves who signs in. Keyed hashes only; only functions of the owner touch it."""

    access = Access(
        kind="definer", person="", agency="", retention="access", subject_access="leave_out"
    )

    own_access = models.OneToOneField(
        OwnAccess, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    phone_mark = models.CharField(max_length=64, blank=True, db_index=True)
    fact_mark = models.CharField(max_length=64, blank=True)
    code_mark = models.CharField(max_length=64, blank=True)
    code_ends_at = models.DateTimeField(null=True)
    # Read out by a worker, so that no telephone proves anything.
    by_hand = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.own_access_id)


class SafetyArrangement(ProtectedModel):
    """Who answers in one team when nobody has acted on a safety answer from a tablet."""

    access = Access(kind="custom", person="", agency="agency_id", retention="operational")
    read_sql = "agency_id = (SELECT app.my_agency())"
    create_sql = f"{read_sql} AND (SELECT app.is_administrator())"
    amend_sql = create_sql

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    team = models.OneToOneField("agencies.Team", on_delete=models.PROTECT, related_name="+")
    duty_holder = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    telephone = models.CharField(max_length=40)
    # After so long without an answer it goes to the duty holder; after twice as long, ring.
    minutes = models.PositiveSmallIntegerField(default=10)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.id)

    @staticmethod
    def read_q(ctx: object) -> Q:
        return Q(agency_id=ctx.agency_id)  # type: ignore[attr-defined]


class Charge(PersonRow):
    """A worker on shift takes charge of what the person answers, until a moment of today."""

    access = Access(category="health_summary", audience="own", retention="health_record")

    class Where(models.TextChoices):
        BUILDING = "building", _("The tablet is in the building with me")
        APPOINTMENT = "appointment", _("They have an appointment with me within the hour")

    where = models.CharField(max_length=12, choices=Where.choices)
    until = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=30)
    ended_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-until"], name="charge_of")]

    def __str__(self) -> str:
        return str(self.id)


class Handover(PersonRow):
    """One use of a tablet by one person: one set of questions, one code, ends itself."""

    access = Access(
        category="health_summary", audience="own", retention="health_record",
        self_may=("read", "amend"),
    )  # fmt: skip
    status_needs_event = True

    class Status(models.TextChoices):
        READY = "ready", _("Not opened yet")
        ANSWERING = "answering", _("The person has the tablet")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("The person stopped and asked for help")
        LAPSED = "lapsed", _("Left for too long; the answers are kept")
        TAKEN_BACK = "taken_back", _("Taken back by a worker")

    #: While the person may still answer.
    LIVE = (Status.READY, Status.ANSWERING)

    status = models.CharField(max_length=10, choices=Status.choices)
    # SHA-256 of the code in the address; it opens once.
    code_mark = models.CharField(max_length=64, unique=True)
    member_id = models.UUIDField()
    questionnaires = models.JSONField(default=list)
    called = models.CharField(max_length=100, blank=True)
    in_charge_id = models.UUIDField(null=True)
    in_charge_name = models.CharField(max_length=200, blank=True)
    in_charge_until = models.DateTimeField(null=True)
    # Under whose membership and purpose the finished answers are kept on the record.
    keeper_id = models.UUIDField()
    keeper_purpose = models.CharField(max_length=30)
    duty_holder_id = models.UUIDField(null=True)
    telephone = models.CharField(max_length=40, blank=True)
    safety_minutes = models.PositiveSmallIntegerField(null=True)
    # It waits on the person's own pages, on their own phone.
    on_own_pages = models.BooleanField(default=False)
    pictures = models.BooleanField(default=False)
    larger = models.BooleanField(default=False)
    with_help = models.BooleanField(default=False)
    # When a browser opened the code: it opens in no other after that.
    claimed_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What a worker did when the person asked for help, and whom they told.
    help_done = models.TextField(blank=True)
    help_told = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-recorded_at"], name="handover_of")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def comforts(self) -> list[str]:
        """How it is shown to the person, by name; the next tablet begins like this."""
        return [name for name in ("larger", "pictures", "with_help") if getattr(self, name)]


class TabletAnswer(PersonRow):
    """What the person tapped, as they tapped it; kept on the record when they finish."""

    access = Access(
        category="clinical_detail", audience="care", retention="health_record",
        self_may=("read", "create", "amend"),
    )  # fmt: skip

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    item = models.PositiveSmallIntegerField()
    # A digit, or "declined".
    code = models.CharField(max_length=10)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "instrument", "item"], name="one_tap_an_item"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Said(PersonRow):
    """What the person told the team from their own pages, in their words."""

    access = Access(
        category_column="category", audience="own", retention="health_record",
        self_may=("read", "create"),
    )  # fmt: skip
    status_needs_event = True

    class About(models.TextChoices):
        MESSAGE = "message", _("A message")
        CANNOT_COME = "cannot_come", _("Cannot come")
        WRONG = "wrong", _("Something is wrong on the page")
        UNHAPPY = "unhappy", _("Not happy about something")

    class Status(models.TextChoices):
        SENT = "sent", _("Sent")
        READ = "read", _("Read by the team")

    category = models.CharField(max_length=30, choices=Category.choices)
    about = models.CharField(max_length=12, choices=About.choices)
    words = models.TextField()
    appointment_id = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    read_at = models.DateTimeField(null=True)
    read_by_name = models.CharField(max_length=200, blank=True)
    # What the team says back, shown on the person's pages.
    answer = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "said"
        indexes = [models.Index(fields=["person", "-recorded_at"], name="said_by")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="something_was_said"),
            models.CheckConstraint(
                condition=Q(category__in=["health_summary", "clinical_detail"]),
                name="said_to_the_team",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
