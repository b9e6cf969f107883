"""What every page for the person is: their own context or none, their language, no staff frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View

from throughcare.core.middleware import PERSON
from throughcare.my import presenters

if TYPE_CHECKING:
    from throughcare.core.context import Context

ENGLISH, WELSH = "en-gb", "cy"
LANGUAGE = "tc_own_language"


def language_of(request: HttpRequest) -> str:
    """Welsh when it was asked for here and somebody who speaks it has signed the words."""
    asked = request.session.get(LANGUAGE, ENGLISH)
    return WELSH if asked == WELSH and settings.WELSH_CHECKED_BY else ENGLISH


@method_decorator(login_not_required, name="dispatch")
class OwnView(View):
    """A page for the person. It needs no staff sign-in; ``ctx`` is theirs, or None."""

    action: ClassVar[str] = "own_pages"
    category: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    ctx: Context | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = getattr(request, "ctx", None)
        self.ctx = found if found is not None and found.role == PERSON else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(language_of(request)):
            return self.answer(request, *args, **kwargs)

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def page(self, status: int = 200, template: str = "", **context: Any) -> HttpResponse:
        """Render a page; it is never kept by a browser (HeadersMiddleware)."""
        whole = {"view": self, "crisis_lines": presenters.crisis_lines(), **context}
        return render(self.request, template or self.template_name, whole, status=status)
