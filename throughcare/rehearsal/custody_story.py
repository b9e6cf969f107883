"""Past mornings in custody: who came in, who was screened, what was decided, how they left."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from throughcare.agencies.models import Place
from throughcare.assessments import actions as assessments
from throughcare.assessments.models import Assessment
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.core.models import Due
from throughcare.pathways import actions as pathways
from throughcare.pathways.models import Episode
from throughcare.rehearsal.assessments import tell_assessment
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.telling import Timeline
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen, StepTaken
from throughcare.sharing import actions as sharing

SUITE = "northfield-custody"
QUESTIONS = 12
#: Who everybody is asked about; others only where the story says what was answered.
TOLD_IN_CUSTODY, TOLD_AT_COURT = ("custody", "court"), ("court", "probation")

#: What a short assessment finds, with the need it leaves, and what the person says of staying safe.
BRIEFLY: tuple[tuple[dict[str, tuple[str, str]], dict[str, str]], ...] = (
    (
        {
            "housing": ("Has a room until the end of the month.", "yes"),
            "communication": ("Follows short sentences. Reads slowly.", "yes"),
            "employment": ("Works two days a week in a kitchen.", "no"),
        },
        {"warning_signs": "I stay in bed.", "who_to_ring": "My brother. Samaritans 116 123."},
    ),
    (
        {
            "housing": ("Own tenancy, two months behind.", "yes"),
            "debt": ("Letters from lenders, unopened.", "yes"),
            "communication": ("Speaks and reads with ease.", "no"),
        },
        {"warning_signs": "I do not answer the door.", "who_to_ring": "Mum. Samaritans 116 123."},
    ),
    (
        {
            "housing": ("Lives with his father since the spring.", "no"),
            "alcohol": ("Drinks most evenings. Wants help to stop.", "yes"),
            "employment": ("Lost the job at the depot in August.", "yes"),
        },
        {"warning_signs": "I start the day with a drink.", "what_helps": "The gym before noon."},
    ),
)


def tell(timeline: Timeline, calendar: Calendar, people: list[Someone]) -> None:
    for someone in people:
        _one(timeline, calendar.back(someone.facts["day"]), someone)


def _one(timeline: Timeline, on: date, who: Someone) -> None:
    """One person's stay, from the list to the door."""
    facts, worker = who.facts, who.worker
    began = moment(on, "07:05", who.number % 7 * 4)
    timeline.add(began, worker, f"{who.given} on the custody list", lambda ctx: _arrives(ctx, who))
    if "age" in facts:
        later = began + timedelta(minutes=10)
        timeline.add(later, worker, "passed on", lambda ctx: _passed_on(ctx, who))
        return
    seen = began + timedelta(minutes=35)
    if why := facts.get("unseen"):
        if why != "left":
            timeline.add(seen, worker, f"{who.given} {why}", lambda ctx: _unseen(ctx, who, why))
    else:
        _seen(timeline, seen, who)
    gone = moment(on, "16:40", who.number % 5 * 6)
    timeline.add(gone, worker, f"{who.given} left", lambda ctx: _leaves(ctx, who))


def _seen(timeline: Timeline, at: datetime, who: Someone) -> None:
    facts, worker = who.facts, who.worker
    begun = timedelta(minutes=4)
    timeline.add(at - begun, worker, f"{who.given} agrees", lambda ctx: begin_screening(ctx, who))
    timeline.add(at, worker, f"{who.given} screened", lambda ctx: end_screening(ctx, who))
    told = at + timedelta(minutes=6)
    if facts["decision"] in ("act_now", "assess_here"):
        timeline.add(told, worker, "custody told", lambda ctx: _advise(ctx, who))
        timeline.add(
            told + timedelta(minutes=70),
            worker,
            "custody acted on it",
            lambda ctx: _acted_on(ctx, who),
        )
    if coming := facts.get("adult"):
        timeline.add(told, worker, "adult asked for", lambda ctx: _adult(ctx, who))
        timeline.add(
            told + timedelta(minutes=45),
            worker,
            f"adult {coming}",
            lambda ctx: _adult_answer(ctx, who, coming == "came"),
        )
    if "triage" in facts:
        _triage(timeline, told, who)
    if how := facts.get("assess"):
        after = told + timedelta(minutes=20)
        timeline.add(after, worker, f"assessment: {how}", lambda ctx: _assess(ctx, who, how))
        if how == "full":
            again = after + timedelta(days=2)
            timeline.add(again, worker, "looked again", lambda ctx: _looks_again(ctx, who))
    elif facts["decision"] == "refer" and not facts.get("step_open"):
        after = told + timedelta(minutes=30)
        timeline.add(after, worker, "referred", lambda ctx: refer(ctx, who))


