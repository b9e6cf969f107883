"""Hearings of a person: listed, moved, heard; what came of each, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions import next_hearings
from throughcare.court.actions.rows import (
    court_at,
    create,
    locked,
    recorded,
    require_term,
    save,
    where_of,
)
from throughcare.court.models import CourtFollowUp, Custody, Hearing, HearingOutcome, ListEntry
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Hearing.Status
#: What a hearing takes from the line of the list that it stands for.
COPIED = (
    "starts_at",
    "room",
    "case_number",
    "urn",
    "hearing_type",
    "custody",
    "restricted",
    "restriction",
)


@dataclass(frozen=True)
class HearingFacts:
    """A hearing that no list has told us of."""

    on: date
    starts_at: time | None = None
    room: str = ""
    case_number: str = ""
    custody: str = Custody.NOT_SAID
    # The name of a court that is no place here.
    elsewhere: str = ""


@dataclass(frozen=True)
class OutcomeFacts:
    """What came of a hearing. Codes are those of terms.toml on its day.

    ``follow_ups`` are codes with the day by which each is due.
    """

    KEPT: ClassVar = (
        "remand", "adjourned_to", "adjourned_place_id", "adjourned_elsewhere", "reason",
        "disposal", "used", "source",
    )  # fmt: skip

    used: str
    source: str
    went_ahead: bool = True
    remand: str = ""
    adjourned_to: date | None = None
    # Another court than this one: a place, or in words one that is no place here.
    adjourned_place_id: UUID | None = None
    adjourned_elsewhere: str = ""
    reason: str = ""
    disposal: str = ""
    follow_ups: tuple[tuple[str, date], ...] = ()

    def values(self) -> dict[str, Any]:
        """The columns of HearingOutcome."""
        return {name: getattr(self, name) for name in self.KEPT}

    @property
    def status(self) -> str:
        """Which state the hearing moves to."""
        if not self.went_ahead:
            return str(Status.NOT_HEARD)
        return str(Status.ADJOURNED if self.reason or self.adjourned_to else Status.HEARD)

    @property
    def next_day(self) -> tuple[date | None, UUID | None, str]:
        """When and where it goes on; a change of it is another hearing."""
        return self.adjourned_to, self.adjourned_place_id, self.adjourned_elsewhere


def facts_of(outcome: HearingOutcome) -> OutcomeFacts:
    """What a recorded outcome says, without its follow-ups and whether it went ahead."""
    return OutcomeFacts(**{name: getattr(outcome, name) for name in OutcomeFacts.KEPT})


def add_hearing(
    ctx: Context,
    *,
    person_id: UUID,
    place_id: UUID | None,
    facts: HearingFacts,
    source: str = Hearing.Source.HAND,
) -> Hearing:
    """A hearing that the person or the court told us of: at a court of ours, or named in words."""
    if (place_id is None) != bool(facts.elsewhere):
        raise ReasonMissing("a hearing is at one court")
    if place_id is not None:
        court_at(ctx, place_id)
    hearing = Hearing(
        **recorded(ctx),
        person_id=person_id,
        place_id=place_id,
        elsewhere=facts.elsewhere,
        source=source,
        on=facts.on,
        starts_at=facts.starts_at,
        room=facts.room,
        case_number=facts.case_number,
        custody=facts.custody,
    )
    create(ctx, hearing)
    _open_court(ctx, hearing)
    _tell_listed(ctx, hearing)
    return hearing


def hearing_of_entry(ctx: Context, entry: ListEntry, person_id: UUID) -> Hearing:
    """The hearing of a linked line: the one that an adjournment foretold, or a new one."""
    foretold = next_hearings.foretold(ctx, entry, person_id)
    copied = {name: getattr(entry, name) for name in COPIED}
    if foretold is not None:
        there = {"place": entry.place, "elsewhere": ""}
        save(ctx, foretold, foretold.version, entry_id=entry.pk, **there, **copied)
        _tell_moved(ctx, foretold, "entry")
        return foretold  # type: ignore[no-any-return]
    hearing = Hearing(
        **recorded(ctx),
        person_id=person_id,
        place_id=entry.place_id,
        source=Hearing.Source.LIST,
        on=entry.on,
        entry_id=entry.pk,
        **copied,
    )
    create(ctx, hearing)
    _tell_listed(ctx, hearing)
    return hearing


def move_hearing(ctx: Context, entry: ListEntry) -> None:
    """The list changed its line: the hearing that is still to come changes with it."""
    rows = Hearing.visible_to(ctx, "amend").filter(entry_id=entry.pk, status=Status.LISTED)
    hearing: Hearing | None = rows.first()
    if hearing is None:
        return
    changed = {
        name: getattr(entry, name)
        for name in COPIED
        if getattr(entry, name) != getattr(hearing, name)
    }
    if changed:
        save(ctx, hearing, hearing.version, **changed)
        _tell_moved(ctx, hearing, next(iter(changed)))


def void_hearing_of(ctx: Context, entry: ListEntry) -> None:
    """Take the hearing of a line off the record that it does not belong to."""
    rows = Hearing.visible_to(ctx, "amend").lock().filter(entry_id=entry.pk)
    hearing: Hearing | None = rows.first()
    if hearing is None:
        return
    if hearing.status != Status.LISTED:
        raise MoveNotAllowed("an outcome is recorded; correct it on the record first")
    _void(ctx, hearing)


def record_outcome(ctx: Context, *, hearing_id: UUID, facts: OutcomeFacts) -> HearingOutcome:
    """What came of a hearing; an adjournment makes the next one, follow-ups become work.

    MoveNotAllowed when a colleague recorded it already (``correct_outcome`` changes it).
    """
    hearing: Hearing = locked(ctx, Hearing, hearing_id)
    if hearing.status != Status.LISTED:
        raise MoveNotAllowed(f"a hearing that is [{hearing.status}] has its outcome")
    _require_sense(hearing, facts)
    outcome = HearingOutcome(
        **recorded(ctx),
        **facts.values(),
        person_id=hearing.person_id,
        hearing=hearing,
        happened_at=min(clock.now(), rules.begins(hearing.on, hearing.starts_at)),
        by_name=ctx.user_name,
    )
    create(ctx, outcome)
    save(ctx, hearing, hearing.version, status=facts.status)
    _tell_outcome(ctx, "hearing.outcome_recorded", hearing, outcome, Status.LISTED)
    _next_hearing(ctx, hearing, facts)
    for kind, due_on in facts.follow_ups:
        _follow_up(ctx, hearing, kind, due_on)
    return outcome


def correct_outcome(
    ctx: Context, *, outcome_id: UUID, version: int, facts: OutcomeFacts
) -> HearingOutcome:
    """Correct what was recorded. StaleVersion when a colleague was first."""
    outcome: HearingOutcome = locked(ctx, HearingOutcome, outcome_id)
    hearing: Hearing = locked(ctx, Hearing, outcome.hearing_id)
    _require_sense(hearing, facts)
    was, before = facts_of(outcome), hearing.status
    save(ctx, outcome, version, **facts.values(), by_name=ctx.user_name)
    save(ctx, hearing, hearing.version, status=facts.status)
    _tell_outcome(ctx, "hearing.outcome_corrected", hearing, outcome, before)
    if was.next_day != facts.next_day:
        _forget_next(ctx, hearing, was)
        _next_hearing(ctx, hearing, facts)
    known = set(
        CourtFollowUp.visible_to(ctx)
        .filter(hearing_id=hearing.pk, person_id=hearing.person_id)
        .values_list("kind", flat=True)
    )
    for kind, due_on in facts.follow_ups:
        if kind not in known:
            _follow_up(ctx, hearing, kind, due_on)
    return outcome


def end_follow_up(
    ctx: Context, *, follow_up_id: UUID, version: int, how: str, words: str = ""
) -> CourtFollowUp:
    """What somebody had to do because of an outcome is done, or no longer needed."""
    follow: CourtFollowUp = locked(ctx, CourtFollowUp, follow_up_id)
    if follow.status != CourtFollowUp.Status.OPEN:
        raise MoveNotAllowed(f"a follow-up that is [{follow.status}] has ended")
    if how not in (CourtFollowUp.Status.DONE, CourtFollowUp.Status.NOT_NEEDED):
        raise ReasonMissing("say whether it is done or no longer needed")
    save(ctx, follow, version, status=how, words=words, ended_at=clock.now())
    record(
        ctx,
        "court_follow_up.ended",
        subject=follow,
        person_id=follow.person_id,
        status_from=CourtFollowUp.Status.OPEN,
        payload={"kind": follow.kind, "how": how},
    )
    return follow


def _require_sense(hearing: Hearing, facts: OutcomeFacts) -> None:
    """Codes of the day, a next day that is later, and something that was decided."""
    require_term("remand", facts.remand, hearing.on, optional=True)
    require_term("reason", facts.reason, hearing.on, optional=True)
    require_term("disposal", facts.disposal, hearing.on, optional=True)
    if facts.used not in HearingOutcome.Used.values:
        raise ReasonMissing("say whether the court used our information")
    if facts.source not in HearingOutcome.Source.values:
        raise ReasonMissing("say who told us the outcome")
    if facts.adjourned_to and facts.adjourned_to <= hearing.on:
        raise ReasonMissing("the next hearing is later than this one")
    if (facts.adjourned_place_id or facts.adjourned_elsewhere) and not facts.reason:
        raise ReasonMissing("another court goes with an adjournment")
    if facts.adjourned_place_id:
        next_hearings.require_another_court(hearing, facts)
    if facts.adjourned_to and not facts.reason:
        raise ReasonMissing("say why it was adjourned")
    if facts.went_ahead and not (facts.remand or facts.reason or facts.disposal):
        raise ReasonMissing("say what was decided")
    for kind, _due_on in facts.follow_ups:
        require_term("follow_up", kind, clock.today())


def _tell_listed(ctx: Context, hearing: Hearing) -> None:
    record(
        ctx,
        "hearing.listed",
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        payload={
            "place": str(hearing.place_id) if hearing.place_id else None,
            "case": hearing.case_number or None,
            "on": hearing.on.isoformat(),
            "source": hearing.source,
            "custody": hearing.custody,
            "due_at": rules.outcome_due(hearing.on, hearing.starts_at).isoformat(),
            **where_of(hearing),
        },
    )


def _tell_moved(ctx: Context, hearing: Hearing, what: str) -> None:
    due_at = rules.outcome_due(hearing.on, hearing.starts_at)
    record(
        ctx,
        "hearing.moved",
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        payload={"what": what, "due_at": due_at.isoformat(), **where_of(hearing)},
    )


def _tell_outcome(
    ctx: Context, event: str, hearing: Hearing, outcome: HearingOutcome, before: str
) -> None:
    next_day = outcome.adjourned_to
    record(
        ctx,
        event,
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        happened_at=outcome.happened_at,
        status_from=before,
        payload={
            "remand": outcome.remand or None,
            "adjourned_to": next_day.isoformat() if next_day else None,
            "next_place": str(outcome.adjourned_place_id) if outcome.adjourned_place_id else None,
            "ask_at": _ask_at(hearing, outcome),
            "case": hearing.case_number or None,
            "reason": outcome.reason or None,
            "disposal": outcome.disposal or None,
            "used": outcome.used,
            "source": outcome.source,
            **where_of(hearing),
        },
    )


def _ask_at(hearing: Hearing, outcome: HearingOutcome) -> str | None:
    """When we ask on which day an adjourned hearing goes on; None where that is known."""
    if not outcome.reason or outcome.adjourned_to:
        return None
    return rules.next_day_due(hearing.on).isoformat()


def _next_hearing(ctx: Context, hearing: Hearing, facts: OutcomeFacts) -> None:
    """An adjournment to a day is a hearing of that day, unless one of this case is there already.

    A court that our team does not cover sees the person when its own list is linked.
    """
    if facts.adjourned_to is None:
        return
    following = next_hearings.after(hearing, facts, facts.adjourned_to)
    for name, value in recorded(ctx).items():
        setattr(following, name, value)
    if next_hearings.is_listed(ctx, following):
        return
    create(ctx, following)
    if following.place_id in ctx.principals:
        _open_court(ctx, following)
    _tell_listed(ctx, following)


def _forget_next(ctx: Context, hearing: Hearing, was: OutcomeFacts) -> None:
    """Day or court of the next hearing were wrong: the hearing that was made is taken off."""
    if was.adjourned_to is None:
        return
    wrong = next_hearings.after(hearing, was, was.adjourned_to)
    for each in next_hearings.made_by(ctx, wrong):
        _void(ctx, each)


def _void(ctx: Context, hearing: Hearing) -> None:
    save(ctx, hearing, hearing.version, status=Status.VOID, entry_id=None)
    record(
        ctx,
        "hearing.voided",
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        status_from=Status.LISTED,
    )


def _open_court(ctx: Context, hearing: Hearing) -> None:
    """The court may see who is before it, from some days before until some days after."""
    starts, ends = rules.court_link(hearing.on)
    if hearing.place_id is None or ends <= clock.now():
        return
    sharing.open_link(
        ctx,
        person_id=hearing.person_id,
        principal_id=hearing.place_id,
        kind=Relationship.COURT_HEARING,
        source="hearing",
        starts_at=starts,
        ends_at=ends,
    )


def _follow_up(ctx: Context, hearing: Hearing, kind: str, due_on: date) -> None:
    follow = CourtFollowUp(
        **recorded(ctx),
        person_id=hearing.person_id,
        hearing_id=hearing.pk,
        kind=kind,
        due_on=due_on,
    )
    create(ctx, follow)
    record(
        ctx,
        "court_follow_up.made",
        subject=follow,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        payload={"kind": kind, "due_at": rules.begins(due_on, None).isoformat()},
    )
