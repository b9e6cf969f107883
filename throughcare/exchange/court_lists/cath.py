"""CaTH: the magistrates' standard and public lists of the courts and tribunals hearings service.

Shapes: the schemas and test data of hmcts/pip-data-management. The adult list is in `libra`,
the Crown Court's daily list in `crown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from throughcare.court.listed import CaseKind, Role
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
    "document publicationDate documentName courtLists courtHouse courtHouseName courtRoom "
    "courtRoomName session sittings sittingStart hearing hearingType panel case application "
    "caseUrn caseNumber caseSequenceIndicator applicationReference applicationType "
    "reportingRestriction reportingRestrictionDetails reportingRestrictionDetail party partyRole "
    "individualDetails title individualForenames individualMiddleName individualSurname "
    "dateOfBirth age gender inCustody pncId croNumber organisationDetails organisationName "
    "offence"
)
ROLES: Final[Mapping[str, Role]] = {
    "DEFENDANT": "defendant",
    "RESPONDENT": "respondent",
    "APPLICANT": "applicant",
}
# Those who bring or argue the case: known, and none of ours.
_NOT_OURS: Final = ("PROSECUT", "SOLICITOR", "REPRESENTATIVE", "COUNSEL", "WITNESS", "ADVOCATE")


def shrink_party(found: dict[str, Any]) -> object:
    """A defendant, respondent or applicant; a code for a role unknown; nothing for the others."""
    role = values.as_written(found.get("partyRole")).strip().upper()
    if role not in ROLES:
        if "partyRole" not in found and not found.keys() & {"individualDetails", "offence"}:
            return found
        return None if any(word in role for word in _NOT_OURS) else "unknown_role"
    notes = Notes()
    person = DraftPerson(role=ROLES[role])
    individual = found.get("individualDetails")
    organisation = inside(found, "organisationDetails", "organisationName")
    if organisation and not individual:
        person.kind = "organisation"
        person.name = values.text(organisation, notes, limit=limits.MAX_NAME)
    else:
        _individual(person, individual if isinstance(individual, dict) else {}, notes)
    offences = count_offences(several(found.get("offence")), notes)
    person.offences = offences.number
    return Party(identity.finish(person, notes), offences)


def _individual(person: DraftPerson, found: dict[str, Any], notes: Notes) -> None:
    identity.set_parts(
        person,
        notes,
        title=found.get("title"),
        given=found.get("individualForenames"),
        middle=found.get("individualMiddleName"),
        family=found.get("individualSurname"),
    )
    identity.set_birth(person, found.get("dateOfBirth"), found.get("age"), notes)
    identity.set_numbers(person, notes, pnc=found.get("pncId"), cro=found.get("croNumber"))
    person.sex = values.sex(found.get("gender"))
    said = found.get("inCustody")
    if values.truth(said):
        person.custody = "in_custody"
    elif said not in (None, "", False) and values.truth(said) is None:
        notes.add("unknown_custody")


def count_offences(items: list[Any], notes: Notes) -> Offences:
    """How many, and whether one of them is restricted."""
    restricted, parts = False, []
    for item in items:
        if isinstance(item, dict):
            says, words = restriction_of(item, notes)
            restricted = restricted or says
            parts.append(words)
    unique = dict.fromkeys(part for part in parts if part)
    return Offences(len(items), restricted, words_of(unique, notes))


def shrink_offence(found: dict[str, Any]) -> object:
    """An offence is counted; of its words only those on restrictions are kept."""
    return {name: found[name] for name in RESTRICTION_FIELDS if name in found}


RESTRICTION_FIELDS: Final = (
    "reportingRestriction",
    "reportingRestrictionDetails",
    "reportingRestrictionDetail",
)


def restriction_of(found: dict[str, Any], notes: Notes) -> tuple[bool, str]:
    """Whether a reporting restriction is said, and its words. In doubt there is one."""
    said = found.get("reportingRestriction")
    details = several(found.get("reportingRestrictionDetails"))
    details += several(found.get("reportingRestrictionDetail"))
    words = words_of(details, notes)
    flag = values.truth(said) if said not in (None, "") else None
    unclear = (said not in (None, "") and flag is None) or (flag is False and bool(words))
    if unclear:
        notes.add("unknown_restriction")
    return bool(flag) or bool(words) or unclear, words


def shrink_case(found: dict[str, Any]) -> object:
    """A case of a hearing; anything else under that name stays as it is."""
    if not found.keys() & {"caseUrn", "caseNumber", "party"}:
        return found
    notes = Notes()
    number = values.text(found.get("caseNumber"), notes)
    urn = values.text(found.get("caseUrn"), notes)
    return _draft("case", number or urn, urn, found, notes)


def shrink_application(found: dict[str, Any]) -> object:
    """An application of a hearing."""
    if not found.keys() & {"applicationReference", "party", "applicationType"}:
        return found
    notes = Notes()
    draft = _draft(
        "application", values.text(found.get("applicationReference"), notes), "", found, notes
    )
    draft.hearing_type = values.text(found.get("applicationType"), notes)
    draft.codes = tuple(notes.codes)
    return draft


def _draft(kind: CaseKind, number: str, urn: str, found: dict[str, Any], notes: Notes) -> Draft:
    parties = several(found.get("party"))[: limits.MAX_PARTIES]
    ours = [party for party in parties if isinstance(party, Party)]
    if any(party == "unknown_role" for party in parties):
        notes.add("unknown_role")
    restricted, words = restriction_of(found, notes)
    words = words_of(
        dict.fromkeys(filter(None, [words, *(party.offences.restriction for party in ours)])),
        notes,
    )
    return Draft(
        kind=kind,
        number=number,
        urn=urn,
        list_number=values.text(found.get("caseSequenceIndicator"), notes),
        restricted=restricted or any(party.offences.restricted for party in ours),
        restriction=words,
        people=tuple(party.person for party in ours),
        codes=tuple(notes.codes),
    )


def is_list(root: object) -> bool:
    """Whether the root is a magistrates' standard or public list."""
    return isinstance(root, dict) and "courtLists" in root


