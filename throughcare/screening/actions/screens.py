"""A screening: opened once, its safety answers saved at once, completed or not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.agencies.models import Place
from throughcare.core import clock, registry
from throughcare.core.approvals import require_approved
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.screening import rules
from throughcare.screening.actions.custody import note_outcome
from throughcare.screening.models import CustodyEntry, Screen, ScreenAnswer
from throughcare.screening.question_sets import QuestionSet, all_sets, newest

if TYPE_CHECKING:
    from throughcare.core.context import Context

SET = "custody"
#: The words of an answer that are kept; longer ones are refused beside the field.
LONGEST = 1000


@dataclass(frozen=True)
class Given:
    """What was said: the answer and the words of each question, and the decision.

    A question without an answer is kept as "not asked": a blank never reads as "no".
    """

    answers: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    decision: str = ""


def open_screen(
    ctx: Context, *, person_id: UUID, group: tuple[UUID, ...] = (), question_set: str = SET
) -> Screen:
    """The screening of this person that is open in this agency, begun now if there is none."""
    return _open(ctx, person_id, group, question_set)[0]


def _open(
    ctx: Context, person_id: UUID, group: tuple[UUID, ...], question_set: str = SET
) -> tuple[Screen, bool]:
    """The open screening, and whether it was begun here and now."""
    people = {person_id, *group}
    entry = entry_of(ctx, person_id, group, None)
    # Where one human has several records, the screening stands on the one that is in custody.
    person_id = entry.person_id if entry and entry.person_id else person_id
    # Two colleagues may begin at the same moment: the second gets the screening of the first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"screen|{ctx.agency_id}|{min(people)}"],
        )
    mine = Screen.visible_to(ctx, "amend").filter(
        person_id__in=people, agency_id=ctx.agency_id, status=Screen.Status.STARTED
    )
    found: Screen | None = mine.order_by("started_at").first()
    if found is not None:
        return found, False
    questions = newest(question_set)
    require_approved(questions)
    screen = new_screen(ctx, person_id, questions, Screen.Status.STARTED, entry)
    ctx.require("create", screen)
    screen.save(force_insert=True)
    record(
        ctx,
        "screen.started",
        subject=screen,
        person_id=person_id,
        place_id=screen.place_id,
        payload={"set": questions.id, "set_version": questions.version},
    )
    return screen, True


def save_safety_answers(ctx: Context, *, screen: Screen, given: Given) -> list[ScreenAnswer]:
    """Keep safety answers as soon as they are given and raise a prompt for each new one.

    The prompt has an owner and closes only with what was done (``acknowledge_safety``), also
    when the answer is changed afterwards.
    """
    questions = all_sets()[screen.set_id, screen.set_version]
    if not questions.safety_answers(given.answers):
        return []
    return _keep_safety_answers(ctx, screen, answers_of(ctx, screen), given)


def _keep_safety_answers(
    ctx: Context, screen: Screen, rows: dict[str, ScreenAnswer], given: Given
) -> list[ScreenAnswer]:
    """Keep the safety answers that are not among ``rows``, and put them there."""
    questions = all_sets()[screen.set_id, screen.set_version]
    urgent = questions.safety_answers(given.answers)
    raised = []
    for question in urgent:
        row = rows.get(question.id)
        if row is not None and row.answer in question.safety:
            continue
        rows[question.id] = keep_answer(ctx, screen, row, question.id, given)
        raised.append(rows[question.id])
    for row in raised:
        record(
            ctx,
            "screen.safety_answer",
            subject=row,
            person_id=screen.person_id,
            place_id=screen.place_id,
            payload={"question": row.question},
        )
    if raised and not screen.safety:
        Screen.visible_to(ctx, "amend").filter(pk=screen.pk).update(safety=True)
        screen.safety = True
    return raised


def save_screen(
    ctx: Context,
    *,
    screen_id: UUID,
    version: int,
    given: Given,
    minutes: int | None = None,
) -> Screen:
    """Complete a screening, or correct a completed one.

    Raises ReasonMissing without the answers that may not be left out or without a decision,
    StaleVersion when a colleague saved it in between, MoveNotAllowed when it ended otherwise.
    """
    screen = locked(ctx, screen_id)
    rows = answers_of(ctx, screen)
    return _save(ctx, screen, rows, version=version, given=given, minutes=minutes)


def save_new_screen(
    ctx: Context,
    *,
    person_id: UUID,
    group: tuple[UUID, ...],
    given: Given,
    version: int = 0,
    minutes: int | None = None,
) -> Screen:
    """Begin a screening and complete it in one; raises what ``save_screen`` raises.

    Where a colleague has begun it in the meantime, theirs is completed, if ``version`` is it.
    """
    screen, is_new = _open(ctx, person_id, group)
    version = version or screen.version
    if not is_new:
        return save_screen(ctx, screen_id=screen.pk, version=version, given=given, minutes=minutes)
    # Nobody else has seen the row: there is nothing to lock, and no answer to read.
    return _save(ctx, screen, {}, version=version, given=given, minutes=minutes)


def _save(
    ctx: Context,
    screen: Screen,
    rows: dict[str, ScreenAnswer],
    *,
    version: int,
    given: Given,
    minutes: int | None,
) -> Screen:
    """Complete or correct a screening whose answers so far are ``rows``."""
    questions = all_sets()[screen.set_id, screen.set_version]
    if screen.status not in (Screen.Status.STARTED, Screen.Status.COMPLETED):
        raise MoveNotAllowed(f"a screening that is [{screen.status}] is not completed")
    if screen.version != version:
        raise StaleVersion(row_id=screen.pk, theirs=screen)
    _require_what_blocks(questions, given)
    _keep_safety_answers(ctx, screen, rows, given)
    changed = _save_answers(ctx, screen, questions, rows, given)
    if screen.status == Screen.Status.STARTED:
        return _complete(ctx, screen, questions, given, minutes)
    return _amend(ctx, screen, given, changed)


def entry_of(
    ctx: Context, person_id: UUID | None, group: tuple[UUID, ...], entry_id: UUID | None
) -> CustodyEntry | None:
    """The line of the list that this is about: as named, or the person's own, if still in."""
    rows = CustodyEntry.visible_to(ctx, "amend").filter(
        status__in=(CustodyEntry.Status.WAITING, CustodyEntry.Status.LINKED)
    )
    if entry_id is not None:
        entry: CustodyEntry = rows.lock().get(pk=entry_id)
        return entry
    if person_id is None:
        return None
    mine = rows.filter(person_id__in={person_id, *group}, agency_id=ctx.agency_id)
    latest: CustodyEntry | None = mine.order_by("-arrived_at").first()
    return latest


