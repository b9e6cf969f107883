"""The Crown Court's daily, firm and warned lists, as CaTH publishes them (PDDA).

Shapes: crown_daily_pdda_list, crown_firm_pdda_list and crown_warned_pdda_list of
hmcts/pip-data-management. Masked names stay masked. The firm list is the daily one for several
days; the warned list names cases with a fixed day and cases that may be called within a period.
Neither says who is not listed on a day: only a daily list is the whole of one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from throughcare.court.listed import Custody
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
    "BirthDate Age Sex URN PrisonLocation Location Charges "
    "FirmList SittingDate WarnedList WithFixedDate WithoutFixedDate Fixture FixedDate Notes Cases "
    "Hearing CustodyStatus"
)
_ROOTS: Final = ("DailyList", "FirmList", "WarnedList")
#: Of the words of a warned list those that say plainly where somebody is.
_CUSTODY: Final[dict[str, Custody]] = {"in custody": "in_custody", "on bail": "on_bail"}


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
    said = values.as_written(found.get("CustodyStatus")).strip().casefold()
    if person.custody == "not_said":
        person.custody = _CUSTODY.get(said, "not_said")
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


def shrink_case(found: dict[str, Any]) -> object:
    """A case of a warned list; its day stands with the fixture, or with its first hearing."""
    if not found.keys() & {"CaseNumber", "CaseNumberCaTH", "Defendants"}:
        return found
    hearing = next(iter(several(found.get("Hearing"))), None)
    first = hearing if isinstance(hearing, dict) else {}
    return shrink_hearing({**found, "HearingDetails": first, "ListNote": first.get("ListNote")})


def _respondent(name: object) -> DraftPerson:
    """A respondent is named in one text, which does not say person or organisation."""
    notes = Notes()
    notes.add("unknown_kind")
    person = DraftPerson(role="respondent")
    identity.set_name(person, name, notes)
    return identity.finish(person, notes)


def is_list(root: object) -> bool:
    """Whether the root is a list of the Crown Court."""
    return isinstance(root, dict) and any(name in root for name in _ROOTS)


def assemble(root: Any, assembly: Assembly) -> None:
    """Court houses, sittings or fixtures, hearings, and the cases in reserve."""
    name = next(each for each in _ROOTS if each in root)
    found = root[name]
    notes = Notes()
    assembly.source_id = values.text(inside(found, "DocumentID", "UniqueID"), notes)
    assembly.published_at = values.moment(inside(found, "ListHeader", "PublishedTime"))
    assembly.lists_the_day = name == "DailyList"
    # The header of the other two begins a period: it is nobody's day.
    on = values.day(inside(found, "ListHeader", "StartDate")) if assembly.lists_the_day else None
    home = _house(inside(found, "CrownCourt"), notes)
    for place, listed in enumerate(several(inside(found, "CourtLists")), start=1):
        house = _house(inside(listed, "CourtHouse"), notes)
        here = Sitting(
            where=f"court {place}",
            court=house[0] or home[0],
            court_code=house[1] or home[1],
            on=values.day(inside(listed, "SittingDate")) or on,
        )
        assembly.sit(here.court, here.on)
        if name == "WarnedList":
            _fixtures(listed, here, assembly)
        else:
            _sittings(listed, here, assembly, notes)
    if reserve := several(inside(found, "ReserveList")):
        here = Sitting(where="reserve list", court=home[0], court_code=home[1], on=on)
        _hearings(reserve, here, assembly)
    for code in notes.codes:
        assembly.problems.add(code, "file")


def _sittings(listed: object, at: Sitting, assembly: Assembly, notes: Notes) -> None:
    for number, sitting in enumerate(several(inside(listed, "Sittings")), start=1):
        here = replace(
            at,
            where=f"{at.where}, sitting {number}",
            room=values.text(inside(sitting, "CourtRoomNumber"), notes),
            starts_at=values.clock(inside(sitting, "SittingAt"), notes),
            codes=[],
        )
        dated = inside(listed, "SittingDate") is not None
        _hearings(several(inside(sitting, "Hearings")), here, assembly, sitting_rules=dated)


def _fixtures(listed: object, at: Sitting, assembly: Assembly) -> None:
    """Cases of a warned list. Those without a day of their own are said and left out."""
    for name in ("WithFixedDate", "WithoutFixedDate"):
        fixtures = [
            fixture
            for group in several(inside(listed, name))
            for fixture in several(inside(group, "Fixture"))
        ]
        for number, fixture in enumerate(fixtures, start=1):
            label = "fixture" if name == "WithFixedDate" else "warned"
            here = replace(at, where=f"{at.where}, {label} {number}", codes=[])
            here.on = values.day(inside(fixture, "FixedDate"))
            cases = several(inside(fixture, "Cases"))
            if name == "WithFixedDate":
                note = values.text(inside(fixture, "Notes"), Notes(), limit=limits.MAX_WORDS)
                _hearings(cases, here, assembly, sitting_rules=here.on is not None, note=note)
            else:
                _warned(cases, here, assembly)


def _warned(cases: list[Any], here: Sitting, assembly: Assembly) -> None:
    """Cases that may be called on any day of the period: no day of ours to put them on."""
    for place, draft in enumerate(cases, start=1):
        if isinstance(draft, Draft):
            assembly.count(draft)
        assembly.leave_out("left_out_no_fixed_day", f"{here.where}, case {place}")


def _house(found: object, notes: Notes) -> tuple[str, str]:
    name = values.text(inside(found, "CourtHouseName"), notes, limit=limits.MAX_NAME)
    return name, values.text(inside(found, "CourtHouseCode"), notes)


def _hearings(
    hearings: list[Any],
    here: Sitting,
    assembly: Assembly,
    *,
    sitting_rules: bool = False,
    note: str = "",
) -> None:
    """Cases of one sitting. ``sitting_rules``: its day counts, whatever a case says of its own,
    which may be the first of many. ``note`` is about all of them."""
    where = here.where
    if not hearings:
        assembly.problems.add("nobody_in_session", where)
    for place, draft in enumerate(hearings, start=1):
        here.where = f"{where}, hearing {place}"
        if not isinstance(draft, Draft):
            assembly.leave_out("left_out_not_a_case", here.where)
            continue
        draft.on = here.on if sitting_rules else draft.on
        if said := restriction_in(note):
            draft.restricted, draft.restriction = True, draft.restriction or said
        assembly.count(draft)
        assembly.count_hearings(1)
        assembly.add(draft, here)
