"""What people can do about agreement: to share, to take part, to comply.

Links are in ``link_actions`` and grounds in ``basis_actions``, both offered here too; guards
are in ``guard_actions``, emergency openings in ``emergency_actions``, agreements between
agencies in ``contract_actions``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.agencies.models import Agency, Place
from throughcare.core import clock
from throughcare.core.errors import ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.sharing import rules
from throughcare.sharing.basis_actions import (
    agreed_basis,
    end_bases_of,
    end_basis,
    record_basis,
)
from throughcare.sharing.link_actions import (
    database_now,
    end_link,
    group_of,
    mask_of,
    not_allowed,
    open_link,
)
from throughcare.sharing.models import (
    Agreement,
    SharingAgreement,
    TakingPart,
    Willingness,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context

__all__ = [
    "database_now",
    "end_basis",
    "end_link",
    "group_of",
    "mask_of",
    "not_allowed",
    "open_link",
    "record_agreement",
    "record_basis",
    "record_taking_part",
    "record_willingness",
    "withdraw_agreement",
]


def record_agreement(
    ctx: Context,
    *,
    person_id: UUID,
    recipient: str,
    answer: str,
    purpose: str = "",
    categories: Iterable[str] = ("health_summary",),
    words_used: str = "",
    asked_in: UUID | None = None,
    confirmed: bool = False,
    place_id: UUID | None = None,
    recipient_agency_id: UUID | None = None,
    recipient_name: str = "",
    ends_at: datetime | None = None,
) -> Agreement:
    """Keep what the person answered; a yes gives a basis to each partner agency it means.

    A later answer about the same recipient takes the place of the earlier one, and ends the
    bases that rested on it. The same answer from the same conversation is kept once.
    """
    recipient, answer = Agreement.Recipient(recipient), Agreement.Answer(answer)
    earlier = _standing_agreements(
        ctx,
        person_id,
        recipient,
        recipient_name=recipient_name,
        # A yes to one agency leaves an earlier yes to all of its kind as it is.
        agency_id=recipient_agency_id if answer == Agreement.Answer.YES else None,
    )
    mask = mask_of(categories)
    for before in earlier:
        if asked_in and before.asked_in == asked_in and _same_answer(before, answer, mask):
            return _confirm(ctx, before) if confirmed else before
    at = database_now()
    _end_agreements(ctx, earlier, at=at)
    agreement = Agreement(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        recipient=recipient,
        recipient_agency_id=recipient_agency_id,
        recipient_name=recipient_name,
        purpose=purpose or rules.purpose_of_recipient(recipient),
        categories=mask,
        answer=answer,
        words_used=words_used,
        starts_at=at,
        ends_at=ends_at,
        confirmed_at_end=confirmed,
        asked_in=asked_in,
    )
    _keep_agreement(ctx, agreement, place_id)
    return agreement


def _keep_agreement(ctx: Context, agreement: Agreement, place_id: UUID | None) -> None:
    """Save the answer, say so, and give the bases that a yes gives."""
    agreement.save(force_insert=True)
    payload = {name: getattr(agreement, name) for name in ("recipient", "answer", "purpose")}
    record(
        ctx,
        "agreement.asked",
        subject=agreement,
        person_id=agreement.person_id,
        payload=payload,
    )
    if agreement.answer == Agreement.Answer.YES:
        only = agreement.recipient_agency_id
        recipient = Agreement.Recipient(agreement.recipient)
        for agency in _agencies_meant(ctx, recipient, place_id, only):
            agreed_basis(ctx, agreement, agency)


def withdraw_agreement(ctx: Context, *, agreement_id: UUID, version: int) -> Agreement:
    """The person takes their agreement back: what rests on it ends at the next request.

    What rests on a power in law, an order or safety is left as it is (decision 13).
    """
    agreement: Agreement = Agreement.visible_to(ctx).get(pk=agreement_id)
    ctx.require("amend", agreement)
    at = database_now()
    changed = (
        Agreement.visible_to(ctx, "amend")
        .filter(pk=agreement_id, version=version, withdrawn_at=None)
        .update(withdrawn_at=at, version=version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=agreement_id, theirs=agreement)
    end_bases_of(ctx, [agreement], at=at)
    agreement.withdrawn_at, agreement.version = at, version + 1
    record(
        ctx,
        "agreement.withdrawn",
        subject=agreement,
        person_id=agreement.person_id,
        payload={"recipient": agreement.recipient},
    )
    return agreement


def _standing_agreements(
    ctx: Context,
    person_id: UUID,
    recipient: str,
    *,
    recipient_name: str,
    agency_id: UUID | None,
) -> list[Agreement]:
    """Earlier answers about the same recipient that still stand, of this agency."""
    at = database_now()
    asked = Agreement.visible_to(ctx, "amend").filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        person_id__in=group_of(person_id),
        recipient=recipient,
        withdrawn_at=None,
    )
    if recipient in rules.TOLD_BY_NAME:
        asked = asked.filter(recipient_name__iexact=recipient_name)
    if agency_id is not None:
        asked = asked.filter(recipient_agency_id=agency_id)
    return list(asked.order_by("starts_at"))


def _same_answer(before: Agreement, answer: str, mask: int) -> bool:
    return before.answer == answer and before.categories == mask


def _confirm(ctx: Context, agreement: Agreement) -> Agreement:
    """Mark an answer as asked again at the end of the conversation."""
    if not agreement.confirmed_at_end:
        Agreement.visible_to(ctx, "amend").filter(pk=agreement.pk).update(
            confirmed_at_end=True, version=agreement.version + 1
        )
        agreement.confirmed_at_end, agreement.version = True, agreement.version + 1
    return agreement


def _end_agreements(ctx: Context, earlier: list[Agreement], *, at: datetime) -> None:
    """A newer answer is there: the earlier ones and what rests on them end."""
    for before in earlier:
        Agreement.visible_to(ctx, "amend").filter(pk=before.pk).update(
            ends_at=at, version=before.version + 1
        )
    end_bases_of(ctx, earlier, at=at)


def _agencies_meant(
    ctx: Context, recipient: str, place_id: UUID | None, agency_id: UUID | None
) -> list[Agency]:
    """The partner agencies that a recipient means here; none for those who are no users."""
    if agency_id is not None:
        return list(Agency.objects.filter(pk=agency_id).exclude(pk=ctx.agency_id))
    if recipient == Agreement.Recipient.CUSTODY:
        where = place_id or ctx.place_id
        places = Place.objects.filter(pk=where).select_related("agency") if where else []
        return [place.agency for place in places if place.agency_id != ctx.agency_id]
    types = rules.AGENCY_TYPES_MEANT.get(recipient, ())
    if not types:
        return []
    at = database_now()
    sharing = SharingAgreement.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        from_agency_id=ctx.agency_id,
        status=SharingAgreement.Status.LIVE,
        starts_at__lte=at,
    )
    return list(
        Agency.objects.filter(type__in=types, pk__in=sharing.values("to_agency")).order_by("name")
    )


def record_taking_part(
    ctx: Context,
    *,
    person_id: UUID,
    in_what: str,
    answer: str,
    words_used: str = "",
    at: datetime | None = None,
) -> TakingPart:
    """Keep whether the person agreed to take part in an assessment or in treatment."""
    row = TakingPart(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        in_what=in_what,
        answer=answer,
        words_used=words_used,
        at=at or clock.now(),
    )
    row.save(force_insert=True)
    record(
        ctx,
        "taking_part.asked",
        subject=row,
        person_id=person_id,
        payload={"in_what": in_what, "answer": answer},
        happened_at=row.at,
    )
    return row


def record_willingness(
    ctx: Context,
    *,
    person_id: UUID,
    requirement: str,
    willing: bool,
    words_used: str,
    easy_read_copy_given: bool = False,
    at: datetime | None = None,
) -> Willingness:
    """Keep willingness to comply with a requirement, in the words that were used.

    Source: Sentencing Act 2020, Schedule 9, Parts 9 to 11. The words may not be empty.
    """
    if not words_used.strip():
        raise ReasonMissing("willingness is recorded with the words that were used")
    row = Willingness(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        requirement=requirement,
        willing=willing,
        words_used=words_used,
        taken_by_id=ctx.membership_id,
        at=at or clock.now(),
        easy_read_copy_given=easy_read_copy_given,
    )
    row.save(force_insert=True)
    record(
        ctx,
        "willingness.recorded",
        subject=row,
        person_id=person_id,
        payload={"requirement": requirement, "willing": willing},
        happened_at=row.at,
    )
    return row
