"""Libra: the magistrates' list, as XML or JSON, and the message of a single case.

Shapes: CourtList.xml and court-list.json of ministryofjustice/court-case-service; the gateway's
ExternalDocumentRequest and the case message of ministryofjustice/court-case-matcher. The
magistrates' adult list that is published through CaTH has the same names.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from throughcare.court.listed import Custody
from throughcare.exchange.court_lists import identity, limits, values
from throughcare.exchange.court_lists.assembly import Assembly
from throughcare.exchange.court_lists.drafts import (
    Draft,
    DraftPerson,
    Sitting,
    inside,
    names,
    restriction_in,
    several,
)
from throughcare.exchange.court_lists.values import Notes

FIELDS: Final = names(
    "document documents data job sessions session doh lja panel court room sstart ou_code blocks "
    "block bstart desc cases case urn valid caseno cseq listno estdur bailcond addinfo def_name "
    "def_name_elements title forename1 forename2 forename3 surname def_type def_sex def_dob "
    "def_age pg_type pg_name pnc_id cro_number c_id offences offence info start_time printdate "
    "source_file_name dateOfHearing courtHouse "
    "caseId caseNo name defendantName defendantType defendantSex defendantDob defendantAge cro "
    "pnc listNo sessionStartTime courtCode courtRoom seq cId"
)
_KINDS: Final = {"P": "person", "O": "organisation"}
_CODE_LENGTH: Final = 5  # of an organisation unit code, the court's own part
_GUARDIAN: Final = ("pg_type", "pg_name")
_CUSTODY_WORDS: Final = ("custod", "overnight", "in cells")


class Message(Draft):
    """The message of one case, which brings its own sitting."""

    __slots__ = ("sitting",)

    def __init__(self, draft: Draft, sitting: Sitting) -> None:
        for name in Draft.__slots__:
            setattr(self, name, getattr(draft, name))
        self.sitting = sitting


def shrink_case(found: dict[str, Any]) -> object:
    """A case of a list; anything else under that name stays as it is."""
    if "caseno" not in found and "def_name" not in found and "def_name_elements" not in found:
        return found
    notes = Notes()
    draft = Draft(
        number=values.text(found.get("caseno"), notes),
        urn=values.text(found.get("urn"), notes),
        list_number=values.text(found.get("listno"), notes),
        sequence=values.whole(found.get("cseq")),
        minutes=values.minutes(found.get("estdur"), notes),
    )
    words = values.text(found.get("addinfo"), notes, limit=limits.MAX_WORDS)
    draft.restriction = restriction_in(words)
    draft.restricted = bool(draft.restriction)
    draft.guardian = any(values.as_written(found.get(name)).strip() for name in _GUARDIAN)
    if values.as_written(found.get("valid")).strip().upper() == "N":
        notes.add("marked_not_valid")
    draft.codes = tuple(notes.codes)
    draft.people = (_defendant(found),) if _names_somebody(found) else ()
    return draft


def _names_somebody(found: dict[str, Any]) -> bool:
    return any(found.get(name) for name in ("def_name", "def_name_elements", "def_type", "c_id"))


def _defendant(found: dict[str, Any]) -> DraftPerson:
    notes = Notes()
    person = _kind(found.get("def_type"), notes)
    _name(person, found.get("def_name"), found.get("def_name_elements"), notes)
    identity.set_birth(person, found.get("def_dob"), found.get("def_age"), notes)
    identity.set_numbers(person, notes, pnc=found.get("pnc_id"), cro=found.get("cro_number"))
    person.sex = values.sex(found.get("def_sex"))
    person.custody = _bail(found.get("bailcond"))
    person.identity = values.text(found.get("c_id"), notes)
    person.offences = len(several(inside(found, "offences", "offence")))
    return identity.finish(person, notes)


def _kind(said: object, notes: Notes) -> DraftPerson:
    word = values.as_written(said).strip().upper()
    if word and word not in _KINDS:
        notes.add("unknown_kind")
    kind = "organisation" if word == "O" else "person"
    return DraftPerson(role="defendant", kind=kind)  # type: ignore[arg-type]


def _bail(conditions: object) -> Custody:
    """Conditions of bail say bail; that there are none says nothing."""
    return "on_bail" if values.as_written(conditions).strip() else "not_said"


def _name(person: DraftPerson, whole: object, parts: object, notes: Notes) -> None:
    forenames = [inside(parts, name) for name in ("forename1", "forename2", "forename3")]
    first, *others = [values.as_written(name).strip() for name in forenames]
    surname = inside(parts, "surname")
    if person.kind == "person" and values.as_written(surname).strip():
        identity.set_parts(
            person,
            notes,
            title=inside(parts, "title"),
            given=first,
            middle=" ".join(filter(None, others)),
            family=surname,
        )
        person.name = values.text(whole, notes, limit=limits.MAX_NAME) or person.name
    else:
        identity.set_name(person, whole, notes)


def shrink_offence(found: dict[str, Any]) -> object:
    """An offence is counted: nothing of it is kept."""
    return found if "offence" in found else {}


def shrink_message(found: dict[str, Any]) -> object:
    """The message of one case, alone or in an array of them."""
    if "caseNo" not in found and "defendantName" not in found:
        return found
    notes = Notes()
    begins = values.moment(found.get("sessionStartTime"))
    sitting = Sitting(
        where="",
        court_code=values.text(found.get("courtCode"), notes),
        room=values.text(found.get("courtRoom"), notes),
        on=begins.date() if begins else values.day(found.get("sessionStartTime")),
        starts_at=begins.time().replace(tzinfo=None) if begins else None,
    )
    if sitting.on is None and found.get("sessionStartTime"):
        notes.add("bad_date")
    draft = Draft(
        number=values.text(found.get("caseNo"), notes),
        urn=values.text(found.get("urn"), notes),
        list_number=values.text(found.get("listNo"), notes),
        sequence=values.whole(found.get("seq")),
        people=(_defendant_of_message(found),),
    )
    draft.codes = tuple(notes.codes)
    return Message(draft, sitting)


def _defendant_of_message(found: dict[str, Any]) -> DraftPerson:
    notes = Notes()
    person = _kind(found.get("defendantType"), notes)
    _name(person, found.get("defendantName"), found.get("name"), notes)
    identity.set_birth(person, found.get("defendantDob"), found.get("defendantAge"), notes)
    identity.set_numbers(person, notes, pnc=found.get("pnc"), cro=found.get("cro"))
    person.sex = values.sex(found.get("defendantSex"))
    person.identity = values.text(found.get("cId"), notes)
    person.offences = len(several(found.get("offences")))
    return identity.finish(person, notes)


def is_list(root: object) -> bool:
    """Whether the root is a list (not a message) in Libra's names."""
    return any(isinstance(root, dict) and name in root for name in ("sessions", "documents")) or (
        isinstance(inside(root, "document", "data", "job"), dict)
    )


