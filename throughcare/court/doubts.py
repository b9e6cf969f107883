"""Whether a line that was matched to a record may be somebody else's by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from throughcare.court.models import ListEntry
from throughcare.design import words
from throughcare.people.folding import fold

if TYPE_CHECKING:
    from throughcare.people.models import Person

#: What a line is matched by.
_MATCHED_BY = {"name_given", "given_name", "family_name", "born_on"}


def doubt_words(entry: ListEntry) -> str:
    """What the list says now of a linked line that it named otherwise when it was matched.

    Nothing while it agrees with the record: a corrected record, or another one, settles it.
    """
    if entry.person is None or not _MATCHED_BY & entry.before.keys():
        return ""
    if _agrees(entry, entry.person):
        return ""
    said = f"{entry.given_name} {entry.family_name}".strip() or entry.name_given
    if entry.born_on is None:
        return _("The list now says %(name)s. Is this still the right record?") % {"name": said}
    return _("The list now says %(name)s, born %(born)s. Is this still the right record?") % {
        "name": said,
        "born": words.full_date(entry.born_on),
    }


def _agrees(entry: ListEntry, person: Person) -> bool:
    """Family name, first given name and birth date, as far as both say them."""
    pairs = (
        (fold(entry.family_name), fold(person.family_name)),
        (fold(entry.given_name).partition(" ")[0], fold(person.given_name).partition(" ")[0]),
        (entry.born_on, None if person.born_about else person.born_on),
    )
    return all(ours == theirs for ours, theirs in pairs if ours and theirs)
