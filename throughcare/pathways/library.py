"""Every definition that is shipped: read once, with its faults; found by id, version and event."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from throughcare.core import registry
from throughcare.pathways.definition import Definition
from throughcare.pathways.reading import Fault, Read, read

FOLDER = Path(__file__).with_name("definitions")


@dataclass(frozen=True)
class Library:
    """What the folder of definitions gave. One with a fault is listed and never used."""

    read: tuple[Read, ...]

    @property
    def definitions(self) -> list[Definition]:
        return [each.definition for each in self.read if each.definition is not None]

    def version(self, id: str, version: str) -> Definition | None:
        """One version of one pathway; None when it is not shipped any more."""
        return next((d for d in self.definitions if (d.id, d.version) == (id, version)), None)

    def newest(self) -> Mapping[str, Definition]:
        """The version of each pathway that a new episode uses."""
        found: dict[str, Definition] = {}
        for each in sorted(self.definitions, key=lambda d: d.version):
            found[each.id] = each
        return found

    def starting_on(self, event_type: str) -> list[Definition]:
        """The pathways that an event of this type may begin."""
        return [d for d in self.newest().values() if event_type in d.entry.starts_when]

    def event_types(self) -> frozenset[str]:
        """Every event that some version of some pathway waits for."""
        return frozenset(t for each in self.definitions for t in each.event_types())

    def followed_up_by(self) -> frozenset[str]:
        """Every event by which some version keeps an appointment after its end."""
        return frozenset(
            t for each in self.definitions for later in each.follow_ups for t in later.until
        )


@cache
def library() -> Library:
    """The definitions of the product, as the engine uses them."""
    return open_library(FOLDER)


@cache
def checked() -> Library:
    """The same, checked against the lines of work too: those are known once all apps are up."""
    return open_library(FOLDER, due_kinds=frozenset(registry.offered("due")))


def open_library(folder: Path, *, due_kinds: Collection[str] = ()) -> Library:
    """Read every file of a folder. A version that is there twice is a fault of the second."""
    found: list[Read] = []
    for path in sorted(folder.glob("*.toml")):
        each = read(path, due_kinds=due_kinds)
        twin = next((f for f in found if (f.id, f.version) == (each.id, each.version)), None)
        found.append(_as_second(each, twin) if twin and each.definition else each)
    return Library(tuple(found))


def _as_second(each: Read, twin: Read) -> Read:
    fault = Fault(
        each.file,
        1,
        "pathway.version",
        f"[{each.version}] of [{each.id}] stands in {twin.file} too",
        "raise the version",
    )
    return Read(each.file, each.id, each.version, None, (*each.faults, fault))


def use(definitions: Sequence[Definition]) -> Library:
    """A library of these alone (tests and rehearsals of a definition that is being written)."""
    return Library(tuple(Read(f"{d.id}.toml", d.id, d.version, d, ()) for d in definitions))
