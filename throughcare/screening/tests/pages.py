"""Helpers for tests of pages: what a browser would send back, and what a page may cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

# That somebody sits at the screen is kept now and then, not by each page.
KEPT_NOW_AND_THEN = 'UPDATE "django_session"'
NOT_COUNTED = (
    "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ROLE", KEPT_NOW_AND_THEN,
)  # fmt: skip


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """No more SQL statements than this besides BEGIN, COMMIT and SAVEPOINT."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(NOT_COUNTED)]
    assert len(asked) <= number, "\n".join(sql[:90] for sql in asked)


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of the page's own form, as a browser would send them back."""
    text = page.content.decode()
    return {
        name: value.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
        if name != "csrfmiddlewaretoken"
    }


def url_new(person: Any) -> str:
    """The address of a new screening."""
    return reverse("screening_new", args=[person.reference])
