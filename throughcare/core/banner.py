"""Words for the banner of the next page, with the next likely step or a way to undo."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest


def say(
    request: HttpRequest, text: str, *, link: tuple[str, str] = ("", ""), undo_url: str = ""
) -> None:
    """Say what was done. ``link`` is words and address; ``undo_url`` takes a post.

    The frame reads them back with ``read`` (config/shell.py).
    """
    extra = {"link_text": link[0], "link_url": link[1], "undo_url": undo_url}
    messages.success(request, text, extra_tags=json.dumps({k: v for k, v in extra.items() if v}))


def read(extra_tags: str | None) -> dict[str, str]:
    """What ``say`` put beside the words; empty for a message said otherwise."""
    if not extra_tags or not extra_tags.startswith("{"):
        return {}
    read: dict[str, str] = json.loads(extra_tags)
    return read
