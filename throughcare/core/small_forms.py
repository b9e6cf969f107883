"""A page that is one form under one heading: what to know first, one button, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed
from throughcare.core.views import FormView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse


class SmallForm(FormView):
    """One form under one heading.

    heading, button   words of the page; back_words those of the link that saves nothing.

    A move that is no longer possible (``errors.MoveNotAllowed``) is said at the top of the page,
    with everything that was typed.
    """

    heading: object = ""
    button: object = gettext_lazy("Save")
    back_words: object = gettext_lazy("Go back without saving")

    def lines(self) -> list[str]:
        """What to know before filling it in."""
        return []

    def cannot(self) -> str:
        """Why there is nothing to fill in now; "" where there is."""
        return ""

    def back(self) -> str:
        """Where the link back leads; most forms go there too once they are saved."""
        raise NotImplementedError

    def later_url(self) -> str:
        return self.back()

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "lines": self.lines(), "back": self.back()}

    def save_form(self, form: BaseForm) -> HttpResponse:
        try:
            return super().save_form(form)
        except MoveNotAllowed:
            form.add_error(None, self.refused())
            return self.page(form=form, status=409)

    def refused(self) -> str:
        """Why the move is no longer possible."""
        return _("A colleague has already dealt with this.")
