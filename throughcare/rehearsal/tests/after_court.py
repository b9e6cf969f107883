"""What a newcomer finds after the days at court: nobody's page of work is empty."""

from __future__ import annotations

from datetime import datetime

from throughcare.appointments.models import Appointment
from throughcare.assessments.models import SafetyPlan
from throughcare.core import clock
from throughcare.court.models import Hearing
from throughcare.documents.models import Document
from throughcare.referrals.models import Referral
from throughcare.rehearsal.days import SATURDAY
from throughcare.support.models import SupportTask
from throughcare.treatment.models import GroupMeeting, HandOver, Programme, Session

#: Each of them has a referral to answer.
TO_ANSWER = {
    "Northfield treatment team",
    "Harbour Lights link workers",
    "Westmoor community team",
}


def everything_happened() -> None:
    """Treatment by several, a queue, a group, support, referrals; as the owner."""
    programmes = Programme.rows
    assert set(programmes.values_list("status", flat=True)) == {"waiting", "under_way", "ended"}
    assert programmes.filter(status="waiting").count() >= 3
    assert not programmes.filter(order_id=None).exists()
    assert programmes.filter(status="under_way").values("lead").distinct().count() >= 3
    met = GroupMeeting.objects.filter(starts_at__lt=clock.now()).values("pk")
    came = Session.rows.filter(meeting__in=met, held=True)
    assert came.values("person").distinct().count() >= 3
    assert HandOver.rows.filter(status="offered").exists()
    assert set(Referral.rows.values_list("status", flat=True)) == {
        "sent", "accepted", "declined", "kept",
    }  # fmt: skip
    unanswered = Referral.rows.filter(status="sent")
    assert set(unanswered.values_list("to_team__name", flat=True)) == TO_ANSWER
    assert set(SupportTask.rows.values_list("status", flat=True)) >= {"started", "waiting", "done"}
    assert SafetyPlan.rows.filter(number=2).exists()
    assert Hearing.rows.filter(place=None).exists()
    attended = set(Appointment.rows.values_list("status", flat=True))
    assert attended >= {"planned", "came", "came_late", "did_not_come"}


def reports_were_written_on_working_days(now: datetime) -> None:
    """The day of telling alone may be a Saturday or a Sunday."""
    at = Document.rows.filter(kind="court_report").values_list("issued_at", flat=True)
    days = {each.astimezone(clock.LONDON).date() for each in at}
    assert len(days) > 1
    assert all(on.weekday() < SATURDAY for on in days - {now.astimezone(clock.LONDON).date()})
