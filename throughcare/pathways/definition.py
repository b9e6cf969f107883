"""What a pathway says: who may enter, its stages, what each must record, by when, how it ends.

Data only. ``reading.read`` makes these from a file and names everything that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from throughcare.pathways.programme import Programme
from throughcare.pathways.sourced import Source, Within


@dataclass(frozen=True)
class Condition:
    """One predicate of the closed list with its value (``predicates``)."""

    predicate: str
    value: Any


@dataclass(frozen=True)
class Criterion:
    """A question of suitability: shown as met, not met or not known, with its reason."""

    id: str
    question: str
    condition: Condition
    source: Source

    @property
    def setting(self) -> str:
        """The site's setting that turns a criterion of general knowledge on; else ""."""
        return f"criterion_{self.id}" if self.source.status == "G" else ""


@dataclass(frozen=True)
class Standard:
    """By when something of a stage is to happen. ``due`` names a line of work that shows it."""

    id: str
    title: str
    until: tuple[str, ...]
    within: Within
    source: Source
    due: str = ""


@dataclass(frozen=True)
class Record:
    """Something that a stage must record, and the event that says that it was."""

    title: str
    event: str


@dataclass(frozen=True)
class Stage:
    """One step of the way. It begins by one of its events, or by hand with a reason."""

    id: str
    title: str
    starts_when: tuple[str, ...] = ()
    ends_when: tuple[str, ...] = ()
    only_if: tuple[Condition, ...] = ()
    may_return: bool = False
    records: tuple[Record, ...] = ()
    standards: tuple[Standard, ...] = ()


@dataclass(frozen=True)
class FollowUp:
    """Something to do some time after a stage began; it outlives an episode that went well."""

    id: str
    title: str
    counted_from: str
    within: Within
    source: Source
    until: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignOff:
    """A stage that begins only when somebody with the right to sign has said so."""

    stage: str
    title: str
    self_approval: bool = False


@dataclass(frozen=True)
class Suitability:
    """What is settled before a court orders treatment, and who signs it.

    requirement    the willingness to comply that it needs (``sharing.words.REQUIREMENTS``);
    sign_off_by    roles that may sign; self_approval is the site's setting where it is offered.
    """

    requirement: str
    sign_off_by: tuple[str, ...]
    may_self_approve: bool = False


#: The site's setting that lets somebody sign what they put forward; off without a value.
SELF_APPROVAL = "suitability_self_approval"


@dataclass(frozen=True)
class Ending:
    """How the whole ends by an event."""

    id: str
    title: str
    when: tuple[str, ...]
    only_if: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Counted:
    """An indicator in the words of events: how many of ``out_of`` have ``counts``."""

    id: str
    title: str
    counts: tuple[str, ...]
    out_of: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Entry:
    """Where people come from, and the events that begin an episode by themselves.

    ``again``  what a second beginning does while an episode is open: ``stay`` or ``new``.
    """

    comes_from: tuple[str, ...]
    starts_when: tuple[str, ...] = ()
    only_if: tuple[Condition, ...] = ()
    again: str = "stay"


@dataclass(frozen=True)
class Definition:
    """One version of one pathway."""

    id: str
    version: str
    title: str
    summary: str
    sha256: str
    carries: tuple[str, ...]
    capabilities: tuple[str, ...]
    source: Source
    entry: Entry
    stages: tuple[Stage, ...]
    criteria: tuple[Criterion, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    endings: tuple[Ending, ...] = ()
    indicators: tuple[Counted, ...] = ()
    programme: Programme | None = None
    suitability: Suitability | None = None
    _by_id: dict[str, Stage] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_id.update({stage.id: stage for stage in self.stages})

    @property
    def key(self) -> str:
        """How an event and a signature name this version."""
        return f"{self.id}/{self.version}"

    def stage(self, id: str) -> Stage:
        """The stage with this id; KeyError when there is none."""
        return self._by_id[id]

    def place_of(self, stage_id: str) -> int:
        """The place of a stage in the order of the way, from 0."""
        return self.stages.index(self._by_id[stage_id])

    def sign_off_before(self, stage_id: str) -> SignOff | None:
        return next((each for each in self.sign_offs if each.stage == stage_id), None)

    def active_criteria(self, settings: Mapping[str, int]) -> list[Criterion]:
        """Those in force here: one of general knowledge only where the site turned it on."""
        return [each for each in self.criteria if not each.setting or settings.get(each.setting)]

    def event_types(self) -> frozenset[str]:
        """Every type of event that moves, ends or stops something of this pathway."""
        return frozenset(self._triggers())

    def _triggers(self) -> Iterator[str]:
        yield from self.entry.starts_when
        for stage in self.stages:
            yield from (*stage.starts_when, *stage.ends_when)
            for standard in stage.standards:
                yield from standard.until
        for follow_up in self.follow_ups:
            yield from follow_up.until
        for ending in self.endings:
            yield from ending.when

    def settings(self) -> list[tuple[str, str, str, Source]]:
        """What a site may set: (name, words, unit, source); unit "" is on or off."""
        timed = [
            *((s.title, s.within, s.source) for stage in self.stages for s in stage.standards),
            *((f.title, f.within, f.source) for f in self.follow_ups),
        ]
        found = [(w.setting, title, w.unit, src) for title, w, src in timed if w.setting]
        if self.programme is not None:
            found += self.programme.settings()
        found += [(c.setting, c.question, "", c.source) for c in self.criteria if c.setting]
        if self.suitability and self.suitability.may_self_approve:
            words = "May somebody sign the suitability that they put forward themselves?"
            found.append((SELF_APPROVAL, words, "", Source("Local decision", "G")))
        return found
