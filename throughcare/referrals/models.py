"""Who can be referred to, what was sent to whom, and what came of it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow
from throughcare.referrals import states


class DirectoryService(models.Model):
    """One entry of the local directory: who they take, how long it takes, how to refer.

    With ``team`` it is a team of the product with an inbox; without, it is outside and is told
    by letter or telephone. It names nobody who is referred.
    """

    access = Access(kind="staff", person="", agency="", retention="operational")
    #: The colleague who keeps the entry, and the administrators of their agency.
    write_sql = (
        "agency_id = (SELECT app.my_agency()) AND ((SELECT app.is_administrator()) "
        "OR kept_by_id = (SELECT app.my_membership()))"
    )

    class Takes(models.TextChoices):
        ALL = "all", _("Everybody")
        FEMALE = "female", _("Women only")
        MALE = "male", _("Men only")

    class How(models.TextChoices):
        TEAM = "team", _("Through Throughcare")
        LETTER = "letter", _("By letter")
        PHONE = "phone", _("By telephone")
        SELF = "self", _("The person asks for themselves")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=500, blank=True)
    # Whose directory entry it is; the service itself may belong to anybody.
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    kept_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        "agencies.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=10, choices=How.choices)
    takes = models.CharField(max_length=10, choices=Takes.choices, default=Takes.ALL)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    # Codes of lists/needs.toml; none means any need.
    needs = models.JSONField(default=list)
    # Postcode districts such as NF1; none means everywhere.
    areas = models.JSONField(default=list)
    # Who it is for besides sex, age and area, in words: "Veterans", "Carers".
    cohorts = models.JSONField(default=list)
    # What staff should check with the person: "A group of 12".
    check_words = models.CharField(max_length=200, blank=True)
    wait_days = models.PositiveSmallIntegerField(null=True, blank=True)
    how_words = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "directory services"
        constraints = [
            models.CheckConstraint(
                condition=Q(how="team", team__isnull=False) | (~Q(how="team") & Q(team=None)),
                name="service_in_the_product_has_a_team",
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=models.F("age_from")),
                name="service_ages_in_order",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="directory_name")]

    def __str__(self) -> str:
        return self.name


class Referral(PersonRow):
    """One request to one service about one person, as it was sent, and how far it has come.

    A document issued to one team: its author's team and the team it is addressed to read it,
    nobody else (architecture.md, "Who may see what kind of row": disclosed). The receiving team
    moves it through ``app.move_referral`` and in no other way. ``sent_words`` is the frozen copy.
    """

    access = Access(
        category="disclosed",
        author_team="team_id",
        readers="readers",
        audience="care",
        retention="health_record",
    )
    status_needs_event = True

    class Kind(models.TextChoices):
        """Assigning, the fourth thing, is not sent: see ``actions.assign_referral``."""

        REFER = "refer", _("Referral")
        TRANSFER = "transfer", _("Transfer")
        REQUEST_TRANSFER = "request_transfer", _("Request to transfer")

    class Status(models.TextChoices):
        SENT = states.SENT, _("Sent")
        ACKNOWLEDGED = states.ACKNOWLEDGED, _("They have it")
        ASKED = states.ASKED, _("They ask for more")
        ACCEPTED = states.ACCEPTED, _("Accepted")
        DECLINED = states.DECLINED, _("Not accepted")
        WITHDRAWN = states.WITHDRAWN, _("Taken back")
        KEPT = states.KEPT, _("First appointment kept")
        ENDED = states.ENDED, _("Ended before a first appointment")

    class Soon(models.TextChoices):
        ROUTINE = "routine", _("Routine")
        SOON = "soon", _("Soon")
        URGENT = "urgent", _("Urgent: I will ring as well")

    class Ground(models.TextChoices):
        AGREED = "agreed", _("The person agreed")
        STATUTORY = "statutory", _("A power in law")
        VITAL_INTEREST = "vital_interest", _("To protect life")
        PUBLIC_INTEREST = "public_interest", _("Public interest, decided and recorded")
        COURT_ORDER = "court_order", _("Order of a court")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.REFER)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.SENT)
    # Who sent it.
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        DirectoryService, null=True, on_delete=models.PROTECT, related_name="+"
    )
    service_name = models.CharField(max_length=200)
    # None for a service outside: the sender writes down what it answers.
    to_team = models.ForeignKey(
        "agencies.Team", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The team of the inbox, while it may read this; nobody once that has ended.
    readers = ArrayField(models.UUIDField(), default=list)
    sent_words = models.JSONField(default=dict)
    soon = models.CharField(max_length=10, choices=Soon.choices, default=Soon.ROUTINE)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    ground_words = models.CharField(max_length=500)
    agreement_id = models.UUIDField(null=True)
    how = models.CharField(max_length=10, choices=DirectoryService.How.choices)
    sent_at = models.DateTimeField()
    reply_due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    # A code of lists/answers.toml, and words that the person may read.
    reason = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    # What the receiving team asked for, and what the sender added to it.
    question = models.CharField(max_length=500, blank=True)
    added = models.CharField(max_length=1000, blank=True)
    assigned_to = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    first_at = models.DateTimeField(null=True)
    first_place = models.CharField(max_length=200, blank=True)
    first_came = models.CharField(max_length=20, blank=True)
    appointment_id = models.UUIDField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "-sent_at"], name="referral_person"),
            models.Index(fields=["team", "status"], name="referral_from"),
            models.Index(fields=["to_team", "status", "reply_due_at"], name="referral_to"),
            GinIndex(fields=["readers"], name="referral_readers"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["declined", "withdrawn", "ended"]) | ~Q(words=""),
                name="referral_says_why_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "declined", "kept", "ended"])
                | Q(answered_at__isnull=False),
                name="answered_referral_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(ground_words=""), name="referral_says_on_what_ground"
            ),
            models.CheckConstraint(
                condition=Q(to_team__isnull=False) | Q(readers=[]),
                name="a_referral_outside_has_no_reader",
            ),
            models.UniqueConstraint(
                fields=["person", "team", "service"],
                condition=Q(status__in=["sent", "acknowledged", "asked", "accepted"]),
                name="one_open_referral_a_service",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReferralReason(PersonRow):
    """Why somebody was referred, for those who treat them: clinical detail like any other.

    The words that were sent stand frozen in ``Referral.sent_words`` as well.
    """

    access = Access(category="clinical_detail", retention="health_record")

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=30, blank=True)
    reason = models.TextField()
    asked = models.CharField(max_length=300)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="referral_reason_person")]

    def __str__(self) -> str:
        return str(self.id)


class Signpost(PersonRow):
    """Advice about a service, given to the person: nobody was told anything about them (C22)."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    class How(models.TextChoices):
        TOLD = "told", _("Told them")
        NUMBER = "number", _("Gave them the number")
        LEAFLET = "leaflet", _("Gave them a leaflet")
        RANG = "rang", _("Rang together")

    service = models.ForeignKey(
        DirectoryService, null=True, on_delete=models.PROTECT, related_name="+"
    )
    service_name = models.CharField(max_length=200)
    how = models.CharField(max_length=10, choices=How.choices)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-at"], name="signpost_person")]

    def __str__(self) -> str:
        return str(self.id)
