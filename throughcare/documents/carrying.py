"""Who had a version that is corrected: the corrected one goes to them as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document, NamedRecipient
from throughcare.documents.naming import is_refused

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Carried:
    """``to`` get the corrected version too; ``left_out`` are the names of those who do not.

    Left out is who works there no longer, and whose basis was a yes that was taken back.
    """

    to: tuple[To, ...] = ()
    left_out: tuple[str, ...] = ()


def others_who_had_it(ctx: Context, document: Document, chosen: Sequence[To]) -> Carried:
    """Everybody who had a version, named at issue or later, and is not chosen already."""
    copies = Delivery.visible_to(ctx).filter(document_id=document.pk)
    rows = copies.select_related("recipient").order_by("recorded_at")
    had = {_key(each): each for each in (_to(copy) for copy in rows)}
    for each in chosen:
        had.pop(_key(each), None)
    here = _still_here(list(had.values()))
    kept = {
        key: each in here and not is_refused(ctx, document.person_id, each)
        for key, each in had.items()
    }
    return Carried(
        tuple(each for key, each in had.items() if kept[key]),
        tuple(each.name for key, each in had.items() if not kept[key]),
    )


def _key(to: To) -> tuple[str, str]:
    if to.principal_id is not None:
        return str(to.principal_id), ""
    return to.name.casefold(), to.organisation.casefold()


def _to(copy: Delivery) -> To:
    """Named as before, on the basis and for the reason that were given then."""
    named = copy.recipient
    return To(
        name=named.name,
        how=copy.how,
        basis=named.basis,
        basis_words=named.basis_words,
        kind=named.kind,
        principal_id=named.principal_id,
        organisation=named.organisation,
        capacity=named.capacity,
        why=named.why,
    )


def _still_here(found: Sequence[To]) -> list[To]:
    """Without the accounts of staff whose membership has ended."""
    accounts = [each.principal_id for each in found if each.kind == NamedRecipient.Kind.MEMBER]
    today = clock.today()
    ended = Membership.objects.filter(pk__in=[key for key in accounts if key is not None])
    ended = ended.filter(Q(ends_on__lt=today) | Q(user__is_active=False))
    gone = set(ended.values_list("pk", flat=True)) if accounts else set()
    return [each for each in found if each.principal_id not in gone]
