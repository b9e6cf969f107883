"""A definition with a fault is never used, and every fault is named: file, line, key, remedy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.shape.catalogue import event_types
from throughcare.pathways.library import FOLDER, checked, library, open_library
from throughcare.pathways.reading import read, read_text

GOOD = """\
[pathway]
id = "tried"
version = "2026-11-22"
title = "Tried"
summary = "A pathway of the tests."
carries = ["norfolk"]
capabilities = ["C1"]
source = "Invented"
source_status = "P"

[entry]
from = ["self"]
starts_when = ["custody.entry_linked"]
only_if = [{ predicate = "place_kind", value = "custody" }]

[[criteria]]
id = "adult"
question = "Is the person 18 or older?"
predicate = "age_from"
value = 18
source = "Invented"
source_status = "V"

[[stage]]
id = "first"
title = "First"
ends_when = ["screen.completed"]

[[stage.standard]]
id = "soon"
title = "Soon"
until = ["screen.completed"]
within = { value = 60, unit = "minutes" }
source = "Invented"
source_status = "V"
due = "screen"

[[stage]]
id = "second"
title = "Second"
starts_when = ["screen.completed"]
only_if = [{ predicate = "event_says", value = { name = "decision", one_of = ["refer"] } }]
ends_when = ["custody.left"]
records = [{ title = "Told", event = "custody_advice.given" }]

[[follow_up]]
id = "later"
title = "Later"
counted_from = "second"
within = { setting = "later", unit = "days" }
source = "Invented"
source_status = "G"

[[sign_off]]
stage = "second"
title = "The lead agrees"

[[end]]
id = "left"
title = "Left"
when = ["custody.left"]

