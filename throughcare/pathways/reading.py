"""Reads a definition and names everything that is wrong with it: file, line, key, remedy."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.shape.catalogue import event_types
from throughcare.pathways import definition as shape
from throughcare.pathways.definition import Definition
from throughcare.pathways.locator import line_of, locate
from throughcare.pathways.names import COMES_FROM, NAMES, SERVICES
from throughcare.pathways.predicates import PREDICATES
from throughcare.pathways.reading_programme import read_programme
from throughcare.pathways.sourced import SOURCE_STATUSES, UNITS, Source, Within
from throughcare.sharing.policy.vocabulary import ROLE_PURPOSES
from throughcare.sharing.words import REQUIREMENTS

ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(?:\.\d+)?")
MOST_BYTES = 200_000
#: The table of treatment: a pathway may have one.
PROGRAMME = "programme"
Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where, and how it is put right."""

    file: str
    line: int
    key: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.key}] {self.wrong}: {self.remedy}"


@dataclass(frozen=True)
class Read:
    """What a file gave: a definition, or only faults; id and version as far as they were read."""

    file: str
    id: str
    version: str
    definition: Definition | None
    faults: tuple[Fault, ...]


def read(path: Path, *, due_kinds: Collection[str] = ()) -> Read:
    """Read one file. ``due_kinds`` are the lines of work that a standard may name."""
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise ValueError(f"holds {len(data)} bytes")
        text = data.decode("utf-8")
    except (OSError, ValueError) as error:
        fault = Fault(path.name, 1, "file", f"cannot be read ({error})", "give a small UTF-8 file")
        return Read(path.name, path.stem, "", None, (fault,))
    return read_text(text, path.name, due_kinds=due_kinds)