def new_screen(
    ctx: Context,
    person_id: UUID,
    questions: QuestionSet,
    status: str,
    entry: CustodyEntry | None,
) -> Screen:
    now = clock.now()
    return Screen(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=now,
        entry=entry,
        place_id=entry.place_id if entry else seen_at(ctx, person_id) or ctx.place_id,
        set_id=questions.id,
        set_version=questions.version,
        status=status,
        started_at=now,
        by_name=ctx.user_name,
    )


def seen_at(ctx: Context, person_id: UUID) -> UUID | None:
    """Where a person is who is on no custody list, as far as another folder knows (court)."""
    for where in registry.offered("seen_at").values():
        if (found := where(ctx, person_id)) is not None:
            place_id: UUID = found
            return place_id
    return None


def heard_at(ctx: Context, person_id: UUID) -> str | None:
    """When the hearing is that a person waits for until the next sitting, if a folder knows."""
    until = rules.next_sitting(clock.now()).date()
    for when in registry.offered("heard_at").values():
        found: datetime | None = when(ctx, person_id, until)
        if found is not None:
            return found.isoformat()
    return None


def kind_of_place(screen: Screen) -> str | None:
    """The kind of place where somebody was screened, for the words of the journey."""
    if screen.entry_id:
        return str(Place.Kind.CUSTODY)
    return str(screen.place.kind) if screen.place is not None else None


def locked(ctx: Context, screen_id: UUID) -> Screen:
    screen: Screen = Screen.visible_to(ctx).lock().get(pk=screen_id)
    ctx.require("amend", screen)
    return screen


def _require_what_blocks(questions: QuestionSet, given: Given) -> None:
    for question in questions.questions:
        if question.blocks_save and given.answers.get(question.id, "") == "":
            raise ReasonMissing(f"[{question.id}] may not be left out")
    if given.decision not in Screen.Decision.values:
        raise ReasonMissing("a screening ends with a decision")


