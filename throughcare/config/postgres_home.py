"""The data folder (`THROUGHCARE_HOME`), who owns what in it, and the secrets file.

Layout, below `home()`:

    secrets.json     passwords and keys that we made ourselves, mode 0600
    run.lock         held by the one process that owns the running server
    server.json      where that server can be reached, written at each start
    server/          readable by the server's user alone: data, log
    binaries/        as root only: a copy of server binaries that lie out of reach

As root the server runs as an unprivileged user, who may be unable to enter a home that lies
below a private folder such as /root. `service_folder()` then answers a folder below
/var/lib/throughcare/elsewhere, named after the home; no folder that we did not make has its
mode changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets as random
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT_HOME = Path("/var/lib/throughcare")
LOGINS = ("migrate", "web", "worker", "backup", "report", "test")

ENVIRONMENT_NAMES = {
    "django_secret_key": "THROUGHCARE_SECRET_KEY",
    "context_key": "THROUGHCARE_CONTEXT_KEY",
    "draft_key": "THROUGHCARE_DRAFT_KEY",
}


class LauncherError(Exception):
    """What stands in the way, in words for the person at the keyboard."""


@dataclass(frozen=True)
class Account:
    """The operating system's user that the server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def spawn_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to start a process as this user."""
        if self.is_me:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def environment() -> str:
    """development, demonstration, test or production."""
    return os.environ.get("THROUGHCARE_ENVIRONMENT", "development")


def home() -> Path:
    """The data folder, which may not exist yet."""
    if given := os.environ.get("THROUGHCARE_HOME"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return ROOT_HOME
    return Path("~/.local/share/throughcare").expanduser()


def server_account() -> Account:
    """Ourselves, or as root `postgres` if the machine has it, else `nobody`."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LauncherError(
        "PostgreSQL does not run as root, and this machine has neither a user [postgres] nor "
        "[nobody]. Make one, or run throughcare as an ordinary user."
    )


def make_folder(path: Path, mode: int) -> None:
    """Make the folder and its missing parents, leaving every folder already there as it is."""
    if path.is_dir():
        return
    make_folder(path.parent, 0o755 if os.geteuid() == 0 else 0o700)
    try:
        path.mkdir()
    except FileExistsError:
        return
    except OSError as error:
        raise LauncherError(
            f"The folder [{path}] cannot be made: {error.strerror}. "
            "Set THROUGHCARE_HOME to a folder that you may write to."
        ) from error
    path.chmod(mode)


def make_home(folder: Path) -> None:
    """Others may pass through a home that root made, to what is theirs, but not list it."""
    make_folder(folder, 0o711 if os.geteuid() == 0 else 0o700)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LauncherError(
            f"The data folder [{folder}] belongs to someone else. "
            "Set THROUGHCARE_HOME to a folder of your own, or run as its owner."
        )


def is_reachable(path: Path, account: Account, *, wanted: int = stat.S_IROTH) -> bool:
    """May this user pass through every parent and read the path itself? Modes only, no lists."""
    if account.uid == 0:
        return True
    resolved = path.resolve()
    try:
        passes = all(_allows(p, account, stat.S_IXOTH) for p in resolved.parents)
        return passes and _allows(resolved, account, wanted)
    except OSError:
        return False


def _allows(path: Path, account: Account, bit: int) -> bool:
    status = path.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & (bit << 6))
    if status.st_gid == account.gid:
        return bool(status.st_mode & (bit << 3))
    return bool(status.st_mode & bit)


def service_folder(folder: Path, account: Account) -> Path:
    """Where the server's own files lie: in the home, or elsewhere if it cannot get there."""
    make_home(folder)
    if is_reachable(folder, account, wanted=stat.S_IXOTH):
        return folder
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    elsewhere = ROOT_HOME / "elsewhere" / digest
    make_folder(elsewhere, 0o711)
    (folder / "where-the-data-are.txt").write_text(
        f"The database server's user [{account.name}] cannot enter this folder.\n"
        f"Its data are in {elsewhere}\n"
    )
    return elsewhere


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for, then hold, an exclusive lock on the file."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Replace the file as a whole, readable by its owner alone at every moment."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{random.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.rename(path)


def stored_secrets(folder: Path | None = None) -> dict[str, str]:
    """The secrets that we made for this home; made on first asking."""
    folder = folder or home()
    make_home(folder)
    path = folder / "secrets.json"
    with locked(folder / "secrets.lock"):
        found = _read_secrets(path)
        missing = {name: _fresh(name) for name in _secret_names() if name not in found}
        if missing:
            found |= missing
            write_private(path, json.dumps(found, indent=1) + "\n")
    return found


def _read_secrets(path: Path) -> dict[str, str]:
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except FileNotFoundError:
        return {}
    if mode & 0o077:
        raise LauncherError(
            f"Others can read the secrets file [{path}] (mode {mode & 0o777:o}). Run "
            f"`chmod 600 {path}`, and change the secrets if someone else may have seen them."
        )
    try:
        found: dict[str, str] = json.loads(text)
    except ValueError as error:
        raise LauncherError(
            f"The secrets file [{path}] is damaged ({error}). Put back your copy of it; "
            "without it the database and saved drafts cannot be opened."
        ) from error
    return found


def _secret_names() -> list[str]:
    return [*ENVIRONMENT_NAMES, "superuser_password", *(f"{login}_password" for login in LOGINS)]


def _fresh(name: str) -> str:
    if name == "django_secret_key":
        return random.token_urlsafe(50)
    if name in ENVIRONMENT_NAMES:
        return random.token_hex(32)  # 32 bytes, as the signing and sealing keys must be
    return random.token_urlsafe(24)


def secret(name: str, *, environ: Mapping[str, str] | None = None) -> str:
    """`django_secret_key`, `context_key` or `draft_key`; production must bring its own."""
    variable = ENVIRONMENT_NAMES[name]
    given = (environ if environ is not None else os.environ).get(variable)
    if given:
        return given
    if environment() == "production":
        raise LauncherError(
            f"Production does not start on a secret that we made up: set {variable} "
            "(`openssl rand -hex 32` makes a good one) and keep a copy of it in a safe."
        )
    return stored_secrets()[name]
