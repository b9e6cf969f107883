"""Hearings of a person: listed, moved, heard; what came of each, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any
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


@dataclass(frozen=True)
class OutcomeFacts:
    """What came of a hearing. Codes are those of terms.toml on its day.

    ``follow_ups`` are codes with the day by which each is due.
    """

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
        kept = (
            "remand", "adjourned_to", "adjourned_place_id", "adjourned_elsewhere", "reason",
            "disposal", "used", "source",
        )  # fmt: skip
        return {name: getattr(self, name) for name in kept}

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


def add_hearing(
    ctx: Context,
    *,
    person_id: UUID,
    place_id: UUID,
    facts: HearingFacts,
    source: str = Hearing.Source.HAND,
) -> Hearing:
    """A hearing that the person, the court or an adjournment told us of."""
    court_at(ctx, place_id)
    hearing = Hearing(
        **recorded(ctx),
        person_id=person_id,
        place_id=place_id,
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
        save(ctx, foretold, foretold.version, entry_id=entry.pk, **copied)
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
    was = next_hearings.of_outcome(outcome)
    before = hearing.status
    save(ctx, outcome, version, **facts.values(), by_name=ctx.user_name)
    save(ctx, hearing, hearing.version, status=facts.status)
    _tell_outcome(ctx, "hearing.outcome_corrected", hearing, outcome, before)
    if was != facts.next_day:
        _forget_next(ctx, hearing, *was)
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
            "place": str(hearing.place_id),
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
            "reason": outcome.reason or None,
            "disposal": outcome.disposal or None,
            "used": outcome.used,
            "source": outcome.source,
        },
    )


def _next_hearing(ctx: Context, hearing: Hearing, facts: OutcomeFacts) -> None:
    """An adjournment to a day is a hearing of that day, at the same court until told otherwise.

    None is made at a court that is no place here, nor where one of this case is listed already.
    """
    if facts.adjourned_to is None or facts.adjourned_elsewhere:
        return
    on_bail = Custody.ON_BAIL if facts.remand.startswith("bail") else Custody.NOT_SAID
    following = Hearing(
        **recorded(ctx),
        person_id=hearing.person_id,
        place_id=facts.adjourned_place_id or hearing.place_id,
        source=Hearing.Source.OUTCOME,
        on=facts.adjourned_to,
        # Another court gives the case a number of its own; the URN stays.
        case_number="" if facts.adjourned_place_id else hearing.case_number,
        urn=hearing.urn,
        custody=Custody.IN_CUSTODY if facts.remand == "custody" else on_bail,
        restricted=hearing.restricted,
        restriction=hearing.restriction,
    )
    if next_hearings.is_listed(ctx, following):
        return
    create(ctx, following)
    # The court that our team does not cover sees the person when its own list is linked.
    if following.place_id in ctx.principals:
        _open_court(ctx, following)
    _tell_listed(ctx, following)


def _forget_next(
    ctx: Context, hearing: Hearing, on: date | None, place_id: UUID | None, elsewhere: str
) -> None:
    """Day or court of the next hearing were wrong: the hearing that was made is taken off."""
    if on is None or elsewhere:
        return
    made = Hearing.visible_to(ctx, "amend").filter(
        person_id=hearing.person_id,
        place_id=place_id or hearing.place_id,
        case_number="" if place_id else hearing.case_number,
        source=Hearing.Source.OUTCOME,
        on=on,
        status=Status.LISTED,
        entry=None,
    )
    for each in made:
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
    if ends <= clock.now():
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
