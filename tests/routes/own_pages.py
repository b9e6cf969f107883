"""What stands on the stage of the person's own side: pages, a tablet, something that they said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tests.database import as_owner
from tests.factories import working_as
from throughcare.core import clock
from throughcare.instruments import library
from throughcare.my.actions import access, answering, charge, handing, saying
from throughcare.my.deputy import begin_own
from throughcare.my.models import SafetyArrangement

if TYPE_CHECKING:
    from tests.routes.stage import Stage


def stage_own_pages(stage: Stage) -> None:
    """Own pages that are open, a tablet on which help was asked, words for health workers."""
    nurse, person = stage.members["clinician"], stage.known.pk
    with as_owner():
        SafetyArrangement.rows.create(
            agency=nurse.team.agency,
            team=nurse.team,
            duty_holder=stage.rows["colleague"],
            telephone="01632 960 100",
        )
    phq = library.find("phq-9")
    assert phq is not None
    with transaction.atomic(), working_as(nurse) as ctx:
        given = access.open_pages(
            ctx, person, phone="07700 900 456", question="First pet?", fact="Biscuit"
        )
        until = clock.now() + timedelta(minutes=50)
        taken = charge.take_charge(ctx, person, where="building", until=until)
        row, _code = handing.hand_over(
            ctx, person, questionnaires=[phq], called="", charge_id=taken.pk
        )
    with transaction.atomic():
        own = begin_own(member_id=given.member_id, session_ref="stage")
        held = answering.locked(own, row.pk)
        answering.begin(own, held)
        answering.stop(own, held)
        stage.rows["said"] = saying.say(
            own, person, about="message", words="Wombatsaid it myself", to="health"
        )
    stage.rows["tablet"] = row
