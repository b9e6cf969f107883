"""What the frame of every page shows to the person who works: made once a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.models import Role
from throughcare.core import banner
from throughcare.core.context import Context
from throughcare.core.menu import IN_A_ROW, entries_for
from throughcare.design.shell import Message, NavItem, Shell
from throughcare.sharing.words import PURPOSES


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``shell`` for every template."""
    return {"shell": make_shell(request)}


def make_shell(request: HttpRequest) -> Shell:
    """The frame: names, role, menu, banners. Asks the database nothing."""
    ctx: Context | None = getattr(request, "ctx", None)
    notice = (
        str(_("Demonstration. Every person, agency and figure is made up."))
        if settings.DEMONSTRATION
        else ""
    )
    footer = (
        NavItem(_("Help and contact"), reverse("help")),
        NavItem(_("Accessibility statement"), reverse("accessibility")),
        NavItem(_("How we use information"), reverse("information")),
    )
    said = tuple(
        Message(
            text=str(m.message),
            level="success" if m.level < 30 else "warning",
            **banner.read(m.extra_tags),
        )
        for m in get_messages(request)
    )
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell(notice=notice, footer=footer, messages=said)
    return Shell(
        home_url="/",
        user_name=user.name,
        role_words=_role_words(ctx) if ctx else "",
        account_url=reverse("account"),
        sign_out_url=reverse("account_logout"),
        nav=_menu(request, ctx) if ctx else (),
        footer=footer,
        search=bool(ctx and ctx.allows("find", "identity")),
        notice=notice,
        messages=said,
        lock_seconds=user.idle_minutes * 60 if ctx else None,
        extend_url=reverse("stay_signed_in") if ctx else "",
        lock_url=reverse("lock") if ctx else "",
    )


def _is_under(path: str, url: str) -> bool:
    """Whether a page belongs to a menu entry: a record belongs to People, which leads to find."""
    return path.startswith((url, "/people/") if url == reverse("find") else url)


def _role_words(ctx: Context) -> str:
    """The role and the purpose of this session, as its holder chose them."""
    purpose = str(PURPOSES.get(ctx.purpose, ""))
    role = str(Role(ctx.role).label)
    return f"{role}: {purpose[:1].lower()}{purpose[1:]}" if purpose else role


def _menu(request: HttpRequest, ctx: Context) -> tuple[NavItem, ...]:
    """At most eight entries, chosen by role; where there are more, the last leads to the rest."""
    found = []
    for entry in entries_for(ctx):
        url = reverse(entry.url_name)
        current = request.path == url if url == "/" else _is_under(request.path, url)
        found.append(NavItem(str(entry.label), url, current=current))
    if len(found) <= IN_A_ROW:
        return tuple(found)
    row, rest = found[: IN_A_ROW - 1], found[IN_A_ROW - 1 :]
    url = reverse("more")
    current = request.path == url or any(item.current for item in rest)
    return (*row, NavItem(_("More"), url, current=current))
