"""Every write of questionnaires: used, corrected, taken back, a safety prompt answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from scoring.score import Result
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.core.models import Due, Event
from throughcare.instruments import rules
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import Questionnaire, used_in
from throughcare.instruments.models import Administration, Answer, PromptAnswered, Score
from throughcare.instruments.rules import Answers
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

PROMPT = "questionnaire_safety"
Status = Administration.Status


@dataclass(frozen=True)
class How:
    """How the answers were given. ``answered_on`` None is today."""

    mode: str = Administration.Mode.PAPER
    with_help: bool = False
    language: str = ""
    answered_on: date | None = None

    def columns(self) -> dict[str, Any]:
        return {
            "mode": Administration.Mode(self.mode),
            "with_help": self.with_help,
            "language": self.language,
            "answered_on": self.answered_on or clock.today(),
        }


def administer(
    ctx: Context,
    *,
    person_id: UUID,
    questionnaire: Questionnaire,
    answers: Answers,
    how: How | None = None,
    checked: bool = False,
) -> Administration:
    """Keep the answers of one use with their score, and raise a prompt for each safety answer.

    Raises ReasonMissing when nothing is given, NotUsable when an item does not take its answer,
    NotAllowed in live use of a version that nobody signed; ``checked``: a signature stood when
    the questions were handed over, and what was answered since is kept whatever became of it.
    """
    if not answers.any_given:
        raise ReasonMissing("a questionnaire is saved with at least one answer")
    result = rules.work_out(questionnaire.instrument, answers)
    row = _open(ctx, person_id, questionnaire, checked=checked)
    before = _urgent(ctx, row, questionnaire)
    _keep_answers(ctx, row, questionnaire, answers)
    _raise_prompts(ctx, row, result, before)
    _keep_score(ctx, row, questionnaire, result)
    values = (how or How()).columns() | {
        "status": Status.COMPLETED,
        "completed_at": clock.now(),
        "complete": result.complete,
        "safety": row.safety,
    }
    _update(ctx, row, values)
    _tell(ctx, row, "questionnaire.completed", row, _said(row), status_from=Status.STARTED)
    return row


def save_safety_answers(
    ctx: Context,
    *,
    person_id: UUID,
    questionnaire: Questionnaire,
    answers: Answers,
    checked: bool = False,
) -> list[Answer]:
    """Keep safety answers as soon as they are given, before the rest is saved.

    Each new one raises a prompt with an owner, which closes only with what was done
    (``acknowledge_safety``), also when the answer is changed afterwards. ``checked`` as in
    ``administer``.
    """
    result = rules.work_out(questionnaire.instrument, answers)
    if not result.safety:
        return []
    row = _open(ctx, person_id, questionnaire, checked=checked)
    before = _urgent(ctx, row, questionnaire)
    only = Answers({found.item: str(found.value) for found in result.safety})
    _keep_answers(ctx, row, questionnaire, only, numbers=tuple(only.by_item))
    raised = _raise_prompts(ctx, row, result, before)
    if raised:
        _update(ctx, row, {"safety": True})
    return raised


def correct(
    ctx: Context, *, administration_id: UUID, version: int, answers: Answers, how: How
) -> Administration:
    """Put answers right; the event supersedes the one before, the history keeps the old rows.

    MoveNotAllowed when it is not completed, or its version is not in the library any more.
    """
    row = _locked(ctx, administration_id, version)
    questionnaire = used_in(row)
    if row.status != Status.COMPLETED or questionnaire is None:
        raise MoveNotAllowed(f"a questionnaire that is [{row.status}] is not corrected")
    if not answers.any_given:
        raise ReasonMissing("take it back instead")
    result = rules.work_out(questionnaire.instrument, answers)
    same = all(getattr(row, name) == value for name, value in how.columns().items())
    before = _urgent(ctx, row, questionnaire)
    changed = _keep_answers(ctx, row, questionnaire, answers)
    changed += _keep_score(ctx, row, questionnaire, result)
    if not changed and same:
        return row
    _raise_prompts(ctx, row, result, before)
    _update(ctx, row, {**how.columns(), "complete": result.complete, "safety": row.safety})
    _supersede(ctx, row, "questionnaire.corrected", {**_said(row), "changed": changed})
    return row


def take_back(
    ctx: Context, *, administration_id: UUID, version: int, reason: str
) -> Administration:
    """It was entered by mistake, or on the wrong record: it is shown nowhere and counts nowhere.

    A safety prompt that it raised stays open until somebody says what was done.
    """
    if not reason.strip():
        raise ReasonMissing("say why it is taken back")
    row = _locked(ctx, administration_id, version)
    if row.status == Status.TAKEN_BACK:
        raise MoveNotAllowed("it is taken back already")
    before = row.status
    _update(ctx, row, {"status": Status.TAKEN_BACK, "why_taken_back": reason})
    payload = {"instrument": row.instrument, "instrument_version": row.instrument_version}
    _supersede(ctx, row, "questionnaire.taken_back", payload, status_from=before)
    return row


def acknowledge_safety(
    ctx: Context, *, due_id: UUID, administration_id: UUID, what_was_done: str, told_whom: str
) -> PromptAnswered:
    """Close a safety prompt with what was done and who was told; neither may be empty.

    Anybody of the team who may record on the person closes it, also one who may not read the
    answer: the prompt must never wait for a role. MoveNotAllowed when it is closed already.
    """
    if not what_was_done.strip() or not told_whom.strip():
        raise ReasonMissing("a safety prompt closes with what was done and who was told")
    due: Due = Due.visible_to(ctx, "amend").lock().get(pk=due_id, kind=PROMPT)
    if due.status != Due.Status.OPEN:
        raise MoveNotAllowed(f"a prompt that is [{due.status}] is not closed again")
    row: Administration = Administration.visible_to(ctx).get(pk=administration_id)
    done = PromptAnswered(
        **recorded(ctx, row.person_id),
        administration=row,
        answer_id=due.subject_id,
        what_was_done=what_was_done,
        told_whom=told_whom,
    )
    ctx.require("create", done)
    done.save(force_insert=True)
    # The answer is the subject: the prompt that it opened closes with it.
    subject = Answer(pk=due.subject_id)
    _tell(ctx, row, "questionnaire.safety_acted_on", subject, {"what": "told"})
    return done


def is_begun(ctx: Context, person_id: UUID, questionnaire: Questionnaire) -> bool:
    """Has this author begun it and not saved it?"""
    return bool(_begun(ctx, person_id, questionnaire).exists())


def _begun(ctx: Context, person_id: UUID, questionnaire: Questionnaire) -> Any:
    return Administration.visible_to(ctx, "amend").filter(
        person_id=person_id,
        recorded_by_id=ctx.membership_id,
        instrument=questionnaire.instrument.id,
        instrument_version=questionnaire.instrument.version,
        status=Status.STARTED,
    )


def _open(
    ctx: Context, person_id: UUID, questionnaire: Questionnaire, *, checked: bool
) -> Administration:
    """The one that this author has begun and not saved, or a new one.

    What was begun under a signature is finished, also when the signature is gone since.
    """
    instrument = questionnaire.instrument
    # The same author may have the page open twice: the second post gets the row of the first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"questionnaire|{ctx.membership_id}|{person_id}|{questionnaire.key}"],
        )
    mine = _begun(ctx, person_id, questionnaire)
    found: Administration | None = mine.first()
    if found is not None:
        return found
    if not checked:
        QUESTIONNAIRES.require_signed(ctx, questionnaire)
    row = Administration(
        **recorded(ctx, person_id),
        instrument=instrument.id,
        instrument_version=instrument.version,
        status=Status.STARTED,
        started_at=clock.now(),
        answered_on=clock.today(),
        by_name=ctx.user_name,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    payload = {"instrument": row.instrument, "instrument_version": row.instrument_version}
    _tell(ctx, row, "questionnaire.started", row, payload)
    return row


def _locked(ctx: Context, administration_id: UUID, version: int) -> Administration:
    row: Administration = Administration.visible_to(ctx).lock().get(pk=administration_id)
    ctx.require("amend", row)
    if row.version != version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    return row


def _rows(ctx: Context, row: Administration) -> dict[int, Answer]:
    found = Answer.visible_to(ctx, "amend").filter(administration_id=row.pk)
    return {answer.item: answer for answer in found}


def _keep_answers(
    ctx: Context,
    row: Administration,
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    numbers: tuple[int, ...] | None = None,
) -> int:
    """Keep the answers of these items (of all that were asked); how many differ from before."""
    instrument = questionnaire.instrument
    there = _rows(ctx, row)
    wanted = rules.asked(instrument, answers) if numbers is None else numbers
    new, changed = [], 0
    for number in wanted:
        value, missing = rules.kept(instrument, number, answers.of(number))
        kept = there.pop(number, None)
        if kept is None:
            common = recorded(ctx, row.person_id)
            new.append(
                Answer(**common, administration=row, item=number, value=value, missing=missing)
            )
        elif (kept.value, kept.missing) != (value, missing):
            changed += _change(ctx, kept, value, missing)
    if numbers is None:
        # A question that was not reached after all: what was kept of it says so.
        for kept in there.values():
            if kept.missing != Answer.Missing.NOT_ASKED:
                changed += _change(ctx, kept, None, Answer.Missing.NOT_ASKED)
    for answer in new[:1]:
        ctx.require("create", answer)
    Answer.rows.bulk_create(new)
    return changed + len(new)


def _change(ctx: Context, kept: Answer, value: int | None, missing: str) -> int:
    changed: int = (
        Answer.visible_to(ctx, "amend")
        .filter(pk=kept.pk, version=kept.version)
        .update(value=value, missing=missing, version=kept.version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=kept.pk, theirs=kept)
    return changed


def _urgent(ctx: Context, row: Administration, questionnaire: Questionnaire) -> set[int]:
    """The items whose kept answer has raised a prompt."""
    kept = _rows(ctx, row)
    return {
        rule.item
        for rule in questionnaire.instrument.safety
        if rule.item in kept and (kept[rule.item].value or 0) >= rule.at_least
    }


def _raise_prompts(
    ctx: Context, row: Administration, result: Result, before: set[int]
) -> list[Answer]:
    """A prompt for each safety answer that was not one before."""
    there = _rows(ctx, row) if result.safety else {}
    raised = [there[found.item] for found in result.safety if found.item not in before]
    for each in raised:
        payload = {"instrument": row.instrument, "item": each.item}
        _tell(ctx, row, "questionnaire.safety_answer", each, payload)
    row.safety = row.safety or bool(raised)
    return raised


def _keep_score(
    ctx: Context, row: Administration, questionnaire: Questionnaire, result: Result
) -> int:
    """Keep what was worked out; 1 when it differs from what was kept."""
    values = {
        "score": None if result.score is None else round(Decimal(str(result.score)), 4),
        "band": result.band or "",
        "caseness": result.caseness,
        "missing": list(result.missing),
        "rules": rules.rules_used(questionnaire.instrument),
    }
    kept = Score.visible_to(ctx, "amend").filter(administration_id=row.pk).first()
    if kept is None:
        made = Score(**recorded(ctx, row.person_id), administration=row, **values)
        ctx.require("create", made)
        made.save(force_insert=True)
        return 1
    if all(getattr(kept, name) == value for name, value in values.items()):
        return 0
    mine = Score.visible_to(ctx, "amend").filter(pk=kept.pk, version=kept.version)
    if not mine.update(**values, version=kept.version + 1):
        raise StaleVersion(row_id=kept.pk, theirs=kept)
    return 1


def _update(ctx: Context, row: Administration, values: dict[str, Any]) -> None:
    mine = Administration.visible_to(ctx, "amend").filter(pk=row.pk, version=row.version)
    if not mine.update(**values, version=row.version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


def _said(row: Administration) -> dict[str, Any]:
    """What the event says of it: no answer and no score."""
    return {
        "instrument": row.instrument,
        "instrument_version": row.instrument_version,
        "mode": str(row.mode),
        "complete": row.complete,
        "safety": row.safety,
    }


def _supersede(
    ctx: Context, row: Administration, event: str, payload: dict[str, Any], *, status_from: str = ""
) -> None:
    told = Event.visible_to(ctx).filter(
        subject_id=row.pk, type__in=("questionnaire.completed", "questionnaire.corrected")
    )
    latest = told.order_by("-recorded_at").first()
    _tell(ctx, row, event, row, payload, status_from=status_from, supersedes=latest)


def _tell(
    ctx: Context,
    row: Administration,
    event: str,
    subject: Any,
    payload: dict[str, Any],
    **more: Any,
) -> None:
    record(ctx, event, subject=subject, person_id=row.person_id, payload=payload, **more)
