"""Columns that need a particular value whatever the constraints."""

from __future__ import annotations

import uuid
from typing import Any

OVERRIDES: dict[str, dict[str, Any]] = {
    "core.due": {
        "id": lambda _world, _row: uuid.uuid4(),
        "opened_by_id": lambda world, _row: first_event(world),
        "status": "open",
    },
}


def first_event(world: Any) -> Any:
    """An event for the lines of what is due to name."""
    from tests.matrix.rows import make_row
    from tests.matrix.world import Row
    from throughcare.core.models import Event

    if not world.rows.get(Event):
        row, _ = make_row(
            world, Event, Event.access, world.agencies["nhs_provider"], "identity", None
        )
        row.team_id = world.members[0].team_id
        row.save(force_insert=True)
        world.rows[Event].append(Row(row.pk, None, row.agency_id, "identity", team=row.team_id))
    return world.rows[Event][0].id
