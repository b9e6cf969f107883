"""What each agency lists as available locally: the newest version, older ones, or the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from throughcare.agencies.models import Place
from throughcare.court_reports import provision
from throughcare.court_reports.models import ProvisionList
from throughcare.court_reports.provision import Provision

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: How many versions the page of the settings names.
SHOWN = 20


@dataclass(frozen=True)
class Provided:
    """The lines that hold now, and where they stand: a version, or (None) the site's file."""

    lines: tuple[Provision, ...]
    version: ProvisionList | None = None

    @property
    def number(self) -> int:
        """0 where the agency keeps no list of its own yet."""
        return self.version.number if self.version else 0

    def line(self, line_id: str) -> Provision | None:
        return next((line for line in self.lines if line.id == line_id), None)


def of_agency(agency_id: UUID, *, with_file: bool = True) -> Provided:
    """What an agency lists. ProvisionFault where the file of the site cannot be read."""
    newest = ProvisionList.objects.filter(agency_id=agency_id).order_by("-number").first()
    if newest is not None:
        return Provided(lines_of(newest), newest)
    return Provided(provision.of_file(settings.LOCAL_PROVISION_FILE) if with_file else ())


def lines_of(version: ProvisionList) -> tuple[Provision, ...]:
    return tuple(map(Provision.of, version.lines))


def versions(ctx: Context) -> list[ProvisionList]:
    """The newest versions of the asker's agency, without their lines."""
    rows = ProvisionList.objects.filter(agency_id=ctx.agency_id).defer("lines")
    return list(rows.order_by("-number")[:SHOWN])


def courts_here(ctx: Context, *named: str) -> dict[str, str]:
    """Courts that teams of the agency see people at, and those named already: slug → name."""
    courts = Place.objects.filter(kind=Place.Kind.COURT)
    ours = courts.filter(covered_by__agency_id=ctx.agency_id, ends_on=None)
    found = dict((ours | courts.filter(slug__in=named)).distinct().values_list("slug", "name"))
    return dict(sorted(found.items(), key=lambda court: court[1]))


def unknown_courts(lines: tuple[Provision, ...]) -> list[tuple[int, str]]:
    """Courts that a file names and nobody here knows: number of the row and the slug."""
    named = {slug for line in lines for slug in line.courts}
    places = Place.objects.filter(kind=Place.Kind.COURT, slug__in=named)
    known = set(places.values_list("slug", flat=True)) if named else set()
    return [
        (number, slug)
        for number, line in enumerate(lines, start=1)
        for slug in line.courts
        if slug not in known
    ]