def assemble(root: Any, assembly: Assembly) -> None:
    """Court houses, rooms, sessions, sittings, hearings; any level may be missing."""
    published = inside(root, "document", "publicationDate")
    assembly.published_at = values.moment(published)
    assembly.source_id = values.text(inside(root, "document", "documentName"), Notes())
    for number, listed in enumerate(several(root.get("courtLists")), start=1):
        house = inside(listed, "courtHouse")
        notes = Notes()
        court = values.text(inside(house, "courtHouseName"), notes, limit=limits.MAX_NAME)
        assembly.sit(court, None)
        for place, room in enumerate(several(inside(house, "courtRoom")), start=1):
            where = f"court {number}, room {place}"
            name = values.text(inside(room, "courtRoomName"), notes)
            sitting = Sitting(where=where, court=court, room=name)
            _room(room, sitting, assembly)
        for code in notes.codes:
            assembly.problems.add(code, f"court {number}")


def _room(room: object, above: Sitting, assembly: Assembly) -> None:
    place = 0
    for session in several(inside(room, "session")):
        for sitting in several(inside(session, "sittings")):
            place += 1
            _sitting(sitting, above, f"{above.where}, sitting {place}", assembly)
    if not place:
        assembly.problems.add("nobody_in_session", above.where)


def _sitting(sitting: object, above: Sitting, where: str, assembly: Assembly) -> None:
    start = inside(sitting, "sittingStart")
    begins = values.moment(start)
    on = begins.date() if begins else values.day(start)
    if on is None and start:
        assembly.problems.add("bad_date", where)
    assembly.sit(above.court, on)
    hearings = several(inside(sitting, "hearing"))
    if not hearings:
        assembly.problems.add("nobody_in_session", where)
    for place, hearing in enumerate(hearings, start=1):
        notes = Notes()
        here = Sitting(
            where=f"{where}, hearing {place}",
            court=above.court,
            room=above.room,
            on=on,
            starts_at=begins.time().replace(second=0, microsecond=0) if begins else None,
            hearing_type=values.text(inside(hearing, "hearingType"), notes),
            youth="youth" in values.as_written(inside(hearing, "panel")).casefold(),
        )
        for code in notes.codes:
            assembly.problems.add(code, here.where)
        _hearing(hearing, here, assembly)


def _hearing(hearing: object, here: Sitting, assembly: Assembly) -> None:
    """Each case that is heard is a sitting of it; applications alone are one sitting.

    What is heard with a restricted case is taken to be restricted as that is.
    """
    where = here.where
    cases = several(inside(hearing, "case"))
    applications = several(inside(hearing, "application"))
    if not cases and not applications:
        assembly.problems.add("nobody_in_session", where)
    heard_with = next((d for d in cases if isinstance(d, Draft) and d.restricted), None)
    read = 0
    for word, items in (("case", cases), ("application", applications)):
        for place, draft in enumerate(items, start=1):
            here.where = f"{where}, {word} {place}"
            if not isinstance(draft, Draft):
                assembly.leave_out("left_out_not_a_case", here.where)
                continue
            read += 1
            if word == "application" and heard_with and not draft.restricted:
                draft.restricted, draft.restriction = True, heard_with.restriction
            if word == "application" and not cases:
                assembly.problems.add("application_only", here.where)
            assembly.count(draft)
            assembly.add(draft, here)
    assembly.count_hearings(len(cases) or min(read, 1))
