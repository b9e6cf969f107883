"""Time passes on the site of a journey: a year in a minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from throughcare.core import clock


class Calendar:
    """What time it is on the site: as in the world, until somebody travels. Time goes on after.

    The clocks of Python and of the database are set for each request and each connection.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.ahead: timedelta | None = None
        self.here = ExitStack()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self.standing():
            if connection.connection is not None:
                self.set_database(connection)
            return self.application(environ, start_response)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """The clock of Python at the time of the site, in this thread."""
        if self.ahead is None:
            yield
            return
        with clock.at(timezone.now() + self.ahead):
            yield

    def travel(self, moment: datetime) -> None:
        """Let it be this moment, for every page from now on and for the test itself."""
        self.ahead = moment - timezone.now()
        self.here.close()
        self.here.enter_context(clock.at(moment))
        if connection.connection is not None:
            self.set_database(connection)

    def set_database(self, connection: Any, **_sent: Any) -> None:
        """A connection of this thread has the clock of this thread."""
        if self.ahead is not None:
            with connection.cursor() as cursor:
                moment = clock.now().isoformat()
                cursor.execute("SELECT set_config('app.test_now', %s, false)", [moment])
