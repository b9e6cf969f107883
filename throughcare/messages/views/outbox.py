"""The outbox of the agency, and how texts are set up here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from throughcare.agencies.views import SettingsView
from throughcare.core.views import StaffView
from throughcare.design import words
from throughcare.messages import presenters, selectors
from throughcare.messages.catalogue import catalogue
from throughcare.messages.providers.chosen import is_set_up
from throughcare.messages.settings import ring_number
from throughcare.messages.views.about import CareOnly, page_number


class ShowOutbox(CareOnly, StaffView):
    """The texts of this agency that should have gone and have not."""

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "health_summary"
    template_name: ClassVar[str] = "messages/outbox.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = page_number(request.GET.get("page", ""))
        rows, more = selectors.to_deal_with(self.ctx, page=number)
        return self.page(
            lines=presenters.lines(
                rows,
                {},
                references={row.person_id: row.person.reference for row in rows},
                may_amend=self.ctx.allows("amend", "health_summary"),
                named=True,
            ),
            set_up=is_set_up(),
            hours=presenters.hours_words(),
            number=number,
            more=more,
        )


class SettingsTexts(SettingsView):
    """Who carries texts, when they go, how the outbox stands, and every wording."""

    template_name = "messages/settings.jinja"

    def page_context(self) -> dict[str, Any]:
        state = selectors.outbox_state()
        return super().page_context() | {
            "set_up": is_set_up(),
            "hours": presenters.hours_words(),
            "ring": ring_number(),
            "signed": settings.TEXTS_SIGNED,
            "welsh_checked_by": settings.TEXTS_WELSH_CHECKED_BY,
            "reminder_hours": settings.REMINDER_HOURS,
            "state": state,
            "last_sent": words.full_moment(state.last_sent) if state.last_sent else "",
            "oldest": words.full_moment(state.oldest) if state.oldest else "",
            "kinds": [(kind, presenters.sample(kind)) for kind in catalogue().kinds.values()],
        }
