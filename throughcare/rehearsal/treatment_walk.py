"""The rehearsal of a programme of treatment: waiting, one session, the end, what follows."""

from __future__ import annotations

from throughcare.core import clock
from throughcare.rehearsal.walking import Walk
from throughcare.treatment import actions, rules
from throughcare.treatment.models import FollowUp, Programme, Session


def treated(walk: Walk) -> None:
    """From the waiting list to the last follow-up that the site has set."""
    ctx, person = walk.ctx, walk.person
    asked = [each.id for each in rules.pathways()[walk.pathway].criteria]
    row = actions.take_on(
        ctx,
        person_id=person.pk,
        pathway=walk.pathway,
        waits_since=clock.today(),
        answers=dict.fromkeys(asked, "yes"),
    )
    walk.step("taken on for treatment", "waiting")
    actions.begin(
        ctx,
        programme_id=row.pk,
        version=row.version,
        lead_id=ctx.membership_id,
        out_of_turn="Rehearsal",
    )
    walk.step("treatment begun", "treatment")
    session = actions.plan_session(ctx, programme_id=row.pk, starts_at=clock.now(), place="Room 2")
    _hold(walk, session)
    walk.step("a session held", "treatment")
    programme = Programme.visible_to(ctx).get(pk=row.pk)
    owed = FollowUp.visible_to(ctx).filter(programme_id=row.pk, status=FollowUp.Status.DUE)
    actions.end(
        ctx,
        programme_id=row.pk,
        version=programme.version,
        reason=Programme.Reason.COMPLETED,
        on=clock.today(),
    )
    if owed.exists():
        walk.step("treatment ended", "after")
    for follow_up in owed:
        actions.end_follow_up(
            ctx,
            follow_up_id=follow_up.pk,
            version=follow_up.version,
            result=FollowUp.Status.DONE,
        )
    walk.step("nothing more is owed", "after", "ended")


def _hold(walk: Walk, session: Session) -> None:
    planned = Session.visible_to(walk.ctx).get(pk=session.pk)
    actions.save_session(
        walk.ctx,
        session_id=planned.pk,
        version=planned.version,
        facts=actions.Facts(came="came", note="Rehearsal"),
    )
