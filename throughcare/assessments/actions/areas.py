"""One area of an assessment: what was asked, said and found, and the need that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.assessments.actions.assess import areas_of, locked, note_amended, require_open
from throughcare.assessments.actions.needs import keep_need
from throughcare.assessments.models import Assessment, AssessmentArea
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class AreaGiven:
    """What is recorded of one area.

    ``flag_source``, ``flag_who`` and ``flag_on`` say who calls it severe and when; there is no
    flag without them.
    """

    asked: str
    said: str = ""
    found: str = ""
    need: str = AssessmentArea.Needed.NOT_KNOWN
    flagged: bool = False
    flag_source: str = ""
    flag_who: str = ""
    flag_on: date | None = None
    do_not_ask_again: bool = False
    is_history: bool = False

    def columns(self) -> dict[str, Any]:
        """The row's columns. Raises ReasonMissing where a part of the answer is missing."""
        asked = AssessmentArea.Asked(self.asked)
        if self.said and asked != AssessmentArea.Asked.ASKED:
            raise ReasonMissing("what was said stands with an answer that was given")
        if self.flagged and not (self.flag_source and self.flag_on):
            raise ReasonMissing("a severity flag names who says so and when")
        return {
            "asked": asked,
            "said": self.said,
            "found": self.found,
            "need": AssessmentArea.Needed(self.need),
            "flagged": self.flagged,
            "flag_source": self.flag_source if self.flagged else "",
            "flag_who": self.flag_who if self.flagged else "",
            "flag_on": self.flag_on if self.flagged else None,
            "do_not_ask_again": self.do_not_ask_again,
            "is_history": self.is_history,
        }


def save_area(
    ctx: Context, *, assessment_id: UUID, area: str, version: int, given: AreaGiven
) -> AssessmentArea:
    """Keep one area of an open assessment, or correct it in a completed one.

    ``version`` is that of the area's own row, 0 when there was none: StaleVersion when a
    colleague saved the area in between.
    """
    assessment = locked(ctx, assessment_id)
    require_open(assessment)
    if not any(each.id == area for each in areas_of(assessment).areas):
        raise MoveNotAllowed(f"[{area}] is not in [{assessment.set_id}]")
    values = {**given.columns(), "by_name": ctx.user_name}
    row: AssessmentArea | None = (
        AssessmentArea.visible_to(ctx, "amend")
        .filter(assessment_id=assessment.pk, area=area)
        .first()
    )
    if (row.version if row else 0) != version:
        raise StaleVersion(row_id=area, theirs=row)
    row = _insert(ctx, assessment, area, values) if row is None else _amend(ctx, row, values)
    record(
        ctx,
        "assessment.area_saved",
        subject=row,
        person_id=row.person_id,
        place_id=assessment.place_id,
        payload={"area": area, "asked": row.asked, "need": row.need},
    )
    note_amended(ctx, assessment, area)
    keep_need(ctx, row)
    return row


def _insert(
    ctx: Context, assessment: Assessment, area: str, values: dict[str, Any]
) -> AssessmentArea:
    row = AssessmentArea(
        **recorded(ctx, assessment.person_id), assessment=assessment, area=area, **values
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    return row


def _amend(ctx: Context, row: AssessmentArea, values: dict[str, Any]) -> AssessmentArea:
    """What was carried over from an earlier assessment no longer is, once it was asked."""
    values = {**values, "earlier": None if values["asked"] != "not_asked" else row.earlier}
    AssessmentArea.visible_to(ctx, "amend").filter(pk=row.pk).update(
        **values, version=row.version + 1
    )
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    return row
