"""What the officer recorded of predictors of reoffending: two results of each of the two."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.predictors import actions as predictors
from throughcare.predictors.rules import Facts
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import OFFICER, protagonists, weekday
from throughcare.rehearsal.telling import Act, Timeline

#: Days after sentence, and what the officer read there. Leanne's two cannot be compared; Marlon's
#: violence predictor fell after his treatment was over, which is no outcome of it.
LEANNE: tuple[tuple[int, dict[str, Any]], ...] = (
    (4, {"predictor": "ogrs3", "predictor_version": "3", "kind": "static", "source": "ndelius",
         "percent": Decimal(29), "one_year": Decimal(16)}),
    (39, {"predictor": "arp", "predictor_version": "1 (invented)", "kind": "dynamic",
          "source": "oasys", "percent": Decimal(34)}),
)  # fmt: skip
OVP = {"predictor": "ovp", "predictor_version": "2 (invented)", "kind": "dynamic",
       "source": "oasys"}  # fmt: skip
MARLON: tuple[tuple[int, dict[str, Any]], ...] = (
    (9, {**OVP, "percent": Decimal(44), "one_year": Decimal(31)}),
    (205, {**OVP, "percent": Decimal(37), "one_year": Decimal(25)}),
)


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    leanne, marlon = protagonists(people_read)
    for who, results in ((leanne, LEANNE), (marlon, MARLON)):
        for days, result in results:
            on = weekday(who.made["sentenced_on"] + timedelta(days=days))
            what = f"{who.given} score recorded"
            timeline.add(moment(on, "15:40"), OFFICER, what, _record(who, result))


def _record(who: Someone, result: dict[str, Any]) -> Act:
    def act(ctx: Context) -> None:
        today = clock.today()
        facts = Facts(**result, assessed_on=today, assessed_by="Sam Adeyemi, Northfield probation")
        predictors.record_score(ctx, person_id=who.pk, facts=facts)

    return act
