"""What stands on the stage of referrals: one sent by letter, one sent to the trust, a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tests.database import as_owner
from tests.factories import working_as
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.referrals import actions as referring
from throughcare.referrals.models import DirectoryService, ReferralReason

if TYPE_CHECKING:
    from tests.routes.stage import Stage


def stage_referrals(stage: Stage) -> None:
    """The clinician wrote to a service outside; the charity's worker referred to our team."""
    nurse, worker = stage.members["clinician"], stage.members["link_worker"]
    outside = _service(nurse, "stage-letters", how="letter")
    ours = _service(nurse, "stage-team", how="team", team=nurse.team)
    request = referring.Request(
        reason="Stage",
        asked="Stage",
        ground="statutory",
        ground_words="Stage",
        seen={"person": [["Name", "Marlowe"]]},
    )
    with transaction.atomic(), working_as(nurse) as ctx:
        stage.rows["referral"] = referring.send_referral(
            ctx, person_id=stage.known.pk, service=outside, request=request
        )
        ReferralReason.visible_to(ctx, "amend").update(reason="Pademelonwhy")
        referring.give_signpost(
            ctx, person_id=stage.known.pk, how="told", service_name="Potoroopost"
        )
    with transaction.atomic(), working_as(worker) as ctx:
        stage.rows["referral_to_us"] = referring.send_referral(
            ctx, person_id=stage.known.pk, service=ours, request=request
        )
    stage.rows["service"] = ours


def _service(keeper: Membership, slug: str, **fields: object) -> DirectoryService:
    with as_owner():
        return DirectoryService.objects.create(
            name=slug,
            slug=slug,
            agency_id=keeper.team.agency_id,
            kept_by=keeper,
            checked_on=clock.today(),
            **fields,
        )
