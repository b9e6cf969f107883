"""The hearings that a record shows under "Coming up"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.worklist import ComingKind, offer_coming
from throughcare.court.models import Hearing
from throughcare.screening.rules import court_sits_at

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context


class LondonMoment(Func):
    """A day and a time of the clock on the wall, as a moment."""

    template = f"((%(expressions)s) AT TIME ZONE '{clock.LONDON.key}')"
    arg_joiner = " + "
    output_field = DateTimeField()


def listed_ahead(ctx: Context, group: Sequence[UUID]) -> QuerySet[Hearing]:
    """The hearings of a same-as group that are listed for today or later and not over."""
    rows = Hearing.visible_to(ctx).filter(
        person_id__in=list(group), status=Hearing.Status.LISTED, on__gte=clock.today()
    )
    timed = ExpressionWrapper(Q(starts_at__isnull=False), output_field=BooleanField())
    found: QuerySet[Hearing] = rows.annotate(
        at=LondonMoment("on", Coalesce("starts_at", Value(court_sits_at()))),
        what=Value("hearing"),
        facts=JSONObject(place=F("place__name"), elsewhere=F("elsewhere"), timed=timed),
    )
    return found


def words(_what: str, facts: Mapping[str, Any]) -> str:
    """``Hearing, Northfield magistrates``; a time that no list gave is not made up."""
    timed = "" if facts["timed"] else _("time not known")
    where = facts["place"] or facts["elsewhere"]
    return ", ".join(part for part in (_("Hearing"), where, timed) if part)


def register() -> None:
    offer_coming(ComingKind("court", listed_ahead, words))