def answers_of(ctx: Context, screen: Screen) -> dict[str, ScreenAnswer]:
    rows = ScreenAnswer.visible_to(ctx, "amend").filter(screen_id=screen.pk)
    return {row.question: row for row in rows}


def keep_answer(
    ctx: Context, screen: Screen, row: ScreenAnswer | None, question: str, given: Given
) -> ScreenAnswer:
    answer, text = _said(given, question)
    if row is None:
        row = _new_answer(ctx, screen, question, answer, text)
        row.save(force_insert=True)
        return row
    ScreenAnswer.visible_to(ctx, "amend").filter(pk=row.pk).update(
        answer=answer, text=text, version=row.version + 1
    )
    row.answer, row.text, row.version = answer, text, row.version + 1
    return row


def _said(given: Given, question: str) -> tuple[str, str]:
    answer = given.answers.get(question, "") or ScreenAnswer.Answer.NOT_ASKED
    return answer, given.texts.get(question, "")


def _new_answer(
    ctx: Context, screen: Screen, question: str, answer: str, text: str
) -> ScreenAnswer:
    return ScreenAnswer(
        person_id=screen.person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        screen=screen,
        question=question,
        answer=answer,
        text=text,
    )


def _save_answers(
    ctx: Context,
    screen: Screen,
    questions: QuestionSet,
    rows: dict[str, ScreenAnswer],
    given: Given,
) -> int:
    """Keep every answer of the set; returns how many differ from what was kept."""
    new = []
    changed = 0
    for question in questions.questions:
        answer, text = _said(given, question.id)
        row = rows.get(question.id)
        if row is None:
            new.append(_new_answer(ctx, screen, question.id, answer, text))
        elif (row.answer, row.text) != (answer, text):
            keep_answer(ctx, screen, row, question.id, given)
            changed += 1
    ScreenAnswer.rows.bulk_create(new)
    return changed + len(new)


def _complete(
    ctx: Context,
    screen: Screen,
    questions: QuestionSet,
    given: Given,
    minutes: int | None,
) -> Screen:
    values = {
        "status": Screen.Status.COMPLETED,
        "decision": given.decision,
        "completed_at": clock.now(),
        "completed_by_id": ctx.membership_id,
        "by_name": ctx.user_name,
    }
    update(ctx, screen, values)
    record(
        ctx,
        "screen.completed",
        subject=screen,
        person_id=screen.person_id,
        place_id=screen.place_id,
        status_from=Screen.Status.STARTED,
        payload={
            "decision": given.decision,
            "minutes": minutes,
            "safety": screen.safety,
            "not_asked": sum(1 for q in questions.questions if not given.answers.get(q.id)),
            "where": kind_of_place(screen),
            "heard_at": heard_at(ctx, screen.person_id),
        },
    )
    entry = entry_of(ctx, screen.person_id, (), None)
    if entry is not None:
        note_outcome(ctx, entry, outcome=CustodyEntry.Outcome.SEEN)
    return screen


def _amend(ctx: Context, screen: Screen, given: Given, changed: int) -> Screen:
    before = screen.decision
    if not changed and before == given.decision:
        return screen
    update(ctx, screen, {"decision": given.decision})
    record(
        ctx,
        "screen.amended",
        subject=screen,
        person_id=screen.person_id,
        place_id=screen.place_id,
        payload={"decision": given.decision, "changed": changed},
    )
    if before != given.decision:
        record(
            ctx,
            "screen.decision_changed",
            subject=screen,
            person_id=screen.person_id,
            place_id=screen.place_id,
            payload={
                "decision": given.decision,
                "before": before,
                "heard_at": heard_at(ctx, screen.person_id),
            },
        )
    return screen


def update(ctx: Context, screen: Screen, values: dict[str, object]) -> None:
    """Change a screening that this transaction holds. Raises NotAllowed to who may not amend it."""
    mine = Screen.visible_to(ctx, "amend").filter(pk=screen.pk)
    if not mine.update(**values, version=screen.version + 1):
        raise NotAllowed("amend", "no cell for this screening")
    for name, value in values.items():
        setattr(screen, name, value)
    screen.version += 1
