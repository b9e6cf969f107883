"""What the person reads when something goes wrong: their own frame, and no name of a service."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from throughcare.my import presenters
from throughcare.my.own_session import OWN_PATH, TABLET_PATH
from throughcare.my.views.own import ENGLISH, language_of


def page(request: HttpRequest, status: int) -> HttpResponse | None:
    """The answer for an address of the person; None for all others. It asks the database nothing
    where the database may be what failed.
    """
    path = request.path_info
    if not path.startswith((OWN_PATH, TABLET_PATH)):
        return None
    known = status < 500 and hasattr(request, "session")
    with translation.override(language_of(request) if known else ENGLISH):
        title, lines = _said(status)
        whole = {
            "title": title,
            "lines": lines,
            "on_tablet": path.startswith(TABLET_PATH),
            "called": "",
            "welsh": False,
            "crisis_lines": presenters.crisis_lines(),
        }
        return HttpResponse(render_to_string("my/error.jinja", whole), status=status)


def _said(status: int) -> tuple[str, list[str]]:
    if status == 404:
        return _("This page is not here"), [_("The address may be wrong or old.")]
    sent = _("What you wrote was not sent.")
    if status >= 500:
        return _("Something went wrong"), [sent, _("It is not your fault. Try again later.")]
    return _("That did not work"), [sent, _("The page may have been open too long. Try again.")]
