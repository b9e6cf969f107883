"""What a court list said, line by line, and what stays of it as counts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, ProtectedModel
from throughcare.screening.models import CustodyEntry

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: What came of trying to see somebody means the same at court as in custody.
Outcome = CustodyEntry.Outcome


class Custody(models.TextChoices):
    """What the list says; a list that does not say is not taken for bail."""

    IN_CUSTODY = "in_custody", _("In custody")
    ON_BAIL = "on_bail", _("On bail")
    NOT_SAID = "not_said", _("The list does not say")


class CourtList(ProtectedModel):
    """One list taken in for one court and day, or the list that a team keeps by hand.

    It names nobody: entries do. Read by the team that took it in.
    """

    access = Access(kind="custom", person="", retention="operational", subject_access="leave_out")
    read_sql = "team_id = ANY (((SELECT app.uuids('principals')))::uuid[])"
    create_sql = f"agency_id = (SELECT app.my_agency()) AND {read_sql}"
    amend_sql = create_sql
    status_needs_event = True

    class Status(models.TextChoices):
        TAKEN = "taken", _("Taken in")
        UNDONE = "undone", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TAKEN)
    on = models.DateField()
    by_hand = models.BooleanField(default=False)
    format = models.CharField(max_length=40, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    # Messages about single cases say nothing of the others: nobody is gone because of them.
    whole = models.BooleanField(default=True)
    court_name = models.CharField(max_length=200, blank=True)
    court_code = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField(null=True)
    # How many, by what happened to them (actions/taking.py, ``COUNTED``); never who.
    counts = models.JSONField(default=dict)

    class Meta(ProtectedModel.Meta):
        indexes = [models.Index(fields=["team", "place", "on"], name="court_list_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "place", "on"],
                condition=Q(by_hand=True),
                name="one_list_by_hand_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.id}"

    @staticmethod
    def read_q(ctx: Context) -> Q:
        return Q(team_id__in=ctx.principals)


class ListEntry(ProtectedModel):
    """One line of a court list: what the list said, not a person (architecture decision 11).

    There is no field for the alleged offence. Never linked, it is destroyed after a setting.
    A ``restriction`` is shown, and keeps the line out of prints, exports and notices.
    """

    access = Access(category="justice", person="person_id", team="team_id", retention="list_entry")
    status_needs_event = True

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits to be matched")
        LINKED = "linked", _("Linked to a record")
        PASSED_ON = "passed_on", _("Passed to the youth service")
        COUNTED = "counted", _("An organisation: counted only")
        WITHDRAWN = "withdrawn", _("The list was taken back")
        # Said by the event that destroys the row; no row holds it.
        CLEARED = "cleared", _("Destroyed after a time")

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    class Role(models.TextChoices):
        DEFENDANT = "defendant", _("Defendant")
        RESPONDENT = "respondent", _("Respondent")
        APPLICANT = "applicant", _("Applicant")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    # The list that brought it, the newest that still has it, that changed it, that lost it.
    first_list = models.ForeignKey(CourtList, on_delete=models.PROTECT, related_name="+")
    last_list = models.ForeignKey(CourtList, on_delete=models.PROTECT, related_name="+")
    changed_in = models.ForeignKey(CourtList, null=True, on_delete=models.PROTECT, related_name="+")
    # What the fields said before ``changed_in``: shown beside the new words, and put back.
    before = models.JSONField(default=dict)
    # What the list said in the fields that staff corrected: a newer list that says no other
    # thing there does not undo them.
    corrected = models.JSONField(default=dict)
    gone = models.BooleanField(default=False)
    gone_in = models.ForeignKey(CourtList, null=True, on_delete=models.PROTECT, related_name="+")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    # Which line of which case it is, the same in each issue of the list (listed.py).
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERSON)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.DEFENDANT)
    on = models.DateField()
    starts_at = models.TimeField(null=True)
    room = models.CharField(max_length=60, blank=True)
    case_number = models.CharField(max_length=60, blank=True)
    urn = models.CharField(max_length=40, blank=True)
    hearing_type = models.CharField(max_length=120, blank=True)
    name_given = models.CharField(max_length=300, blank=True)
    masked = models.BooleanField(default=False)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True)
    age_about = models.PositiveSmallIntegerField(null=True)
    pnc = models.CharField(max_length=30, blank=True)
    cro = models.CharField(max_length=30, blank=True)
    custody = models.CharField(max_length=12, choices=Custody.choices, default=Custody.NOT_SAID)
    under_18 = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    restriction = models.TextField(blank=True)
    # A code of terms.toml where somebody asked us to see them; "" for everybody on the list.
    asked_by = models.CharField(max_length=30, blank=True)
    worry = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    tried_at = models.DateTimeField(null=True)
    try_again_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        verbose_name_plural = "list entries"
        indexes = [
            models.Index(fields=["place", "on", "starts_at"], name="list_entry_day"),
            models.Index(fields=["person", "on"], name="list_entry_person"),
            models.Index(fields=["on"], condition=Q(person=None), name="list_entry_never_linked"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "place", "on", "key"],
                condition=~Q(status="withdrawn"),
                name="one_entry_a_line_of_the_list",
            ),
            models.CheckConstraint(
                condition=~Q(status="linked") | Q(person__isnull=False),
                name="linked_list_entry_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | (Q(under_18=False) & Q(kind="person")),
                name="no_child_and_no_organisation_is_linked",
            ),
            models.CheckConstraint(
                condition=Q(restricted=True) | Q(restriction=""),
                name="restriction_words_mean_restricted",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CourtCoverage(models.Model):
    """What stays of destroyed entries: how many were listed and what came of it."""

    access = Access(kind="staff", person="", agency="", retention="operational")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=ListEntry.Kind.choices)
    custody = models.CharField(max_length=12, choices=Custody.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "court coverage"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "team", "on", "kind", "custody", "outcome"],
                name="one_court_count_an_outcome_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.outcome}"
