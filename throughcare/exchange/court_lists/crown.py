"""The Crown Court's daily list, as CaTH publishes it (PDDA). Masked names stay masked.

Shape: crown_daily_pdda_list of hmcts/pip-data-management. The firm and warned lists name other
days than today's and are refused by name.
"""

from __future__ import annotations

from typing import Any, Final

from throughcare.exchange.court_lists import identity, limits, values
from throughcare.exchange.court_lists.assembly import Assembly
from throughcare.exchange.court_lists.drafts import (
    Draft,
    DraftPerson,
    Party,
    Sitting,
    inside,
    names,
    restriction_in,
    several,
)
from throughcare.exchange.court_lists.values import Notes

FIELDS: Final = names(
    "DailyList DocumentID UniqueID ListHeader StartDate PublishedTime CrownCourt CourtHouseCode "
    "CourtHouseName CourtLists CourtHouse Sittings CourtRoomNumber SittingAt Hearings ReserveList "
    "HearingSequenceNumber HearingDetails HearingType HearingDescription HearingDate CaseNumber "
    "CaseNumberCaTH ListNote Defendants Respondent PersonalDetails Name MaskedName IsMasked "
    "CitizenNameTitle CitizenNameForename CitizenNameSurname CitizenNameSuffix DateOfBirth "
    "BirthDate Age Sex URN PrisonLocation Location Charges"
)
_OTHERS: Final = {"FirmList": "Crown firm list", "WarnedList": "Crown warned list"}


def other_list(root_fields: list[str]) -> str:
    """The name of a Crown Court list that we do not read; empty if it is none."""
    return next((name for field, name in _OTHERS.items() if field in root_fields), "")


def shrink_defendant(found: dict[str, Any]) -> object:
    """A defendant, masked if the list says so."""
    if "PersonalDetails" not in found:
        return found
    notes = Notes()
    person = DraftPerson(role="defendant")
    details = found["PersonalDetails"]
    _name(person, inside(details, "Name"), notes)
    born = inside(details, "DateOfBirth", "BirthDate")
    identity.set_birth(person, born, inside(details, "Age"), notes)
    person.sex = values.sex(inside(details, "Sex"))
    if _is_masked(inside(details, "IsMasked")):
        notes = Notes()
        shown = values.text(inside(details, "MaskedName"), notes, limit=limits.MAX_NAME)
        identity.mask(person, shown, notes)
    places = several(inside(found, "PrisonLocation", "Location"))
    if any(values.as_written(place).strip() for place in places):
        person.custody = "in_custody"
    person.offences = len(several(found.get("Charges")))
    urn = values.text(found.get("URN"), Notes())
    return Party(identity.finish(person, notes), urn=urn)


def _is_masked(said: object) -> bool:
    """Masked unless the list plainly says that the name is not."""
    return not (said in (None, "") or values.truth(said) is False)


def _name(person: DraftPerson, found: object, notes: Notes) -> None:
    forenames = " ".join(
        values.as_written(name) for name in several(inside(found, "CitizenNameForename"))
    )
    surname = f"{values.as_written(inside(found, 'CitizenNameSurname'))} " + values.as_written(
        inside(found, "CitizenNameSuffix")
    )
    title = inside(found, "CitizenNameTitle")
    identity.set_parts(person, notes, title=title, given=forenames, family=surname)


def shrink_charge(found: dict[str, Any]) -> object:
    """A charge is counted: nothing of it is kept."""
    del found
    return {}


def shrink_hearing(found: dict[str, Any]) -> object:
    """A case of a sitting or of the reserve list."""
    if not found.keys() & {"CaseNumber", "CaseNumberCaTH", "Defendants"}:
        return found
    notes = Notes()
    defendants = several(found.get("Defendants"))[: limits.MAX_PARTIES]
    ours = [item for item in defendants if isinstance(item, Party)]
    note = values.text(found.get("ListNote"), notes, limit=limits.MAX_WORDS)
    details = found.get("HearingDetails")
    on = inside(details, "HearingDate")
    number = values.text(found.get("CaseNumber"), notes)
    draft = Draft(
        number=number or values.text(found.get("CaseNumberCaTH"), notes),
        urn=next((item.urn for item in ours if item.urn), ""),
        sequence=values.whole(found.get("HearingSequenceNumber")),
        hearing_type=values.text(inside(details, "HearingDescription"), notes)
        or values.text(inside(details, "HearingType"), notes),
        restriction=restriction_in(note),
        restricted=bool(restriction_in(note)),
        on=values.day(on),
        people=tuple(item.person for item in ours)
        + tuple(_respondent(name) for name in several(found.get("Respondent"))),
    )
    if draft.on is None and on:
        notes.add("bad_date")
    if len(ours) < len(defendants):
        notes.add("left_out_not_a_case")
    draft.codes = tuple(notes.codes)
    return draft


def _respondent(name: object) -> DraftPerson:
    """A respondent is named in one text, which does not say person or organisation."""
    notes = Notes()
    notes.add("unknown_kind")
    person = DraftPerson(role="respondent")
    identity.set_name(person, name, notes)
    return identity.finish(person, notes)


def is_list(root: object) -> bool:
    """Whether the root is a Crown Court daily list."""
    return isinstance(root, dict) and "DailyList" in root


def assemble(root: Any, assembly: Assembly) -> None:
    """Court houses, sittings, hearings, and the cases in reserve."""
    found = root["DailyList"]
    notes = Notes()
    assembly.source_id = values.text(inside(found, "DocumentID", "UniqueID"), notes)
    assembly.published_at = values.moment(inside(found, "ListHeader", "PublishedTime"))
    on = values.day(inside(found, "ListHeader", "StartDate"))
    home = _house(inside(found, "CrownCourt"), notes)
    for place, listed in enumerate(several(inside(found, "CourtLists")), start=1):
        house = _house(inside(listed, "CourtHouse"), notes)
        court = (house[0] or home[0], house[1] or home[1])
        assembly.sit(court[0], on)
        for number, sitting in enumerate(several(inside(listed, "Sittings")), start=1):
            here = Sitting(
                where=f"court {place}, sitting {number}",
                court=court[0],
                court_code=court[1],
                room=values.text(inside(sitting, "CourtRoomNumber"), notes),
                on=on,
                starts_at=values.clock(inside(sitting, "SittingAt"), notes),
            )
            _hearings(several(inside(sitting, "Hearings")), here, assembly)
    reserve = several(inside(found, "ReserveList"))
    if reserve:
        here = Sitting(where="reserve list", court=home[0], court_code=home[1], on=on)
        _hearings(reserve, here, assembly)
    for code in notes.codes:
        assembly.problems.add(code, "file")


def _house(found: object, notes: Notes) -> tuple[str, str]:
    name = values.text(inside(found, "CourtHouseName"), notes, limit=limits.MAX_NAME)
    return name, values.text(inside(found, "CourtHouseCode"), notes)


def _hearings(hearings: list[Any], here: Sitting, assembly: Assembly) -> None:
    where = here.where
    if not hearings:
        assembly.problems.add("nobody_in_session", where)
    for place, draft in enumerate(hearings, start=1):
        here.where = f"{where}, hearing {place}"
        if isinstance(draft, Draft):
            assembly.count(draft)
            assembly.count_hearings(1)
            assembly.add(draft, here)
        else:
            assembly.leave_out("left_out_not_a_case", here.where)
