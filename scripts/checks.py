"""The documents and the tree are in order. Prints each problem with its place; exits 1 on any.

Standard library only: links of every Markdown file, words that do not belong in the repository,
decisions with a status, folders that a newcomer is told of, lock files without addresses, an
Unreleased part of the changes, and migrations that fit the models (no database is asked).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
OUTSIDE = re.compile(r"^(?:[a-z]+:|//)", re.IGNORECASE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
#: Places of one machine. Written apart, so that this file does not find itself.
MACHINE = re.compile(r"/(?:ho" r"me|Us" r"ers)/[a-z]|/wo" r"rk/(?:main|shared)|[A-Z]:\\Us" r"ers")
#: Hosts that packages are fetched from, and words that say how the work was done.
HOSTS = re.compile(r"\b(?:files\.python" r"hosted|registry\.np" r"mjs)\.org|\bnpm" r"mirror\b")
DENIED = re.compile(
    r"\b(?:off" r"enders?|AI ass" r"istant|language mod" r"el|as an A" r"I)\b", re.I
)
ADDRESS = re.compile(r"https?://")
#: Where a denied word is the subject: the list of words that we do not use, and tests of pages
#: that must not say them.
MAY_SAY_DENIED = (
    "GLOSSARY.md",
    "throughcare/screening/tests/test_screening_pages.py",
    # The title under which a predictor was published.
    "scoring/predictors/named.toml",
    "scoring/predictors/ogrs3.py",
)
LOCKS = ("package-lock.json", "requirements.lock")
TEXT = {".md", ".py", ".toml", ".txt", ".jinja", ".sql", ".js", ".css", ".csv", ".yaml", ".json"}
#: Files that outsiders wrote and that we keep as they came.
THEIRS = ("throughcare/design/licences/",)

Problem = tuple[str, int, str]


def tracked() -> list[Path]:
    """Files that are, or are about to be, in the repository, by their path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = {Path(name) for name in listed.split("\0") if name}
    return sorted(name for name in names if (ROOT / name).is_file())


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def anchors(path: Path) -> set[str]:
    """What a link may name after # in a Markdown file."""
    words = (re.sub(r"[`*_]", "", heading) for heading in HEADING.findall(read(path)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in words}


def links(files: list[Path]) -> Iterator[Problem]:
    """Links of Markdown files that lead nowhere in the repository."""
    for path in files:
        if path.suffix != ".md":
            continue
        text = CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), read(path))
        for found in LINK.finditer(text):
            target, _, anchor = found[1].partition("#")
            if OUTSIDE.match(found[1]):
                continue
            leads = (ROOT / path.parent / target).resolve() if target else ROOT / path
            if not leads.exists():
                yield str(path), line_of(text, found.start()), f"[{found[1]}] leads nowhere"
            elif anchor and leads.suffix == ".md" and anchor not in anchors(leads):
                yield str(path), line_of(text, found.start()), f"[#{anchor}] is no heading there"


def words(files: list[Path]) -> Iterator[Problem]:
    """Paths of a machine, hosts of registries, words that we do not use."""
    for path in files:
        name = str(path)
        if path.suffix not in TEXT or name.startswith(THEIRS):
            continue
        for number, line in enumerate(read(path).splitlines(), start=1):
            if found := MACHINE.search(line):
                yield name, number, f"[{found[0]}] is a path of one machine"
            if found := HOSTS.search(line):
                yield name, number, f"[{found[0]}] is an address of a registry"
            if name not in MAY_SAY_DENIED and (found := DENIED.search(line)):
                yield name, number, f"[{found[0]}] is a word that we do not use (GLOSSARY.md)"


def decisions(files: list[Path]) -> Iterator[Problem]:
    """Decisions without a status, or with a number that is taken."""
    numbers: dict[str, Path] = {}
    for path in files:
        if path.parent != Path("docs/adr"):
            continue
        if not re.search(r"^Status: \w+", read(path), re.MULTILINE):
            yield str(path), 1, "has no line [Status: ...]"
        number = path.name[:4]
        if number in numbers:
            yield str(path), 1, f"has the number of {numbers[number].name}"
        numbers[number] = path


def folders(files: list[Path]) -> Iterator[Problem]:
    """Folders of the product that the page of the layout does not name."""
    told = read(Path("docs/explanation/layout.md")) + read(Path("CONTRIBUTING.md"))
    parts = {path.parts[1] for path in files if path.parts[0] == "throughcare" and path.parts[2:]}
    for name in sorted(parts):
        if f"`{name}`" not in told and f"`{name}/`" not in told:
            yield "docs/explanation/layout.md", 1, f"does not name throughcare/{name}/"


def locks(_files: list[Path]) -> Iterator[Problem]:
    """Lock files that say where packages come from."""
    for name in LOCKS:
        for number, line in enumerate(read(Path(name)).splitlines(), start=1):
            if ADDRESS.search(line) and '"funding"' not in line:
                yield name, number, "names an address; a lock file pins by hash alone"


def changes(_files: list[Path]) -> Iterator[Problem]:
    if not re.search(r"^## Unreleased\b", read(Path("CHANGELOG.md")), re.MULTILINE):
        yield "CHANGELOG.md", 1, "has no part [## Unreleased]"


MIGRATIONS = """
import warnings, django
from django.core.management import call_command
warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
django.setup()
call_command("makemigrations", check=True, dry_run=True, verbosity=1)
"""


def migrations(_files: list[Path]) -> Iterator[Problem]:
    """Models that no migration makes. The database is named and never asked."""
    done = subprocess.run(
        [sys.executable, "-c", MIGRATIONS],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "throughcare.config.settings.test",
            "DATABASE_URL": "postgresql://web@127.0.0.1:1/throughcare",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout.strip() or done.stderr.strip()).splitlines()
        yield "throughcare", 1, "migrations do not fit the models: " + " ".join(said[-6:])


CHECKS = (links, words, decisions, folders, locks, changes, migrations)


def main() -> int:
    files = tracked()
    found = [problem for check in CHECKS for problem in check(files)]
    for name, number, what in found:
        print(f"{name}:{number}: {what}")
    print(f"{len(files)} files, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
