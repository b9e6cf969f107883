"""A session: planned with its appointment, saved with its questionnaires in one act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db.models import Max

from throughcare.appointments import actions as appointments
from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion, ThroughcareError
from throughcare.instruments import actions as questionnaires
from throughcare.instruments import rules as answering
from throughcare.instruments import selectors as used
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Administration
from throughcare.people.actions import recorded
from throughcare.treatment import rules, selectors
from throughcare.treatment.actions.rows import (
    AllSessionsUsed,
    create,
    locked,
    programme_of,
    save,
    tell,
)
from throughcare.treatment.models import Measured, Programme, Session, SessionNote

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Session.Status
Safety = SessionNote.Safety
#: What is kept of the talk about a safety answer, in the record of the prompt.
TALKED = {
    Safety.STILL_RIGHT: "Talked about it in the session. The safety plan is still right.",
    Safety.CHANGED: "Talked about it in the session. The safety plan was changed.",
}


class SafetyUnanswered(ThroughcareError):
    """A safety answer was given and nobody says what happened when it was talked about."""


class NotHeldMeasured(ThroughcareError):
    """Questionnaires were answered at a session that did not take place."""


@dataclass(frozen=True)
class Next:
    """When the next session is."""

    starts_at: datetime
    place: str
    minutes: int = rules.SESSION_MINUTES


@dataclass(frozen=True)
class Facts:
    """What is typed of one session. ``answers`` holds the questionnaires that were answered.

    ``offered`` names those that the page had put before the person, by id: what was answered is
    kept also when a signature was taken back since.
    """

    came: str
    modules: Sequence[str] = ()
    tried: str = ""
    to_try: str = ""
    note: str = ""
    safety: str = ""
    mode: str = Administration.Mode.PAPER
    answers: Mapping[str, tuple[Questionnaire, answering.Answers]] = field(default_factory=dict)
    offered: Collection[str] = ()
    following: Next | None = None
    seconds: int | None = None

    @property
    def held(self) -> bool:
        return self.came in rules.HELD


def plan_session(
    ctx: Context,
    *,
    programme_id: UUID,
    starts_at: datetime,
    place: str,
    minutes: int = rules.SESSION_MINUTES,
    mode: str = "in_person",
    kind: str = Session.Kind.SESSION,
    meeting_id: UUID | None = None,
) -> Session:
    """Book one session of a programme that is under way, with its appointment.

    Raises AllSessionsUsed where the pathway sets a limit and it is reached: a session that was
    not held does not count.
    """
    programme = programme_of(ctx, programme_id, Programme.Status.UNDER_WAY)
    if not selectors.has_sessions_left(ctx, programme):
        raise AllSessionsUsed("every session that the pathway allows is booked or was held")
    row = Session(
        **recorded(ctx, programme.person_id),
        id=uuid4(),
        programme=programme,
        number=_next_number(ctx, programme),
        kind=Session.Kind(kind),
        status=Status.PLANNED,
        meeting_id=meeting_id,
    )
    create(ctx, row)
    said = {"pathway": programme.pathway, "number": row.number, "kind": str(row.kind)}
    tell(ctx, "treatment.session_planned", row, said)
    appointments.book_appointment(
        ctx,
        programme.person_id,
        kind=str(row.kind),
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        with_team_id=programme.team_id,
        with_member_id=programme.lead_id,
        mode=mode,
        order_id=programme.order_id,
        requirement_id=programme.requirement_id,
        subject_id=row.pk,
    )
    return row


def _next_number(ctx: Context, programme: Programme) -> int:
    """The programme is locked: two who book at once get two numbers."""
    mine = Session.visible_to(ctx).filter(
        person_id=programme.person_id, agency_id=programme.agency_id
    )
    last: int = mine.aggregate(last=Max("number"))["last"] or 0
    return last + 1


def save_session(ctx: Context, *, session_id: UUID, version: int, facts: Facts) -> Session:
    """Keep all of a session at once: who came, questionnaires, what was done, what comes next.

    Saved again it corrects what was saved. Raises StaleVersion when a colleague saved it in
    between, SafetyUnanswered when a safety answer has no word of what was done, NotHeldMeasured
    for answers at a session that did not take place, MoveNotAllowed before the day.
    """
    row: Session = locked(ctx, Session, session_id)
    if row.version != version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    programme: Programme = Programme.visible_to(ctx).get(pk=row.programme_id)
    _require_sense(facts)
    appointment = selectors.appointment_of(ctx, row)
    if appointment is None or appointment.status == Came.MOVED:
        raise MoveNotAllowed("the session has no appointment")
    if appointment.status != facts.came:
        appointments.record_attendance(ctx, appointment, status=facts.came)
    _keep_note(ctx, row, facts)
    _keep_answers(ctx, row, appointment, facts)
    mark_saved(ctx, row, programme, facts)
    if facts.following is not None:
        plan_session(
            ctx,
            programme_id=programme.pk,
            starts_at=facts.following.starts_at,
            place=facts.following.place,
            minutes=facts.following.minutes,
            mode=appointment.mode,
        )
    return row


def _require_sense(facts: Facts) -> None:
    if facts.came not in (*rules.HELD, Came.TOLD_US_FIRST, Came.DID_NOT_COME, Came.WE_CANCELLED):
        raise ReasonMissing("say whether the person came")
    if facts.answers and not facts.held:
        raise NotHeldMeasured("nobody answers questionnaires at a session that was not held")
    if asks_about_safety(facts.answers) and facts.safety not in (*TALKED, Safety.ADVICE):
        raise SafetyUnanswered("say what happened when it was talked about")


def asks_about_safety(
    answers: Mapping[str, tuple[Questionnaire, answering.Answers]],
) -> list[tuple[Questionnaire, int, int]]:
    """(questionnaire, item, value) of each safety answer among these."""
    return [
        (questionnaire, found.item, found.value)
        for questionnaire, given in answers.values()
        for found in answering.work_out(questionnaire.instrument, given).safety
    ]


def _keep_note(ctx: Context, row: Session, facts: Facts) -> None:
    values: dict[str, Any] = {
        "modules": list(facts.modules),
        "tried": facts.tried,
        "to_try": facts.to_try.strip(),
        "note": facts.note.strip(),
        "safety": facts.safety,
    }
    note = SessionNote.visible_to(ctx, "amend").filter(session_id=row.pk).first()
    if note is None:
        create(ctx, SessionNote(**recorded(ctx, row.person_id), session=row, **values))
    elif any(getattr(note, name) != value for name, value in values.items()):
        save(ctx, note, note.version, **values)


def _keep_answers(ctx: Context, row: Session, appointment: Appointment, facts: Facts) -> None:
    """Each questionnaire with its score, bound to the session; its prompts answered if talked."""
    on = min(clock.today(), appointment.starts_at.astimezone(clock.LONDON).date())
    how = questionnaires.How(mode=facts.mode, answered_on=on)
    there = {each.administration.instrument: each for each in selectors.measured_at(ctx, row)}
    for questionnaire, answers in facts.answers.values():
        known = there.get(questionnaire.id)
        if known is None:
            use = questionnaires.administer(
                ctx,
                person_id=row.person_id,
                questionnaire=questionnaire,
                answers=answers,
                how=how,
                checked=questionnaire.id in facts.offered,
            )
            bind(ctx, use, session=row)
        else:
            use = _correct(ctx, known.administration, questionnaire, answers)
        if use.safety and facts.safety in TALKED:
            _answer_prompts(ctx, use, TALKED[Safety(facts.safety)])
    for use in selectors.answered_on(ctx, row.person_id, on, unbound=True):
        bind(ctx, use, session=row)


def _correct(
    ctx: Context, use: Administration, questionnaire: Questionnaire, answers: answering.Answers
) -> Administration:
    how = questionnaires.How(
        mode=use.mode,
        with_help=use.with_help,
        language=use.language,
        answered_on=use.answered_on,
    )
    return questionnaires.correct(
        ctx, administration_id=use.pk, version=use.version, answers=answers, how=how
    )


def bind(ctx: Context, use: Administration, **to: Any) -> None:
    """Say at which session or follow-up a questionnaire was answered."""
    create(ctx, Measured(**recorded(ctx, use.person_id), administration=use, **to))


def _answer_prompts(ctx: Context, use: Administration, words: str) -> None:
    answers = [row.pk for row in used.answers_of(ctx, use).values()]
    for prompt in used.open_prompts(ctx, answers):
        questionnaires.acknowledge_safety(
            ctx,
            due_id=prompt.pk,
            administration_id=use.pk,
            what_was_done=words,
            told_whom="The person, in the session",
        )


def mark_saved(ctx: Context, row: Session, programme: Programme, facts: Facts) -> None:
    """The session is over or will not be: whether it was held, by whom it was said."""
    before, again = row.status, row.status == Status.SAVED
    values: dict[str, Any] = {"held": facts.held, "saved_by_name": ctx.user_name}
    if not again:
        values |= {
            "status": Status.SAVED,
            "saved_at": clock.now(),
            "seconds_to_save": facts.seconds,
        }
    save(ctx, row, row.version, **values)
    if again:
        said: dict[str, Any] = {"pathway": programme.pathway, "number": row.number}
        tell(ctx, "treatment.session_corrected", row, said, status_from=before)
        return
    said = {
        "pathway": programme.pathway,
        "number": row.number,
        "kind": str(row.kind),
        "held": facts.held,
    }
    tell(ctx, "treatment.session_saved", row, said, status_from=before)


def save_safety_answers(
    ctx: Context,
    *,
    session: Session,
    answers: Sequence[tuple[Questionnaire, answering.Answers]],
    offered: Collection[str] = (),
) -> None:
    """Keep safety answers as they are typed, before the rest is saved: each raises its prompt.

    ``offered`` as in ``Facts``.
    """
    there = {each.administration.instrument for each in selectors.measured_at(ctx, session)}
    for questionnaire, given in answers:
        if questionnaire.id not in there:
            questionnaires.save_safety_answers(
                ctx,
                person_id=session.person_id,
                questionnaire=questionnaire,
                answers=given,
                checked=questionnaire.id in offered,
            )
