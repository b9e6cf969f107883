"""What the rules of the repository read: its files, its tests, its templates."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository, by its path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = (Path(name) for name in sorted(set(listed.split("\0"))) if name)
    return tuple(name for name in names if (ROOT / name).is_file())


def read(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def product(suffix: str) -> list[Path]:
    """Files of the product with this ending, without its tests and migrations."""
    return [
        path
        for path in tracked()
        if path.suffix == suffix
        and path.parts[0] in ("throughcare", "scoring", "evidence")
        and not {"tests", "migrations"} & set(path.parts)
    ]


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """The tests of one file as pytest names them after ``::``; empty for a file that is absent."""
    if not (ROOT / path).is_file():
        return frozenset()
    return frozenset(_tests_in(ast.parse(read(path)).body, ""))


def _tests_in(body: list[ast.stmt], prefix: str) -> list[str]:
    found: list[str] = []
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.append(prefix + node.name)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            found += _tests_in(node.body, f"{prefix}{node.name}::")
    return found


def places(pattern: object, paths: list[Path]) -> list[tuple[str, int, str]]:
    """Where a compiled pattern is found: path, line number, the line without its indent."""
    return [
        (str(path), number, line.strip())
        for path in paths
        for number, line in enumerate(read(path).splitlines(), start=1)
        if pattern.search(line)  # type: ignore[attr-defined]
    ]
