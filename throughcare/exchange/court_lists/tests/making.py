"""Invented lists in the shapes of the courts, as small as each test needs."""

from __future__ import annotations

import io
import json
from typing import Any

from throughcare.court.listed import ListDocument, ListedPerson
from throughcare.exchange import court_lists

DAY = "20/11/2026"
Fields = dict[str, Any]


def libra_case(**fields: Any) -> Fields:
    case: Fields = {
        "urn": "99ZZ0000126",
        "caseno": 2600000001,
        "cseq": 3,
        "listno": "1st",
        "valid": "Y",
        "estdur": "0:10",
        "def_name": "Mr Invented Middle EXAMPLE",
        "def_type": "P",
        "def_sex": "M",
        "def_dob": "02/03/1990",
        "def_age": 36,
        "def_addr": {"line1": "1 Invented Road"},
        "c_id": 9000001,
        "offences": {"offence": [{"code": "ZZ1", "title": "Invented"}, {"code": "ZZ2"}]},
    }
    return {**case, **fields}


def libra_session(*cases: Fields, **fields: Any) -> Fields:
    session: Fields = {
        "doh": DAY,
        "court": "Northfield Magistrates' Court",
        "ou_code": "B99ZZ00",
        "room": "01",
        "sstart": "10:00",
        "blocks": {
            "block": {
                "bstart": "10:20",
                "desc": "Pre-Sentence Report",
                "cases": {"case": list(cases)},
            }
        },
    }
    return {**session, **fields}


def libra_list(*sessions: Fields) -> Fields:
    job = {"printdate": "19/11/2026", "sessions": {"session": list(sessions)}}
    return {"document": {"info": {"start_time": "16:12:27"}, "data": {"job": job}}}


def as_xml(name: str, value: Any) -> str:
    """The same list as XML: objects and arrays as elements."""
    if isinstance(value, list):
        return "".join(as_xml(name, item) for item in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(as_xml(k, v) for k, v in value.items())}</{name}>"
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f"<{name}>{text}</{name}>"


def party(role: str = "DEFENDANT", **details: Any) -> Fields:
    individual = {
        "individualForenames": "Invented",
        "individualMiddleName": "Middle",
        "individualSurname": "Example",
        "dateOfBirth": "1990-03-02",
        "age": 36,
        "gender": "female",
        **details,
    }
    return {
        "partyRole": role,
        "individualDetails": individual,
        "offence": [{"offenceTitle": "Invented", "offenceCode": "ZZ1"}],
    }


def organisation(role: str = "DEFENDANT", name: str = "Invented Haulage Ltd") -> Fields:
    return {"partyRole": role, "organisationDetails": {"organisationName": name}}


def cath_list(*hearings: Fields, start: str = "2026-11-20T10:00:00Z") -> Fields:
    sitting = {"sittingStart": start, "hearing": list(hearings)}
    room = {"courtRoomName": "Courtroom 1", "session": [{"sittings": [sitting]}]}
    house = {"courtHouseName": "Northfield", "lja": "Northshire", "courtRoom": [room]}
    return {
        "document": {"publicationDate": "2026-11-19T17:30:00.123Z"},
        "venue": {"venueAddress": {}},
        "courtLists": [{"courtHouse": house}],
    }


def read_json(value: Any, **words: Any) -> ListDocument:
    return court_lists.read(io.BytesIO(json.dumps(value).encode()), **words)


def read_text(text: str, **words: Any) -> ListDocument:
    return court_lists.read(io.BytesIO(text.encode()), **words)


def only_person(document: ListDocument) -> ListedPerson:
    [(_, person)] = document.entries()
    return person


def codes(document: ListDocument) -> set[str]:
    return {problem.code for problem in document.problems}
