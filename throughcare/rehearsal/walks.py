"""The rehearsal of each pathway that is shipped."""

from __future__ import annotations

from functools import partial

from throughcare.core import clock, registry
from throughcare.pathways import actions as pathways
from throughcare.rehearsal.walking import Walk, rehearse
from throughcare.screening import actions as screening
from throughcare.sharing import actions as sharing

QUESTIONS = 12


def custody(walk: Walk) -> None:
    """From the custody list through screening, advice and assessment to the follow-up."""
    ctx, person = walk.ctx, walk.person
    facts = screening.EntryFacts(arrived_at=clock.now(), given_name="Rehearsal", cell="1")
    entry = screening.add_entry(ctx, place_id=walk.place.pk, facts=facts)
    entry = screening.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    walk.step("matched on the custody list", "in_custody")
    sharing.record_taking_part(
        ctx, person_id=person.pk, in_what="screening", answer="yes", words_used="Yes, go on."
    )
    screen = screening.open_screen(ctx, person_id=person.pk)
    answers = {f"q{number}": "no" for number in range(1, QUESTIONS + 1)} | {"q5": "yes"}
    given = screening.Given(answers=answers, decision="assess_here")
    screen = screening.save_screen(ctx, screen_id=screen.pk, version=screen.version, given=given)
    walk.step("screened: assess here", "screened")
    screening.give_advice(
        ctx,
        person_id=person.pk,
        what="Needs breaks and short sentences.",
        told_whom="Custody sergeant",
        screen=screen,
    )
    walk.step("told custody", "screened")
    screening.take_step(ctx, screen_id=screen.pk, step="assess", result="done")
    walk.step("assessed", "assessed")
    screening.record_left(ctx, entry_id=entry.pk, how="released", at=clock.now())
    walk.step("left custody", "follow_up")
    episode = walk.episode()
    pathways.end_episode(
        ctx, episode_id=episode.pk, version=episode.version, how="passed_on"
    )
    walk.step("passed to another service", "follow_up", "ended")


WALKS = {
    "custody-liaison-and-diversion": ("northfield-custody", custody),
}


def register() -> None:
    for pathway, (place, way) in WALKS.items():
        registry.offer("rehearsal", pathway, partial(rehearse, pathway, place, way))
