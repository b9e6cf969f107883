"""The pages that are measured: which address, for whom, and what is done there."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from benchmarks.browsing import Answer, Browser
from throughcare.core import clock

#: Whose sessions are used: one member of a health team in each of so many counties.
SESSIONS = 80
PEOPLE_EACH = 40


@dataclass
class Place:
    """One member of staff and what is theirs to open."""

    membership: Any
    user: Any
    session: str = ""
    court: str = ""
    court_name: str = ""
    people: list[Any] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    assessments: list[Any] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    issued: list[Any] = field(default_factory=list)


MEMBERS = """
    SELECT m.id, m.user_id, m.team_id, t.agency_id, p.slug, p.name
      FROM agencies_membership m
      JOIN agencies_team t ON t.id = m.team_id
      JOIN agencies_team_covers c ON c.team_id = t.id
      JOIN agencies_place p ON p.id = c.place_id AND p.kind = 'court'
      JOIN accounts_user u ON u.id = m.user_id AND u.email LIKE 'nurse@county%%'
     ORDER BY m.id LIMIT %s
"""
PEOPLE = """
    SELECT p.reference, p.nhs_number, p.given_name, p.family_name
      FROM sharing_reach r JOIN people_person p ON p.id = r.person_id
     WHERE r.principal_id = %s ORDER BY p.id LIMIT %s
"""
WAITING = """
    SELECT p.reference FROM screening_custodyentry e JOIN people_person p ON p.id = e.person_id
     WHERE e.agency_id = %s AND e.status = 'linked'
       AND NOT EXISTS (SELECT 1 FROM screening_screen s WHERE s.person_id = p.id)
"""
ASSESSMENTS = """
    SELECT p.reference, a.id FROM assessments_assessment a
      JOIN people_person p ON p.id = a.person_id WHERE a.agency_id = %s LIMIT %s
"""
REPORTS = """
    SELECT p.reference, r.number FROM court_reports_courtreport r
      JOIN people_person p ON p.id = r.person_id
     WHERE r.agency_id = %s AND r.status = %s LIMIT %s
"""


def find_places(admin: psycopg.Connection[Any]) -> list[Place]:
    """Members of different counties, with people, screens, reports of their own."""
    places = []
    for row in admin.execute(MEMBERS, [SESSIONS]).fetchall():
        place = Place(row[0], row[1], court=row[4], court_name=row[5])
        team, agency, most = row[2], row[3], PEOPLE_EACH
        place.people = admin.execute(PEOPLE, [team, most]).fetchall()
        place.waiting = admin.execute(WAITING, [agency]).fetchall()
        place.assessments = admin.execute(ASSESSMENTS, [agency, most]).fetchall()
        place.drafts = admin.execute(REPORTS, [agency, "draft", most]).fetchall()
        place.issued = admin.execute(REPORTS, [agency, "issued", most]).fetchall()
        if len(place.waiting) > 1:  # each saved screening uses one up
            places.append(place)
    if not places:
        raise SystemExit("Nobody waits to be screened any more: drop this database and run again.")
    return places


class Visitor:
    """Does each visit once. The wrong answer is an AssertionError, so that it counts as one."""

    def __init__(self, browser: Browser, place: Place, rng: random.Random) -> None:
        self.browser, self.place, self.rng = browser, place, rng

    def one(self, of: list[Any]) -> Any:
        return self.rng.choice(of)

    def path(self, name: str) -> str:
        """The address of a page that is only read."""
        place = self.place
        if name in ("today", "court list"):
            return "/" if name == "today" else f"/court/{place.court}/{clock.today().isoformat()}/"
        of, path = {
            "person": (place.people, "/people/{0}/"),
            "screening, open": (place.waiting, "/people/{0}/screening/new/"),
            "assessment": (place.assessments, "/people/{0}/assessments/{1}/"),
            "report, write": (place.drafts, "/people/{0}/reports/{1}/"),
            "report, issued": (place.issued, "/people/{0}/reports/{1}/issued/"),
        }[name]
        return path.format(*self.one(of))

    def read(self, name: str) -> Callable[[], Answer]:
        path = self.path(name)
        return lambda: _is(self.browser.get(path), 200)

    def find(self, typed: str) -> Answer:
        """The search and the page that it leads to."""
        answer = _is(self.browser.post("/find/", {"q": typed}), 302)
        return _is(self.browser.follow(answer), 200)

    def exact(self) -> Callable[[], Answer]:
        number = self.one(self.place.people)[1]
        return lambda: self.find(number)

    def fuzzy(self) -> Callable[[], Answer]:
        _reference, _number, given, family = self.one(self.place.people)
        return lambda: self.find(f"{given} {slip(family)}")

    def save(self) -> Callable[[], Answer]:
        """The screening of somebody who waits, saved with all its answers."""
        reference = self.place.waiting.pop()[0]
        path = f"/people/{reference}/screening/new/"
        fields = _is(self.browser.get(path), 200).fields()
        answers = {f"q{number}": "no" for number in range(1, 13)}
        given = {**fields, **answers, "decision": "none"}
        return lambda: _is(self.browser.post(path, given), 302)

    def preview(self) -> Callable[[], Answer]:
        """A list of 40 people chosen, and what it would change shown."""
        from benchmarks.lists import libra_file

        data = libra_file(self.place.court_name, 40)
        fields = _is(self.browser.get("/import/"), 200).fields()
        given = {**fields, "place": "list", "format": "auto", "day": ""}

        def look() -> Answer:
            chosen = _is(self.browser.upload("/import/", given, "list.json", data), 302)
            return _is(self.browser.follow(chosen), 200)

        return look

    def visit(self, name: str) -> Callable[[], Answer]:
        """What is to be timed; what comes before it is done here."""
        others = {
            "find, exact": self.exact,
            "find, fuzzy": self.fuzzy,
            "screening, save": self.save,
            "import, preview": self.preview,
        }
        return others[name]() if name in others else self.read(name)


def _is(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise AssertionError(f"{answer.status} instead of {status}: {answer.text[:300]}")
    return answer


def slip(name: str) -> str:
    """The name with two letters in each other's place."""
    at = len(name) // 2
    return f"{name[: at - 1]}{name[at]}{name[at - 1]}{name[at + 1 :]}"
