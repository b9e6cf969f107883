"""What waits for a clinical lead and is nobody's work about a person: a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from throughcare.core.worklist import Notice, offer_notice
from throughcare.instruments.approval import Status, signatures
from throughcare.instruments.models import InstrumentVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context


def _may_sign(ctx: Context) -> bool:
    return ctx.allows("sign", "health_summary")


def _asked(ctx: Context) -> QuerySet[InstrumentVersion]:
    """Questionnaires that wait for the asker's own signature."""
    return signatures(ctx.agency_id).filter(lead_id=ctx.membership_id, status=Status.ASKED)


def _words(count: int) -> str:
    return ngettext(
        "You are asked to sign %(count)s questionnaire",
        "You are asked to sign %(count)s questionnaires",
        count,
    ) % {"count": count}


def register() -> None:
    offer_notice(
        Notice(
            "questionnaire_signatures",
            _may_sign,
            _asked,
            _words,
            url_name="questionnaire_signatures",
        )
    )
