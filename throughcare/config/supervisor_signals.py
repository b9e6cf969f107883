"""Signals that ask us to stop, turned into one exception in one place."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Someone asked us to stop; not an Exception, so that nothing below swallows it."""


class StopSignals:
    """From `with` on, a stop signal raises StopRequested, once; later ones are ignored.

    The request is also remembered, since an exception can be lost where Python cannot raise
    (in a destructor): `wait` sees it in any case.
    """

    def __init__(self) -> None:
        self.asked: signal.Signals | None = None
        self._quiet = False
        self._read, self._write = os.pipe()
        self._previous: dict[int, object] = {}

    def __enter__(self) -> StopSignals:
        os.set_blocking(self._write, False)
        for number in STOPPING:
            self._previous[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        os.close(self._read)
        os.close(self._write)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        first = self.asked is None
        self.asked = self.asked or signal.Signals(number)
        if first and not self._quiet:
            os.write(self._write, b".")
            raise StopRequested

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is raised inside: for tidying up, which must not be cut short."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def wait(self, seconds: float) -> None:
        """Sleep, unless asked to stop, now or before."""
        if self.asked is None:
            select.select([self._read], [], [], seconds)
        if self.asked is not None:
            raise StopRequested
