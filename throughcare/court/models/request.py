"""What somebody at court asks of the health team."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import Access, ProtectedModel
from throughcare.court.models.listing import Custody

if TYPE_CHECKING:
    pass


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
