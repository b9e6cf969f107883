"""What a service administrator does. Each writes its rows and its audit entry in one transaction.

What lets somebody do more is only asked for here; ``app.decide_grant`` makes it, when a second
administrator says yes (agencies/database/agencies.sql).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from throughcare.accounts import links
from throughcare.agencies.models import GrantRequest, Membership, Place, Team
from throughcare.agencies.rules import require_manager, slug_for
from throughcare.core import clock, registry
from throughcare.core.errors import StaleVersion, ThroughcareError

if TYPE_CHECKING:
    from throughcare.core.context import Context


class Refused(ThroughcareError):
    """The database says no. ``why`` is a word of agencies.sql; presenters say it in full."""

    def __init__(self, why: str) -> None:
        super().__init__(f"refused: [{why}]")
        self.why = why


@dataclass(frozen=True)
class Decision:
    """What became of a request; ``code`` is the one-time code to give by hand, or ""."""

    status: str
    code: str = ""


# --- Asked for by one, decided by another ----------------------------------------------------


def propose_membership(
    ctx: Context,
    *,
    team: Team,
    email: str,
    name: str,
    role: str,
    job_title: str = "",
    profession: str = "",
    registration: str = "",
    lived_experience: bool = False,
    ends_on: date | None = None,
) -> GrantRequest:
    """Ask that somebody be added, or be given one more role."""
    return _propose(
        ctx,
        kind=GrantRequest.Kind.MEMBER,
        team=team,
        email=email.strip().lower(),
        name=name,
        role=role,
        job_title=job_title,
        profession=profession,
        registration=registration,
        lived_experience=lived_experience,
        ends_on=ends_on,
    )


def propose_role(ctx: Context, *, member: Membership, role: str) -> GrantRequest:
    """Ask for a change of role that gives more."""
    return _propose(
        ctx,
        kind=GrantRequest.Kind.ROLE,
        team=member.team,
        membership=member,
        email=member.user.email,
        role=role,
    )


def propose_sign_in(ctx: Context, *, member: Membership) -> GrantRequest:
    """Ask for a new sign-in code: password or phone are lost."""
    return _propose(
        ctx,
        kind=GrantRequest.Kind.SIGN_IN,
        team=member.team,
        membership=member,
        email=member.user.email,
    )


def propose_cover(ctx: Context, *, team: Team, place: Place) -> GrantRequest:
    """Ask that a team see people at one more place."""
    return _propose(ctx, kind=GrantRequest.Kind.PLACE, team=team, place=place)


def _propose(ctx: Context, *, kind: str, team: Team, **what: Any) -> GrantRequest:
    require_manager(ctx)
    if what.get("email", "").lower() == _my_email(ctx):
        raise Refused("yourself")
    same = {name: what[name] for name in ("email", "role", "membership", "place") if name in what}
    waiting = GrantRequest.visible_to(ctx).filter(kind=kind, team=team, status="proposed", **same)
    if waiting.exists():
        raise Refused("waiting")
    request = GrantRequest(
        agency_id=ctx.agency_id,
        kind=kind,
        team=team,
        status=GrantRequest.Status.PROPOSED,
        proposed_by_id=ctx.membership_id,
        proposed_at=clock.now(),
        **what,
    )
    request.save(force_insert=True)
    _audit(ctx, f"settings.{kind}_proposed", request.pk)
    return request


def decide(ctx: Context, *, request_id: UUID, confirm: bool, reason: str = "") -> Decision:
    """Confirm, refuse, or (the one who asked) take back. Raises Refused."""
    require_manager(ctx)
    code = links.new_code()
    answer = _call(
        "decide_grant",
        [request_id, confirm, reason, links.hash_of(code), settings.SIGN_IN_LINK_DAYS],
    )
    _audit(ctx, f"settings.request_{answer['done']}", request_id, answer.get("user_id"))
    return Decision(status=answer["done"], code=code if answer["link"] else "")


# --- At once: nobody gains ---------------------------------------------------------------------


def new_first_code(ctx: Context, *, member: Membership) -> str:
    """A new first code for somebody who never had a password."""
    require_manager(ctx)
    code = links.new_code()
    _call("new_first_link", [member.pk, links.hash_of(code), settings.SIGN_IN_LINK_DAYS])
    _audit(ctx, "settings.first_code_made", member.pk)
    return code


def narrow_role(ctx: Context, *, member: Membership, role: str) -> None:
    """Change to a role that sees counts only. Open work must be passed on first."""
    require_manager(ctx)
    _call("narrow_role", [member.pk, role])
    _audit(ctx, "settings.role_narrowed", member.pk)


def end_membership(ctx: Context, *, member: Membership) -> None:
    """End it now: at the next request of the leaver nothing opens. Work must be passed on first."""
    require_manager(ctx)
    if any(work.count(ctx).get(member.pk) for work in registry.offered("member_work").values()):
        raise Refused("open_work")
    _call("end_membership", [member.pk])
    _audit(ctx, "settings.member_ended", member.pk)


def pass_on_work(ctx: Context, *, member: Membership, to: Membership) -> int:
    """Give everything open to a colleague of the same team; how much it was."""
    require_manager(ctx)
    number = int(_call("pass_on_work", [member.pk, to.pk])["done"])
    for work in registry.offered("member_work").values():
        number += work.pass_on(ctx, member.pk, to.pk)
    _audit(ctx, "settings.work_passed_on", member.pk, to.pk)
    return number


# --- Teams and places ----------------------------------------------------------------------------


def add_team(ctx: Context, *, name: str) -> Team:
    """A new team of my agency; it covers no place yet."""
    require_manager(ctx)
    team = Team(agency_id=ctx.agency_id, name=name)
    team.save(force_insert=True)
    _audit(ctx, "settings.team_added", team.pk)
    return team


def rename_team(ctx: Context, *, team: Team, name: str) -> None:
    """Raises StaleVersion when a colleague was quicker."""
    require_manager(ctx)
    _change(ctx, team, name=name)
    _audit(ctx, "settings.team_renamed", team.pk)


def end_team(ctx: Context, *, team: Team) -> None:
    """End a team in which nobody works any more."""
    require_manager(ctx)
    today = clock.today()
    if team.memberships.filter(ends_on=None).exists() or (
        team.memberships.filter(ends_on__gte=today).exists()
    ):
        raise Refused("has_people")
    _change(ctx, team, ends_on=today - timedelta(days=1))
    _audit(ctx, "settings.team_ended", team.pk)


def drop_cover(ctx: Context, *, team: Team, place: Place) -> None:
    """The team stops seeing people at a place, at once."""
    require_manager(ctx)
    _call("drop_cover", [team.pk, place.pk])
    _audit(ctx, "settings.cover_dropped", team.pk, place.pk)


def add_place(ctx: Context, *, name: str, kind: str) -> Place:
    """A new place of my agency."""
    require_manager(ctx)
    taken = set(Place.objects.values_list("slug", flat=True))
    place = Place(agency_id=ctx.agency_id, name=name, kind=kind, slug=slug_for(name, taken=taken))
    place.save(force_insert=True)
    _audit(ctx, "settings.place_added", place.pk)
    return place


def change_place(ctx: Context, *, place: Place, name: str, kind: str) -> None:
    """Raises StaleVersion when a colleague was quicker. The address of its page stays."""
    require_manager(ctx)
    _change(ctx, place, name=name, kind=kind)
    _audit(ctx, "settings.place_changed", place.pk)


def end_place(ctx: Context, *, place: Place) -> None:
    """No longer used. Teams that cover it stop doing so first."""
    require_manager(ctx)
    if place.covered_by.exists():
        raise Refused("is_covered")
    _change(ctx, place, ends_on=clock.today() - timedelta(days=1))
    _audit(ctx, "settings.place_ended", place.pk)


def _change(ctx: Context, row: Team | Place, **values: Any) -> None:
    rows = type(row).objects.filter(pk=row.pk, version=row.version, agency_id=ctx.agency_id)
    if not rows.update(**values, version=row.version + 1):
        raise StaleVersion(row_id=row.pk, theirs=type(row).objects.filter(pk=row.pk).first())


def _my_email(ctx: Context) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.my_email()")
        return str(cursor.fetchone()[0])


def _call(function: str, values: list[Any]) -> dict[str, Any]:
    """Call a function of agencies.sql. Raises Refused with its word."""
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT app.{function}({marks})::text", values)
        answer: dict[str, Any] = json.loads(cursor.fetchone()[0])
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def _audit(ctx: Context, action: str, *objects: Any) -> None:
    ids = [UUID(str(each)) for each in objects if each is not None]
    registry.supplied("audit").write(ctx, action=action, outcome="allowed", object_ids=ids)
