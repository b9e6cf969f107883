"""Somebody at court asks us to see a person: acknowledged, answered, and the asker told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules, terms
from throughcare.court.actions.entries import EntryFacts, add_entry
from throughcare.court.actions.rows import court_at, create, locked, recorded, require_term, save
from throughcare.court.models import CourtRequest, Custody, ListEntry
from throughcare.design import words
from throughcare.people.under_18 import is_under_18

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = CourtRequest.Status
WAITING = (Status.SENT, Status.ACKNOWLEDGED)


@dataclass(frozen=True)
class RequestFacts:
    """Who asks, about whom, why, and by when. A first name or a case number is enough."""

    asked_by: str
    asker_name: str
    why: str
    needed_by: datetime
    asker_contact: str = ""
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    age_about: int | None = None
    case_number: str = ""
    custody: str = Custody.NOT_SAID
    room: str = ""
    words: str = ""


def ask_to_see(ctx: Context, *, place_id: UUID, facts: RequestFacts) -> CourtRequest:
    """Ask the health team of a court to see somebody; both sides of the court read the request.

    Care staff record one that reached them by word of mouth: theirs to answer at once.
    """
    court_at(ctx, place_id)
    today = clock.today()
    require_term("asked_by", facts.asked_by, today)
    require_term("why", facts.why, today)
    if not (facts.given_name or facts.family_name or facts.case_number):
        raise ReasonMissing("say whom it is about: a name or a case number")
    request = CourtRequest(
        **recorded(ctx),
        **asdict(facts),
        place_id=place_id,
        under_18=is_under_18(born_on=facts.born_on, age_about=facts.age_about, today=today),
    )
    create(ctx, request)
    _tell(
        ctx,
        request,
        "sent",
        before="",
        payload={
            "asked_by": request.asked_by,
            "why": request.why,
            "through": "care" if ctx.agency_type in CARE_TYPES else "account",
            "due_at": _due(request),
            "under_18": request.under_18,
            "urgent": terms.is_urgent("why", request.why),
        },
    )
    return request


def acknowledge_request(ctx: Context, *, request_id: UUID) -> CourtRequest:
    """The health team has seen the request: it is on its list of work, and the asker knows."""
    request = _to_answer(ctx, request_id)
    if request.status == Status.ACKNOWLEDGED:
        return request
    save(
        ctx,
        request,
        request.version,
        status=Status.ACKNOWLEDGED,
        acknowledged_at=clock.now(),
        answered_by=ctx.user_name,
    )
    urgent = terms.is_urgent("why", request.why)
    _tell(
        ctx,
        request,
        "acknowledged",
        before=Status.SENT,
        payload={"due_at": _due(request), "urgent": urgent},
    )
    return request


def accept_request(ctx: Context, *, request_id: UUID, answer: str = "") -> ListEntry:
    """We will see them: the person goes on the list of that court and day, to be matched."""
    request = _to_answer(ctx, request_id)
    entry = add_entry(ctx, place_id=request.place_id, on=_day(request), facts=_entry_facts(request))
    _answer(ctx, request, Status.ACCEPTED, answer, entry_id=entry.pk)
    return entry


def decline_request(ctx: Context, *, request_id: UUID, answer: str) -> CourtRequest:
    """We cannot see them; the reason is for whoever asked."""
    if not answer.strip():
        raise ReasonMissing("say why, for who asked")
    request = _to_answer(ctx, request_id)
    _answer(ctx, request, Status.DECLINED, answer)
    return request


def withdraw_request(ctx: Context, *, request_id: UUID) -> CourtRequest:
    """Who asked takes it back, while nobody has begun on it."""
    request: CourtRequest = locked(ctx, CourtRequest, request_id)
    if request.agency_id != ctx.agency_id:
        raise NotAllowed("amend", "only the agency that asked takes a request back")
    if request.status != Status.SENT:
        raise MoveNotAllowed(f"a request that is [{request.status}] is not taken back")
    save(ctx, request, request.version, status=Status.WITHDRAWN)
    _tell(ctx, request, "withdrawn", before=Status.SENT, payload={})
    return request


def _to_answer(ctx: Context, request_id: UUID) -> CourtRequest:
    request: CourtRequest = locked(ctx, CourtRequest, request_id)
    if ctx.agency_type not in CARE_TYPES:
        raise NotAllowed("amend", "the health team answers a request")
    if request.status not in WAITING:
        raise MoveNotAllowed(f"a request that is [{request.status}] is answered")
    return request


def _answer(ctx: Context, request: CourtRequest, status: str, answer: str, **values: Any) -> None:
    before, now = request.status, clock.now()
    save(
        ctx,
        request,
        request.version,
        status=status,
        answer=answer.strip(),
        answered_by=ctx.user_name,
        answered_at=now,
        acknowledged_at=request.acknowledged_at or now,
        **values,
    )
    minutes = int((now - request.recorded_at).total_seconds() // 60)
    verb = "accepted" if status == Status.ACCEPTED else "declined"
    _tell(ctx, request, verb, before=before, payload={"minutes": max(0, minutes)})


def _tell(
    ctx: Context, request: CourtRequest, what: str, *, before: str, payload: dict[str, Any]
) -> None:
    record(
        ctx,
        f"court_request.{what}",
        subject=request,
        person_id=None,
        place_id=request.place_id,
        status_from=before,
        payload=payload,
    )


def _due(request: CourtRequest) -> str:
    return rules.answer_due(request.needed_by, request.recorded_at).isoformat()


def _day(request: CourtRequest) -> date:
    return max(words.local(request.needed_by).date(), clock.today())


def _entry_facts(request: CourtRequest) -> EntryFacts:
    return EntryFacts(
        given_name=request.given_name,
        family_name=request.family_name,
        born_on=request.born_on,
        age_about=request.age_about,
        starts_at=words.local(request.needed_by).time().replace(second=0, microsecond=0),
        room=request.room,
        case_number=request.case_number,
        custody=request.custody,
        asked_by=request.asked_by,
        worry=terms.label("why", request.why) if terms.is_urgent("why", request.why) else "",
    )
