"""Child processes that cannot be hit by accident and cannot outlive us.

Each child gets a session of its own, so that Ctrl-C and a signal to our process group reach us
alone and we stop the children in order; on Linux the kernel also signals it when we die.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from throughcare.config import tied_child
from throughcare.config.postgres_home import Account

KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")

TIES = sys.platform == "linux"


class Program:
    """A long-running child process."""

    def __init__(self, process: subprocess.Popen[bytes], polite: signal.Signals) -> None:
        self._process = process
        self._polite = polite

    @property
    def pid(self) -> int:
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._process.poll()

    def end(self, *, patience: float, harder: signal.Signals | None = signal.SIGQUIT) -> None:
        """Ask politely, then (if `harder`) firmly, `patience` seconds each, then kill its group."""
        for number in (self._polite, harder):
            if number is None or self.poll() is not None:
                continue
            _send(self.pid, number)
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        # The group too: a master that died early may have left workers, who hold the port.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def spawn(
    command: list[str],
    account: Account | None,
    folder: Path,
    *,
    when_parent_dies: signal.Signals,
    polite: signal.Signals | None = None,
    log: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Program:
    """Start a child; `polite` is the signal that asks it to stop (as when we die, if not given).

    With an account it gets an environment with nothing of ours in it, which may hold secrets.
    """
    ties = can_tie()
    output = None
    if log is not None:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        process = subprocess.Popen(  # noqa: S603 - the server's program, or our own
            tied(command, when_parent_dies, account) if ties else command,
            cwd=folder,
            env=environ if environ is not None else clean_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **(account.spawn_arguments() if account and not ties else {}),
        )
    finally:
        if output is not None:
            os.close(output)
    return Program(process, polite or when_parent_dies)


def tied(command: list[str], number: signal.Signals, account: Account | None = None) -> list[str]:
    """The same command, which gets this signal when we die; as the account's user if not ours.

    Only where `can_tie()`.
    """
    user = [str(account.uid), str(account.gid)] if account and not account.is_me else ["-1", "-1"]
    wrapper = [sys.executable, "-I", str(Path(tied_child.__file__).resolve())]
    return [*wrapper, str(int(number)), str(os.getpid()), *user, *command]


def can_tie() -> bool:
    """Linux, and the main thread: the kernel watches the thread that started the child."""
    return TIES and threading.current_thread() is threading.main_thread()


def die_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to send us this signal when our parent dies; Linux only, else nothing."""
    if TIES:
        ctypes.CDLL(None).prctl(tied_child.PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def run(command: list[str], account: Account, folder: Path) -> str | None:
    """Run a short program to its end: None if it succeeded, else what it printed."""
    ties = can_tie()
    answer = subprocess.run(  # noqa: S603 - the server's program
        tied(command, signal.SIGKILL, account) if ties else command,
        check=False,
        cwd=folder,
        env=clean_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        errors="replace",
        **({} if ties else account.spawn_arguments()),
    )
    return None if answer.returncode == 0 else answer.stdout.strip()


def clean_environment(folder: Path) -> dict[str, str]:
    """No locale, time zone, password or PG* variable of ours reaches the server."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {"HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"}


def is_alive(pid: int) -> bool:
    """Is there a process of this number, and not merely its unreaped remains?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state != "Z"


def runs_on(pid: int, data: Path) -> bool:
    """Is this process a PostgreSQL server of this data folder?"""
    if not is_alive(pid):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        answer = subprocess.run(  # noqa: S603 - a number of ours
            ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - wherever the system has it
            capture_output=True,
            text=True,
            check=False,
        )
        words = answer.stdout.split()
    return bool(words) and words[0].endswith("postgres") and str(data) in words


def end(pid: int, *, patience: float) -> None:
    """End a server that is not our child: SIGINT, SIGQUIT, SIGKILL, `patience` seconds each."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        _send(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_alive(pid):
                return
            time.sleep(0.05)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
