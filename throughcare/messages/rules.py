"""What the words mean: when a text may go, how often it is tried again, what stands in its way."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughcare.core.clock import LONDON

#: Source: security.md §4, "dead letter after 12 tries with a human queue".
MOST_TRIES = 12
#: Of one that may have gone, asked for once an hour: three days.
MOST_QUESTIONS = 72
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
#: A worker that was killed holds its texts for this long: longer than a request can take.
LEASE = timedelta(minutes=3)

#: Why a text is not sent. The codes are those of app.text_number and app.message_verdict.
REASONS = {
    "died": _("The record says that the person has died."),
    "not_ours": _("Your team no longer works with this person."),
    "said_no": _("The person does not want texts."),
    "no_number": _("No mobile number is on record."),
    "not_mobile": _("The number on record is not a UK mobile number."),
    "may_not_text": _("The person has not agreed that we may text this number."),
    "number_changed": _("The number on record has changed since this was asked for."),
    "times": _("The record says at which times it is safe. Look at them before you send."),
    "too_late": _("It was no longer in time."),
    "not_collected": _("Nobody sent it from the outbox in time."),
    "refused": _("The text service did not accept the number."),
    "no_answer": _("The text service could not be reached, many times."),
    "unknown": _("The text service never said whether it went. It may have arrived."),
    "permanent": _("The network says that the number does not work."),
    "temporary": _("The telephone could not be reached."),
    "technical": _("The text service had a fault of its own."),
    "called_off": _("What it was about was called off or moved."),
    "by_hand": _("A colleague took it back."),
}


def sending_hours() -> tuple[time, time]:
    """Between which times of the day texts go out, in Europe/London."""
    first, last = settings.TEXTS_BETWEEN
    return time.fromisoformat(first), time.fromisoformat(last)


def hours_meet(not_before: time, not_after: time) -> bool:
    """Is there any time of the day at which the person and the site both allow a text?"""
    first, last = sending_hours()
    return max(first, not_before) < min(last, not_after)


def next_allowed(
    at: datetime, *, not_before: time | None = None, not_after: time | None = None
) -> datetime:
    """The first moment from ``at`` on that lies in the sending hours and in the person's own.

    Hours of the person that never meet those of the site give the site's next morning: the
    text is then held back, and somebody decides.
    """
    first, last = sending_hours()
    first = max(first, not_before or first)
    last = min(last, not_after or last)
    if first >= last:
        first, last = sending_hours()
    here = at.astimezone(LONDON)
    if first <= here.time() < last:
        return at
    day = here.date() if here.time() < first else here.date() + timedelta(days=1)
    return datetime.combine(day, first, tzinfo=LONDON)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 1, 2, 4 … minutes, an hour at most."""
    return min(FIRST_WAIT * (1 << min(max(tries - 1, 0), 10)), LONGEST_WAIT)
