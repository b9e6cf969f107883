"""What people choose on Today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from throughcare.agencies.models import Membership, Place
from throughcare.core import registry
from throughcare.design.forms import Form


class FilterForm(Form):
    """Place and kind of work; both stand in the address."""

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = {k.family: k.family_words for k in registry.offered("worklist_kind").values()}
        self.fields["place"] = forms.ChoiceField(
            label=_("Place"),
            required=False,
            choices=[("", _("All my places")), *((place.slug, place.name) for place in places)],
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of work"),
            required=False,
            choices=[("", _("Everything")), *families.items()],
        )


class PassOnForm(Form):
    """To whom in the team."""

    def __init__(self, *args: Any, team: Iterable[Membership], me: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ChoiceField(
            label=_("Pass to"),
            widget=forms.RadioSelect,
            choices=[
                (str(m.pk), _("Me") if m.pk == me else _named(m))
                for m in sorted(team, key=lambda m: m.pk != me)
            ],
        )


def _named(member: Membership) -> str:
    title = member.job_title or member.get_role_display()
    return _("%(name)s, %(title)s") % {"name": member.user.name, "title": title}
