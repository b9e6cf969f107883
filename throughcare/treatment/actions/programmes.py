"""A person is taken on, waits, begins, and treatment ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.people.actions import recorded
from throughcare.treatment import rules, selectors
from throughcare.treatment.actions.called_off import call_off
from throughcare.treatment.actions.gate import pass_gate
from throughcare.treatment.actions.rows import (
    AllSessionsUsed,
    create,
    keep_words,
    programme_of,
    save,
    tell,
)
from throughcare.treatment.models import FollowUp, GroupPlace, HandOver, Programme, Words

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.pathways.definition import Definition

Status = Programme.Status


def take_on(
    ctx: Context,
    *,
    person_id: UUID,
    pathway: str,
    waits_since: date,
    waits_for: str = "",
    order_id: UUID | None = None,
    requirement_id: UUID | None = None,
    sessions_planned: int | None = None,
    answers: Mapping[str, str] | None = None,
    note: str = "",
) -> Programme:
    """Put a person on the team's waiting list for a programme.

    Raises MoveNotAllowed when they have one of this pathway open, ReasonMissing for a pathway
    without a programme or a day that has not come, GateClosed where its criteria (``answers``)
    are not all met and no ``note`` says why the person is taken on all the same.
    """
    definition = _pathway_with_a_programme(pathway)
    if ctx.agency_type not in CARE_TYPES:
        raise NotAllowed("create", "treatment is given by agencies of care")
    if waits_since > clock.today():
        raise ReasonMissing("somebody waits from today or earlier")
    _one_at_a_time(f"{person_id}{pathway}")
    rows = Programme.visible_to(ctx).filter(
        person_id=person_id, agency_id=ctx.agency_id, pathway=pathway
    )
    if rows.exclude(status=Status.ENDED).exists():
        raise MoveNotAllowed("the person is on this programme already")
    if rules.has_gate(definition):
        pass_gate(
            ctx,
            person_id=person_id,
            definition=definition,
            came_from="probation" if order_id else "other",
            answers=answers or {},
            note=note,
        )
    row = Programme(
        **recorded(ctx, person_id),
        pathway=definition.id,
        pathway_version=definition.version,
        team_id=ctx.team_id,
        order_id=order_id,
        requirement_id=requirement_id,
        status=Status.WAITING,
        waits_since=waits_since,
        waits_for=waits_for.strip(),
        sessions_planned=sessions_planned or planned_by(definition),
    )
    create(ctx, row)
    _tell_who_waits(ctx, row, definition)
    return row


def _tell_who_waits(ctx: Context, row: Programme, definition: Definition) -> None:
    """Since when, and by when the site means to begin, where it has set a time."""
    set_here = rules.settings_of(ctx.agency_id, row.pathway)
    by = rules.first_session_by(definition, set_here, row.waits_since)
    said = {
        "pathway": row.pathway,
        "since": row.waits_since.isoformat(),
        "order": bool(row.order_id),
        "due_at": rules.morning(by).isoformat() if by else None,
    }
    tell(ctx, "treatment.waiting", row, said)


def planned_by(definition: Definition) -> int | None:
    """How many sessions the pathway plans, where it says so."""
    return definition.programme.sessions if definition.programme else None


def _pathway_with_a_programme(pathway: str) -> Definition:
    definition = rules.pathways().get(pathway)
    if definition is None:
        raise ReasonMissing(f"[{pathway}] is no pathway with a programme")
    return definition


def begin(
    ctx: Context,
    *,
    programme_id: UUID,
    version: int,
    lead_id: UUID,
    sessions_planned: int | None = None,
    out_of_turn: str = "",
) -> Programme:
    """Treatment begins under a lead of the team.

    Raises ReasonMissing when others have waited longer or the team has no place free and no
    reason is given; NotAllowed for a lead who is not of the team.
    """
    row = programme_of(ctx, programme_id, Status.WAITING)
    most = rules.most_sessions(row)
    if most is not None and (sessions_planned or 0) > most:
        raise AllSessionsUsed(f"this programme has [{most}] sessions at the most")
    lead_of(ctx, row.team_id, lead_id)
    _one_at_a_time(str(row.team_id))
    queue = selectors.queue(ctx, row)
    if queue.needs_reason and not out_of_turn.strip():
        raise ReasonMissing("say why this person begins now")
    today = clock.today()
    save(
        ctx,
        row,
        version,
        status=Status.UNDER_WAY,
        lead_id=lead_id,
        began_on=today,
        sessions_planned=sessions_planned or row.sessions_planned,
        out_of_turn=out_of_turn.strip(),
    )
    said = {
        "pathway": row.pathway,
        "waited_days": (today - row.waits_since).days,
        "order": row.order_id is not None,
        "due_at": supervision_at(ctx, row, today),
    }
    tell(ctx, "treatment.began", row, said, status_from=Status.WAITING)
    return row


def end(
    ctx: Context,
    *,
    programme_id: UUID,
    version: int,
    reason: str,
    on: date,
    summary: str = "",
    their_words: str = "",
) -> Programme:
    """Treatment is over, however it ended; follow-up begins where the site has set its days."""
    row = programme_of(ctx, programme_id, Status.WAITING, Status.UNDER_WAY)
    before, began = row.status, row.began_on or row.waits_since
    if on > clock.today() or on < began:
        raise ReasonMissing("treatment ended today or earlier, after it began")
    held = selectors.held_count(ctx, row)
    values = {"status": Status.ENDED, "ended_on": on, "end_reason": Programme.Reason(reason)}
    save(ctx, row, version, **values)
    keep_words(ctx, row, Words.About.ENDING, summary, their_words)
    _end_open_hand_over(ctx, row)
    _end_planned(ctx, row)
    said = {
        "pathway": row.pathway,
        "reason": str(reason),
        "sessions": held,
        "weeks": (on - began).days // 7,
    }
    tell(ctx, "treatment.ended", row, said, status_from=before)
    _set_follow_ups(ctx, row, was_treated=before == Status.UNDER_WAY)
    return row


def _end_planned(ctx: Context, row: Programme) -> None:
    """Nobody is reminded of a session, or keeps a place in a group, after treatment."""
    call_off(ctx, row)
    places = GroupPlace.visible_to(ctx, "amend").filter(programme_id=row.pk, left_on=None)
    for place in places.lock():
        save(ctx, place, place.version, left_on=clock.today())


def supervision_at(ctx: Context, row: Programme, on: date) -> str | None:
    """When the case is next talked through in supervision, as an event says it."""
    set_here = rules.settings_of(ctx.agency_id, row.pathway)
    due = rules.supervision_due(rules.says(row), set_here, on)
    return rules.morning(due).isoformat() if due else None


#: After these there is nobody to follow up, or no reason to.
NO_FOLLOW_UP = (Programme.Reason.DIED, Programme.Reason.MISTAKE)


def _set_follow_ups(ctx: Context, row: Programme, *, was_treated: bool) -> None:
    due: list[tuple[str, str, date]] = []
    if was_treated and row.end_reason not in NO_FOLLOW_UP and row.ended_on is not None:
        set_here = rules.settings_of(ctx.agency_id, row.pathway)
        due = rules.follow_ups_due(rules.says(row), set_here, row.ended_on)
    for name, title, on in due:
        follow_up = FollowUp(
            **recorded(ctx, row.person_id),
            programme=row,
            name=name,
            title=title,
            due_on=on,
            status=FollowUp.Status.DUE,
        )
        create(ctx, follow_up)
        said = {"name": name, "due_at": rules.morning(on).isoformat()}
        tell(ctx, "treatment.follow_up_set", follow_up, said)
    if not due:
        close(ctx, row)


def close(ctx: Context, row: Programme) -> None:
    """Nothing is owed after treatment any more."""
    save(ctx, row, row.version, closed=True)
    tell(ctx, "treatment.closed", row, {"pathway": row.pathway})


def lead_of(ctx: Context, team_id: UUID, member_id: UUID) -> Membership:
    """A clinician of the team who works there today; NotAllowed for anybody else."""
    found = next((each for each in selectors.leads(team_id) if each.pk == member_id), None)
    if found is None:
        raise NotAllowed("create", "only a clinician of the team leads treatment")
    return found


def _end_open_hand_over(ctx: Context, row: Programme) -> None:
    rows = HandOver.visible_to(ctx, "amend").lock()
    for each in rows.filter(programme_id=row.pk, status=HandOver.Status.OFFERED):
        values = {"status": HandOver.Status.WITHDRAWN, "answered_at": clock.now()}
        save(ctx, each, each.version, **values)
        said = {"how": str(HandOver.Status.WITHDRAWN)}
        tell(ctx, "treatment.hand_over_ended", each, said, status_from=HandOver.Status.OFFERED)


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"treatment|{key}"]
        )
