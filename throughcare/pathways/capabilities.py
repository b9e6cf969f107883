"""Which capabilities the product has: each only with an address and a test that is run.

The map is declared in ``capabilities.toml`` and checked here. An entry whose address or test does
not exist does not count, and is said.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from throughcare.pathways.locator import line_of, locate
from throughcare.pathways.names import NAMES
from throughcare.pathways.reading import Fault

MAP = Path(__file__).with_name("capabilities.toml")
ROOT = Path(__file__).resolve().parents[2]
KINDS = ("screen", "command", "page")
#: A test with one of these marks is not run by the check of every change (``.ci/run``).
NOT_RUN = ("slow", "skip", "skipif", "xfail")


@dataclass(frozen=True)
class Entry:
    """Where a capability is found, and the test that shows it."""

    kind: str
    at: str
    test: str


@dataclass(frozen=True)
class Capabilities:
    """What counts, what does not exist yet, and what is wrong with the map."""

    entries: Mapping[str, tuple[Entry, ...]]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]


def capabilities(
    *, pages: Collection[str], commands: Collection[str], text: str = "", root: Path = ROOT
) -> Capabilities:
    """The map against the addresses and commands of the product, and the tests of a checkout."""
    text = text or MAP.read_text(encoding="utf-8")
    raw, lines = tomllib.loads(text), locate(text)
    faults: list[Fault] = []
    found: dict[str, list[Entry]] = {}
    for number, given in enumerate(raw.get("capability", ())):
        line = line_of(lines, ("capability", number))
        wrong = _wrong(given, pages, commands, root)
        if wrong:
            faults.append(Fault(MAP.name, line, f"capability.{number + 1}.{wrong[0]}", *wrong[1:]))
            continue
        found.setdefault(given["id"], []).append(Entry(given["kind"], given["at"], given["test"]))
    ordered = {id: tuple(found[id]) for id in NAMES if id in found}
    return Capabilities(ordered, tuple(id for id in NAMES if id not in found), tuple(faults))


def _wrong(
    given: Mapping[str, object], pages: Collection[str], commands: Collection[str], root: Path
) -> tuple[str, str, str] | None:
    """The first thing that is wrong with an entry: key, what, remedy."""
    if set(given) != {"id", "kind", "at", "test"} or not all(
        isinstance(each, str) for each in given.values()
    ):
        return ("id", "does not say id, kind, at and test", "write these four words")
    id, kind, at, test = (str(given[key]) for key in ("id", "kind", "at", "test"))
    unrun = why_not_run(test, root)
    is_there = at.split(" ")[0] in commands if kind == "command" else at in pages
    rules = (
        (id in NAMES, "id", f"names [{id}]", "use C1 to C123"),
        (kind in KINDS, "kind", f"is [{kind}]", f"use one of {', '.join(KINDS)}"),
        (is_there, "at", f"names the {kind} [{at}]", "use an address or a command that exists"),
        (not unrun, "test", f"[{test}] {unrun}", "name a test that the check of changes runs"),
    )
    return next(((key, wrong, remedy) for fits, key, wrong, remedy in rules if not fits), None)


def why_not_run(test: str, root: Path = ROOT) -> str:
    """Why a test is not collected by the check of every change; "" when it is."""
    path, _colons, name = test.partition("::")
    file = root / path
    if not any(path.startswith(f"{folder}/") for folder in test_folders(root)):
        return "stands in no folder of tests"
    if not file.name.startswith("test_") or not file.is_file():
        return "is in no file of tests"
    functions, marks = _tests_of(file)
    if name not in functions:
        return "does not exist"
    unrun = [mark for mark in (*marks, *functions[name]) if mark in NOT_RUN]
    return f"is marked {unrun[0]}" if unrun else ""


@cache
def test_folders(root: Path) -> tuple[str, ...]:
    """The folders that pytest collects from: those of pyproject.toml; none outside a checkout."""
    file = root / "pyproject.toml"
    if not file.is_file():
        return ()
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(raw["tool"]["pytest"]["ini_options"]["testpaths"])


@cache
def _tests_of(file: Path) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """The tests of a file with their marks, and the marks of the whole file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions: dict[str, tuple[str, ...]] = {}
    marks: tuple[str, ...] = _ends_itself(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            functions[node.name] = _marks_of(node)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
                    shared = tuple(m for above in node.decorator_list for m in _marks(above))
                    functions[f"{node.name}::{each.name}"] = (*shared, *_marks_of(each))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and "pytestmark" in _assigned(node):
            marks = (*marks, *_marks(node))
    return functions, marks


def _assigned(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _marks_of(test: ast.FunctionDef) -> tuple[str, ...]:
    """The marks of a test, and whether it ends before it shows anything."""
    given = (mark for each in test.decorator_list for mark in _marks(each))
    return (*given, *_ends_itself(test))


def _ends_itself(node: ast.Module | ast.FunctionDef) -> tuple[str, ...]:
    """``pytest.skip(…)`` or ``pytest.xfail(…)`` as a statement that nothing stands before."""
    called = (
        each.value.func
        for each in node.body
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
    )
    names = (getattr(each, "attr", getattr(each, "id", "")) for each in called)
    return tuple(name for name in names if name in ("skip", "xfail"))


#: What the standard library calls its marks, in pytest's words.
_UNITTEST = {
    "skip": "skip",
    "skipIf": "skipif",
    "skipUnless": "skipif",
    "expectedFailure": "xfail",
}


def _marks(node: ast.AST) -> list[str]:
    """The names after ``pytest.mark.`` or ``mark.`` in an expression, and the library's own."""
    found = []
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute):
            owner = getattr(each.value, "attr", getattr(each.value, "id", ""))
            if owner == "mark":
                found.append(each.attr)
            elif owner == "unittest" and each.attr in _UNITTEST:
                found.append(_UNITTEST[each.attr])
        elif isinstance(each, ast.Name) and each.id in _UNITTEST:
            found.append(_UNITTEST[each.id])
    return found
