"""Two people at the same moment, on two connections."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection, transaction

from tests.factories import Make, working_as
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.referrals import actions
from throughcare.referrals.models import Referral
from throughcare.referrals.tests.conftest import build, request


def test_of_two_at_the_same_moment_one_wins(own_database: str, django_db_blocker: Any) -> None:
    accepted, go_on = threading.Event(), threading.Event()
    said: dict[str, str] = {}

    with django_db_blocker.unblock():
        county = build(Make())
        with transaction.atomic(), working_as(county.nurse) as ctx:
            sent = actions.send_referral(
                ctx, person_id=county.person.pk, service=county.service, request=request()
            )

        def accept() -> None:
            with transaction.atomic(), working_as(county.bereavement) as ctx:
                actions.accept_referral(ctx, referral_id=sent.pk)
                accepted.set()
                go_on.wait(30)
            said["accept"] = "done"
            connection.close()

        def withdraw() -> None:
            try:
                with transaction.atomic(), working_as(county.nurse) as ctx:
                    go_on.set()
                    actions.withdraw_referral(ctx, referral_id=sent.pk, words="He asked us to")
                said["withdraw"] = "done"
            except (StaleVersion, MoveNotAllowed) as refused:
                said["withdraw"] = type(refused).__name__
            connection.close()

        threads = [threading.Thread(target=accept), threading.Thread(target=withdraw)]
        threads[0].start()
        assert accepted.wait(30)
        threads[1].start()
        for thread in threads:
            thread.join(30)
        with transaction.atomic(), working_as(county.nurse) as ctx:
            row = Referral.visible_to(ctx).get()
    assert said["accept"] == "done"
    assert said["withdraw"] in ("StaleVersion", "MoveNotAllowed")
    assert (row.status, row.version) == ("accepted", 2)
