"""Where this folder's pages are offered: main menu, parts of a record, "Add to record"."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from throughcare.core import registry
from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
from throughcare.core.worklist import offer_draft
from throughcare.people.parts import AddEntry


def register() -> None:
    """Called once, when the app starts."""
    offer_menu(
        MenuEntry(gettext_lazy("People"), "find", 20, lambda ctx: ctx.allows("find", "identity"))
    )
    offer_tab(PersonTab("journey", gettext_lazy("Journey"), "person", 0, "read", "identity"))
    offer_tab(
        PersonTab("details", gettext_lazy("Details"), "person_details", 10, "read", "identity")
    )
    offer_draft("note", gettext_lazy("Note"), "note_new")
    registry.offer(
        "add_to_record",
        "note",
        AddEntry(gettext_lazy("Note or phone call"), "note_new", 10, "clinical_detail"),
    )
