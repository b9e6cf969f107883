"""What the court was told aloud, and what those who sit or advise there made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions.rows import create, recorded, require_term
from throughcare.court.models import AdviceDetail, AdviceToCourt, CourtFeedback

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Clinical:
    """Clinical words that had to be said, why the court needed them, and on what ground."""

    text: str
    why: str
    ground: str


@dataclass(frozen=True)
class AdviceFacts:
    """What was said aloud: codes of terms.toml, and a few words without anything clinical."""

    place_id: UUID
    to_whom: str
    said: tuple[str, ...]
    to_name: str = ""
    words: str = ""
    given_at: datetime | None = None
    hearing_id: UUID | None = None
    clinical: Clinical | None = None


@dataclass(frozen=True)
class FeedbackFacts:
    """Whether what we told the court was used; one tap gives ``used`` and no more."""

    place_id: UUID
    used: str
    said_by: str
    on: date
    helped: tuple[str, ...] = ()
    words: str = ""
    hearing_id: UUID | None = None


def give_advice(ctx: Context, *, person_id: UUID, facts: AdviceFacts) -> AdviceToCourt:
    """Record what was said to the court. No sentence is recommended: there is no word for one.

    The clinical part, where it had to be said, stands in a row that only care staff read.
    """
    today = clock.today()
    require_term("asked_by", facts.to_whom, today)
    if not facts.said:
        raise ReasonMissing("say what was spoken about")
    for code in facts.said:
        require_term("advice", code, today)
    advice = AdviceToCourt(
        **recorded(ctx),
        person_id=person_id,
        place_id=facts.place_id,
        hearing_id=facts.hearing_id,
        to_whom=facts.to_whom,
        to_name=facts.to_name,
        said=sorted(set(facts.said), key=facts.said.index),
        words=facts.words,
        given_at=facts.given_at or clock.now(),
        clinical=facts.clinical is not None,
        by_name=ctx.user_name,
    )
    create(ctx, advice)
    if facts.clinical is not None:
        _keep_detail(ctx, advice, facts.clinical)
    record(
        ctx,
        "court_advice.given",
        subject=advice,
        person_id=person_id,
        place_id=facts.place_id,
        happened_at=advice.given_at,
        payload={
            "to_whom": facts.to_whom,
            "clinical": advice.clinical,
            "topics": len(advice.said),
        },
    )
    return advice


def _keep_detail(ctx: Context, advice: AdviceToCourt, clinical: Clinical) -> None:
    if not clinical.text.strip() or not clinical.why.strip():
        raise ReasonMissing("say what was said and why the court needed it")
    detail = AdviceDetail(
        **recorded(ctx),
        person_id=advice.person_id,
        advice=advice,
        text=clinical.text,
        why=clinical.why,
        ground=AdviceDetail.Ground(clinical.ground),
    )
    create(ctx, detail)


def give_feedback(ctx: Context, *, person_id: UUID, facts: FeedbackFacts) -> CourtFeedback:
    """Whether the court used what it was told: by court staff, or told to care staff."""
    if not rules.says_if_used(ctx):
        raise NotAllowed("create", "the court says whether it used what it was told")
    if facts.used not in CourtFeedback.Used.values:
        raise ReasonMissing("say whether it was used")
    for code in facts.helped:
        require_term("helped", code, facts.on)
    feedback = CourtFeedback(
        **recorded(ctx),
        person_id=person_id,
        place_id=facts.place_id,
        hearing_id=facts.hearing_id,
        on=facts.on,
        used=facts.used,
        helped=sorted(set(facts.helped), key=facts.helped.index),
        words=facts.words,
        said_by=CourtFeedback.SaidBy(facts.said_by),
        by_name=ctx.user_name,
    )
    create(ctx, feedback)
    record(
        ctx,
        "court_feedback.given",
        subject=feedback,
        person_id=person_id,
        place_id=facts.place_id,
        payload={
            "used": feedback.used,
            "said_by": feedback.said_by,
            "helped": len(feedback.helped),
        },
    )
    return feedback
