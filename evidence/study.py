"""Who is in the study: reads both tables, links them and counts who leaves at each step.

Outcomes are not read here: they join after the comparison group is fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evidence.comparison.covariates import (
    Covariates,
    Factor,
    Flags,
    Floats,
    Whole,
    as_factor,
    as_floats,
    from_table,
)
from evidence.comparison.outcomes import NEVER, Events, Reoffending
from evidence.problems import BadInput, Refused
from evidence.protocol import Protocol
from evidence.tables import Column, column_names, read_table

_EPOCH = date(1970, 1, 1)
SIDES = ("cohort", "pool")
#: How a tier may be written in an events table.
TIER_CODES = {"indictable": 0, "either_way": 1, "summary": 2, "1": 0, "2": 1, "3": 2}


@dataclass(frozen=True)
class Rule:
    """Something that the method says about this study. `code` is stable."""

    code: str
    message: str


@dataclass
class Study:
    """People in row order: those who took part by identifier, then the pool by identifier."""

    protocol: Protocol
    ids: pa.Array
    treated: Flags
    covariates: Covariates
    extra: dict[str, Factor]
    #: First day of follow-up, days since 1970; None where the tables have no index date.
    start: Whole | None
    #: Where each person stands in the table of their side.
    source_row: Whole
    funnel: list[dict[str, Any]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def count(self, step: str) -> None:
        """Note how many are left."""
        ours = int(self.treated.sum())
        self.funnel.append({"step": step, "n": ours, "pool": len(self.treated) - ours})

    def keep(self, step: str, keep: Flags) -> None:
        """Only these go on, and the funnel says how many."""
        if not keep.all():
            self.ids = self.ids.filter(pa.array(keep))
            self.treated, self.source_row = self.treated[keep], self.source_row[keep]
            self.covariates = self.covariates.where(keep)
            self.extra = {
                name: Factor(one.codes[keep], one.levels) for name, one in self.extra.items()
            }
            self.start = None if self.start is None else self.start[keep]
        self.count(step)

    def note(self, code: str, message: str) -> None:
        self.rules.append(Rule(code, message))


@contextmanager
def _nothing_left(study: Study) -> Iterator[None]:
    yield
    if not study.treated.any():
        raise Refused("empty_cohort", "Nobody who took part is left to compare.")
    if study.treated.all():
        raise Refused("empty_pool", "Nobody is left in the pool to compare with.")


def load(protocol: Protocol, rules: list[Rule], funnel: list[dict[str, Any]]) -> Study:
    """Both tables, typed, sorted and linked; one person on both sides stays in the cohort.

    `rules` and `funnel` are filled on the way, so that a refusal leaves what was known.
    """
    dated = _has_dates(protocol)
    tables = [_read(protocol, protocol["data"][side], dated) for side in SIDES]
    orders = [
        _sorted_rows(table, protocol, side) for table, side in zip(tables, SIDES, strict=True)
    ]
    tables = [
        table if _is_plain(o) else table.take(o) for table, o in zip(tables, orders, strict=True)
    ]
    sizes = [len(table) for table in tables]
    ids = [table[protocol["data"]["person_id"]].combine_chunks() for table in tables]
    twice = pc.is_in(ids[1], value_set=ids[0]).to_numpy(zero_copy_only=False)
    joined = pa.concat_tables(tables)
    settings = protocol["covariates"]
    extra = {*protocol["subgroups"]["by"], *protocol["method"]["exact"]}
    study = Study(
        protocol,
        pa.concat_arrays(ids),
        np.arange(sum(sizes)) < sizes[0],
        from_table(joined, settings["numeric"], settings["factor"]),
        {name: as_factor(joined[name]) for name in sorted(extra)},
        None,
        np.concatenate(orders),
        funnel,
        rules,
    )
    if dated:
        study.start = day_numbers(joined[protocol["index"]["date"]])
    after_index = _recorded_after(protocol, joined)
    del tables, joined
    with _nothing_left(study):
        study.count("In the tables")
    on_one_side = _link(study, twice)
    for name, late in after_index.items():
        _refuse_late(name, late[on_one_side])
    _eligible(study)
    return study


def _is_plain(order: Whole) -> bool:
    return bool((order[1:] > order[:-1]).all())


def _has_dates(protocol: Protocol) -> bool:
    """Whether the tables have the index date; both must, where anything is counted from it."""
    name = protocol["index"]["date"]
    if not name:
        return False
    if protocol["data"]["events"] or protocol["covariates"]["recorded_on"]:
        return True
    found = [name in column_names(protocol["data"][side], folder=protocol.folder) for side in SIDES]
    if any(found) and not all(found):
        lacking = protocol["data"][SIDES[found.index(False)]]
        raise BadInput(lacking, f"column {name}", "is missing; the other table has it.")
    return all(found)


def _read(protocol: Protocol, address: str, dated: bool) -> pa.Table:
    settings = protocol["covariates"]
    columns = {protocol["data"]["person_id"]: Column("id")}
    if dated:
        columns[protocol["index"]["date"]] = Column("date")
    columns |= {name: _described(protocol, name, "number") for name in settings["numeric"]}
    factors = [*settings["factor"], *protocol["subgroups"]["by"], *protocol["method"]["exact"]]
    for name in factors:
        if name not in settings["numeric"]:
            columns[name] = _described(protocol, name, "factor")
    columns |= {name: Column("date") for name in settings["recorded_on"].values()}
    return read_table(address, columns, folder=protocol.folder)


def _described(protocol: Protocol, name: str, kind: Any) -> Column:
    said = protocol.dictionary.get(name, {})
    return Column(kind, said.get("min"), said.get("max"), said.get("levels"))


def _sorted_rows(table: pa.Table, protocol: Protocol, side: str) -> Whole:
    """The rows of a table by identifier. Raises BadInput for an identifier that stands twice."""
    name = protocol["data"]["person_id"]
    ids = table[name].combine_chunks()
    if len(ids) < 2:
        return np.arange(len(ids))
    if pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        return np.arange(len(ids))
    order = pc.sort_indices(pa.table({"id": ids, "row": pa.array(np.arange(len(ids)))}),
                            sort_keys=[("id", "ascending"), ("row", "ascending")])  # fmt: skip
    ranked = ids.take(order)
    at = pc.index(pc.equal(ranked[:-1], ranked[1:]), True).as_py()
    if at >= 0:
        address = protocol["data"][side]
        heading = 2 if address.endswith(".csv") else 1
        rows = [order[at].as_py() + heading, order[at + 1].as_py() + heading]
        raise BadInput(
            address,
            f"column {name}: row {rows[1]}",
            f"has the identifier of row {rows[0]}.",
            "Keep one row for each person.",
        )
    return np.asarray(order.to_numpy(), np.int64)


def day_numbers(column: pa.ChunkedArray) -> Whole:
    """Days since 1970; NEVER where there is no date."""
    return np.asarray(
        column.cast(pa.int32()).cast(pa.int64()).fill_null(NEVER).to_numpy(), np.int64
    )


def _recorded_after(protocol: Protocol, joined: pa.Table) -> dict[str, Flags]:
    """For each covariate with a date of its own, whose was recorded after the index date."""
    found = {}
    for name, on in protocol["covariates"]["recorded_on"].items():
        late = pc.greater(joined[on], joined[protocol["index"]["date"]])
        found[name] = late.fill_null(False).to_numpy(zero_copy_only=False).astype(bool)
    return found


def _link(study: Study, twice: Flags) -> Flags:
    """Pool members who are in the cohort too are removed, and counted."""
    keep = np.ones(len(study.treated), bool)
    keep[~study.treated] = ~twice
    number = int(twice.sum())
    if number:
        people = "person is" if number == 1 else "people are"
        study.note(
            "on_both_sides",
            f"{number} {people} in the cohort and in the pool: removed from the pool.",
        )
    with _nothing_left(study):
        study.keep("On one side only", keep)
    return keep


def _refuse_late(name: str, late: Flags) -> None:
    number = int(late.sum())
    if number:
        raise Refused(
            "covariate_after_index",
            f"The covariate [{name}] was recorded after the index date for {number} of "
            f"{len(late)} people. What came afterwards may follow from the service: use the "
            "value from before, or leave the covariate out.",
        )


def _eligible(study: Study) -> None:
    if study.start is None:
        if study.protocol["index"]["date"]:
            study.note(
                "no_index_date",
                "The tables have no index date: follow-up could not be checked.",
            )
    else:
        _follow(study, study.start)
    with _nothing_left(study):
        study.keep("Every covariate known", _known(study.covariates))
    with _nothing_left(study):
        _shared_levels(study)
    if study.protocol["index"]["landmark_days"] and study.protocol["data"]["events"]:
        with _nothing_left(study):
            _reached_landmark(study)


def _reached_landmark(study: Study) -> None:
    """Follow-up starts some days after the index date, for people of both sides who had come so
    far: else the days in which only a survivor could take part would count for the service."""
    days = study.protocol["index"]["landmark_days"]
    events = read_events(study)
    index = np.zeros(0, np.int64) if study.start is None else study.start - days
    since = events.offence_day - index[events.person]
    proven = events.proven_day != NEVER
    before = np.bincount(
        events.person[(since >= 0) & (since < days) & proven], minlength=len(index)
    )
    study.keep("No proven reoffence before the landmark", before == 0)


def _follow(study: Study, start: Whole) -> None:
    with _nothing_left(study):
        study.keep("Index date known", start != NEVER)
    rules = study.protocol["follow_up"]
    start = start[start != NEVER] + study.protocol["index"]["landmark_days"]
    study.start = start
    if rules["data_to"] is None:
        return
    last = (rules["data_to"] - _EPOCH).days
    complete = start + rules["days"] + rules["proof_days"] <= last + 1
    missing = int((~complete & study.treated).sum())
    if not complete.all():
        study.note(
            "follow_up_incomplete",
            f"{missing} of those who took part and {int((~complete).sum()) - missing} of the pool "
            f"cannot yet be followed for {rules['days']} days and a further "
            f"{rules['proof_days']} for proof by {rules['data_to']}: not counted.",
        )
    with _nothing_left(study):
        study.keep("Follow-up complete", complete)


def _known(covariates: Covariates) -> Flags:
    known = np.ones(covariates.rows, bool)
    for values in covariates.numeric.values():
        known &= ~np.isnan(values)
    for factor in covariates.factor.values():
        known &= factor.codes >= 0
    return known


def _shared_levels(study: Study) -> None:
    """People whose level of a factor nobody on the other side has cannot be compared."""
    keep = np.ones(len(study.treated), bool)
    lone = []
    for name, factor in study.covariates.factor.items():
        size = len(factor.levels)
        ours = np.bincount(factor.codes[study.treated], minlength=size) > 0
        theirs = np.bincount(factor.codes[~study.treated], minlength=size) > 0
        if not (ours & theirs).any():
            from evidence.comparison.propensity import refuse_separation

            refuse_separation(study.covariates, study.treated)
        one_sided = ours != theirs
        lone += [f"{name} = {factor.levels[at]}" for at in np.flatnonzero(one_sided)]
        keep &= ~one_sided[factor.codes]
    if lone:
        study.note(
            "level_on_one_side",
            f"Nobody on the other side is like people with {', '.join(lone[:5])}"
            f"{' and others' if len(lone) > 5 else ''}: not compared.",
        )
    study.keep("Levels that both sides have", keep)


# --- Outcomes, read afterwards --------------------------------------------------------------------


def read_outcome_columns(study: Study, names: list[str]) -> dict[str, Floats]:
    """Columns of both tables in row order; NaN where not known."""
    protocol = study.protocol
    columns = {name: _described(protocol, name, "yes_no") for name in names}
    parts: dict[str, list[Floats]] = {name: [] for name in names}
    for side, here in zip(SIDES, (study.treated, ~study.treated), strict=True):
        table = read_table(protocol["data"][side], columns, folder=protocol.folder)
        for name in names:
            parts[name].append(as_floats(table[name])[study.source_row[here]])
    return {name: np.concatenate(values) for name, values in parts.items()}


def read_events(study: Study) -> Events:
    """Offences of the people of the study; those of others are left out."""
    protocol = study.protocol
    names = protocol["events"]
    address = protocol["data"]["events"]
    asked = set(protocol.outcomes)
    optional = [] if any("indictable" in n or "way" in n or "summary" in n for n in asked) else [
        names["tier"]
    ]  # fmt: skip
    if not any(name.startswith("custody") for name in asked):
        optional.append(names["custody"])
    person_id = protocol["data"]["person_id"]
    table = read_table(
        address,
        {
            person_id: Column("id"),
            names["offence_date"]: Column("date"),
            names["proven_date"]: Column("date"),
            names["tier"]: Column("factor", levels=tuple(TIER_CODES)),
            names["custody"]: Column("yes_no"),
        },
        folder=protocol.folder,
        optional=optional,
    )
    person = pc.index_in(table[person_id], value_set=study.ids).combine_chunks()
    table = table.append_column("__person", pa.chunked_array([person]))
    table = table.filter(pc.is_valid(table["__person"]))
    table = table.filter(pc.is_valid(table[names["offence_date"]]))
    return Events(
        table["__person"].to_numpy().astype(np.int64),
        day_numbers(table[names["offence_date"]]),
        day_numbers(table[names["proven_date"]]),
        _tiers(table, names["tier"]),
        _custody(table, names["custody"]),
    )


def reoffending_of(study: Study, events: Events) -> Reoffending:
    """The eleven outcomes by the follow-up of the protocol."""
    if study.start is None:
        raise ValueError("outcomes from events need an index date")
    rules = study.protocol["follow_up"]
    return Reoffending(
        events,
        study.start,
        days=rules["days"],
        proof_days=rules["proof_days"],
        severity=study.protocol["outcomes"]["severity"],
    )


def _tiers(table: pa.Table, name: str) -> NDArray[np.int8]:
    if name not in table.column_names:
        return np.full(len(table), -1, np.int8)
    factor = as_factor(table[name])
    codes = np.array([*(TIER_CODES[level] for level in factor.levels), -1], np.int8)
    return codes[factor.codes]


def _custody(table: pa.Table, name: str) -> Flags:
    if name not in table.column_names:
        return np.zeros(len(table), bool)
    return np.asarray(np.nan_to_num(as_floats(table[name])) > 0)


def factor_of(study: Study, name: str) -> Factor:
    """A column that people are grouped by."""
    if name in study.covariates.factor:
        return study.covariates.factor[name]
    if name in study.extra:
        return study.extra[name]
    raise KeyError(name)


def strata(study: Study, names: tuple[str, ...]) -> Whole | None:
    """One number for each combination of levels; None where nothing must be equal."""
    if not names:
        return None
    code = np.zeros(len(study.treated), np.int64)
    for name in names:
        factor = factor_of(study, name)
        code = code * (len(factor.levels) + 1) + factor.codes + 1
    return code
