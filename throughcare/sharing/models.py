"""Who may work with whom and why: links, agreements, bases, guards and break-glass."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow, ProtectedModel

if TYPE_CHECKING:
    from throughcare.core.context import Context


class Relationship(models.IntegerChoices):
    """The kinds of link, numbered as in policy/vocabulary.py (a test holds them together)."""

    CASELOAD = 0, _("Caseload")
    TEAM = 1, _("Team")
    SITE = 2, _("Place")
    REFERRER_PENDING = 3, _("Referral not yet accepted")
    REFERRER_ACCEPTED = 4, _("Referral accepted")
    COURT_HEARING = 5, _("Court hearing")
    CUSTODY = 6, _("In custody")
    ORDER_SUPERVISION = 7, _("Order supervision")
    PANEL = 8, _("Panel")
    SAR_HANDLER = 9, _("Subject-access or incident case")
    BREAK_GLASS = 10, _("Opened in an emergency")
    # Of one issued document: no link of this kind is ever opened.
    RECIPIENT = 11, _("Named recipient")
    # Opened by the functions of my/database alone.
    SELF = 12, _("Their own pages")


class BasisKind(models.IntegerChoices):
    """On what ground something is told across agencies (security.md §2.1)."""

    EXPLICIT_CONSENT = 1, _("The person agreed")
    STATUTORY = 2, _("A power in law")
    VITAL_INTEREST = 3, _("To protect life")
    PUBLIC_INTEREST = 4, _("Public interest, decided and recorded")
    COURT_ORDER = 5, _("Order of a court")


class Link(ProtectedModel):
    """A dated reason for a member or a team to work with a person.

    Written only by the functions of ``database/links.sql``, which check who asks.
    """

    access = Access(category="identity", agency="agency_id", retention="access")
    web_writes = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Deferred: the first link is written before the person it will reach.
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    # A membership, a team or a place.
    principal_id = models.UUIDField()
    kind = models.PositiveSmallIntegerField(choices=Relationship.choices)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    granted_by = models.UUIDField()
    granted_at = models.DateTimeField()

    class Meta(ProtectedModel.Meta):
        indexes = [
            models.Index(fields=["person"], name="link_person"),
            models.Index(fields=["principal_id", "kind"], name="link_principal"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="link_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Reach(ProtectedModel):
    """Derived by trigger from links, same-as groups and guards: what the policies probe."""

    access = Access(
        kind="custom",
        person="person_id",
        agency="",
        retention="derived",
        subject_access="leave_out",
        self_may=("read",),
    )
    read_sql = "principal_id = ANY (((SELECT app.uuids('principals')))::uuid[])"

    pk = models.CompositePrimaryKey("person_id", "principal_id", "source_id")
    person_id = models.UUIDField()
    principal_id = models.UUIDField()
    source_id = models.UUIDField()
    kind = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    guarded = models.BooleanField(default=False)

    class Meta(ProtectedModel.Meta):
        indexes = [models.Index(fields=["principal_id", "person_id"], name="reach_principal")]

    @staticmethod
    def read_q(ctx: Context) -> Q:
        return Q(principal_id__in=ctx.principals)


class Ground(ProtectedModel):
    """Derived by trigger from bases and same-as groups: on what ground rows cross agencies."""

    access = Access(
        kind="custom",
        person="person_id",
        agency="",
        retention="derived",
        subject_access="leave_out",
    )
    read_sql = "recipient_id = (SELECT app.my_agency()) OR giver_id = (SELECT app.my_agency())"

    pk = models.CompositePrimaryKey("person_id", "giver_id", "recipient_id", "source_id")
    person_id = models.UUIDField()
    giver_id = models.UUIDField()
    recipient_id = models.UUIDField()
    source_id = models.UUIDField()
    kind = models.PositiveSmallIntegerField()
    categories = models.IntegerField()
    purposes = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        pass

    @staticmethod
    def read_q(ctx: Context) -> Q:
        return Q(recipient_id=ctx.agency_id) | Q(giver_id=ctx.agency_id)


class SharingAgreement(models.Model):
    """What one agency shares with another, for which purpose: data, not prose. No row, no read."""

    access = Access(kind="staff", person="", agency="", retention="operational")
    # Only an administrator of one of the two agencies; database/guards.sql says which change.
    write_sql = (
        "(SELECT app.my_role()) = 'support_engineer' "
        "AND (SELECT app.my_agency()) IN (from_agency_id, to_agency_id)"
    )
    create_sql = (
        f"(SELECT app.ok()) AND {write_sql} AND status = 'proposed' AND confirmed_by_id IS NULL "
        "AND proposed_by_id = (SELECT app.my_membership())"
    )

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        LIVE = "live", _("In force")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=30)
    # Bit mask over core.access.CATEGORIES.
    categories = models.IntegerField()
    grants_find = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    document = models.CharField(max_length=200)
    document_sha256 = models.CharField(max_length=64, blank=True)
    signatories = models.CharField(max_length=400)
    proposed_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_agency=models.F("to_agency")), name="agreement_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(status="live") | Q(confirmed_by__isnull=False),
                name="live_agreement_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("proposed_by")),
                name="agreement_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TakingPart(PersonRow):
    """The person's agreement to take part in an assessment or in treatment (decision 13)."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_TODAY = "not_today", _("Not able to decide today")

    in_what = models.CharField(max_length=60)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words_used = models.TextField(blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="taking_part_person")]

    def __str__(self) -> str:
        return str(self.id)


