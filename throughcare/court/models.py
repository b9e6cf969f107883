"""What a court list said, the hearings of a person, what came of them, what the court heard."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow, ProtectedModel
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


class Hearing(PersonRow):
    """One sitting of one case of a person: where, when, and whether it was heard."""

    access = Access(category="justice", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        LISTED = "listed", _("Listed")
        HEARD = "heard", _("Heard")
        ADJOURNED = "adjourned", _("Adjourned")
        NOT_HEARD = "not_heard", _("Did not go ahead")
        VOID = "void", _("Put on this record by mistake")

    class Source(models.TextChoices):
        LIST = "list", _("Court list")
        OUTCOME = "outcome", _("Adjourned to this day")
        HAND = "hand", _("Added by hand")

    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ListEntry, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LISTED)
    source = models.CharField(max_length=10, choices=Source.choices)
    on = models.DateField()
    starts_at = models.TimeField(null=True)
    room = models.CharField(max_length=60, blank=True)
    case_number = models.CharField(max_length=60, blank=True)
    urn = models.CharField(max_length=40, blank=True)
    hearing_type = models.CharField(max_length=120, blank=True)
    custody = models.CharField(max_length=12, choices=Custody.choices, default=Custody.NOT_SAID)
    restricted = models.BooleanField(default=False)
    restriction = models.TextField(blank=True)

    class Meta(PersonRow.Meta):
        indexes = [
            models.Index(fields=["person", "-on"], name="hearing_person"),
            models.Index(fields=["place", "on"], name="hearing_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(entry__isnull=False), name="one_hearing_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(restricted=True) | Q(restriction=""),
                name="hearing_restriction_words_mean_restricted",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class HearingOutcome(PersonRow):
    """What came of a hearing: remand or bail, adjournment and why, disposal, and whether the
    court used what we told it. Codes are those of terms.toml on the day of the hearing."""

    access = Access(category="justice", retention="health_record")

    class Used(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        NOT_GIVEN = "not_given", _("We gave none")
        NOT_KNOWN = "not_known", _("Not known")

    class Source(models.TextChoices):
        IN_COURT = "in_court", _("We were in court")
        COURT = "court", _("The court told us")
        PROBATION = "probation", _("Probation told us")
        PERSON = "person", _("The person told us")
        RECORD = "record", _("A court record")

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    remand = models.CharField(max_length=30, blank=True)
    adjourned_to = models.DateField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    disposal = models.CharField(max_length=30, blank=True)
    used = models.CharField(max_length=10, choices=Used.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "-happened_at"], name="hearing_outcome_person")]
        constraints = [
            models.UniqueConstraint(fields=["hearing"], name="one_outcome_a_hearing"),
            models.CheckConstraint(
                condition=Q(adjourned_to=None) | ~Q(reason=""), name="adjourned_says_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CourtFeedback(PersonRow):
    """Whether what we told the court was used, in the words of who sits or advises there."""

    access = Access(category="justice", retention="health_record")

    class Used(models.TextChoices):
        YES = "yes", _("Used it")
        PARTLY = "partly", _("Used part of it")
        NO = "no", _("Did not use it")

    class SaidBy(models.TextChoices):
        LEGAL_ADVISER = "legal_adviser", _("Legal adviser")
        SENTENCER = "sentencer", _("Magistrate or judge")
        OTHER = "other", _("Somebody else at court")

    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    # The hearing belongs to another agency, whose rows may not be shared: an id without more.
    hearing_id = models.UUIDField(null=True)
    on = models.DateField()
    used = models.CharField(max_length=10, choices=Used.choices)
    # Codes of terms.toml ("helped"), and a few words about the advice, not about the person.
    helped = models.JSONField(default=list)
    words = models.CharField(max_length=300, blank=True)
    said_by = models.CharField(max_length=15, choices=SaidBy.choices)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "court feedback"
        indexes = [models.Index(fields=["person", "-recorded_at"], name="court_feedback_person")]

    def __str__(self) -> str:
        return str(self.id)


class AdviceToCourt(PersonRow):
    """What was said aloud at court: to whom, when, in categories. It recommends no sentence.

    Nothing clinical stands here; what had to be said stands in AdviceDetail, with its reason.
    """

    access = Access(category="health_summary", retention="health_record")

    hearing_id = models.UUIDField(null=True)
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    to_whom = models.CharField(max_length=30)
    to_name = models.CharField(max_length=120, blank=True)
    # Codes of terms.toml ("advice"): what was spoken about.
    said = models.JSONField(default=list)
    words = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField()
    clinical = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200)

    class Meta(PersonRow.Meta):
        verbose_name_plural = "advice to court"
        indexes = [models.Index(fields=["person", "-given_at"], name="court_advice_person")]
        constraints = [models.CheckConstraint(condition=~Q(said=[]), name="court_advice_says_what")]

    def __str__(self) -> str:
        return str(self.id)


class AdviceDetail(PersonRow):
    """The clinical part of spoken advice, and why the court needed it; care staff read it."""

    access = Access(category="clinical_detail", retention="health_record")

    class Ground(models.TextChoices):
        AGREED = "agreed", _("The person agreed")
        SAFETY = "safety", _("To keep somebody safe")
        ORDERED = "ordered", _("The court ordered it")

    advice = models.ForeignKey(AdviceToCourt, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    why = models.CharField(max_length=300)
    ground = models.CharField(max_length=10, choices=Ground.choices)

    class Meta(PersonRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["advice"], name="one_detail_an_advice"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(why=""), name="advice_detail_says_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CourtFollowUp(PersonRow):
    """What somebody has to do because of an outcome: by when, and what came of it."""

    access = Access(category="health_summary", retention="health_record")
    status_needs_event = True

    class Status(models.TextChoices):
        OPEN = "open", _("To do")
        DONE = "done", _("Done")
        NOT_NEEDED = "not_needed", _("No longer needed")

    hearing_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    words = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(PersonRow.Meta):
        indexes = [models.Index(fields=["person", "status"], name="court_follow_up_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["hearing_id", "kind"], name="one_follow_up_a_kind_a_hearing"
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None)
                | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="follow_up_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CourtRequest(ProtectedModel):
    """Somebody at court asks the health team to see a person, and is told what came of it.

    What the asker said, not a record: it names nobody of ours, so that those who cover the
    court, on both sides, read one row. Care staff put the person on the court list to see them.
    """

    access = Access(
        category="justice",
        person="person_id",
        team="place_id",
        audience="care",
        retention="list_entry",
    )
    status_needs_event = True

    class Status(models.TextChoices):
        SENT = "sent", _("Sent, not seen yet")
        ACKNOWLEDGED = "acknowledged", _("Seen by the health team")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Taken back by who asked")
        # Said by the event that destroys the row; no row holds it.
        CLEARED = "cleared", _("Destroyed after a time")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Never set (see the constraint): the path that a row of category justice must have.
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("agencies.Place", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.SENT)
    asked_by = models.CharField(max_length=30)
    asker_name = models.CharField(max_length=120)
    asker_contact = models.CharField(max_length=120, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True)
    age_about = models.PositiveSmallIntegerField(null=True)
    under_18 = models.BooleanField(default=False)
    case_number = models.CharField(max_length=60, blank=True)
    custody = models.CharField(max_length=12, choices=Custody.choices, default=Custody.NOT_SAID)
    room = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=30)
    words = models.CharField(max_length=300, blank=True)
    needed_by = models.DateTimeField()
    # What the health team said, in words for who asked.
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # The line of the court list that was made of it; a row of the health team's own.
    entry_id = models.UUIDField(null=True)

    class Meta(ProtectedModel.Meta):
        indexes = [models.Index(fields=["place", "status", "needed_by"], name="court_request_open")]
        constraints = [
            models.CheckConstraint(condition=Q(person=None), name="a_request_names_nobody_of_ours"),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(answer=""), name="not_accepted_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="answered_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
