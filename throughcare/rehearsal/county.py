"""The invented county: its agencies are made as set-up makes them, its people by actions."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Place, Team
from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.rehearsal import (
    cast,
    court_story,
    custody_story,
    enforcement_story,
    follow_up_story,
    helped_story,
    inbox_story,
    my_story,
    order_story,
    predictor_story,
    record_story,
    referral_story,
    report_story,
    sentenced_story,
    sessions_story,
    suitability_story,
    support_story,
    team_story,
    texts,
    texts_story,
    today_story,
    treatment_story,
)
from throughcare.rehearsal.days import Calendar
from throughcare.rehearsal.telling import DOMAIN, Timeline, address_of, working_as
from throughcare.sharing.models import SharingAgreement

__all__ = [
    "DOMAIN",
    "Story",
    "address_of",
    "let_clock_be_set",
    "make_agencies",
    "read",
    "working_as",
]

FILE = Path(__file__).with_name("county.toml")
FOUNDED = date(2024, 4, 1)


def read() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


# --- What set-up makes: agencies, places, teams, staff, agreements (as the owner) ---------------


def make_agencies(county: dict[str, Any]) -> bool:
    """Make the agencies and staff once; False when they are there already."""
    if Agency.objects.filter(name=county["agency"][0]["name"]).exists():
        return False
    with transaction.atomic():
        agencies = {
            a["key"]: Agency.objects.create(name=a["name"], type=a["type"], starts_on=FOUNDED)
            for a in county["agency"]
        }
        places = {
            p["key"]: Place.objects.create(
                name=p["name"], kind=p["kind"], slug=p["slug"], agency=agencies[p["agency"]]
            )
            for p in county["place"]
        }
        teams = {}
        for t in county["team"]:
            teams[t["key"]] = Team.objects.create(agency=agencies[t["agency"]], name=t["name"])
            teams[t["key"]].covers.set([places[key] for key in t.get("covers", [])])
        for s in county["staff"]:
            _make_staff(s, teams[s["team"]])
        _make_agreements(county, agencies)
    return True


def _make_staff(staff: dict[str, Any], team: Team) -> None:
    user = User(email=address_of(staff["name"]), name=staff["name"])
    # Nobody signs in to the demonstration with a password: its sign-in page has one button each.
    user.set_unusable_password()
    user.save()
    Membership.objects.create(
        user=user,
        team=team,
        role=staff["role"],
        job_title=staff["title"],
        profession=staff.get("profession", ""),
        registration=staff.get("registration", ""),
        starts_on=FOUNDED,
    )


def _make_agreements(county: dict[str, Any], agencies: dict[str, Agency]) -> None:
    one, two = Membership.objects.filter(role="support_engineer").order_by("user__name")[:2]
    for row in county["sharing"]:
        SharingAgreement.objects.create(
            from_agency=agencies[row["from"]],
            to_agency=agencies[row["to"]],
            purpose=row["purpose"],
            categories=sum(1 << CATEGORIES.index(name) for name in row["categories"]),
            grants_find=row.get("grants_find", False),
            status=SharingAgreement.Status.LIVE,
            starts_at=datetime(FOUNDED.year, FOUNDED.month, FOUNDED.day, tzinfo=UTC),
            document="Northshire information-sharing agreement (invented)",
            signatories="Both agencies (invented)",
            proposed_by=one,
            confirmed_by=two,
        )


def let_clock_be_set(may: bool) -> None:
    """Let the clock of the database be set, or no longer. Only its owner can."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM app.flag WHERE name = 'test_clock'")
        if may:
            cursor.execute("INSERT INTO app.flag VALUES ('test_clock', 'on')")


# --- The story: everything about a person is made by an action, as the person who does it -------


@dataclass
class Story:
    """Tells of the county up to ``now``."""

    county: dict[str, Any]
    now: datetime = field(default_factory=clock.now)

    def tell(self) -> int:
        """The custody list of this morning alone; the people on it, 0 if it was told before."""
        timeline = Timeline()
        today_story.custody(timeline, self.now, self.county["entry"])
        return self._told(timeline) and len(self.county["entry"])

    def tell_all(self) -> int:
        """Everything up to this moment; how many scenes, 0 if they were told before."""
        timeline = self.timeline()
        timeline.between = texts.carry if texts.may_be_sent() else None
        return self._told(timeline)

    def timeline(self) -> Timeline:
        """Every scene that there would be, on the days that belong to this moment."""
        timeline, calendar, people = Timeline(), Calendar(self.now), cast.read()
        report_story.available(timeline, calendar)
        custody_story.tell(timeline, calendar, people["custody"])
        court = court_story.CourtDays(timeline, calendar, people["court"], people["other"])
        court.overnight = today_story.to_court(self.county["entry"], self.now)
        court.tell()
        record_story.tell(timeline, calendar, people)
        order_story.tell(timeline, calendar, people)
        suitability_story.tell(timeline, calendar, people)
        texts_story.tell(timeline, calendar, people)
        enforcement_story.tell(timeline, calendar, people)
        predictor_story.tell(timeline, calendar, people)
        treatment_story.tell(timeline, calendar, people)
        sentenced_story.tell(timeline, calendar, people)
        team_story.tell(timeline, calendar, people)
        referral_story.tell(timeline, calendar, people)
        inbox_story.tell(timeline, calendar, people)
        follow_up_story.tell(timeline, calendar, people)
        helped_story.tell(timeline, calendar, people)
        my_story.tell(timeline, calendar, people)
        support_story.tell(timeline, calendar, people)
        sessions_story.tell(timeline, calendar, people)
        today_story.custody(timeline, self.now, self.county["entry"])
        today_story.requests(timeline, calendar)
        return timeline

    def _told(self, timeline: Timeline) -> int:
        return 0 if today_story.was_told() else timeline.play(self.now)
