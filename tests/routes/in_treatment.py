"""What stands on the stage of treatment: a programme under way, one that waits, one that ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tests.database import as_owner
from tests.factories import working_as
from throughcare.core import clock
from throughcare.core.events import record
from throughcare.pathways.models import PathwaySetting
from throughcare.treatment import actions as treating
from throughcare.treatment.models import FollowUp, Letter

if TYPE_CHECKING:
    from tests.routes.stage import Stage

MK, PLYMOUTH = "milton-keynes-treatment", "plymouth-community-treatment"


def stage_treatment(stage: Stage) -> None:
    nurse, person_id, now = stage.members["clinician"], stage.known.pk, clock.now()
    with transaction.atomic(), as_owner():
        for pathway, name in ((PLYMOUTH, "follow_up_first"), (MK, "ask_phq_9_each")):
            PathwaySetting.objects.create(
                agency=nurse.team.agency, pathway=pathway, name=name, value=1, source="Stage",
                set_by=nurse, set_at=now,
            )  # fmt: skip
    today = clock.today()
    with transaction.atomic(), working_as(nurse) as ctx:
        for name, pathway in (("ended", PLYMOUTH), ("treatment", MK)):
            row = treating.take_on(
                ctx, person_id=person_id, pathway=pathway, waits_since=today,
                order_id=stage.rows["order"].pk,
            )  # fmt: skip
            stage.rows[name] = treating.begin(
                ctx, programme_id=row.pk, version=row.version, lead_id=nurse.pk
            )
        ended = stage.rows.pop("ended")
        stage.rows["treatment_ended"] = treating.end(
            ctx, programme_id=ended.pk, version=ended.version, reason="completed", on=today
        )
        stage.rows["treatment_follow_up"] = FollowUp.visible_to(ctx).get()
        stage.rows["treatment_letter"] = treating.begin_letter(ctx, programme_id=ended.pk, to="gp")
        # As if it was issued: one more document would push older work off the record's first page.
        letter = treating.begin_letter(ctx, programme_id=ended.pk, to="person")
        mine = Letter.visible_to(ctx, "amend").filter(pk=letter.pk)
        mine.update(status=Letter.Status.ISSUED, document_id=stage.rows["document"].pk)
        letter.status = Letter.Status.ISSUED
        record(
            ctx, "treatment.letter_issued", subject=letter, person_id=person_id,
            happened_at=now - timedelta(days=300), status_from="draft",
            payload={"to": "person", "document": str(stage.rows["document"].pk)},
        )  # fmt: skip
        stage.rows["treatment_letter_issued"] = letter
        stage.rows["treatment_waiting"] = treating.take_on(
            ctx, person_id=person_id, pathway=PLYMOUTH, waits_since=today
        )
        under_way = stage.rows["treatment"]
        # The stage has an appointment of its own a day ago; these are today and yesterday.
        for days in (1, 0):
            session = treating.plan_session(
                ctx, programme_id=under_way.pk, place="Stage room",
                starts_at=now - timedelta(days=days, minutes=30),
            )  # fmt: skip
            if days:
                facts = treating.Facts(came="came", to_try="Kowaritask")
                treating.save_session(
                    ctx, session_id=session.pk, version=session.version, facts=facts
                )
        stage.rows["treatment_hand_over"] = treating.offer_hand_over(
            ctx, programme_id=under_way.pk, to_id=stage.rows["colleague"].pk, why="Stage",
            to_know="Stage",
        )  # fmt: skip


def stage_group(stage: Stage) -> None:
    """A group with a meeting yesterday to which the known person was invited."""
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        group = treating.make_group(ctx, pathway=MK, title="Stage group", place="Stage hall")
        stage.rows["treatment_group"] = group
        stage.rows["treatment_place"] = treating.join_group(
            ctx, group_id=group.pk, programme_id=stage.rows["treatment"].pk
        )
        stage.rows["treatment_meeting"] = treating.plan_meeting(
            ctx, group_id=group.pk, starts_at=clock.now() - timedelta(hours=1)
        )
