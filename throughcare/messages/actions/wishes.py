"""What the person wants of texts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import StaleVersion
from throughcare.core.events import record
from throughcare.messages.models import TextWishes

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class WishFacts:
    """Whether they want reminders, in which language, and between which hours texts are safe."""

    reminders: str
    language: str = "en"
    not_before: time | None = None
    not_after: time | None = None


def record_wishes(
    ctx: Context, *, person_id: UUID, facts: WishFacts, version: int = 0
) -> TextWishes:
    """Keep what the person said; ``version`` 0 when nothing was kept yet.

    Raises StaleVersion when a colleague saved since the page was shown.
    """
    rows = TextWishes.visible_to(ctx, "amend").filter(person_id=person_id, agency_id=ctx.agency_id)
    there: TextWishes | None = rows.lock().first()
    if (there.version if there else 0) != version:
        raise StaleVersion(row_id=person_id, theirs=there)
    wishes = there or TextWishes(person_id=person_id, agency_id=ctx.agency_id, version=0)
    for name, value in asdict(facts).items():
        setattr(wishes, name, value)
    wishes.recorded_by_id, wishes.recorded_at = ctx.membership_id, clock.now()
    wishes.version += 1
    ctx.require("amend" if there else "create", wishes)
    wishes.save(force_insert=there is None)
    record(
        ctx,
        "text_wishes.recorded",
        subject=wishes,
        person_id=person_id,
        payload={"reminders": facts.reminders, "language": facts.language},
    )
    return wishes