def read_text(text: str, file: str, *, due_kinds: Collection[str] = ()) -> Read:
    """As ``read``, from the words of the file."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines()) or 1
        fault = Fault(file, line, "file", f"is not TOML ({error})", "correct it there")
        return Read(file, file.removesuffix(".toml"), "", None, (fault,))
    reader = Reader(file, text, set(due_kinds))
    made = reader.whole(raw)
    head = raw.get("pathway")
    head = head if isinstance(head, dict) else {}
    return Read(
        file,
        str(head.get("id", file.removesuffix(".toml"))),
        str(head.get("version", "")),
        made if not reader.faults else None,
        tuple(sorted(reader.faults, key=lambda fault: fault.line)),
    )


class Reader:
    """Collects every fault of one file; makes what it can on the way."""

    def __init__(self, file: str, text: str, due_kinds: set[str]) -> None:
        self.file, self.text, self.due_kinds = file, text, due_kinds
        self.lines = locate(text)
        self.faults: list[Fault] = []

    def say(self, where: Where, wrong: str, remedy: str) -> None:
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
        self.faults.append(Fault(self.file, line_of(self.lines, where), key, wrong, remedy))

    # --- the whole ---------------------------------------------------------------------
    def whole(self, raw: Mapping[str, Any]) -> Definition | None:
        tables = {"pathway": dict, "entry": dict}
        optional = (PROGRAMME, "suitability")
        lists = ("criteria", "stage", "follow_up", "sign_off", "end", "indicator")
        for key in raw.keys() - tables.keys() - set(lists) - set(optional):
            choices = ", ".join((*tables, *optional, *lists))
            self.say((key,), "is not known here", f"use one of {choices}")
        for key in tables:
            if not isinstance(raw.get(key), dict):
                self.say((key,), "is missing", f"add the table [{key}]")
        for key in lists:
            if key in raw and not self._tables(raw[key]):
                self.say((key,), "is not a list of tables", f"write [[{key}]]")
        if not isinstance(raw.get(PROGRAMME, {}), dict):
            self.say((PROGRAMME,), "is not a table", f"write [{PROGRAMME}]")
        if not raw.get("stage"):
            self.say(("stage",), "is missing", "add at least one [[stage]]")
        if self.faults:
            return None
        head = self.pathway(raw["pathway"])
        entry = self.entry(raw["entry"])
        stages = self.each(raw, "stage", self.stage)
        criteria = self.each(raw, "criteria", self.criterion)
        follow_ups = self.each(raw, "follow_up", self.follow_up)
        sign_offs = self.each(raw, "sign_off", self.sign_off)
        endings = self.each(raw, "end", self.ending)
        indicators = self.each(raw, "indicator", self.indicator)
        programme = read_programme(self, raw[PROGRAMME]) if PROGRAMME in raw else None
        suitability = self.suitability(raw["suitability"]) if "suitability" in raw else None
        self.names(raw)
        if self.faults:
            return None
        made = Definition(
            **head,
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            entry=entry,
            stages=stages,
            criteria=criteria,
            follow_ups=follow_ups,
            sign_offs=sign_offs,
            endings=endings,
            indicators=indicators,
            programme=programme,
            suitability=suitability,
        )
        self.ways_through(made)
        return made

    def each(
        self, raw: Mapping[str, Any], key: str, make: Callable[[Mapping[str, Any], Where], Any]
    ) -> tuple[Any, ...]:
        return tuple(make(given, (key, number)) for number, given in enumerate(raw.get(key, ())))

    @staticmethod
    def _tables(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(each, dict) for each in value)

    # --- its parts ---------------------------------------------------------------------
    def pathway(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        at: Where = ("pathway",)
        self.known(raw, at, "id version title summary carries capabilities source source_status")
        if not VERSION.fullmatch(str(raw.get("version", ""))):
            self.say((*at, "version"), "is not a version", 'write a date, such as "2026-11-22"')
        carries = self.words(raw, at, "carries")
        capabilities = self.words(raw, at, "capabilities")
        for name in carries:
            if name not in SERVICES:
                self.say(
                    (*at, "carries"), f"names [{name}]", f"use one of {', '.join(sorted(SERVICES))}"
                )
        for name in capabilities:
            if name not in NAMES:
                self.say((*at, "capabilities"), f"names [{name}]", "use C1 to C123")
        return {
            "id": self.id(raw, at),
            "version": str(raw.get("version", "")),
            "title": self.text_of(raw, at, "title"),
            "summary": self.text_of(raw, at, "summary"),
            "carries": tuple(carries),
            "capabilities": tuple(capabilities),
            "source": self.source(raw, at),
        }

    def entry(self, raw: Mapping[str, Any]) -> shape.Entry:
        at: Where = ("entry",)
        self.known(raw, at, "from starts_when only_if again")
        comes_from = self.words(raw, at, "from")
        for name in comes_from:
            if name not in COMES_FROM:
                self.say((*at, "from"), f"names [{name}]", f"use one of {', '.join(COMES_FROM)}")
        starts = self.events(raw, at, "starts_when", optional=True)
        again = raw.get("again", "stay")
        if again not in ("stay", "new"):
            self.say((*at, "again"), f"is [{again}]", "choose stay or new")
        conditions = self.conditions(raw, at, starts)
        return shape.Entry(tuple(comes_from), starts, conditions, str(again))

    def criterion(self, raw: Mapping[str, Any], at: Where) -> shape.Criterion:
        self.known(raw, at, "id question predicate value source source_status")
        return shape.Criterion(
            self.id(raw, at),
            self.text_of(raw, at, "question"),
            self.condition(raw, at),
            self.source(raw, at),
        )

    def stage(self, raw: Mapping[str, Any], at: Where) -> shape.Stage:
        self.known(raw, at, "id title starts_when ends_when only_if may_return records standard")
        starts = self.events(raw, at, "starts_when", optional=True)
        return shape.Stage(
            id=self.id(raw, at),
            title=self.text_of(raw, at, "title"),
            starts_when=starts,
            ends_when=self.events(raw, at, "ends_when", optional=True),
            only_if=self.conditions(raw, at, starts),
            may_return=self.truth(raw, at, "may_return"),
            records=self.records(raw, at),
            standards=self.standards(raw, at),
        )

    def records(self, raw: Mapping[str, Any], at: Where) -> tuple[shape.Record, ...]:
        given = raw.get("records", [])
        where = (*at, "records")
        if not self._tables(given):
            self.say(where, "is not a list", 'write [{ title = "…", event = "…" }]')
            return ()
        for each in given:
            self.known(each, where, "title event")
        return tuple(
            shape.Record(self.text_of(each, where, "title"), self.event(each.get("event"), where))
            for each in given
        )

    def standards(self, raw: Mapping[str, Any], at: Where) -> tuple[shape.Standard, ...]:
        given = raw.get("standard", [])
        if not self._tables(given):
            self.say((*at, "standard"), "is not a list of tables", "write [[stage.standard]]")
            return ()
        return tuple(self.standard(each, (*at, "standard", n)) for n, each in enumerate(given))

    def standard(self, raw: Mapping[str, Any], at: Where) -> shape.Standard:
        self.known(raw, at, "id title until within source source_status due")
        due = raw.get("due", "")
        if due and self.due_kinds and due not in self.due_kinds:
            choices = ", ".join(sorted(self.due_kinds))
            self.say((*at, "due"), f"names [{due}]", f"use one of {choices}, or leave it out")
        source = self.source(raw, at)
        return shape.Standard(
            id=self.id(raw, at),
            title=self.text_of(raw, at, "title"),
            until=self.events(raw, at, "until"),
            within=self.within(raw, at, source),
            source=source,
            due=str(due),
        )

    def follow_up(self, raw: Mapping[str, Any], at: Where) -> shape.FollowUp:
        self.known(raw, at, "id title counted_from within until source source_status")
        source = self.source(raw, at)
        return shape.FollowUp(
            id=self.id(raw, at),
            title=self.text_of(raw, at, "title"),
            counted_from=self.text_of(raw, at, "counted_from"),
            within=self.within(raw, at, source),
            source=source,
            until=self.events(raw, at, "until", optional=True),
        )

    def sign_off(self, raw: Mapping[str, Any], at: Where) -> shape.SignOff:
        self.known(raw, at, "stage title self_approval")
        return shape.SignOff(
            self.text_of(raw, at, "stage"),
            self.text_of(raw, at, "title"),
            self.truth(raw, at, "self_approval"),
        )

    def suitability(self, raw: Any) -> shape.Suitability | None:
        at: Where = ("suitability",)
        if not isinstance(raw, dict):
            self.say(at, "is not a table", "write [suitability]")
            return None
        self.known(raw, at, "requirement sign_off_by may_self_approve")
        requirement = str(raw.get("requirement", ""))
        roles = self.words(raw, at, "sign_off_by")
        if requirement not in REQUIREMENTS:
            choices = ", ".join(REQUIREMENTS)
            self.say((*at, "requirement"), f"is [{requirement}]", f"use one of {choices}")
        for role in roles:
            if role not in ROLE_PURPOSES:
                choices = ", ".join(ROLE_PURPOSES)
                self.say((*at, "sign_off_by"), f"names [{role}]", f"use one of {choices}")
        return shape.Suitability(requirement, tuple(roles), self.truth(raw, at, "may_self_approve"))

    def ending(self, raw: Mapping[str, Any], at: Where) -> shape.Ending:
        self.known(raw, at, "id title when only_if")
        when = self.events(raw, at, "when")
        return shape.Ending(
            self.id(raw, at), self.text_of(raw, at, "title"), when, self.conditions(raw, at, when)
        )

    def indicator(self, raw: Mapping[str, Any], at: Where) -> shape.Counted:
        self.known(raw, at, "id title counts out_of source source_status")
        return shape.Counted(
            self.id(raw, at),
            self.text_of(raw, at, "title"),
            self.events(raw, at, "counts"),
            self.events(raw, at, "out_of"),
            self.source(raw, at),
        )

    # --- values ------------------------------------------------------------------------
    def known(self, raw: Mapping[str, Any], at: Where, names: str) -> None:
        for key in sorted(raw.keys() - set(names.split())):
            choices = ", ".join(names.split())
            self.say((*at, key), "is not known here", f"use one of {choices}")

    def id(self, raw: Mapping[str, Any], at: Where) -> str:
        given = raw.get("id")
        if not isinstance(given, str) or not ID.fullmatch(given):
            self.say((*at, "id"), f"is [{given}]", "use small letters, digits, - and _")
            return ""
        return given

    def text_of(self, raw: Mapping[str, Any], at: Where, key: str) -> str:
        given = raw.get(key)
        if not isinstance(given, str) or not given.strip():
            self.say((*at, key), "is missing or empty", "write words in quotes")
            return ""
        return given

    def truth(self, raw: Mapping[str, Any], at: Where, key: str) -> bool:
        given = raw.get(key, False)
        if not isinstance(given, bool):
            self.say((*at, key), f"is [{given}]", "write true or false")
        return bool(given)

    def words(self, raw: Mapping[str, Any], at: Where, key: str) -> list[str]:
        given = raw.get(key)
        if not isinstance(given, list) or not given or not all(isinstance(g, str) for g in given):
            self.say((*at, key), "is not a list of words", f'write {key} = ["…"]')
            return []
        return given

    def source(self, raw: Mapping[str, Any], at: Where) -> Source:
        status = raw.get("source_status")
        if status not in SOURCE_STATUSES:
            self.say(
                (*at, "source_status"),
                f"is [{status}]",
                "write V (verified), P (partly) or G (general knowledge)",
            )
        return Source(self.text_of(raw, at, "source"), str(status))

    def event(self, given: Any, where: Where) -> str:
        if not isinstance(given, str) or given not in event_types():
            self.say(where, f"names the event [{given}]", "use one of evidence/shape/events.toml")
            return ""
        return given

    def events(
        self, raw: Mapping[str, Any], at: Where, key: str, *, optional: bool = False
    ) -> tuple[str, ...]:
        if optional and key not in raw:
            return ()
        where = (*at, key)
        given = self.words(raw, at, key)
        for each in given:
            if each.startswith("pathway."):
                self.say(where, f"names [{each}]", "name what happened, not a move of a pathway")
        return tuple(self.event(each, where) for each in given)

    def within(self, raw: Mapping[str, Any], at: Where, source: Source) -> Within:
        where, given = (*at, "within"), raw.get("within")
        remedy = 'write { value = 60, unit = "minutes" } or { setting = "…", unit = "minutes" }'
        if not isinstance(given, dict) or given.get("unit") not in UNITS:
            self.say(where, "is not a length of time", f"{remedy}; units: {', '.join(UNITS)}")
            return Within("minutes", 0)
        unit, rest = str(given["unit"]), {k: v for k, v in given.items() if k != "unit"}
        setting, value = rest.get("setting"), rest.get("value")
        if set(rest) == {"setting"} and isinstance(setting, str) and ID.fullmatch(setting):
            return Within(unit, None, setting)
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 100_000
        if set(rest) != {"value"} or not whole:
            self.say(where, "has no single figure or setting", remedy)
            return Within(unit, 0)
        if source.status == "G":
            self.say(where, "is a figure without a verified source", "make it a setting")
        return Within(unit, value)

    def condition(self, raw: Mapping[str, Any], at: Where) -> shape.Condition:
        name, value = raw.get("predicate"), raw.get("value")
        predicate = PREDICATES.get(str(name))
        if predicate is None:
            self.say(
                (*at, "predicate"), f"is [{name}]", f"use one of {', '.join(sorted(PREDICATES))}"
            )
        elif problem := predicate.value(value):
            self.say((*at, "value"), f"is [{value}]", problem)
        elif predicate.event:
            self.event(value, (*at, "value"))
        elif name == "referred_from" and (wrong := set(map(str, value or ())) - set(COMES_FROM)):
            where = f"names [{', '.join(sorted(wrong))}]"
            self.say((*at, "value"), where, f"use one of {', '.join(COMES_FROM)}")
        return shape.Condition(str(name), value)

    def conditions(
        self, raw: Mapping[str, Any], at: Where, events: tuple[str, ...]
    ) -> tuple[shape.Condition, ...]:
        """``only_if``: what must hold at the event; words of its payload must be in each event."""
        where, given = (*at, "only_if"), raw.get("only_if", [])
        if not self._tables(given):
            self.say(where, "is not a list", 'write [{ predicate = "…", value = … }]')
            return ()
        found = []
        for each in given:
            self.known(each, where, "predicate value")
            made = self.condition(each, where)
            if made.predicate == "asked":
                self.say(where, "asks somebody", "an event cannot be asked: make it a criterion")
            if made.predicate == "event_says" and isinstance(made.value, dict):
                self.says(made.value.get("name"), events, where)
            found.append(made)
        return tuple(found)

    def says(self, name: Any, events: tuple[str, ...], where: Where) -> None:
        for event in filter(None, events):
            names = {each.rstrip("?") for each in event_types()[event].payload}
            if name not in names:
                choices = ", ".join(sorted(names)) or "none: it says nothing more"
                self.say(where, f"[{event}] does not say [{name}]", f"use one of {choices}")

    # --- what only the whole can show ----------------------------------------------------
    def names(self, raw: Mapping[str, Any]) -> None:
        """Ids are used once; stages that are named exist; settings have one meaning."""
        for key in ("criteria", "stage", "follow_up", "end", "indicator"):
            self.once([(each.get("id"), (key, n, "id")) for n, each in enumerate(raw.get(key, ()))])
        clocks: list[tuple[Any, Where]] = [
            (each.get("id"), ("stage", n, "standard", m, "id"))
            for n, stage in enumerate(raw["stage"])
            if self._tables(stage.get("standard"))
            for m, each in enumerate(stage["standard"])
        ]
        follow_ups: list[tuple[Any, Where]] = [
            (each.get("id"), ("follow_up", n, "id"))
            for n, each in enumerate(raw.get("follow_up", ()))
        ]
        self.once(clocks + follow_ups)
        stages = [each.get("id") for each in raw["stage"]]
        for key, part in (("follow_up", "counted_from"), ("sign_off", "stage")):
            for number, each in enumerate(raw.get(key, ())):
                if each.get(part) not in stages:
                    choices = ", ".join(map(str, stages))
                    self.say(
                        (key, number, part), f"names [{each.get(part)}]", f"use one of {choices}"
                    )

    def once(self, ids: list[tuple[Any, Where]]) -> None:
        seen: set[Any] = set()
        for given, where in ids:
            id = str(given)
            if id in seen:
                self.say(where, f"[{id}] is used twice", "give each its own")
            seen.add(id)

    def ways_through(self, made: Definition) -> None:
        """Every stage but the first can be reached by an event or is meant to be by hand."""
        first = made.stages[0]
        if first.starts_when:
            self.say(("stage", 0, "starts_when"), "is on the first stage", "say it under [entry]")
        for number, stage in enumerate(made.stages):
            where: Where = ("stage", number)
            if stage.only_if and not stage.starts_when:
                self.say((*where, "only_if"), "has no event to look at", "add starts_when")
            last = number == len(made.stages) - 1
            if last and not stage.ends_when and not made.endings:
                self.say(where, "never ends", "add ends_when, or an [[end]]")
        for number, each in enumerate(made.sign_offs):
            if each.stage == first.id:
                where = ("sign_off", number, "stage")
                self.say(where, "is before the first stage", "name a later stage")
