"""What Today says of texts where no service carries them: how many wait for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from throughcare.core.access import CARE_TYPES
from throughcare.core.worklist import Notice, offer_notice
from throughcare.messages import selectors
from throughcare.messages.providers.chosen import is_set_up

if TYPE_CHECKING:
    from throughcare.core.context import Context


def tells_people(ctx: Context) -> bool:
    if is_set_up() or ctx.agency_type not in CARE_TYPES:
        return False
    return ctx.allows("amend", "health_summary")


def words(number: int) -> str:
    return ngettext(
        "%(n)s text waits for somebody to tell the person",
        "%(n)s texts wait for somebody to tell the person",
        number,
    ) % {"n": number}


def register() -> None:
    offer_notice(Notice("texts", tells_people, selectors.to_tell, words, "outbox"))
