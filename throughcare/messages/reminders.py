"""A reminder before something that was booked; taken back with it.

Folders above keep what is booked and say so: this one knows a time, a person and an id.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.messages import actions, presenters, rules, selectors
from throughcare.messages.models import Message, TextWishes
from throughcare.messages.settings import ring_number

if TYPE_CHECKING:
    from throughcare.core.context import Context

KIND = "appointment_reminder"
#: Later than this a reminder only confuses.
LAST_MINUTES = timedelta(minutes=30)
#: When the day before is outside the hours: the evening before that.
EARLIER = timedelta(hours=12)


def plan_reminder(
    ctx: Context, person_id: UUID, *, subject_id: UUID, starts_at: datetime
) -> Message | None:
    """Put the reminder in the outbox; None when there is none to send.

    None is sent where the site sends none, where it was booked so late that booking it was the
    reminder, and where the person may not be texted: ``no_reminder`` says so on the page.
    """
    wait = timedelta(hours=settings.REMINDER_HOURS)
    if not wait or starts_at - wait <= clock.now():
        return None
    why, wishes = _standing(ctx, person_id)
    if why:
        return None
    at = starts_at.astimezone(clock.LONDON)
    words = {"day": at.date(), "time": at.time(), "phone": ring_number()}
    return actions.queue(
        ctx,
        person_id,
        kind=KIND,
        words=words,
        subject_id=subject_id,
        send_after=_when(starts_at, wait, wishes),
        send_before=starts_at - LAST_MINUTES,
    )


def _when(starts_at: datetime, wait: timedelta, wishes: TextWishes | None) -> datetime:
    """As long before as the site says; earlier when no allowed hour lies in between."""
    after = starts_at - wait
    first, last = (wishes.not_before, wishes.not_after) if wishes else (None, None)
    goes = rules.next_allowed(after, not_before=first, not_after=last)
    return after if goes < starts_at - LAST_MINUTES else after - EARLIER


def refused(ctx: Context, person_id: UUID) -> str:
    """Why no reminder goes to the person, as a code of rules.REASONS; "" when one does.

    Where the record gives safe times in words, a reminder goes only if the person's hours are
    recorded too: nobody looks at the words before it is sent.
    """
    return _standing(ctx, person_id)[0]


def _standing(ctx: Context, person_id: UUID) -> tuple[str, TextWishes | None]:
    """Why no reminder goes, and what the person wants."""
    number = actions.can_text(ctx, person_id)
    wishes = selectors.wishes_of(ctx, number.group)
    if number.refused or not number.has_safe_times:
        return number.refused, wishes
    return ("" if wishes is not None and wishes.not_before else "times"), wishes


def withdraw_reminder(ctx: Context, subject_id: UUID) -> int:
    """What was booked was moved, called off or has happened; how many texts were taken back."""
    return actions.withdraw_about(ctx, subject_id)


def reminder_words(ctx: Context, person_id: UUID, *, subject_id: UUID) -> str:
    """What became of the reminder, or why there is none: one line for a page."""
    message = selectors.waiting_about(ctx, [subject_id]).get(subject_id)
    if message is not None:
        return reminder_line(message)
    if not settings.REMINDER_HOURS:
        return _("No reminders are sent by text here.")
    why = refused(ctx, person_id)
    if why == "times":
        return _("None: safe times are on record. Record under Texts at which hours one may go.")
    return _("None: %(why)s") % {"why": rules.REASONS[why]} if why else _("None by text")


def reminder_line(message: Message | None) -> str:
    """What became of one reminder, for a list of people: no reason stands in it."""
    if message is None:
        return _("No text goes: tell them another way")
    state = message.get_status_display()
    when = presenters.when_words(message, clock.now())
    return _("By text. %(state)s. %(when)s.") % {"state": state, "when": when}
