"""The county of the demonstration: told by actions alone, each at its own time, once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.database import as_owner
from throughcare.agencies.models import Agency, Membership
from throughcare.audit.models import AuditEntry
from throughcare.core import clock
from throughcare.core.models import Due, Event
from throughcare.court.models import (
    CourtFeedback,
    CourtList,
    CourtRequest,
    HearingOutcome,
    ListEntry,
)
from throughcare.court_reports.models import CourtReport
from throughcare.documents.models import Delivery
from throughcare.pathways.models import Episode
from throughcare.people.models import Person, SameAs
from throughcare.rehearsal import cast, county, days
from throughcare.rehearsal.telling import ClockStandsFast, StoryBroken, Timeline
from throughcare.rehearsal.tests import after_court
from throughcare.screening.models import CustodyEntry, Screen
from throughcare.sharing.models import Agreement, BreakGlass

WRITES = ("INSERT", "UPDATE", "DELETE")
#: Of these parts a story is told; a write of their own would be a row without an action.
STORY = "throughcare.rehearsal"
CORE = "throughcare.core"
PEOPLE, RECORDS = 60, 48
MINUTE = timedelta(minutes=1)


@pytest.fixture
def northshire(db: None) -> Iterator[None]:
    with as_owner():
        county.make_agencies(county.read())
    yield


def writers_of_the_story(found: Counter[str]) -> Callable[..., Any]:
    """Counts who writes: the nearest part of the product that asked for it."""

    def wrap(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITES):
            frame = sys._getframe(1)
            while frame is not None:
                name = str(frame.f_globals.get("__name__", ""))
                if name.startswith("throughcare.") and not name.startswith(CORE):
                    found[name] += 1
                    break
                frame = frame.f_back  # type: ignore[assignment]
        return execute(sql, params, many, context)

    return wrap


def statuses(model: Any, column: str = "status") -> set[str]:
    rows = getattr(model, "rows", None) or model.objects
    return set(rows.values_list(column, flat=True))


@pytest.mark.slow
def test_six_weeks_are_told_by_actions_at_their_own_times(northshire: None) -> None:
    now = clock.now()
    writers: Counter[str] = Counter()
    with connection.execute_wrapper(writers_of_the_story(writers)):
        scenes = county.Story(county.read(), now).tell_all()
    assert scenes > 300

    # Every row was written by a part of the product that the web calls too.
    assert sum(writers.values()) > 1000
    assert not [name for name in writers if name.startswith(STORY)]

    # Told again, nothing is added.
    with as_owner():
        before = Event.rows.count()
    assert county.Story(county.read(), now + MINUTE).tell_all() == 0
    with as_owner():
        assert Event.rows.count() == before
        _its_times_are_its_own(now)
        _everything_that_can_happen_happened()
        after_court.everything_happened()
        after_court.reports_were_written_on_working_days(now)


def _its_times_are_its_own(now: datetime) -> None:
    first, last = (Event.rows.order_by(o).first() for o in ("recorded_at", "-recorded_at"))
    assert first is not None and last is not None
    assert now - first.recorded_at > timedelta(days=38)
    assert last.recorded_at <= now
    # The log was written in order of time, by people of the story and nobody else.
    at = list(AuditEntry.rows.order_by("id").values_list("at", flat=True))
    told = [each for each in at if each <= now]
    assert told == sorted(told)
    assert len(told) > 1000


def _everything_that_can_happen_happened() -> None:
    named = sum(len(rows) for rows in cast.read().values()) + len(county.read()["entry"])
    assert named >= PEOPLE
    # The others stand on lists alone: nobody matched them, or they are under 18.
    assert Person.rows.count() >= RECORDS
    assert statuses(CustodyEntry) >= {"waiting", "linked", "left", "closed"}
    outcomes = {"", "seen", "declined", "asleep", "left", "under_18"}
    assert statuses(CustodyEntry, "outcome") >= outcomes
    tried = Event.rows.filter(type="screen.not_seen").values_list("payload__why", flat=True)
    assert set(tried) >= {"asleep", "interpreter", "not_seen"}
    decisions = {"act_now", "assess_here", "assess_court", "refer", "none"}
    assert statuses(Screen, "decision") >= decisions
    assert statuses(ListEntry) >= {"waiting", "linked", "passed_on", "counted"}
    assert CourtList.rows.count() > 25
    assert statuses(CourtReport) >= {"draft", "issued"}
    assert CourtReport.rows.exclude(replaces=None).exists()
    assert statuses(Delivery) >= {"received", "sent", "replaced"}
    assert HearingOutcome.rows.exclude(adjourned_to=None).exists()
    assert HearingOutcome.rows.exclude(disposal="").exists()
    assert statuses(CourtFeedback, "used") == {"yes", "partly", "no"}
    assert statuses(CourtRequest) >= {"accepted", "declined", "withdrawn"}
    assert statuses(Agreement, "answer") == {"yes", "no", "not_today"}
    assert statuses(SameAs) == {"proposed", "confirmed"}
    assert statuses(BreakGlass, "outcome") == {"waiting", "justified"}
    assert statuses(Person, "guard") >= {"none", "limited"}
    assert statuses(Episode, "pathway") >= {
        "court-liaison",
        "custody-liaison-and-diversion",
        "mental-health-requirement",
        "milton-keynes-treatment",
        "shropshire-support",
    }
    assert statuses(Episode) == {"open", "ended"}
    assert Due.rows.filter(status="open").count() > 15


#: Each comes after the one before it, on whatever day of the week the county is told.
CHAINS = (
    ("Leanne did_not_come", "Leanne decided", "Leanne warned"),
    ("Leanne reviewed", "Leanne review read"),
    ("Leanne plan sent", "Leanne agrees to the plan", "Leanne changes the plan"),
    ("Marlon update asked", "Marlon update answered", "Marlon answer read"),
    ("Marlon says what he needs", "Marlon says what he wants", "Marlon plan ended"),
    ("Patrick: order entered", "Patrick taken on", "Patrick begins", "session with Patrick"),
    ("Olu: willing to comply", "Olu: sent for sign-off", "Olu: signed", "Olu: order entered"),
    ("Yasmin taken on", "Yasmin begins", "Steadier days: group made", "Yasmin offered"),
)


def test_weekends_that_fall_back_to_a_friday_keep_the_order_of_what_happened() -> None:
    for back in range(7):
        now = clock.now() - timedelta(days=back)
        scenes = county.Story(county.read(), now).timeline().scenes
        for chain in CHAINS:
            (*at,) = (each.at for what in chain for each in scenes if each.what == what)
            assert len(at) == len(chain), chain
            assert at == sorted(at), (f"{now:%A}", chain)


def test_the_morning_is_told_once(northshire: None) -> None:
    assert county.Story(county.read()).tell() == 7
    assert county.Story(county.read()).tell() == 0


def test_it_has_its_agencies_and_staff(northshire: None) -> None:
    types = Counter(Agency.objects.values_list("type", flat=True))
    assert types["nhs_provider"] + types["charity_provider"] >= 3
    assert {"police", "probation", "court", "commissioner"} <= set(types)
    assert Membership.objects.count() >= 15
    with as_owner():
        assert county.make_agencies(county.read()) is False


def test_what_has_not_happened_yet_is_not_told(northshire: None) -> None:
    now, told = clock.now(), []
    timeline = Timeline()
    for minutes in (5, -5, -10):
        at = now + minutes * MINUTE
        timeline.add(at, "Priya Nair", "x", lambda ctx, at=at: told.append((at, clock.now())))
    assert timeline.play(now) == 2
    assert told == [(at, at) for at in (now - 10 * MINUTE, now - 5 * MINUTE)]
    assert abs(clock.now() - now) < 5 * MINUTE


def test_a_broken_scene_takes_the_whole_story_back(northshire: None) -> None:
    now = clock.now()
    timeline, someone = Timeline(), cast.Someone(1, {"name": "Ada|Nobody"})
    timeline.add(now - 2 * MINUTE, "Priya Nair", "added", lambda ctx: someone.known(ctx, "person"))
    timeline.add(now - MINUTE, "Priya Nair", "goes wrong", lambda ctx: 1 / 0)  # type: ignore[arg-type,return-value]
    with pytest.raises(StoryBroken, match="Priya Nair: goes wrong: ZeroDivisionError"):
        timeline.play(now)
    with as_owner():
        assert not Person.rows.exists()


def test_without_the_flag_of_its_owner_the_clock_of_the_database_stands_fast(
    northshire: None,
) -> None:
    with as_owner():
        county.let_clock_be_set(False)
    with pytest.raises(ClockStandsFast):
        Timeline().play(datetime(2026, 1, 5, tzinfo=UTC))
    with as_owner():
        county.let_clock_be_set(True)
    assert Timeline().play(datetime(2026, 1, 5, tzinfo=UTC)) == 0


def test_outside_the_demonstration_nothing_is_told_and_no_clock_set(settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(clock.ClockNotSet), clock.at(datetime(2026, 1, 5, tzinfo=UTC)):
        pass
    for words in ((), ("--as-owner",)):
        with pytest.raises(CommandError, match="only in the demonstration"):
            call_command("load_demonstration", *words)


@pytest.mark.parametrize(
    ("now", "last_working_day", "saturday"),
    [
        ("2026-11-22T03:00+00:00", "2026-11-20", "2026-11-21"),
        ("2026-11-21T12:00+00:00", "2026-11-20", "2026-11-14"),
        ("2026-11-23T23:30+00:00", "2026-11-20", "2026-11-21"),
        ("2026-06-30T23:30+00:00", "2026-06-30", "2026-06-27"),
    ],
)
def test_days_are_counted_from_the_day_in_london(
    now: str, last_working_day: str, saturday: str
) -> None:
    calendar = days.Calendar(datetime.fromisoformat(now))
    assert calendar.back(1).isoformat() == last_working_day
    assert calendar.last_saturday().isoformat() == saturday


def test_invented_numbers_are_in_the_range_and_pass_the_check() -> None:
    from throughcare.people.folding import canonical_number

    numbers = [cast.nhs_number(number) for number in range(1, 200)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        canonical, warning = canonical_number("nhs-number", number)
        assert canonical.startswith("999")
        assert not warning
