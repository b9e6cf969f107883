"""What can be wrong with a list: each code, how grave it is, and its words.

The words never repeat what the file says of a person: they reach terminals and logs. Codes are
documented in docs/reference/court-list-formats.md; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from throughcare.court.listed import Problem, Severity
from throughcare.exchange.court_lists import limits


@dataclass(frozen=True)
class Rule:
    """How grave, and what to say; `{…}` is filled in where the problem is found."""

    severity: Severity
    message: str


def _error(message: str) -> Rule:
    return Rule("error", message)


def _warning(message: str) -> Rule:
    return Rule("warning", message)


def _info(message: str) -> Rule:
    return Rule("info", message)


CATALOGUE: Final[dict[str, Rule]] = {
    # The file is not a list.
    "empty_file": _error("The file is empty."),
    "json_schema": _error(
        "This is a JSON schema: it describes lists, and is not one. Choose the list itself."
    ),
    "xml_schema": _error("This is an XML schema: it describes lists, and is not one."),
    "web_page": _error(
        "This is a web page, perhaps a sign-in page. Sign in to the court's service, then save "
        "the list itself."
    ),
    "zip_file": _error("This is a ZIP or Excel file. Unpack it, or save the sheet as CSV."),
    "pdf_file": _error("This is a PDF. Ask the court for the list as data, or add it by hand."),
    "office_file": _error("This is an old Office file. Save the sheet as CSV."),
    "compressed_file": _error("This file is compressed. Unpack it first."),
    "binary_file": _error("This is not text, so it cannot be a list."),
    "unknown_file": _error(
        "This is none of the lists we read. For CSV, the first row must hold the headings."
    ),
    "unknown_json": _error("This is JSON, but none of the lists we read."),
    "unknown_xml": _error("This is XML, but none of the lists we read."),
    "unsupported_list": _error("This kind of list [{kind}] is not one that we read."),
    "message_pointer": _error(
        "This message only points to a list kept elsewhere. Fetch the list itself."
    ),
    "other_format": _error("This looks like [{found}], not like [{asked}]."),
    "empty_list": _error(
        "The list names nobody. If the court has nothing listed there is nothing to import."
    ),
    "no_dates": _error(
        "No entry has a date of hearing that we can read. Say the day, if you are sure of it."
    ),
    "court_not_ours": _error(
        "The court is none of the team's, so nothing is taken in. Say which court it is."
    ),
    # The file cannot be read.
    "too_large": _error(f"The file is larger than {limits.MAX_BYTES // 1024 // 1024} MB."),
    "too_much": _error("The file holds more than we can read at once. Split it by day."),
    "too_many": _error(f"The list has more than {limits.MAX_ENTRIES:,} entries. Split it by day."),
    "too_deep": _error("The file is nested deeper than any list is."),
    "text_too_long": _error("One value in the file is longer than a megabyte."),
    "nul_bytes": _error("The file holds NUL characters: it is damaged, or not text."),
    "bad_encoding": _error("The file's characters cannot be read. Save it as UTF-8."),
    "unknown_encoding": _error("The file names a character encoding that we do not read."),
    "truncated": _error("The file stops in the middle. Fetch it again."),
    "not_json": _error("The JSON cannot be read from here on."),
    "not_xml": _error("The XML cannot be read from here on."),
    "duplicate_key": _error(
        "The same field [{key}] stands twice in one place, so we cannot tell which is meant."
    ),
    "xml_dtd": _error("The XML brings a document type or entities of its own: refused."),
    "csv_quotes": _error("The quotation marks do not pair up from this row on."),
    "csv_no_header": _error("The first row does not hold the headings."),
    "csv_header_twice": _error("The heading [{key}] stands twice."),
    "csv_header_missing": _error("The heading [{key}] is missing."),
    # An entry is left out.
    "left_out_no_date": _warning(
        "No date of hearing, so it is left out. Add it by hand, or say the day on import."
    ),
    "left_out_no_fixed_day": _warning(
        "It may be called on any day of the list's period, so it is left out. Take in the firm or "
        "daily list that names its day."
    ),
    "left_out_empty_row": _warning("There is no name and no case number, so it is left out."),
    "left_out_long_row": _warning(
        "The row has more cells than there are headings, so it is left out: names and numbers "
        "could stand under the wrong heading."
    ),
    "left_out_not_a_case": _warning("This is not a case as we know it, so it is left out."),
    # An entry is read, with something to check.
    "no_name": _warning("No name is given. The entry is kept without one."),
    "no_people": _warning("Nobody is named in this case. The case is counted."),
    "no_case_number": _warning("No case number is given. The entry is kept."),
    "bad_date": _warning("The date of hearing is not a date we can read."),
    "date_from_print": _warning(
        "The list gives no date of hearing: the day it was printed for is taken."
    ),
    "bad_time": _warning("The time is not one we can read. The entry is kept without it."),
    "bad_birth_date": _warning(
        "The date of birth is not one we can read. It is kept as written and not matched on."
    ),
    "birth_date_not_possible": _warning(
        "The date of birth is after the hearing or more than 120 years before it. It is kept as "
        "written and not matched on."
    ),
    "birth_date_placeholder": _warning(
        "The date of birth is 01/01/1900, which stands for not known. It is not matched on."
    ),
    "bad_age": _warning("The age is not one we can read. The entry is kept without it."),
    "age_differs": _warning("The age and the date of birth do not agree. Check both."),
    "under_18_unsure": _warning(
        "The list does not agree with itself on whether this person is under 18. We treat the "
        "person as under 18 until somebody has checked."
    ),
    "bad_pnc": _warning("The PNC number fails its check. It is kept and not matched on."),
    "bad_cro": _warning("The CRO number fails its check. It is kept and not matched on."),
    "text_shortened": _warning("A text is longer than we keep. Its end is cut off."),
    "odd_characters": _warning("Hidden or control characters were taken out of a text."),
    "formula": _warning("A cell begins like a formula. It is kept as text and never run."),
    "short_row": _warning("The row stops early. What is missing is taken as not given."),
    "unknown_kind": _warning("The list does not say person or organisation: taken as a person."),
    "unknown_role": _warning("A party has a role that we do not know. It is not on our list."),
    "role_not_known": _warning("The role is not one that we know: taken as a defendant."),
    "unknown_custody": _warning("The custody words are not ones we know: taken as not said."),
    "unknown_restriction": _warning(
        "What is said about a reporting restriction is unclear, so we treat it as one."
    ),
    "number_of_another": _warning(
        "The court's number for this person stands at another name or birth date too in the same "
        "case. Both are kept, each by name. Check who is who."
    ),
    "marked_not_valid": _warning("The court's system marks this case as not valid. It is kept."),
    "masked_without_mask": _warning("A name is to be masked but no mask is given."),
    "json_not_strict": _warning("The JSON is not strictly right, but could mean one thing only."),
    "encoding_guessed": _warning(
        "The file is not UTF-8. It is read as Windows text: check names with accents."
    ),
    # Nothing to do.
    "listed_twice": _info("The same person stands in the same case more than once that day."),
    "under_18": _info(
        "This person is under 18. The entry goes to the youth service and is not screened."
    ),
    "organisation": _info("This is an organisation. It is counted and not screened."),
    "no_urn": _info("No URN is given."),
    "application_only": _info("This is an application with no case."),
    "application_restricted": _info(
        "The application has a reporting restriction. It is kept out of prints; the count of "
        "restrictions counts cases only."
    ),
    "sitting_cancelled": _info("This day of the hearing is cancelled, so nobody is listed on it."),
    "custody_words": _info(
        "The words of the block speak of custody, but the list has no custody field. Mark "
        "custody by hand."
    ),
    "duration_unclear": _info("The estimated duration is unclear. The entry is kept without it."),
    "kind_not_said": _info(
        "This kind of list does not say who is an organisation. All are taken as people."
    ),
    "nobody_in_session": _info("Nobody is listed in this session."),
    "more_problems": _info("There are {number} more problems, not named one by one."),
}


class ListRefused(Exception):
    """The whole file is refused; `problem` says why."""

    def __init__(self, code: str, where: str = "file", **words: str) -> None:
        self.problem = problem(code, where, **words)
        super().__init__(self.problem.message)


def problem(code: str, where: str, **words: str) -> Problem:
    """The problem of this code at this place."""
    rule = CATALOGUE[code]
    return Problem(where=where, code=code, severity=rule.severity, message=_fill(rule, words))


def _fill(rule: Rule, words: dict[str, str]) -> str:
    short = {
        key: "".join(c if c.isprintable() else "?" for c in w[:60]) for key, w in words.items()
    }
    return rule.message.format(**short) if short else rule.message


class Problems:
    """The problems of one file, up to as many as somebody could read."""

    def __init__(self) -> None:
        self._named: list[Problem] = []
        self._more = 0
        self._once: set[tuple[str, str]] = set()

    def add(self, code: str, where: str, **words: str) -> None:
        """Keep one; past the limit they are counted."""
        if len(self._named) < limits.MAX_PROBLEMS:
            self._named.append(problem(code, where, **words))
        else:
            self._more += 1

    def add_once(self, code: str, where: str = "file") -> None:
        """Keep one that says the same however often it is found at this place."""
        if (code, where) not in self._once:
            self._once.add((code, where))
            self.add(code, where)

    def all(self) -> tuple[Problem, ...]:
        """Each problem, in the order in which it was found."""
        more = [problem("more_problems", "file", number=str(self._more))] if self._more else []
        return (*self._named, *more)
