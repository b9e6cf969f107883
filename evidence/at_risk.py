"""Days on which somebody was free to reoffend: the follow-up without the days in custody.

Somebody is in custody on each day from `custody_from` up to, and not including, `custody_to`: the
day of release is free. Without `custody_to` they are still there. Spells may overlap; a day counts
once. An offence on such a day is an outcome like any other.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evidence.comparison.covariates import Floats, Whole
from evidence.comparison.outcomes import NEVER
from evidence.problems import BadInput
from evidence.study import Study, day_numbers
from evidence.tables import Column, read_table


def days_at_risk(study: Study) -> Floats | None:
    """For each person of the study; None where the protocol names no table of custody."""
    protocol = study.protocol
    if not protocol["data"]["custody"] or study.start is None:
        return None
    person, entered, left = _read(study)
    return days_free(person, entered, left, start=study.start, days=protocol["follow_up"]["days"])


def days_free(person: Whole, entered: Whole, left: Whole, *, start: Whole, days: int) -> Floats:
    """Days of [start, start + days) outside every spell [entered, left) of each person.

    Days are whole numbers on one scale; ``person`` holds places in ``start``.
    """
    first = np.clip(entered - start[person], 0, days)
    last = np.clip(np.minimum(left, start[person] + days) - start[person], 0, days)
    inside = last > first
    # Each person has a stretch of the number line to themselves, so that one pass serves all.
    shift = person[inside] * (days + 1)
    first, last = first[inside] + shift, last[inside] + shift
    order = np.argsort(first, kind="stable")
    first, last, person = first[order], last[order], person[inside][order]
    reached = np.maximum.accumulate(last) if len(last) else last
    before = np.concatenate((np.full(min(1, len(last)), -1, np.int64), reached[:-1]))
    covered = np.maximum(last - np.maximum(first, before), 0)
    in_custody = np.bincount(person, covered, minlength=len(start))
    return np.asarray(days - in_custody, np.float64)


def _read(study: Study) -> tuple[Whole, Whole, Whole]:
    protocol = study.protocol
    address, names = protocol["data"]["custody"], protocol["custody"]
    person_id = protocol["data"]["person_id"]
    columns = {
        person_id: Column("id"),
        names["from"]: Column("date"),
        names["to"]: Column("date"),
    }
    table = read_table(address, columns, folder=protocol.folder)
    _check(table, address, names["from"], names["to"])
    person = pc.index_in(table[person_id], value_set=study.ids).combine_chunks()
    ours = pc.is_valid(person)
    table, person = table.filter(ours), person.filter(ours)
    return (
        np.asarray(person.to_numpy(zero_copy_only=False), np.int64),
        day_numbers(table[names["from"]]),
        day_numbers(table[names["to"]]),
    )


def _check(table: pa.Table, address: str, entered: str, left: str) -> None:
    """Every spell has its first day, and ends no earlier than it began. Raises BadInput."""
    shown = address.partition("#")[0] if "://" not in address else address.partition("#")[2]
    heading = 2 if address.endswith(".csv") else 1
    first, last = day_numbers(table[entered]), day_numbers(table[left])
    blank = np.flatnonzero(first == NEVER)
    if len(blank):
        raise BadInput(shown, f"column {entered}: row {blank[0] + heading}", "is empty.")
    backwards = np.flatnonzero(last < first)
    if len(backwards):
        raise BadInput(
            shown,
            f"column {left}: row {backwards[0] + heading}",
            f"is before [{entered}].",
            "Put the day of release; leave it empty for somebody who is still in custody.",
        )
