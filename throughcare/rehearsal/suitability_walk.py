"""The rehearsal of what is settled before a court orders treatment."""

from __future__ import annotations

from datetime import timedelta

from throughcare.core import clock
from throughcare.rehearsal.suitability_story import LEAD, PATHWAY
from throughcare.rehearsal.telling import begin_as
from throughcare.rehearsal.walking import WALKER, Walk
from throughcare.sharing import actions as sharing
from throughcare.suitability import actions, rules
from throughcare.suitability.actions.answered import ASKED
from throughcare.suitability.models import Suitability


def before_sentence(walk: Walk) -> None:
    """From the first look to the signed view that probation and the court read."""
    person = walk.person
    row = actions.consider(
        walk.ctx,
        person_id=person.pk,
        pathway=PATHWAY,
        sentence_on=clock.today() + timedelta(days=21),
    )
    walk.step("began to look at it", "considered")
    for each in rules.offered()[PATHWAY][0].criteria:
        if each.condition.predicate == ASKED:
            given = actions.Answered(said="yes", why="Rehearsal")
            actions.answer(
                walk.ctx, suitability_id=row.pk, criterion=each.id, version=0, given=given
            )
    sharing.record_willingness(
        walk.ctx,
        person_id=person.pk,
        requirement="mental_health",
        willing=True,
        words_used="Yes, I want to do it.",
    )
    walk.step("settled every point, and asked", "considered")
    sent = actions.send_for_sign_off(walk.ctx, suitability_id=row.pk, version=_version(walk, row))
    walk.step("sent for sign-off", "sign_off")
    walk.ctx = begin_as(LEAD)
    actions.sign(
        walk.ctx,
        suitability_id=row.pk,
        version=sent.version,
        given=actions.Signing(view="suitable", line="Treatment is likely to help."),
    )
    walk.step("signed by the clinical lead", "advised")
    walk.ctx = begin_as(WALKER)
    actions.close(
        walk.ctx,
        suitability_id=row.pk,
        version=_version(walk, row),
        how="sentenced",
        came_of="with",
    )
    walk.step("the court decided", "advised", "ended")


def _version(walk: Walk, row: Suitability) -> int:
    return int(Suitability.visible_to(walk.ctx).get(pk=row.pk).version)
