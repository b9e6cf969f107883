"""A questionnaire is used for care where a named clinical lead of the agency has signed it.

What is signed is what it asks and scores here, word for word: a site's file that changes
afterwards needs another signature. Until then its answers are not taken in live use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from throughcare.core.errors import NotAllowed
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import InstrumentVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

ASKED = "instruments signed"
Status = InstrumentVersion.Status


def signatures(agency_id: UUID) -> QuerySet[InstrumentVersion]:
    """Every question to a clinical lead of an agency, and the answer, the newest first."""
    rows = InstrumentVersion.objects.filter(agency_id=agency_id).select_related("lead__user")
    return rows.order_by("-asked_at")


def signature_of(ctx: Context, questionnaire: Questionnaire) -> InstrumentVersion | None:
    """The signature under these very words; None when there is none. One statement a page."""
    if ASKED not in ctx.asked:
        signed = signatures(ctx.agency_id).filter(status=Status.SIGNED)
        ctx.asked[ASKED] = {(_key(row), row.sha256): row for row in signed}
    found: dict[tuple[str, str], InstrumentVersion] = ctx.asked[ASKED]
    if not found:
        return None
    return found.get((questionnaire.key, questionnaire.sha256))


def _key(row: InstrumentVersion) -> str:
    return f"{row.instrument}/{row.instrument_version}"


def forget(ctx: Context) -> None:
    """A signature was given or taken back in this request."""
    ctx.asked.pop(ASKED, None)


def is_usable(ctx: Context, questionnaire: Questionnaire) -> bool:
    """May it be used for care here? Outside live use everything may be tried (decision 5)."""
    signed = signature_of(ctx, questionnaire) is not None
    return signed or not settings.LIVE_USE_NEEDS_APPROVAL


def usable(ctx: Context, questionnaires: Iterable[Questionnaire]) -> list[Questionnaire]:
    """Those that may be used for care here."""
    return [each for each in questionnaires if is_usable(ctx, each)]


def require_signed(ctx: Context, questionnaire: Questionnaire) -> None:
    """Refuse live use of words that no named clinical lead of the agency has signed."""
    if not is_usable(ctx, questionnaire):
        raise NotAllowed(
            "create",
            f"[{questionnaire.key}] is not clinically approved here",
            words=_(
                "This questionnaire may not be used for care here yet. A named clinical lead must "
                "first sign this version. Ask your service administrator."
            ),
        )
