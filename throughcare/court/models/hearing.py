"""The hearings of a person, what came of them, and what the court heard from us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, PersonRow
from throughcare.court.models.listing import Custody, ListEntry

if TYPE_CHECKING:
    pass


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

    # Where it is: one of our places, or by name a court that is none of them.
    place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    elsewhere = models.CharField(max_length=120, blank=True)
    entry = models.ForeignKey(ListEntry, null=True, on_delete=models.PROTECT, related_name="+")
    # What a foretold hearing said before ``entry`` met it: put back when that was another's line.
    before = models.JSONField(default=dict)
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
            models.CheckConstraint(
                condition=Q(place__isnull=False, elsewhere="")
                | (Q(place=None, entry=None) & ~Q(elsewhere="")),
                name="hearing_is_at_one_court",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def court(self) -> str:
        """The name of the court, whether or not it is one of our places."""
        return str(self.place.name) if self.place else self.elsewhere

    @property
    def slug(self) -> str:
        """The address of the court; empty for one that is no place here."""
        return str(self.place.slug) if self.place else ""


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
    # Another court than that of the hearing: one of ours, or by name one that is no place here.
    adjourned_place = models.ForeignKey(
        "agencies.Place", null=True, on_delete=models.PROTECT, related_name="+"
    )
    adjourned_elsewhere = models.CharField(max_length=120, blank=True)
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
            models.CheckConstraint(
                condition=Q(adjourned_place=None) | Q(adjourned_elsewhere="") & ~Q(reason=""),
                name="adjourned_to_one_other_court",
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
