"""What Today says of referrals: how many of those sent to the team wait for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from throughcare.core.worklist import Notice, offer_notice
from throughcare.referrals import access, selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context


def waiting(ctx: Context) -> QuerySet[Any]:
    """Those that nobody of the team has answered."""
    return selectors.unanswered(ctx)


def words(number: int) -> str:
    return ngettext(
        "%(n)s referral to your team waits for an answer",
        "%(n)s referrals to your team wait for an answer",
        number,
    ) % {"n": number}


def register() -> None:
    offer_notice(Notice("referrals", access.answers, waiting, words, "referrals"))