[[indicator]]
id = "share"
title = "Share"
counts = ["screen.completed"]
out_of = ["custody.entry_linked"]
source = "Invented"
source_status = "P"
"""

#: what is replaced | by what | key | part of what is wrong | part of the remedy
FAULTS = """
id = "tried" | id = "Tried!" | pathway.id | Tried! | small letters
version = "2026-11-22" | version = "1" | pathway.version | not a version | a date
title = "Tried" | title = "" | pathway.title | empty | in quotes
summary = "A pathway of the tests." | summry = "x" | pathway.summry | not known | summary
carries = ["norfolk"] | carries = ["narnia"] | pathway.carries | narnia | norfolk
carries = ["norfolk"] | carries = "norfolk" | pathway.carries | not a list | carries = [
capabilities = ["C1"] | capabilities = ["C124"] | pathway.capabilities | C124 | C1 to C123
source_status = "P" | source_status = "X" | pathway.source_status | X | V (verified)
from = ["self"] | from = ["mars"] | entry.from | mars | custody_list
starts_when = ["custody.entry_linked"] | starts_when = ["custody.nothing"] | entry.starts_when | custody.nothing | events.toml
starts_when = ["custody.entry_linked"] | starts_when = ["pathway.ended"] | entry.starts_when | pathway.ended | what happened
{ predicate = "place_kind", value = "custody" } | { predicate = "place_kind", value = "moon" } | entry.only_if.value | moon | custody, court
{ predicate = "place_kind", value = "custody" } | { predicate = "asked", value = "yes" } | entry.only_if | asks somebody | a criterion
predicate = "age_from" | predicate = "wise" | criteria.1.predicate | wise | age_from
value = 18 | value = "18" | criteria.1.value | 18 | whole years
id = "first" | id = "second" | stage.2.id | used twice | its own
ends_when = ["screen.completed"] | ends_when = [] | stage.1.ends_when | not a list | ends_when = [
until = ["screen.completed"] | until = ["screen.done"] | stage.1.standard.1.until | screen.done | events.toml
within = { value = 60, unit = "minutes" } | within = { value = 60 } | stage.1.standard.1.within | not a length | units: minutes
within = { value = 60, unit = "minutes" } | within = { value = 60, setting = "x", unit = "minutes" } | stage.1.standard.1.within | no single | { setting
within = { value = 60, unit = "minutes" } | within = { value = -1, unit = "minutes" } | stage.1.standard.1.within | no single | { value
due = "screen" | due = "sceen" | stage.1.standard.1.due | sceen | screen
{ name = "decision", one_of = ["refer"] } | { name = "colour", one_of = ["red"] } | stage.2.only_if | does not say [colour] | decision
event = "custody_advice.given" | event = "custody_advice.take" | stage.2.records | custody_advice.take | events.toml
counted_from = "second" | counted_from = "third" | follow_up.1.counted_from | third | first, second
stage = "second" | stage = "third" | sign_off.1.stage | third | first, second
stage = "second" | stage = "first" | sign_off.1.stage | before the first | a later stage
title = "The lead agrees" | self_approval = "no" | sign_off.1.self_approval | no | true or false
[[indicator]] | [[indicators]] | indicators | not known | indicator
"""  # noqa: E501 - a table


def rows() -> list[tuple[str, ...]]:
    return [
        tuple(part.strip() for part in line.split(" | ")) for line in FAULTS.strip().splitlines()
    ]


def spoiled(old: str, new: str) -> str:
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)


def test_the_example_is_without_fault() -> None:
    found = read_text(GOOD, "tried.toml", due_kinds={"screen"})
    assert [str(fault) for fault in found.faults] == []
    assert found.definition is not None
    assert found.definition.event_types() == {
        "custody.entry_linked",
        "screen.completed",
        "custody.left",
    }


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[2]}: {row[3]}")
def test_each_fault_is_named_with_its_place_and_remedy(row: tuple[str, ...]) -> None:
    old, new, key, wrong, remedy = row
    text = spoiled(old, new)
    found = read_text(text, "tried.toml", due_kinds={"screen"})
    assert found.definition is None
    named = [f for f in found.faults if f.key == key and wrong in f.wrong]
    assert named, [str(fault) for fault in found.faults]
    assert remedy in named[0].remedy
    assert str(named[0]).startswith(f"tried.toml:{named[0].line}: [{key}] ")
    at = text.splitlines()[named[0].line - 1]
    last = re.sub(r"\.\d+$", "", key).rpartition(".")[2]
    above = key.split(".")[0]
    assert last in at or new.split(" =")[0] in at or above in at, at


def test_a_figure_without_a_verified_source_is_refused() -> None:
    text = GOOD.replace(
        'within = { value = 60, unit = "minutes" }\nsource = "Invented"\nsource_status = "V"',
        'within = { value = 60, unit = "minutes" }\nsource = "Heard"\nsource_status = "G"',
    )
    (fault,) = read_text(text, "tried.toml").faults
    assert (fault.key, fault.remedy) == ("stage.1.standard.1.within", "make it a setting")


def test_all_faults_are_named_at_once() -> None:
    text = GOOD.replace('title = "First"', "title = 1").replace('\nwhen = ["custody.left"]', "")
    keys = {fault.key for fault in read_text(text, "tried.toml").faults}
    assert {"stage.1.title", "end.1.when"} <= keys


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a = ", "is not TOML"),
        ("", "is missing"),
        ("pathway = 1\nentry = 2\nstage = 3", "is missing"),
        ("stage = [1]\n[pathway]\n[entry]", "is not a list of tables"),
        ("[pathway]\n[entry]\n[[stage]]\nstandard = 1", "is not a list of tables"),
        ("[pathway]\n[entry]\n[[stage]]\nrecords = 1\nonly_if = 3", "is not a list"),
    ],
)
def test_what_is_no_definition_at_all_is_a_fault(text: str, wrong: str) -> None:
    found = read_text(text, "tried.toml")
    assert found.definition is None
    assert any(wrong in fault.wrong for fault in found.faults)


JUNK = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.text("ab-_.", max_size=6)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(toml(each) for each in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 60), JUNK)
def test_a_value_of_any_kind_anywhere_gives_faults_and_never_an_error(line: int, junk: Any) -> None:
    lines = GOOD.splitlines()
    keyed = [n for n, text in enumerate(lines) if " = " in text]
    at = keyed[line % len(keyed)]
    lines[at] = f"{lines[at].partition(' = ')[0]} = {toml(junk)}"
    found = read_text("\n".join(lines), "tried.toml")
    assert (found.definition is None) == bool(found.faults)


def test_a_file_that_is_too_large_or_not_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.toml").write_text("#" * 300_000)
    for name in ("a.toml", "b.toml"):
        (fault,) = read(tmp_path / name).faults
        assert fault.file == name
        assert "cannot be read" in fault.wrong


def test_one_version_in_two_files_is_a_fault_of_the_second(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD)
    found = open_library(tmp_path)
    assert [each.definition is None for each in found.read] == [False, True]
    assert "stands in a.toml too" in str(found.read[1].faults[0])


def test_the_newest_version_is_used_and_the_old_one_stays(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(GOOD.replace("2026-11-22", "2027-01-05"))
    found = open_library(tmp_path)
    assert found.newest()["tried"].version == "2027-01-05"
    assert found.version("tried", "2026-11-22") is not None


def test_what_is_shipped_has_no_fault_and_waits_for_events_that_exist() -> None:
    assert [str(fault) for each in checked().read for fault in each.faults] == []
    assert len(library().definitions) == len(list(FOLDER.glob("*.toml")))
    assert library().event_types() <= set(event_types())
