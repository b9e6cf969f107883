"""Treatment of the two people who go the whole way: sessions, letters, follow-up.

Leanne is in her eighth week; Marlon finished long ago, and his last follow-up is owed now. What
this pathway asks at each session, and when it follows up, is what this invented site has set.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from throughcare.assessments import actions as assessments
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.documents import actions as documents
from throughcare.documents.models import Delivery, Document
from throughcare.instruments import library
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.rules import Answers, read_row
from throughcare.pathways import site_actions
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import TREATMENT, member, protagonists, weekday, weeks_ago
from throughcare.rehearsal.telling import Timeline
from throughcare.treatment import actions, rules, selectors
from throughcare.treatment.actions.letters import digest
from throughcare.treatment.models import FollowUp, Programme, Session

LEAD, ADMINISTRATOR, OFFICER = "Helen Marsh", "Nadia Collins", "Sam Adeyemi"
PATHWAY = "milton-keynes-treatment"
#: What the invented site decided, where no public source says it.
SET_HERE = {
    "ask_phq_9_each": 1,
    "ask_gad_7_each": 1,
    "ask_core_10_each": 1,
    "supervision_every": 14,
    "follow_up_first": 90,
    "follow_up_second": 180,
    "follow_up_last": 266,
    "first_session_within": 28,
}
AGREED = {"basis": "agreed", "basis_words": "Agreed when the order was made"}
Line = tuple[int, str, str, str, str, str, str]
#: Week before today, PHQ-9, GAD-7, CORE-10, modules, what to try, note.
LEANNE = (
    (8, "322222222", "3222322", "2323223222", "understanding", "Write down one good hour a day",
     "Tired, sleeps 3 hours. Came with her mother to the door."),
    (7, "322222221", "3222322", "2323222222", "understanding problem_solving",
     "Ring the housing office with Jo", "Afraid of the phone. We rang once together."),
    (6, "222222221", "2222222", "2323222221", "problem_solving", "Ask for the form in large type",
     "The five steps worked on the housing form."),
    (5, "222222111", "2222221", "", "problem_solving", "Walk to the shop on Tuesday",
     "Sleep up to 5 hours."),
    (4, "", "", "", "", "", ""),
    (3, "222111211", "2222111", "1323211111", "feelings", "Breathe for 2 minutes before the bus",
     "A hard week: a letter from school. Did not hurt herself."),
    (2, "221111111", "2211111", "", "feelings breathing", "One stop on the bus",
     "Went two stops."),
    (1, "211111101", "2111111", "1322110110", "breathing values",
     "Walk to school with Josh’s gran, Tuesday and Thursday",
     "Brighter. Used the five steps on the contact hearing."),
)  # fmt: skip
MARLON = (
    (53, "332322221", "3332322", "3312322322", "understanding", "Leave the phone in the kitchen",
     "Came on time. Says little at first."),
    (49, "222222110", "2222211", "2322221211", "problem_solving", "Ring his brother on Sunday",
     "Back at the allotment."),
    (44, "211211100", "2111111", "1322111110", "feelings", "Say no once",
     "No drink for 9 days."),
    (38, "111011000", "1110100", "0331010000", "looking_back", "Keep the Sunday call",
     "Read his own notes of week 1."),
)  # fmt: skip


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    leanne, marlon = protagonists(people_read)
    decided = moment(weeks_ago(calendar, 56), "09:00")
    timeline.add(decided, ADMINISTRATOR, "figures of treatment set", _set_figures)
    _course(timeline, calendar, marlon, MARLON)
    _after(timeline, calendar, marlon)
    _course(timeline, calendar, leanne, LEANNE)
    checked = moment(weeks_ago(calendar, 4, -2), "16:10")
    timeline.add(checked, LEAD, "check-in", partial(_check_in, who=leanne))
    hard_week = moment(session_day(calendar, 3), "15:05")
    timeline.add(hard_week, LEAD, "safety plan again", partial(_plan_again, who=leanne))
    talked = moment(weeks_ago(calendar, 2, -1), "15:00")
    timeline.add(talked, LEAD, "supervision", partial(_supervise, who=leanne))


def _set_figures(ctx: Context) -> None:
    definition = rules.pathways()[PATHWAY]
    for name, value in SET_HERE.items():
        site_actions.set_figure(
            ctx,
            definition=definition,
            name=name,
            value=value,
            source="Clinical governance group (invented)",
            version=0,
        )


def _course(timeline: Timeline, calendar: Calendar, who: Someone, told: tuple[Line, ...]) -> None:
    taken = moment(weeks_ago(calendar, told[0][0], 3), "10:20")
    timeline.add(taken, LEAD, "taken on", partial(_take_on, who=who))
    first = session_day(calendar, told[0][0])
    began = moment(weeks_ago(calendar, told[0][0], 2), "10:30")
    timeline.add(began, LEAD, "treatment begins", partial(_begin, who=who, first=first))
    for number, line in enumerate(told, start=1):
        weeks = line[0]
        following = session_day(calendar, told[number][0]) if number < len(told) else None
        if who.facts.get("treated_until") is None and following is None:
            following = calendar.today
        at = moment(session_day(calendar, weeks), "14:52")
        timeline.add(
            at,
            LEAD,
            f"session {number}",
            partial(_session, who=who, number=number, line=line, following=following),
        )


def session_day(calendar: Calendar, weeks: int) -> date:
    return weekday(calendar.today - timedelta(weeks=weeks))


def _take_on(ctx: Context, who: Someone) -> None:
    who.made["programme"] = actions.take_on(
        ctx,
        person_id=who.pk,
        pathway=PATHWAY,
        waits_since=who.made["sentenced_on"],
        waits_for="A place on a weekday afternoon",
        order_id=who.made["order"].pk,
        requirement_id=who.made[TREATMENT].pk,
    )


def _begin(ctx: Context, who: Someone, first: date) -> None:
    row = who.made["programme"]
    begun = actions.begin(
        ctx,
        programme_id=row.pk,
        version=row.version,
        lead_id=member(LEAD).pk,
        out_of_turn="The only one who can come in the afternoon",
    )
    actions.plan_session(
        ctx, programme_id=begun.pk, starts_at=moment(first, "14:00"), place="Room 2"
    )


def _session(ctx: Context, who: Someone, number: int, line: Line, following: date | None) -> None:
    _weeks, phq, gad, core, modules, to_try, note = line
    row = Session.visible_to(ctx).get(person_id=who.pk, number=number)
    given = typed({"phq-9": phq, "gad-7": gad, "core-10": core})
    safe = "still_right" if actions.asks_about_safety(given) else ""
    next_one = actions.Next(moment(following, "14:00"), "Room 2") if following else None
    facts = actions.Facts(
        came="came" if phq else "told_us_first",
        modules=modules.split(),
        tried="done" if phq and number > 1 else "",
        to_try=to_try,
        note=note,
        safety=safe,
        answers=given,
        following=next_one,
        seconds=58 + number,
    )
    actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)


def typed(rows: dict[str, str]) -> dict[str, tuple[Questionnaire, Answers]]:
    found = {}
    for slug, row in rows.items():
        questionnaire = library.find(slug)
        if row and questionnaire is not None:
            answers = Answers(read_row(questionnaire.instrument, row))
            found[questionnaire.id] = (questionnaire, answers)
    return found


def _check_in(ctx: Context, who: Someone) -> None:
    actions.check_in(
        ctx,
        programme_id=who.made["programme"].pk,
        how="phone",
        result="spoke",
        said="Missed the bus. Will come next week; wants the same time.",
    )


def _plan_again(ctx: Context, who: Someone) -> None:
    """A hard week: the plan of the day at court is looked at and grows; she gets a copy."""
    plan = assessments.write_plan(
        ctx,
        person_id=who.pk,
        seen_number=1,
        parts={
            "warning_signs": "I stay in bed. I do not open the post.",
            "what_helps": "Breathe for 2 minutes. Walk round the block with Josh.",
            "people": "Josh’s gran. Jo.",
            "places": "The walking group. The library.",
            "who_to_ring": "My brother. Samaritans 116 123. Helen on weekdays.",
            "safer_place": "Josh’s gran keeps my tablets.",
        },
    )
    assessments.give_copy(ctx, plan_id=plan.pk, how="paper", to_whom="person")


def _supervise(ctx: Context, who: Someone) -> None:
    actions.supervise(
        ctx,
        programme_id=who.made["programme"].pk,
        held_on=clock.today(),
        supervisor="Omar Haddad, clinical psychologist",
        discussed="Go on with small steps outside. Ask about school before the hearing.",
    )


# -- After treatment ----------------------------------------------------------------------------


def _after(timeline: Timeline, calendar: Calendar, who: Someone) -> None:
    ended = session_day(calendar, MARLON[-1][0])
    timeline.add(moment(ended, "15:20"), LEAD, "treatment ends", partial(_end, who=who))
    for minutes, to in ((25, "person"), (32, "gp"), (38, "officer")):
        timeline.add(
            moment(ended, "15:20", minutes),
            LEAD,
            f"letter to {to}",
            partial(_letter, who=who, to=to),
        )
    arrived = moment(weekday(ended + timedelta(days=4)), "10:05")
    timeline.add(arrived, LEAD, "the surgery has it", partial(_received, who=who))
    read = moment(ended, "16:20")
    timeline.add(read, OFFICER, "letter read", partial(_read, who=who))
    for days, how in ((91, "phone"), (98, "done"), (181, "done")):
        at = moment(weekday(ended + timedelta(days=days)), "11:15")
        timeline.add(at, LEAD, "follow-up", partial(_follow_up, who=who, how=how))


def _end(ctx: Context, who: Someone) -> None:
    row = Programme.visible_to(ctx).get(pk=who.made["programme"].pk)
    actions.end(
        ctx,
        programme_id=row.pk,
        version=row.version,
        reason="completed",
        on=clock.today(),
        summary="Short steps and the Sunday call helped most. Knows his early signs.",
        their_words="I can stop before it gets big.",
    )


def _letter(ctx: Context, who: Someone, to: str) -> None:
    row = actions.begin_letter(ctx, programme_id=who.made["programme"].pk, to=to)
    values = {"gp": {"name": "Dr Obi", "organisation": "Quay Surgery", "how": "secure_email"}}
    if to != "person":
        row = actions.save_letter(
            ctx, letter_id=row.pk, version=row.version, **AGREED, **values.get(to, {})
        )
    issued = actions.issue_letter(
        ctx, letter_id=row.pk, read=digest(selectors.whole_letter(ctx, row))
    )
    who.made[f"letter to {to}"] = issued
    copy = Delivery.visible_to(ctx).get(document_id=issued.document_id)
    if to == "person":
        documents.hand_over(
            ctx,
            delivery_id=copy.pk,
            version=copy.version,
            taken_by=copy.recipient.name,
            is_the_reader=True,
        )
    elif to == "gp":
        documents.send_by_secure_email(
            ctx,
            delivery_id=copy.pk,
            version=copy.version,
            address="quay.surgery@nhs.example",
            wording="A letter about one of your patients is attached.",
        )


def _received(ctx: Context, who: Someone) -> None:
    issued = who.made["letter to gp"].document_id
    copy = Delivery.visible_to(ctx).get(document_id=issued)
    documents.note_received(
        ctx, delivery_id=copy.pk, version=copy.version, by="Reception", how="They rang back."
    )


def _read(ctx: Context, who: Someone) -> None:
    issued = who.made["letter to officer"].document_id
    documents.note_read(ctx, Document.visible_to(ctx).get(pk=issued))


def _follow_up(ctx: Context, who: Someone, how: str) -> None:
    due = FollowUp.visible_to(ctx).filter(person_id=who.pk, status="due").order_by("due_on")
    row = due[0]
    if how != "done":
        actions.try_again(ctx, follow_up_id=row.pk, version=row.version, how=how)
        return
    actions.end_follow_up(
        ctx,
        follow_up_id=row.pk,
        version=row.version,
        result="done",
        said="Well. Works three days a week.",
        answers=typed({"phq-9": "111010000", "gad-7": "1010100"}),
    )
