"""The server's data folder, log and socket folder: made once, checked at each start."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from throughcare.config import postgres_home, postgres_process
from throughcare.config.postgres_binaries import Binaries
from throughcare.config.postgres_home import Account, LauncherError

SUPERUSER = "postgres"
LOG_BYTES = 5_000_000
LONGEST_SOCKET_FOLDER = 85  # a socket's path may have 103 bytes; the name in it takes 18

HARDENED = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "80",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
    "log_statement": "ddl",
    # What people typed must not reach the log: no statement, no row that failed a check.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_statement": "none",
}


@dataclass(frozen=True)
class State:
    """Where the server of a home was when it last started."""

    pid: int
    socket_folder: str
    source: str
    version: str


def read_state(home: Path) -> State | None:
    """None if the server never started, or its note is unreadable."""
    try:
        return State(**json.loads((home / "server.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_state(home: Path, state: State) -> None:
    postgres_home.write_private(home / "server.json", json.dumps(asdict(state)) + "\n")


def settings(*, fast: bool) -> dict[str, str]:
    """What the server is started with; `fast` trades durability for speed, for tests."""
    megabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    # A quarter of the memory, as PostgreSQL's manual says (19.4.1); several servers share it
    # where tests run.
    buffers = max(32, min(512, megabytes // 16) if fast else min(4096, megabytes // 4))
    return HARDENED | {"shared_buffers": f"{buffers}MB"} | (FAST if fast else {})


def data_major(data: Path) -> int | None:
    """The major version that made the data folder, or None if there is none yet."""
    try:
        return int((data / "PG_VERSION").read_text())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise LauncherError(f"[{data}] is not a PostgreSQL data folder: {error}") from error


def refuse_other_major(data: Path, found: Binaries) -> None:
    major = data_major(data)
    if major is None or major == found.major:
        return
    raise LauncherError(
        f"The data in {data} were made by PostgreSQL {major}; the server found here is "
        f"{found.version} ({found.folder}). Nothing was changed. Two ways out:\n"
        f"  1. To keep the data: install PostgreSQL {major} again, set THROUGHCARE_PG_BIN to its "
        f"bin folder and start; dump with the pg_dump of that folder; stop; move {data} away; "
        "unset THROUGHCARE_PG_BIN, start, and load the dump with psql.\n"
        f"  2. If the data are not needed: move {data} away and start; a new one is made."
    )


def make_data_folder(
    data: Path, binaries: Binaries, account: Account, *, password: str, fast: bool
) -> None:
    """Make an empty cluster, whole or not at all."""
    folder = data.parent
    postgres_home.make_folder(folder, 0o700)
    _give(folder, account)
    if (data / "PG_VERSION").exists():
        return
    unfinished = folder / "data.unfinished"
    password_file = folder / "superuser.password"
    postgres_home.write_private(password_file, password)
    _give(password_file, account)
    command = [binaries.program("initdb"), "--pgdata", str(unfinished)]
    command += [f"--username={SUPERUSER}", f"--pwfile={password_file}", "--auth=scram-sha-256"]
    command += ["--data-checksums", "--encoding=UTF8", *(["--no-sync"] if fast else [])]
    try:
        _initdb(command, unfinished, binaries.major, account)
    finally:
        password_file.unlink(missing_ok=True)
    unfinished.rename(data)


def _initdb(command: list[str], folder: Path, major: int, account: Account) -> None:
    """Collate by code point everywhere; a system without C.UTF-8 gets plain C."""
    said: str | None = None
    for locale in ("C.UTF-8", "C"):
        shutil.rmtree(folder, ignore_errors=True)
        words = [f"--locale={locale}", "--lc-messages=C"]
        if major >= 17:
            words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        said = postgres_process.run([*command, *words], account, folder.parent)
        if said is None:
            return
        if "locale" not in said:
            break
    raise LauncherError(f"The database could not be made in {folder}:\n{said}")


def postmaster_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def clear_up(data: Path, account: Account) -> None:
    """End what a dead owner left: its server, or a note whose number someone else has now.

    The caller holds the home's lock, so a server of this data folder has lost its owner.
    """
    pid = postmaster_pid(data)
    if pid is None:
        return
    if postgres_process.runs_on(pid, data):
        postgres_process.end(pid, patience=3.0)
    elif postgres_process.is_alive(pid) and not _has_backends(data, account):
        # PostgreSQL would take the unrelated process for its predecessor, for ever.
        (data / "postmaster.pid").unlink(missing_ok=True)


def _has_backends(data: Path, account: Account) -> bool:
    """Does some process still work in this data folder? When in doubt, yes."""
    if not Path("/proc/self/cwd").exists():
        return True
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == account.uid and (process / "cwd").resolve() == data:
                return True
        except PermissionError:
            return True
        except OSError:
            continue
    return False


def turn_log(log: Path) -> int:
    """Keep the log and one before it within bounds; its size in bytes now."""
    try:
        size = log.stat().st_size
    except FileNotFoundError:
        return 0
    if size < LOG_BYTES:
        return size
    log.replace(log.with_name(log.name + ".1"))
    return 0


def socket_folder(home: Path, account: Account) -> Path:
    """The folder recorded at the last start if it is still ours or free, else a new short one."""
    state = read_state(home)
    if state and _keep_socket_folder(Path(state.socket_folder), account):
        return Path(state.socket_folder)
    for base in _socket_bases():
        try:
            folder = Path(tempfile.mkdtemp(prefix="throughcare-", dir=base))
        except OSError:
            continue
        _give(folder, account)
        short = len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER
        if short and postgres_home.is_reachable(folder, account):
            return folder
        folder.rmdir()
    raise LauncherError("No short folder for the database's socket could be made, not in /tmp.")


def _socket_bases() -> list[str]:
    if os.geteuid() == 0:
        return ["/run", tempfile.gettempdir(), "/tmp"]  # noqa: S108 - a private folder in it
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    own = runtime.is_dir() and runtime.stat().st_uid == os.geteuid()
    return [*([str(runtime)] if own else []), tempfile.gettempdir(), "/tmp"]  # noqa: S108 - a private folder in it


def _keep_socket_folder(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        status = folder.lstat()
        private = status.st_mode & 0o170777 == 0o040700  # a folder, not a link; ours alone
        return private and status.st_uid == account.uid
    except OSError:
        return False
    _give(folder, account)
    return True


def _give(path: Path, account: Account) -> None:
    if not account.is_me:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
