"""How settings are said: refusals, requests, members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from throughcare.agencies.models import GrantRequest, Membership, Role
from throughcare.design import words

if TYPE_CHECKING:
    from throughcare.core.context import Context


def refusal(why: str) -> str:
    """A word of agencies.sql as a sentence that says what to do."""
    said = {
        "second_person": _("Somebody else must confirm this: you asked for it"),
        "yourself": _("Nobody gives themselves more. Ask a colleague to do this"),
        "already": _("A colleague has already dealt with this"),
        "lapsed": _("This was asked more than 14 days ago. Ask again"),
        "team_ended": _("The team has ended"),
        "member_ended": _("This person has left"),
        "role": _("This agency has no such role"),
        "has_it": _("They have this role in this team already"),
        "waiting": _("The same is waiting for a second administrator already"),
        "open_work": _("Pass on their open work first"),
        "last_administrator": _("An agency needs an administrator. Add another first"),
        "not_a_colleague": _("Choose somebody who works in the same team now"),
        "other_agency": _("Another agency gave them this account. Its administrator helps"),
        "has_people": _("People work in this team. End or move them first"),
        "is_covered": _("Teams cover this place. They stop covering it first"),
        "absent": _("It is no longer there"),
    }
    return said.get(why, _("This could not be done"))


@dataclass(frozen=True)
class RequestLine:
    """One request as a list shows it."""

    id: object
    what: str
    asked: str
    mine: bool


def request_words(request: GrantRequest) -> str:
    """What a request asks for, in one sentence."""
    team = request.team.name
    role = str(Role(request.role).label) if request.role else ""
    name = request.membership.user.name if request.membership else request.name
    if request.kind == GrantRequest.Kind.MEMBER:
        return _("Add %(name)s to %(team)s as %(role)s") % {
            "name": name, "team": team, "role": role,
        }  # fmt: skip
    if request.kind == GrantRequest.Kind.ROLE and request.membership:
        return _("Change %(name)s in %(team)s from %(before)s to %(role)s") % {
            "name": name,
            "team": team,
            "before": Role(request.membership.role).label,
            "role": role,
        }
    if request.kind == GrantRequest.Kind.PLACE and request.place:
        return _("Let %(team)s see people at %(place)s") % {
            "team": team, "place": request.place.name,
        }  # fmt: skip
    return _("Give %(name)s in %(team)s a new sign-in code") % {"name": name, "team": team}


def request_line(ctx: Context, request: GrantRequest) -> RequestLine:
    by = request.proposed_by.user
    return RequestLine(
        id=request.pk,
        what=request_words(request),
        asked=_("Asked by %(name)s, %(when)s")
        % {"name": by.name, "when": words.full_moment(request.proposed_at)},
        mine=by.pk == ctx.user_id,
    )


@dataclass(frozen=True)
class MemberLine:
    """One member as the list of people shows them."""

    id: object
    name: str
    role: str
    job_title: str
    until: str
    open_work: int
    left: bool
    me: bool


def member_line(ctx: Context, member: Membership, *, open_work: int, left: bool) -> MemberLine:
    until = words.full_date(member.ends_on) if member.ends_on else ""
    return MemberLine(
        id=member.pk,
        name=member.user.name,
        role=str(Role(member.role).label),
        job_title=member.job_title,
        until=until,
        open_work=open_work,
        left=left,
        me=member.user_id == ctx.user_id,
    )
