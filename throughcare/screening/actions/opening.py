"""How a screening begins: one at a time is open of a person in an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.core import clock, registry
from throughcare.core.approvals import require_approved
from throughcare.core.events import record
from throughcare.screening.models import CustodyEntry, Screen
from throughcare.screening.question_sets import QuestionSet, newest

if TYPE_CHECKING:
    from throughcare.core.context import Context

SET = "custody"


def open_screen(
    ctx: Context, *, person_id: UUID, group: tuple[UUID, ...] = (), question_set: str = SET
) -> Screen:
    """The screening of this person that is open in this agency, begun now if there is none."""
    return find_or_begin(ctx, person_id, group, question_set)[0]


def find_or_begin(
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