def _arrives(ctx: Context, who: Someone) -> None:
    facts = who.facts
    who.made["entry"] = screening.add_entry(
        ctx,
        place_id=Place.objects.get(slug=SUITE).pk,
        facts=screening.EntryFacts(
            arrived_at=clock.now() - timedelta(hours=2 + who.number % 6),
            given_name=who.given,
            family_name=who.family,
            born_on=who.born,
            age_about=facts.get("age"),
            cell=str(1 + who.number % 12),
            asked_by="custody" if "safety" in facts else "routine",
            worry="Worried about self-harm" if "safety" in facts else "",
            worry_source="sergeant" if "safety" in facts else "",
        ),
    )


def _passed_on(ctx: Context, who: Someone) -> None:
    screening.pass_to_youth_service(ctx, entry_id=who.made["entry"].pk)


def _unseen(ctx: Context, who: Someone, why: str) -> None:
    entry = who.made["entry"]
    if why in ("declined", "interpreter"):
        screening.link_entry(ctx, entry_id=entry.pk, person_id=who.known(ctx, "custody").pk)
    screening.record_not_seen(ctx, why=why, entry_id=entry.pk)


def begin_screening(ctx: Context, who: Someone) -> None:
    """Matched on the custody list, if they are on it, and asked to take part."""
    person = who.known(ctx, "custody")
    if "entry" in who.made:
        screening.link_entry(ctx, entry_id=who.made["entry"].pk, person_id=person.pk)
    sharing.record_taking_part(
        ctx, person_id=person.pk, in_what="screening", answer="yes", words_used="Yes, go on."
    )
    who.made["screen"] = screening.open_screen(ctx, person_id=person.pk)


def end_screening(ctx: Context, who: Someone) -> None:
    """The questions answered, who may be told, and the decision."""
    facts, screen = who.facts, who.made["screen"]
    answers = {f"q{number}": "no" for number in range(1, QUESTIONS + 1)} | {"q11": "yes"}
    texts = {}
    if "safety" in facts:
        answers |= {"q1": "yes", "q2": "not_said"}
        texts["q1"] = facts["safety"]
    if "said" in facts:
        answers["q5"] = "yes"
        texts["q5"] = facts["said"]
    _agreements(ctx, who, screen)
    who.made["screen"] = screening.save_screen(
        ctx,
        screen_id=screen.pk,
        version=screen.version,
        given=screening.Given(answers, texts, decision_of(who)),
        minutes=4 + who.number % 5,
    )
    act_on_prompts(ctx, screen)


def decision_of(who: Someone) -> str:
    """What the screening leads to; at court an assessment where a report is asked for."""
    if "decision" in who.facts:
        return str(who.facts["decision"])
    if "report" in who.facts:
        return "assess_court"
    return "none" if who.facts.get("advice") == ["nothing"] else "refer"


def _agreements(ctx: Context, who: Someone, screen: Screen) -> None:
    facts = who.facts
    usual = TOLD_IN_CUSTODY if "entry" in who.made else TOLD_AT_COURT
    said = [*facts.get("no", ()), *facts.get("undecided", ()), *facts.get("yes", ())]
    for recipient in dict.fromkeys([*usual, *said]):
        no, later = recipient in facts.get("no", ()), recipient in facts.get("undecided", ())
        sharing.record_agreement(
            ctx,
            person_id=who.pk,
            recipient=recipient,
            answer="no" if no else "not_today" if later else "yes",
            recipient_name="Larch Road Surgery" if recipient == "gp" else "",
            asked_in=screen.pk,
            confirmed=True,
            place_id=screen.place_id,
        )


def act_on_prompts(ctx: Context, screen: Screen) -> None:
    """Every safety answer is acted on at once."""
    prompts = Due.visible_to(ctx).filter(
        kind="safety_prompt", status="open", person_id=screen.person_id
    )
    for prompt in prompts:
        screening.acknowledge_safety(
            ctx,
            due_id=prompt.pk,
            screen_id=screen.pk,
            what_was_done="Sat with them; asked for checks every 15 minutes.",
            told_whom="Custody sergeant and nurse",
        )


def _advise(ctx: Context, who: Someone) -> None:
    who.made["advice"] = screening.give_advice(
        ctx,
        person_id=who.pk,
        what="Short sentences, breaks, and somebody to look in every 15 minutes.",
        told_whom="Sergeant Lowe",
        screen=who.made["screen"],
    )


def _acted_on(ctx: Context, who: Someone) -> None:
    advice = who.made["advice"]
    screening.answer_advice(
        ctx,
        advice_id=advice.pk,
        version=advice.version,
        acted_on=bool(who.number % 4),
        by="Sergeant Lowe",
    )


def _adult(ctx: Context, who: Someone) -> None:
    who.made["adult"] = screening.need_appropriate_adult(
        ctx, person_id=who.pk, screen=who.made["screen"]
    )


