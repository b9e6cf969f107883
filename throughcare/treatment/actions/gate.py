"""Whether a person may go on a programme: the criteria of its pathway, before the waiting list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.errors import ReasonMissing
from throughcare.pathways import actions as pathways
from throughcare.pathways import selectors
from throughcare.pathways.predicates import Verdict
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.pathways.definition import Definition


class GateClosed(ReasonMissing):
    """Something is not met or not known; ``open_points`` are the criteria by id."""

    def __init__(self, open_points: list[str]) -> None:
        super().__init__(f"not met or not known: [{', '.join(open_points)}]")
        self.open_points = open_points


def pass_gate(
    ctx: Context,
    *,
    person_id: UUID,
    definition: Definition,
    came_from: str,
    answers: Mapping[str, str],
    note: str,
) -> None:
    """Begin the pathway with its criteria as they stand. Who is on it has passed already.

    GateClosed where one is not met or not known and ``note`` does not say why the person goes on
    all the same; NotAllowed where nobody signed the pathway for live use.
    """
    if is_on(ctx, person_id, definition.id):
        return
    weighed = pathways.weigh(
        ctx, person_id=person_id, definition=definition, referred_from=came_from, answers=answers
    )
    still_open = [each.id for each, answer in weighed if answer.verdict != Verdict.MET]
    if still_open and not note.strip():
        raise GateClosed(still_open)
    pathways.start_episode(
        ctx,
        person_id=person_id,
        pathway=definition.id,
        referred_from=came_from,
        answers=answers,
        note=note.strip(),
    )


def is_on(ctx: Context, person_id: UUID, pathway: str) -> bool:
    """Has the asker's agency an open episode of this pathway for the person?"""
    group = sharing.group_of(person_id)
    return any(each.pathway == pathway for each in selectors.lock_open(ctx, group))
