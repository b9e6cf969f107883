"""What the frame around a page shows: names, menu, banners. One object, ``shell``, a page.

A context processor makes it; a page without one (an error outside a request) gets an empty
frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings


def _service_name() -> str:
    return getattr(settings, "SERVICE_NAME", "Throughcare")


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu, a sub-navigation or the footer.

    ``lesser`` stands under *More* at the end of a sub-navigation.
    """

    label: str
    url: str
    current: bool = False
    count: int | None = None
    lesser: bool = False


@dataclass(frozen=True)
class Message:
    """Something that was done: the banner names it and offers the next likely step.

    With ``undo_url`` the banner holds an *Undo* button that posts there.
    """

    text: str
    link_text: str = ""
    link_url: str = ""
    undo_url: str = ""
    level: str = "success"


@dataclass(frozen=True)
class Shell:
    """The frame of one page for one person at work."""

    service_name: str = field(default_factory=_service_name)
    home_url: str = "/"
    user_name: str = ""
    role_words: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    nav: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = ()
    search: bool = False
    # A standing line above the page, such as "Demonstration. Every person is made up."
    notice: str = ""
    messages: tuple[Message, ...] = ()
    # Seconds of quiet until the screen locks; None where nothing locks.
    lock_seconds: int | None = None
    extend_url: str = ""
    lock_url: str = ""
