"""Agencies, their teams and places, and who works there in which role from when to when."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, ProtectedModel

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: The rows of one's own agency, for its service administrators (agencies/database/agencies.sql).
MINE_TO_MANAGE = "agency_id = (SELECT app.my_agency()) AND (SELECT app.is_administrator())"


class Agency(models.Model):
    """An organisation of the partnership: it owns the rows that its people record."""

    access = Access(kind="staff", person="", agency="", retention="operational")

    class Type(models.TextChoices):
        NHS_PROVIDER = "nhs_provider", _("NHS provider")
        CHARITY_PROVIDER = "charity_provider", _("Charity")
        PROBATION = "probation", _("Probation")
        POLICE = "police", _("Police")
        COURT = "court", _("Court")
        LOCAL_AUTHORITY = "local_authority", _("Council")
        COMMISSIONER = "commissioner", _("Commissioner")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    type = models.CharField(max_length=20, choices=Type.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where work happens: a custody suite, a court, an office."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = MINE_TO_MANAGE

    class Kind(models.TextChoices):
        CUSTODY = "custody", _("Custody suite")
        COURT = "court", _("Court")
        OFFICE = "office", _("Office")
        CLINIC = "clinic", _("Clinic")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    # Whose place it is: a custody suite belongs to a police force.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="places")
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of one agency who share work."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    write_sql = MINE_TO_MANAGE
    # Its own place, and the places it covers, let a team reach people there: never by one alone.
    create_sql = f"{MINE_TO_MANAGE} AND place_id IS NULL"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    # The places where this team sees people: custody suites, courts.
    covers = models.ManyToManyField(Place, related_name="covered_by", blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="one_team_a_name_in_an_agency")
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """The roles of the policy (sharing/policy/vocabulary.py), with the words shown."""

    CLINICIAN = "clinician", _("Clinician")
    PRACTITIONER = "practitioner", _("Link or peer worker")
    SUPERVISOR = "supervisor", _("Team lead")
    ADMIN = "admin", _("Administrator of letters and appointments")
    PROBATION_PRACTITIONER = "probation_practitioner", _("Probation practitioner")
    COURT_OFFICER = "court_officer", _("Court officer")
    POLICE_LIAISON = "police_liaison", _("Police custody and liaison")
    COUNCIL_OFFICER = "council_officer", _("Council officer")
    MANAGER = "manager", _("Manager (counts only)")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    AUDITOR = "auditor", _("Auditor")
    EVALUATOR = "evaluator", _("Evaluator")
    SUPPORT_ENGINEER = "support_engineer", _("Service administrator")
    # Nobody's job: the membership that a person's own pages act under (throughcare/my).
    PERSON = "person", _("The person themselves")


class Colleagues(models.Manager["Membership"]):
    """Those who work here: the memberships of people's own pages are nobody's colleague."""

    def get_queryset(self) -> models.QuerySet[Membership]:
        return super().get_queryset().exclude(role=Role.PERSON)


class Membership(models.Model):
    """One user in one role in one team, from a day to a day. A session uses exactly one.

    ``ends_on`` is the last day. Who is ended at once has the day before as the last. The web
    role writes none of this: see ``app.decide_grant`` and ``app.end_membership``.
    """

    access = Access(kind="staff", person="", agency="", retention="operational")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    profession = models.CharField(max_length=120, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    lived_experience = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = Colleagues()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "team", "role"],
                condition=models.Q(ends_on=None),
                name="one_open_membership_a_role",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on") - timedelta(days=1)),
                name="membership_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="membership_user")]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"


class GrantRequest(ProtectedModel):
    """Something that lets somebody do more: asked by one administrator, decided by another.

    Only ``app.decide_grant`` changes a row, and only it makes what the request asks for.
    """

    access = Access(kind="custom", person="", agency="agency_id", retention="operational")
    read_sql = MINE_TO_MANAGE
    create_sql = (
        f"{MINE_TO_MANAGE} AND status = 'proposed' AND decided_by_id IS NULL"
        " AND proposed_by_id = (SELECT app.my_membership())"
        " AND lower(email) <> (SELECT app.my_email())"
        " AND (membership_id IS NULL OR (SELECT app.membership_is_mine(membership_id)))"
        " AND EXISTS (SELECT 1 FROM public.agencies_team t WHERE t.id = team_id"
        " AND t.agency_id = (SELECT app.my_agency()))"
    )

    class Kind(models.TextChoices):
        MEMBER = "member", _("New person or role")
        ROLE = "role", _("Change of role")
        PLACE = "place", _("Team covers a place")
        SIGN_IN = "sign_in", _("New sign-in code")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second administrator")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not confirmed")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    # For a new person or role: who, known by the address they sign in with.
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    profession = models.CharField(max_length=120, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    lived_experience = models.BooleanField(default=False)
    ends_on = models.DateField(null=True)
    # For a change of role or a new code: of whom.
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # For a place that the team is to cover.
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=300, blank=True)

    class Meta(ProtectedModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="confirmed")
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="grant_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="member") & ~models.Q(email="") & ~models.Q(role=""))
                | (models.Q(kind="role", membership__isnull=False) & ~models.Q(role=""))
                | models.Q(kind="sign_in", membership__isnull=False)
                | models.Q(kind="place", place__isnull=False),
                name="grant_names_what_it_gives",
            ),
        ]
        indexes = [models.Index(fields=["agency", "status"], name="grant_agency_status")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @staticmethod
    def read_q(ctx: Context) -> models.Q:
        return models.Q(agency_id=ctx.agency_id)
