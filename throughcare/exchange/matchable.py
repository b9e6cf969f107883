"""Which of a service's people could be matched today: flags, never a field of anybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Matchable:
    """One human on one pathway. ``person`` is new each time and leads back to nobody;
    ``start_month`` is the month of the first episode there, such as 2026-07."""

    person: UUID
    pathway: str
    start_month: str
    has_surname: bool
    has_forename: bool
    has_date_of_birth: bool
    has_sex: bool
    has_index_date: bool
    has_start_date: bool
    has_pnc: bool
    pnc_valid: bool

    @property
    def can_be_sent(self) -> bool:
        """Everything that the Justice Data Lab needs: names, birth date, sex and one date."""
        return (
            self.has_surname
            and self.has_forename
            and self.has_date_of_birth
            and self.has_sex
            and (self.has_index_date or self.has_start_date)
        )


HEADING = tuple(each.name for each in fields(Matchable))


def matchable_people(ctx: Context) -> list[Matchable]:
    """Everybody on a pathway of the evaluator's agency; the database gives nobody else a row
    (``app.matchable_people``), and no name, number, day or id of a record to anyone."""
    del ctx  # The context of this connection: whoever has none, gets none.
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.matchable_people()")
        return [Matchable(*row) for row in cursor.fetchall()]


def as_csv(rows: Sequence[Matchable]) -> str:
    """What ``evidence power --from`` reads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADING)
    for row in rows:
        writer.writerow(
            ("yes" if value else "no") if isinstance(value, bool) else str(value)
            for value in astuple(row)
        )
    return text.getvalue()


def counts(rows: Sequence[Matchable]) -> dict[str, int]:
    """People, how many could be matched, and how many lack each field."""
    people = {row.person: row for row in rows}.values()
    lacking = {
        name: sum(not asdict(row)[name] for row in people)
        for name in HEADING
        if name.startswith("has_") or name == "pnc_valid"
    }
    return {
        "people": len(people),
        "matchable": sum(row.can_be_sent for row in people),
        **{f"without_{name.removeprefix('has_')}": number for name, number in lacking.items()},
    }
