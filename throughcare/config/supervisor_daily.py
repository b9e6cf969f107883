"""The jobs of each day, run by the supervisor: `throughcare daily`, once a day while it serves."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from throughcare.config import postgres_process
from throughcare.config.console import tell
from throughcare.config.postgres_process import Program

DAY = 24 * 3600.0
#: After the start, so that a first page does not wait for it; a product that is stopped each
#: evening runs the jobs each morning.
AFTER_START = 600.0
PATIENCE = 2.0  # seconds; a job that is cut short is undone by the database


class DailyJobs:
    """Starts the jobs when they are due and says when they failed; they are tried a day later."""

    def __init__(self, environ: Mapping[str, str], *, after: float = AFTER_START) -> None:
        self._environ = dict(environ)
        self._next = time.monotonic() + after
        self._running: Program | None = None

    def look(self) -> None:
        """Called now and then by the watching supervisor; returns at once."""
        if self._running is not None:
            self._look_whether_done(self._running)
        elif time.monotonic() >= self._next:
            self._next += DAY
            self._running = self._start()

    def end(self) -> None:
        """Stop what runs."""
        if self._running is not None:
            self._running.end(patience=PATIENCE, harder=None)
            self._running = None

    def _start(self) -> Program:
        return postgres_process.spawn(
            [sys.executable, "-m", "throughcare.config.cli", "daily"],
            None,
            Path.cwd(),
            when_parent_dies=signal.SIGTERM,
            environ=self._environ,
        )

    def _look_whether_done(self, program: Program) -> None:
        code = program.poll()
        if code is None:
            return
        program.end(patience=0.0, harder=None)
        self._running = None
        if code:
            tell(f"The daily jobs were not all done (code {code}); `throughcare daily` says why.")
