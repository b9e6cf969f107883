"""Start the product, or a tiny application in its place; say whether anything of it is left."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from throughcare.config import postgres, postgres_process

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def a_listener() -> Iterator[int]:
    """Another program on a port of this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@contextlib.contextmanager
def a_home() -> Iterator[Path]:
    """A home that the server's user can reach, as pytest's own folders are not for root."""
    folder = Path(tempfile.mkdtemp(prefix="tc-test-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        if state := postgres.read_state(folder):  # a killed supervisor leaves its socket's folder
            shutil.rmtree(state.socket_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if "DATABASE" not in k and "DJANGO" not in k}
    return kept | {"THROUGHCARE_HOME": str(home), "THROUGHCARE_ENVIRONMENT": "test"}


@dataclass
class Running:
    """A supervisor in a process group of its own, as a shell would start it."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    output: IO[str]
    errors: IO[str]

    def said(self) -> str:
        """All that it has written so far, answers first."""
        text = ""
        for stream in (self.output, self.errors):
            stream.seek(0)
            text += stream.read()
        return text

    def page(self) -> str | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return None

    def wait_for_page(self, seconds: float = 60.0) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended: {self.said()}")
            if "Press Ctrl-C" in self.said() and (text := self.page()) is not None:
                return text
            time.sleep(0.05)
        raise AssertionError(f"no page: {self.said()}")

    def processes(self) -> Iterator[tuple[int, str]]:
        """Number and words of each live process that belongs to this home or port."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
                inside = any(word.startswith(f"{self.home}/server") for word in words)
                # Its workers and its jobs name neither home nor port: they carry them along.
                carried = f"\0THROUGHCARE_HOME={self.home}\0".encode()
                ours = inside or carried in b"\0" + (folder / "environ").read_bytes()
                if ours and postgres_process.is_alive(int(folder.name)):
                    yield int(folder.name), " ".join(words)[:120]

    def left_over(self) -> list[str]:
        """Those processes, and the port if it is still held."""
        found = [f"{pid}: {words}" for pid, words in self.processes()]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                found.append(f"port {self.port}: {error.strerror}")
        return found

    def wait_until_gone(self, seconds: float = STOP_SECONDS) -> float:
        """Seconds until nothing is left; AssertionError with what is left otherwise."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.process.poll() is not None and not self.left_over():
                return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"after {seconds} s: {self.process.poll()} {self.left_over()}")


@contextlib.contextmanager
def running(
    home: Path,
    port: int | None = None,
    application: str = "tests.launcher.tiny:application",
    *more: str,
) -> Iterator[Running]:
    port = port or free_port()
    words = ["-m", "tests.launcher.tiny", str(port), application, *more]
    with _started(home, port, words) as started:
        yield started


@contextlib.contextmanager
def product(
    home: Path, port: int | None = None, *, daily_after: float = 600.0
) -> Iterator[Running]:
    """The whole product as `throughcare serve` starts it: database, web, workers, daily jobs."""
    port = port or free_port()
    words = ["-m", "tests.launcher.product", str(port), str(daily_after)]
    with _started(home, port, words) as started:
        yield started


@contextlib.contextmanager
def _started(home: Path, port: int, words: list[str]) -> Iterator[Running]:
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment(home),
            stdout=output,
            stderr=errors,
            process_group=0,
        )
        started = Running(process, home, port, output, errors)
        try:
            yield started
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if postgres.owner(home) is None:  # what a broken stop left must not outlive the test
                for pid, _ in started.processes():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


def stop_by(name: str, running: Running) -> None:
    """The ways people and machines stop a program."""
    if name == "ctrl-c":
        os.killpg(running.process.pid, signal.SIGINT)
    elif name == "process":
        os.kill(running.process.pid, signal.SIGTERM)
    elif name == "group":
        os.killpg(running.process.pid, signal.SIGTERM)
    elif name == "killed":
        os.kill(running.process.pid, signal.SIGKILL)
    else:
        raise ValueError(name)
