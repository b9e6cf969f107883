"""Who the page is about and how its reader stands to them: asked first, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Func, JSONField
from django.http import Http404

from throughcare.core.access import CATEGORIES
from throughcare.core.references import read_reference
from throughcare.people.models import Person

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Standing:
    """The records of the same human, and what the reader may do here by category.

    ``others`` are the references of the other records that the reader may see. ``masks`` holds
    a bit mask over ``core.access.CATEGORIES`` for read, create and amend: it says what pages
    and buttons to offer; each row is still decided by the policy.
    """

    group: tuple[UUID, ...]
    masks: Mapping[str, int]
    others: tuple[str, ...] = ()

    def may(self, action: str, category: str) -> bool:
        """Could there be a row of the category on which the reader may do the action?"""
        return bool(self.masks.get(action, 0) >> CATEGORIES.index(category) & 1)


def person_by_reference(ctx: Context, typed: str) -> tuple[Person, Standing]:
    """The person with this reference; Http404 for one who is hidden, absent or misspelled."""
    reference = read_reference(typed)
    if reference is None or reference != typed:
        raise Http404
    return person_where(ctx, reference=reference)


def person_where(ctx: Context, **lookup: object) -> tuple[Person, Standing]:
    """The one person that fits, and the reader's standing to them; else Http404."""
    found = (
        Person.visible_to(ctx)
        .annotate(
            standing=Func(F("id"), function="app.standing", output_field=JSONField(null=True))
        )
        .filter(**lookup)
        .first()
    )
    if found is None or found.standing is None:
        raise Http404
    masks = {action: found.standing[action] for action in ("read", "create", "amend")}
    group = tuple(UUID(each) for each in found.standing["group"])
    return found, Standing(group, masks, tuple(found.standing["others"]))
