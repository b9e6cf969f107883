"""From a shared-results file to the orders that stand.

Rules: the newest share of a hearing replaces the older ones; deleted lines vanish, with what hangs
on them; a requirement that repeats on each offence of an order is one requirement; a review
hearing named on the defendant belongs to what it reviews.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from throughcare.exchange.hearing_results import kinds
from throughcare.exchange.hearing_results.people import people_of
from throughcare.exchange.hearing_results.prompts import Prompts, day, plain
from throughcare.orders.resulted import Order, Problem, Required, Results, Review

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_LINES: Final = 50_000


class Refused(Exception):
    """The whole file is refused."""

    def __init__(self, code: str, message: str, where: str = "file") -> None:
        self.problem = Problem(where, code, "error", message)
        super().__init__(message)


def read(path: Path) -> Results:
    """What the file says; a refused file gives Results with ``accepted`` False. Never raises for
    what a file holds; OSError when it cannot be opened.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("too_large", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    except Refused as refusal:
        return Results(accepted=False, problems=(refusal.problem,))
    return read_bytes(path.read_bytes())


def read_bytes(raw: bytes) -> Results:
    """As ``read``, from what the file holds."""
    try:
        return _results(_load(raw))
    except Refused as refusal:
        return Results(accepted=False, problems=(refusal.problem,))


# --- The file ---------------------------------------------------------------------------------


def _load(raw: bytes) -> Any:
    if len(raw) > MAX_BYTES:
        raise Refused("too_large", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    if not raw.strip():
        raise Refused("empty_file", "The file is empty.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("bad_encoding", "The file is not text in UTF-8.") from None
    if "\x00" in text:
        raise Refused("nul_bytes", "The file holds NUL characters: it is damaged, or not text.")
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except RecursionError:
        raise Refused("too_deep", "The file is nested deeper than any result is.") from None
    except ValueError as error:
        place = f"line {getattr(error, 'lineno', 0)}" if hasattr(error, "lineno") else "file"
        raise Refused("not_json", "The JSON cannot be read from here on.", place) from None


def _no_constant(name: str) -> Any:
    raise Refused("not_json", f"[{name}] is not JSON.")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused(
            "duplicate_key", "A field stands twice in one place: we cannot tell which is meant."
        )
    return found


def _newest(data: Any) -> Mapping[str, Any]:
    """The newest share of the one hearing that the file is about."""
    if isinstance(data, Mapping) and ("$schema" in data or "properties" in data):
        raise Refused("json_schema", "This is a JSON schema, not a result.")
    shares = data if isinstance(data, list) else [data]
    if not shares or not all(isinstance(s, Mapping) and "hearing" in s for s in shares):
        raise Refused("unknown_json", "This is JSON, but not a hearing's shared results.")
    hearings = {str(s.get("hearingId") or _of(s["hearing"], "id")) for s in shares}
    if len(hearings) > 1:
        raise Refused("several_hearings", "The file holds results of more than one hearing.")
    return max(shares, key=lambda share: str(share.get("sharedTime") or ""))


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


# --- Lines --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One result line that stands."""

    id: str
    defendant: str
    definition: str
    label: str
    ordered: str
    parents: tuple[str, ...]
    prompts: Prompts
    where: str


def _results(data: Any) -> Results:
    share = _newest(data)
    hearing = share["hearing"]
    if not isinstance(hearing, Mapping):
        raise Refused("unknown_json", "The hearing is not as we know it.", "hearing")
    targets = _targets(share, hearing)
    lines = list(_standing(targets))
    problems: list[Problem] = []
    orders = _orders(lines, problems)
    return Results(
        accepted=True,
        hearing=_said(share.get("hearingId") or hearing.get("id")),
        shared_at=_said(share.get("sharedTime")),
        defendants=tuple(_defendants(hearing, targets)),
        orders=tuple(orders),
        problems=tuple(problems),
        people=tuple(people_of(hearing, (order.defendant for order in orders))),
    )


def _said(value: Any) -> str:
    """A number or words of the file as text that can be kept."""
    return plain(str(value)) if value else ""


def _targets(share: Mapping[str, Any], hearing: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Where the result lines stand: in the message or in its hearing; saved ones only if alone."""
    for name in ("targets", "savedTargets"):
        for holder in (share, hearing):
            if isinstance(holder.get(name), list):
                return [target for target in holder[name] if isinstance(target, Mapping)]
    return []


def _defendants(hearing: Mapping[str, Any], targets: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each defendant once, by the number of the person where cases share it."""
    found: dict[str, None] = {}
    for case in _list(hearing.get("prosecutionCases")):
        for defendant in _list(_of(case, "defendants")):
            name = _of(defendant, "masterDefendantId") or _of(defendant, "id")
            found[str(name or f"unnamed {len(found)}")] = None
    if not found:
        found = {str(t["defendantId"]): None for t in targets if t.get("defendantId")}
    return list(found)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _standing(targets: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines that were not deleted, and hang on none that was."""
    rows = [
        (target, row, f"target {t + 1}, line {n + 1}")
        for t, target in enumerate(targets)
        for n, row in enumerate(_list(target.get("resultLines")))
        if isinstance(row, Mapping)
    ]
    if len(rows) > MAX_LINES:
        raise Refused("too_many", f"The file holds more than {MAX_LINES:,} result lines.")
    parents = {_id(row): _parents(row) for _, row, _ in rows if _id(row)}
    gone = {_id(row) for _, row, _ in rows if row.get("isDeleted") is True and _id(row)}
    while more := {i for i, above in parents.items() if above and i not in gone and above <= gone}:
        gone |= more
    for target, row, where in rows:
        if row.get("isDeleted") is True or _id(row) in gone:
            continue
        yield Line(
            id=_id(row),
            defendant=_said(row.get("defendantId") or target.get("defendantId")),
            definition=str(row.get("resultDefinitionId") or "").lower(),
            label=_said(row.get("resultLabel") or row.get("label")),
            ordered=str(row.get("orderedDate") or ""),
            parents=tuple(sorted(_parents(row))),
            prompts=Prompts(row.get("prompts")),
            where=where,
        )


def _id(row: Mapping[str, Any]) -> str:
    return str(row.get("resultLineId") or "")


def _parents(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(p) for p in _list(row.get("parentResultLineIds")) if p)


# --- Orders -------------------------------------------------------------------------------------


def _orders(lines: Sequence[Line], problems: list[Problem]) -> list[Order]:
    """Orders in the order of their first line; the same order on two offences is one."""
    found: dict[tuple[str, str, str], Order] = {}
    by_line: dict[str, tuple[str, str, str]] = {}
    for line in lines:
        kind = kinds.order_kind(line.definition, line.label)
        if kind is None:
            continue
        ends, given = line.prompts.end_date()
        if given and ends is None:
            problems.append(_warning(line, "bad_date", "The end date is not one we can read."))
        key = (line.defendant, kind, given)
        found.setdefault(key, Order(line.defendant, kind, day(line.ordered), ends, ()))
        by_line[line.id] = key
    _add_requirements(lines, found, by_line, problems)
    _add_reviews(lines, found, problems)
    return list(found.values())


def _warning(line: Line, code: str, message: str) -> Problem:
    return Problem(line.where, code, "warning", message)


def _add_requirements(
    lines: Sequence[Line],
    orders: dict[tuple[str, str, str], Order],
    by_line: Mapping[str, tuple[str, str, str]],
    problems: list[Problem],
) -> None:
    parents = {line.id: line.parents for line in lines if line.id}
    for line in lines:
        if line.id in by_line or kinds.review_of(line.definition, line.label):
            continue
        key = _order_above(line, by_line, parents)
        what = kinds.requirement(line.definition, line.label, of_an_order=key is not None)
        if what is None:
            continue
        key = key or _only_order(line, orders)
        if key is None:
            problems.append(_warning(line, "no_order", "A requirement names no order that stands."))
            key = (line.defendant, kinds.OTHER, "")
            orders.setdefault(key, Order(*key[:2], day(line.ordered), None, ()))
        orders[key] = _with_requirement(orders[key], _required(line, what))


def _with_requirement(order: Order, new: Required) -> Order:
    """The order with one more requirement, or with the reviews of one that it has already."""
    for index, old in enumerate(order.requirements):
        if _same(old, new):
            for review in new.reviews:
                order = _with_review(order, index, review)
            return order
    return replace(order, requirements=(*order.requirements, new))


def _same(one: Required, other: Required) -> bool:
    """Whether two lines say one requirement: what it is and for how long, not how it is worded."""
    labels = one.label == other.label if one.kind == kinds.OTHER else True
    return labels and (one.kind, one.residential, one.period) == (
        other.kind,
        other.residential,
        other.period,
    )


def _order_above(
    line: Line,
    by_line: Mapping[str, tuple[str, str, str]],
    parents: Mapping[str, tuple[str, ...]],
) -> tuple[str, str, str] | None:
    """The order that a line hangs on, over as many steps as the court's tree has."""
    seen: set[str] = set()
    above = list(line.parents)
    while above:
        parent = above.pop(0)
        if parent in by_line:
            return by_line[parent]
        if parent not in seen:
            seen.add(parent)
            above.extend(parents.get(parent, ()))
    return None


def _only_order(
    line: Line, orders: Mapping[tuple[str, str, str], Order]
) -> tuple[str, str, str] | None:
    own = [key for key in orders if key[0] == line.defendant]
    return own[0] if len(own) == 1 else None


def _required(line: Line, what: kinds.Requirement) -> Required:
    prompts = line.prompts
    review = prompts.review()
    return Required(
        kind=what.kind,
        label=line.label,
        residential=what.residential,
        period=prompts.period(),
        director=prompts.one("underDirectionOf", "under direction", "medical practitioner"),
        place=prompts.one(
            "treatmentPlace", "treatment place", "care home", "treatment institution"
        ),
        reviews=(review,) if review else (),
    )


def _add_reviews(
    lines: Sequence[Line], orders: dict[tuple[str, str, str], Order], problems: list[Problem]
) -> None:
    ended = {x.defendant for x in lines if kinds.ends_reviews(x.definition, x.label)}
    for line in lines:
        of = kinds.review_of(line.definition, line.label)
        review = line.prompts.review() if of else None
        if of is None or review is None:
            continue
        place = _reviewed(line.defendant, of, orders)
        if place is None:
            words = "A review hearing names no requirement that stands."
            problems.append(_warning(line, "no_requirement", words))
            continue
        key, index = place
        orders[key] = _with_review(orders[key], index, review)
    for key, order in orders.items():
        if key[0] in ended:
            cleared = tuple(replace(r, reviews=()) for r in order.requirements)
            orders[key] = replace(order, requirements=cleared)


def _reviewed(
    defendant: str, of: str, orders: Mapping[tuple[str, str, str], Order]
) -> tuple[tuple[str, str, str], int] | None:
    """The requirement that a review hearing is about: drug rehabilitation where it is named or
    there is one, else the first treatment, else the first requirement.
    """
    own = [
        (key, index, required.kind)
        for key, order in orders.items()
        if key[0] == defendant and of in (kinds.DRUG, key[1])
        for index, required in enumerate(order.requirements)
    ]
    ranked = sorted(own, key=lambda place: _review_rank(place[2]))
    if not ranked or (of == kinds.DRUG and ranked[0][2] != kinds.DRUG):
        return None
    return ranked[0][:2]


def _review_rank(kind: str) -> int:
    if kind == kinds.DRUG:
        return 0
    return 1 if kind in kinds.TREATMENT else 2


def _with_review(order: Order, index: int, review: Review) -> Order:
    required = order.requirements[index]
    same = [r for r in required.reviews if (r.on, r.at) == (review.on, review.at)]
    if same:
        merged = replace(
            same[0],
            court=same[0].court or review.court,
            attend=review.attend if same[0].attend is None else same[0].attend,
        )
        reviews = tuple(merged if r is same[0] else r for r in required.reviews)
    else:
        reviews = (*required.reviews, review)
    changed = list(order.requirements)
    changed[index] = replace(required, reviews=reviews)
    return replace(order, requirements=tuple(changed))
