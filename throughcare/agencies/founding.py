"""The first agency and its administrators, made on the server with the login that migrates.

The one way round the rule of two administrators: somebody must be there first. It needs the
machine itself, not the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from throughcare.accounts import links
from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Place, Role, Team
from throughcare.agencies.rules import slug_for
from throughcare.core import clock

LOCK = 727275


class NotFounded(Exception):
    """Said in words for the person at the keyboard."""


@dataclass(frozen=True)
class NewAdministrator:
    """Who is to administer, and the one-time code they begin with ("" if they have a password)."""

    name: str
    email: str
    code: str = ""


def read_administrator(text: str) -> NewAdministrator:
    """Read ``Amina Diallo <amina.diallo@example.org>``."""
    name, email = parseaddr(text)
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not name.strip() or not email:
        raise NotFounded(f"[{text}] is not a name and an address, such as Amina Diallo <a@b.org>")
    return NewAdministrator(name.strip()[:200], email.lower())


def found_agency(
    *,
    agency: str,
    agency_type: str,
    team: str,
    administrators: list[NewAdministrator],
    place: str = "",
    place_kind: str = "",
    first: bool,
) -> list[NewAdministrator]:
    """Make an agency with a team, a place and at least two administrators, or nothing.

    Runs in the caller's transaction. Raises NotFounded when ``first`` and an agency exists, or
    when there are fewer than two administrators or a name is taken.
    """
    _check(agency, agency_type, place_kind if place else "office", administrators)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if first and Agency.objects.exists():
        raise NotFounded("This installation is set up already. Use add-agency for another one.")
    if Agency.objects.filter(name=agency).exists():
        raise NotFounded(f"There is an agency [{agency}] already.")
    made = Agency.objects.create(name=agency, type=agency_type, starts_on=clock.today())
    home = _make_place(made, place, place_kind) if place else None
    its_team = Team.objects.create(agency=made, name=team, place=home)
    if home:
        its_team.covers.add(home)
    return [add_administrator(its_team, each) for each in administrators]


def add_administrator(team: Team, who: NewAdministrator) -> NewAdministrator:
    """Make the account if there is none, the membership, and a one-time code."""
    user = User.objects.filter(email__iexact=who.email).first()
    if user is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app.add_user(%s, %s)", [who.email, who.name])
            user = User.objects.get(pk=cursor.fetchone()[0])
    if not user.is_active:
        User.objects.filter(pk=user.pk).update(is_active=True)
    Membership.objects.create(
        user=user, team=team, role=Role.SUPPORT_ENGINEER, starts_on=clock.today()
    )
    code = "" if user.has_usable_password() else new_code_for(user)
    return NewAdministrator(user.name, user.email, code)


def new_code_for(user: User) -> str:
    """A one-time code that sets a new password and takes away the second factor."""
    code = links.new_code()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app.make_sign_in_link(%s, %s, %s)",
            [user.pk, links.hash_of(code), settings.SIGN_IN_LINK_DAYS],
        )
    return code


def _make_place(agency: Agency, name: str, kind: str) -> Place:
    taken = set(Place.objects.values_list("slug", flat=True))
    if Place.objects.filter(name=name).exists():
        raise NotFounded(f"There is a place [{name}] already.")
    return Place.objects.create(
        name=name, kind=kind, slug=slug_for(name, taken=taken), agency=agency
    )


def _check(
    agency: str, agency_type: str, place_kind: str, administrators: list[NewAdministrator]
) -> None:
    if not agency.strip():
        raise NotFounded("The agency needs a name.")
    if agency_type not in Agency.Type.values:
        raise NotFounded(f"[{agency_type}] is not one of: {', '.join(Agency.Type.values)}")
    if place_kind not in Place.Kind.values:
        raise NotFounded(f"[{place_kind}] is not one of: {', '.join(Place.Kind.values)}")
    if len({each.email for each in administrators}) < 2:
        raise NotFounded(
            "Name two administrators: what lets anybody do more is asked by one and confirmed "
            "by the other."
        )
