"""Common Platform: the message of one hearing, with its days, cases and applications.

Shape: the hearing messages of ministryofjustice/court-case-matcher. A case is a sitting on each
day of the hearing; cases and people are counted once, as the message shows them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any, Final

from throughcare.court.listed import Role
from throughcare.exchange.court_lists import identity, limits, values
from throughcare.exchange.court_lists.assembly import Assembly
from throughcare.exchange.court_lists.drafts import (
    Draft,
    DraftPerson,
    Offences,
    Party,
    Sitting,
    inside,
    names,
    several,
    words_of,
)
from throughcare.exchange.court_lists.values import Notes

FIELDS: Final = names(
    "hearing id type description courtCentre code name roomName hearingDays sittingDay "
    "listedDurationMinutes listingSequence isCancelled prosecutionCases prosecutionCaseIdentifier "
    "caseURN prosecutionAuthorityReference defendants pncId croNumber isYouth "
    "legalEntityDefendant organisation personDefendant bailStatus personDetails title firstName "
    "middleName lastName dateOfBirth gender offences reportingRestrictions label "
    "courtApplications applicationReference applicant respondents masterDefendant "
    "prosecutingAuthority defendantCase"
)
_CODE_LENGTH: Final = 5
_CUSTODY_CODE: Final = "C"


def shrink_defendant(found: dict[str, Any]) -> object:
    """A defendant of a case, person or organisation."""
    if not found.keys() & {"personDefendant", "legalEntityDefendant", "offences"}:
        return found
    return _party(found, "defendant")


def _party(found: dict[str, Any], role: Role) -> Party:
    notes = Notes()
    person = DraftPerson(role=role)
    organisation = _organisation_of(found)
    details = inside(found, "personDefendant", "personDetails") or found.get("personDetails")
    if organisation is not None and not details:
        person.kind = "organisation"
        person.name = values.text(organisation, notes, limit=limits.MAX_NAME)
    else:
        _details(person, details, notes)
    identity.set_numbers(person, notes, pnc=found.get("pncId"), cro=found.get("croNumber"))
    person.young = values.truth(found.get("isYouth"))
    person.identity = values.text(found.get("id"), notes)
    person.offences = len(several(found.get("offences")))
    _custody(person, inside(found, "personDefendant", "bailStatus"))
    person = identity.finish(person, notes)
    return Party(person, _offences(several(found.get("offences"))))


def _offences(items: list[Any]) -> Offences:
    found = [item for item in items if isinstance(item, dict) and item.get("reportingRestrictions")]
    labels = [
        inside(said, "label") for item in found for said in several(item["reportingRestrictions"])
    ]
    words = words_of(dict.fromkeys(values.as_written(label) for label in labels), Notes())
    return Offences(len(items), bool(found), words)


def _organisation_of(found: dict[str, Any]) -> object:
    entity = found.get("legalEntityDefendant")
    direct = inside(found, "organisation", "name")
    if entity is None:
        return direct
    return inside(entity, "organisation", "name") or inside(entity, "name") or ""


def _details(person: DraftPerson, details: object, notes: Notes) -> None:
    identity.set_parts(
        person,
        notes,
        title=inside(details, "title"),
        given=inside(details, "firstName"),
        middle=inside(details, "middleName"),
        family=inside(details, "lastName"),
    )
    identity.set_birth(person, inside(details, "dateOfBirth"), None, notes)
    person.sex = values.sex(inside(details, "gender"))


def _custody(person: DraftPerson, status: object) -> None:
    """Code C is custody; words of bail say bail. The other codes are not guessed at."""
    if values.as_written(inside(status, "code")).strip().upper() == _CUSTODY_CODE:
        person.custody = "in_custody"
    elif "bail" in values.as_written(inside(status, "description")).casefold():
        person.custody = "on_bail"


def shrink_offence(found: dict[str, Any]) -> object:
    """An offence is counted; of its words only those on restrictions are kept."""
    if "offence" in found:
        return found
    kept = found.get("reportingRestrictions")
    return {"reportingRestrictions": kept} if kept else {}


def shrink_case(found: dict[str, Any]) -> object:
    """A case with its defendants."""
    if not found.keys() & {"defendants", "prosecutionCaseIdentifier"}:
        return found
    notes = Notes()
    identifier = found.get("prosecutionCaseIdentifier")
    urn = values.text(inside(identifier, "caseURN"), notes)
    number = urn or values.text(inside(identifier, "prosecutionAuthorityReference"), notes)
    people = several(found.get("defendants"))[: limits.MAX_PARTIES]
    return Draft(
        number=number,
        urn=urn,
        **_of_parties([party for party in people if isinstance(party, Party)]),
        codes=tuple(notes.codes),
    )


def _of_parties(parties: list[Party]) -> dict[str, Any]:
    """The people, and the restriction of any offence, which is then one of the case."""
    restricted = [party.offences for party in parties if party.offences.restricted]
    words = dict.fromkeys(offences.restriction for offences in restricted)
    return {
        "people": tuple(party.person for party in parties),
        "restricted": bool(restricted),
        "restriction": words_of(words, Notes()),
    }


def shrink_application(found: dict[str, Any]) -> object:
    """An application: who applies and who responds, but never a prosecuting authority."""
    notes = Notes()
    people: list[Party] = []
    asks: list[tuple[Role, object]] = [("applicant", found.get("applicant"))]
    asks += [("respondent", item) for item in several(found.get("respondents"))]
    for role, item in asks[: limits.MAX_PARTIES]:
        if isinstance(item, dict) and "prosecutingAuthority" not in item:
            known = item.get("masterDefendant")
            merged = {**item, **known} if isinstance(known, dict) else item
            people.append(_party(merged, role))
    return Draft(
        kind="application",
        number=values.text(found.get("applicationReference"), notes),
        hearing_type=values.text(inside(found, "type", "description"), notes),
        **_of_parties(people),
        codes=tuple(notes.codes),
    )


def is_hearing(root: object) -> bool:
    """Whether the root is the message of a hearing."""
    return isinstance(inside(root, "hearing"), dict)


def assemble(root: Any, assembly: Assembly) -> None:
    """One hearing: each case on each of its days."""
    hearing = root["hearing"]
    assembly.lists_the_day = False
    notes = Notes()
    assembly.source_id = values.text(hearing.get("id"), notes)
    centre = hearing.get("courtCentre")
    base = Sitting(
        where="hearing",
        court=values.text(inside(centre, "name"), notes, limit=limits.MAX_NAME),
        court_code=values.text(inside(centre, "code"), notes)[:_CODE_LENGTH],
        room=values.text(inside(centre, "roomName"), notes),
        hearing_type=values.text(inside(hearing, "type", "description"), notes),
    )
    for code in notes.codes:
        assembly.problems.add(code, "hearing")
    days = _days(hearing, base, assembly)
    entries = [("case", item) for item in several(hearing.get("prosecutionCases"))]
    cases = len(entries)
    entries += [("application", item) for item in several(hearing.get("courtApplications"))]
    for place, (word, draft) in enumerate(entries, start=1):
        where = f"{word} {place if word == 'case' else place - cases}"
        if not isinstance(draft, Draft):
            assembly.leave_out("left_out_not_a_case", where)
            continue
        if not cases:
            assembly.problems.add("application_only", where)
        assembly.count(draft)
        for number, day in enumerate(days, start=1):
            day.where = f"{where}, day {number}"
            assembly.add(draft, day, again=number > 1)
    assembly.count_hearings(len(days) * (cases or min(len(entries), 1)))


def _days(hearing: dict[str, Any], base: Sitting, assembly: Assembly) -> list[Sitting]:
    days = []
    for place, found in enumerate(several(hearing.get("hearingDays")), start=1):
        if values.truth(inside(found, "isCancelled")):
            assembly.problems.add("sitting_cancelled", f"day {place}")
            continue
        begins = values.moment(inside(found, "sittingDay"))
        on = begins.date() if begins else values.day(inside(found, "sittingDay"))
        if on is None:
            assembly.problems.add("bad_date", f"day {place}")
        starts: time | None = begins.time().replace(second=0, microsecond=0) if begins else None
        days.append(
            replace(
                base,
                on=on,
                starts_at=starts,
                minutes=values.whole(inside(found, "listedDurationMinutes")),
                sequence=values.whole(inside(found, "listingSequence")),
                codes=[],
            )
        )
    return days or [base]
