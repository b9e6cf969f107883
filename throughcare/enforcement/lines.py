"""Every appointment of a person that the asker knows of: seen here, or told in a statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Appointment
from throughcare.enforcement.selectors import Told, told_of
from throughcare.enforcement.statements import Line, lines_of

if TYPE_CHECKING:
    from throughcare.core.context import Context


def put_together(told: Told, rows: Sequence[Appointment]) -> dict[str, Line]:
    """By appointment: what the record says now goes before what a statement said."""
    found = {line.appointment: line for line in told.lines()}
    return found | {line.appointment: line for line in lines_of(rows)}


def known_lines(ctx: Context, group: Sequence[UUID]) -> dict[str, Line]:
    """The appointments about which the asker may decide: two statements."""
    return put_together(told_of(ctx, group), appointments.of_person(ctx, list(group)))
