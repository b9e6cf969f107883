"""Answers pages in a few threads that keep their connections, as the product's own server does.

A thread and a connection for each request would plan every statement of every page anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connections

#: At once: a page, what its script keeps meanwhile, and somebody else's.
THREADS = 3


class KeptThreads:
    """Runs a WSGI application; files are read in whichever thread asks for them."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(THREADS)
        self.opened = list[Any]()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(settings.STATIC_URL):
            return self.application(environ, start_response)  # type: ignore[no-any-return]
        return self.pool.submit(self._answer, environ, start_response).result()

    def _answer(self, environ: Any, start_response: Any) -> list[bytes]:
        mine = connections["default"]
        if mine.connection is None:
            mine.connect()
            mine.close_at = None
            mine.inc_thread_sharing()  # so that the test may close it
            self.opened.append(mine)
        answer = self.application(environ, start_response)
        try:
            return list(answer)
        finally:
            answer.close()

    def close(self) -> None:
        self.pool.shutdown()
        for each in self.opened:
            each.close()