def _adult_answer(ctx: Context, who: Someone, came: bool) -> None:
    adult = who.made["adult"]
    screening.answer_appropriate_adult(
        ctx, adult_id=adult.pk, version=adult.version, came=came, who="His aunt" if came else ""
    )


def refer(ctx: Context, who: Someone) -> None:
    screening.take_step(
        ctx,
        screen_id=who.made["screen"].pk,
        step=StepTaken.Step.REFER,
        result=StepTaken.Result.DONE,
        text="Harbour Lights will ring within two days.",
    )


def _triage(timeline: Timeline, at: datetime, who: Someone) -> None:
    kind, worker = who.facts["triage"], who.worker
    timeline.add(at, worker, "triage asked for", lambda ctx: _ask_triage(ctx, who, kind))
    steps: tuple[tuple[int, str], ...] = ((25, "answered"), (95, "came"), (150, "ended"))
    for minutes, step in steps:
        timeline.add(
            at + timedelta(minutes=minutes),
            worker,
            f"triage {step}",
            partial(_triage_step, who=who, step=step),
        )


def _ask_triage(ctx: Context, who: Someone, kind: str) -> None:
    who.made["triage"] = assessments.ask_for_triage(
        ctx,
        person_id=who.pk,
        kind=kind,
        asked_whom="Duty psychiatrist, Northshire" if kind[0] == "d" else "Duty approved team",
        reason="Cannot say how to stay safe tonight; eats and sleeps little.",
    )
    who.made["times"] = {}


def _triage_step(ctx: Context, who: Someone, step: str) -> None:
    request, times = who.made["triage"], who.made["times"]
    at = clock.now()
    if step == "answered":
        times |= {"answered_at": at, "reply": "coming"}
    elif step == "came":
        times |= {"arrived_at": at}
    else:
        asked_for_mha = request.kind == "mha_assessment"
        times |= {"ended_at": at, "outcome": "informal" if asked_for_mha else "seen_no_admission"}
    who.made["triage"] = assessments.update_triage(
        ctx,
        request_id=request.pk,
        version=request.version,
        given=assessments.TriageGiven(**times),
    )


def _assess(ctx: Context, who: Someone, how: str) -> None:
    screen: Screen = who.made["screen"]
    if how == "full":
        who.made["assessment"] = tell_assessment(ctx, person_id=who.pk, screen_id=screen.pk)
        return
    row = assessments.start_assessment(
        ctx, person_id=who.pk, screen_id=screen.pk, taking_part="yes"
    )
    if how == "stopped":
        assessments.stop_assessment(ctx, assessment_id=row.pk, version=row.version, why="declined")
        return
    who.made["assessment"] = assess_briefly(ctx, row)


def _looks_again(ctx: Context, who: Someone) -> None:
    assessments.look_again(
        ctx,
        assessment_id=who.made["assessment"].pk,
        how_things_are="Rang: stays with family and sleeps a little.",
    )


def assess_briefly(ctx: Context, row: Assessment) -> Assessment:
    """Safety, two areas and a plan; what was not asked stays "not asked"."""
    assessments.save_safety(
        ctx,
        assessment_id=row.pk,
        version=0,
        given=assessments.SafetyGiven(
            answers={"self": "no", "others": "no", "from_others": "no"},
            what_helps="Knowing what comes next.",
        ),
    )
    areas, plan_said = BRIEFLY[row.recorded_at.day % len(BRIEFLY)]
    for area, (found, need) in areas.items():
        given = assessments.AreaGiven(asked="asked", found=found, need=need)
        assessments.save_area(ctx, assessment_id=row.pk, area=area, version=0, given=given)
    plan = assessments.write_plan(
        ctx,
        person_id=row.person_id,
        seen_number=0,
        assessment_id=row.pk,
        parts=plan_said,
    )
    assessments.give_copy(ctx, plan_id=plan.pk, how="paper", to_whom="person")
    row.refresh_from_db()
    return assessments.complete_assessment(
        ctx, assessment_id=row.pk, version=row.version, minutes=35
    )


def _leaves(ctx: Context, who: Someone) -> None:
    screening.record_left(
        ctx,
        entry_id=who.made["entry"].pk,
        how=who.facts.get("left", "released"),
        at=clock.now(),
    )
    if who.facts.get("decision") == "none":
        end_episode(ctx, who, "completed")


def end_episode(ctx: Context, who: Someone, how: str) -> None:
    """The person's newest open episode ends."""
    rows = Episode.visible_to(ctx).filter(person_id=who.pk, status="open").order_by("-started_at")
    if episode := rows.first():
        pathways.end_episode(ctx, episode_id=episode.pk, version=episode.version, how=how)
