"""The rehearsal of each pathway that is shipped."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from throughcare.assessments import actions as assessments
from throughcare.core import clock, registry
from throughcare.court import actions as at_court
from throughcare.court import terms
from throughcare.court.models import CourtFollowUp, Hearing
from throughcare.pathways import actions as pathways
from throughcare.rehearsal import order_walk, suitability_story, suitability_walk, treatment_walk
from throughcare.rehearsal.walking import Walk, rehearse
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen
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
    assess(walk, screen)
    screening.record_left(ctx, entry_id=entry.pk, how="released", at=clock.now())
    walk.step("left custody", "follow_up")
    episode = walk.episode()
    pathways.end_episode(ctx, episode_id=episode.pk, version=episode.version, how="passed_on")
    walk.step("passed to another service", "follow_up", "ended")


def assess(walk: Walk, screen: Screen) -> None:
    """A first assessment in which only safety could be asked."""
    ctx = walk.ctx
    begun = assessments.start_assessment(
        ctx, person_id=walk.person.pk, screen_id=screen.pk, taking_part="yes"
    )
    walk.step("assessment begun", "assessment")
    assessments.save_safety(
        ctx, assessment_id=begun.pk, version=0, given=assessments.SafetyGiven(answers={})
    )
    begun.refresh_from_db()
    assessments.complete_assessment(ctx, assessment_id=begun.pk, version=begun.version)
    walk.step("assessed", "assessment")


def court(walk: Walk) -> None:
    """From the court list through screening, assessment and advice to the outcome and after."""
    ctx, person, today = walk.ctx, walk.person, clock.today()
    facts = at_court.EntryFacts(given_name="Rehearsal", case_number="INVENTED 1")
    entry = at_court.add_entry(ctx, place_id=walk.place.pk, on=today, facts=facts)
    at_court.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    walk.step("matched on the court list", "found")
    sharing.record_taking_part(
        ctx, person_id=person.pk, in_what="screening", answer="yes", words_used="Yes, go on."
    )
    screen = screening.open_screen(ctx, person_id=person.pk)
    answers = {f"q{number}": "no" for number in range(1, QUESTIONS + 1)} | {"q5": "yes"}
    given = screening.Given(answers=answers, decision="assess_court")
    screen = screening.save_screen(ctx, screen_id=screen.pk, version=screen.version, given=given)
    walk.step("screened: assess at court", "screened")
    assess(walk, screen)
    hearing = Hearing.visible_to(ctx).get(person_id=person.pk)
    at_court.give_advice(
        ctx,
        person_id=person.pk,
        facts=at_court.AdviceFacts(
            place_id=walk.place.pk,
            to_whom="legal_adviser",
            said=(terms.offered("advice", today)[0].code,),
            hearing_id=hearing.pk,
        ),
    )
    walk.step("advised the court", "court_advised")
    outcome = at_court.OutcomeFacts(
        used="yes",
        source="in_court",
        remand="bail",
        follow_ups=((terms.offered("follow_up", today)[0].code, today + timedelta(days=14)),),
    )
    at_court.record_outcome(ctx, hearing_id=hearing.pk, facts=outcome)
    walk.step("outcome recorded, with something to follow up", "follow_up")
    follow = CourtFollowUp.visible_to(ctx).get(person_id=person.pk)
    at_court.end_follow_up(ctx, follow_up_id=follow.pk, version=follow.version, how="done")
    walk.step("followed up", "follow_up")
    episode = walk.episode()
    pathways.end_episode(ctx, episode_id=episode.pk, version=episode.version, how="completed")
    walk.step("completed", "follow_up", "ended")


WALKS = {
    "court-liaison": ("northfield-magistrates", court),
    "custody-liaison-and-diversion": ("northfield-custody", custody),
    suitability_story.PATHWAY: ("northfield-magistrates", suitability_walk.before_sentence),
    "plymouth-community-treatment": ("northfield-magistrates", treatment_walk.treated),
    "milton-keynes-treatment": ("northfield-magistrates", treatment_walk.treated),
    "shropshire-support": ("northfield-magistrates", treatment_walk.treated),
    "drug-rehabilitation": ("northfield-magistrates", order_walk.required),
    "alcohol-treatment": ("northfield-magistrates", order_walk.required),
}


def register() -> None:
    for pathway, (place, way) in WALKS.items():
        registry.offer("rehearsal", pathway, partial(rehearse, pathway, place, way))