class Willingness(PersonRow):
    """Willingness to comply with a requirement, expressed before sentence.

    Source: Sentencing Act 2020, Schedule 9, Parts 9 to 11 (mental health, drug and alcohol
    requirements need the person's expressed willingness to comply).
    """

    access = Access(category="health_summary", retention="health_record")

    requirement = models.CharField(max_length=60)
    willing = models.BooleanField()
    words_used = models.TextField()
    taken_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    easy_read_copy_given = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "willingness"
        indexes = [models.Index(fields=["person"], name="willingness_person")]

    def __str__(self) -> str:
        return str(self.id)


class Agreement(PersonRow):
    """What the person said when asked whether we may tell one recipient, for one purpose."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    class Recipient(models.TextChoices):
        CUSTODY = "custody", _("Custody staff")
        COURT = "court", _("The court")
        SOLICITOR = "solicitor", _("Defence solicitor")
        PROBATION = "probation", _("Probation")
        GP = "gp", _("GP")
        TREATMENT = "treatment", _("Treatment services")
        OTHER = "other", _("Somebody else")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_TODAY = "not_today", _("Not able to decide today")

    recipient = models.CharField(max_length=12, choices=Recipient.choices)
    # The agency it means here, where there is one in the partnership.
    recipient_agency = models.ForeignKey(
        "agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who it is where no agency of the partnership is meant: a surgery, a mother.
    recipient_name = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=30)
    categories = models.IntegerField()
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words_used = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    confirmed_at_end = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    asked_in = models.UUIDField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person"], name="agreement_person")]

    def __str__(self) -> str:
        return str(self.id)


class Basis(PersonRow):
    """Why one agency may tell another about one person: who decided, when, until when."""

    access = Access(category="health_summary", audience="care", retention="health_record")

    recipient_agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.PositiveSmallIntegerField(choices=BasisKind.choices)
    categories = models.IntegerField()
    purposes = models.JSONField(default=list)
    text = models.CharField(max_length=500)
    decided_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT)
    # ``ukgdpr`` or ``part3`` (law-enforcement processing under DPA 2018 Part 3).
    regime = models.CharField(max_length=10, default="ukgdpr")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "bases"
        indexes = [models.Index(fields=["person"], name="basis_person")]

    def __str__(self) -> str:
        return str(self.id)


class Exclusion(ProtectedModel):
    """A named member of staff who must not see this person (a relative, a former partner)."""

    access = Access(kind="definer", retention="access", subject_access="review")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by_membership_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        indexes = [models.Index(fields=["user"], name="exclusion_user")]

    def __str__(self) -> str:
        return str(self.id)


class Permission(ProtectedModel):
    """A named member of staff who may see this restricted person."""

    access = Access(kind="definer", retention="access", subject_access="review")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by_membership_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        indexes = [models.Index(fields=["user"], name="permission_user")]

    def __str__(self) -> str:
        return str(self.id)


class GuardDecision(ProtectedModel):
    """Why a record was made limited or restricted, or open again, and by whom."""

    access = Access(kind="definer", retention="access", subject_access="review")
    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    guard = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    by_membership_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta(ProtectedModel.Meta):
        indexes = [models.Index(fields=["person", "-at"], name="guard_decision_person")]

    def __str__(self) -> str:
        return str(self.id)


class BreakGlass(ProtectedModel):
    """One emergency opening, or the request for one: reviewed by a privacy officer."""

    access = Access(kind="custom", agency="agency_id", retention="access", subject_access="review")
    read_sql = (
        "membership_id = (SELECT app.my_membership()) OR ((SELECT app.my_role()) = "
        "'privacy_officer' AND agency_id = (SELECT app.my_agency()))"
    )

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waits for review")
        JUSTIFIED = "justified", _("Justified")
        NOT_JUSTIFIED = "not_justified", _("Not justified")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A short code for the alert, which carries nothing about the person.
    code = models.CharField(max_length=12, unique=True)
    # Null when nobody matched the request; the requester is told the same either way.
    person_id = models.UUIDField(null=True)
    # The person's reference: what the privacy officer, who holds no link, may know of whom.
    reference = models.CharField(max_length=11, blank=True)
    membership_id = models.UUIDField()
    agency_id = models.UUIDField()
    purpose = models.CharField(max_length=30)
    reason = models.TextField()
    tried_whom = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices, default=Outcome.WAITING)
    review_note = models.TextField(blank=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "emergency openings"
        indexes = [models.Index(fields=["agency_id", "outcome"], name="break_glass_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("membership_id")),
                name="nobody_reviews_their_own",
            )
        ]

    @staticmethod
    def read_q(ctx: Context) -> Q:
        own = Q(membership_id=ctx.membership_id)
        if ctx.role == "privacy_officer":
            return own | Q(agency_id=ctx.agency_id)
        return own

    def __str__(self) -> str:
        return self.code