def is_messages(root: object) -> bool:
    """Whether the root is one case message, or an array of them."""
    if isinstance(root, list):
        return bool(root) and all(isinstance(item, Message) for item in root)
    return isinstance(root, Message)


def assemble_messages(root: object, assembly: Assembly) -> None:
    """Case messages: each is one case at one sitting."""
    assembly.lists_the_day = False
    messages = several(root)
    for place, message in enumerate(messages, start=1):
        message.sitting.where = f"message {place}"
        assembly.count(message)
        assembly.count_hearings(1)
        assembly.add(message, message.sitting)


def assemble_list(root: Any, assembly: Assembly, *, published: bool) -> None:
    """A list: documents, sessions, blocks, cases; any level may be missing or be just one.

    `published` is the CaTH edition, which says neither who is an organisation nor the day of
    hearing: its day is the one that it was printed for.
    """
    documents = several(inside(root, "documents", "document")) or several(root)
    if isinstance(root, dict) and "document" in root:
        documents = several(root["document"])
    place = 0
    for document in documents:
        job = inside(document, "data", "job") or document
        printed = values.day(inside(job, "printdate"))
        _note_published(assembly, document, printed)
        for session in several(inside(job, "sessions", "session")):
            place += 1
            _session(session, f"session {place}", assembly, printed if published else None)
    if published:
        assembly.problems.add_once("kind_not_said")


def _note_published(assembly: Assembly, document: object, printed: date | None) -> None:
    if printed is None:
        return
    at = values.clock(inside(document, "info", "start_time"), Notes()) or time()
    moment = datetime.combine(printed, at, tzinfo=values.LONDON)
    assembly.published_at = max(moment, assembly.published_at or moment)


def _session(session: object, where: str, assembly: Assembly, printed: date | None) -> None:
    notes = Notes()
    unit = values.text(inside(session, "ou_code"), notes)
    on = values.day(inside(session, "doh"))
    if on is None and values.as_written(inside(session, "doh")).strip():
        notes.add("bad_date")
    elif on is None and printed is not None:
        on = printed
        assembly.problems.add_once("date_from_print")
    sitting = Sitting(
        where=where,
        court=values.text(inside(session, "court"), notes, limit=limits.MAX_NAME),
        court_code=unit[:_CODE_LENGTH],
        room=values.text(inside(session, "room"), notes),
        on=on,
        starts_at=values.clock(inside(session, "sstart"), notes),
        youth="youth" in values.as_written(inside(session, "panel")).casefold(),
    )
    for code in notes.codes:
        assembly.problems.add(code, where)
    assembly.sit(sitting.court, sitting.on)
    blocks = several(inside(session, "blocks", "block"))
    if not sum(_block(block, place, sitting, assembly) for place, block in enumerate(blocks, 1)):
        assembly.problems.add("nobody_in_session", where)


def _block(block: object, place: int, session: Sitting, assembly: Assembly) -> int:
    """How many entries stood in this block."""
    notes = Notes()
    where = f"{session.where}, block {place}"
    words = values.text(inside(block, "desc"), notes)
    sitting = Sitting(
        where=where,
        court=session.court,
        court_code=session.court_code,
        room=session.room,
        on=session.on,
        starts_at=values.clock(inside(block, "bstart"), notes) or session.starts_at,
        hearing_type=words,
        youth=session.youth,
    )
    if any(word in words.casefold() for word in _CUSTODY_WORDS):
        notes.add("custody_words")
    for code in notes.codes:
        assembly.problems.add(code, where)
    cases = several(inside(block, "cases", "case"))
    for number, draft in enumerate(cases, start=1):
        sitting.where = f"{where}, case {number}"
        if isinstance(draft, Draft):
            assembly.count(draft)
            assembly.count_hearings(1)
            assembly.add(draft, sitting)
        else:
            assembly.leave_out("left_out_not_a_case", sitting.where)
    return len(cases)


def gives_days(root: object) -> bool:
    """Whether any session says the day of its hearing."""
    documents = several(inside(root, "documents", "document")) or several(inside(root, "document"))
    return any(
        "doh" in session
        for document in [*documents, root]
        for session in several(
            inside(inside(document, "data", "job") or document, "sessions", "session")
        )
        if isinstance(session, dict)
    )
