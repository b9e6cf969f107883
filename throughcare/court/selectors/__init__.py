"""Every read of the day at court; each knows who asks."""

from throughcare.court.selectors.day import CourtDay, Coverage, court_day, coverage_of, lists_of
from throughcare.court.selectors.figures import PlaceCount, county_coverage
from throughcare.court.selectors.hearings import (
    before_me_now,
    heard_here_today,
    hearings_to_choose,
    next_heard_at,
    said_of,
)
from throughcare.court.selectors.lines import same_line, where_today
from throughcare.court.selectors.person import AtCourt, at_court
from throughcare.court.selectors.places import court_place, court_places, other_courts
from throughcare.court.selectors.requests import OPEN_REQUESTS, requests_at
from throughcare.court.selectors.unmatched import WithoutRecord, without_record

__all__ = [
    "OPEN_REQUESTS",
    "AtCourt",
    "CourtDay",
    "Coverage",
    "PlaceCount",
    "WithoutRecord",
    "at_court",
    "before_me_now",
    "county_coverage",
    "court_day",
    "court_place",
    "court_places",
    "coverage_of",
    "heard_here_today",
    "hearings_to_choose",
    "lists_of",
    "next_heard_at",
    "other_courts",
    "requests_at",
    "said_of",
    "same_line",
    "where_today",
    "without_record",
]
