"""What stands between a draft and the court. Pure functions and tables: no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

#: Words that recommend a sentence. We advise on health and on what is available; what the court
#: does with it is the court's (screens.md §8: "It does not recommend a sentence"). A warning.
SENTENCE_WORDS: Final = re.compile(
    r"""
    \b(?:
      (?:we|i|this\s+service|the\s+team)\s+(?:would\s+)?(?:strongly\s+)?
        (?:recommend|suggest|urge|propose|ask)\b[^.\n]{0,80}
        \b(?:sentence|custody|custodial|prison|order|fine|discharge|bail|remand|requirement)
      | (?:should|must|ought\s+to|needs?\s+to)\s+(?:not\s+)?be\s+
        (?:sentenced|imprisoned|jailed|remanded|bailed|made\s+subject|fined|discharged|released
          |given\s+an?\s+(?:community|custodial|suspended|prison|fine|discharge|sentence|chance))
      | court\s+(?:should|must|ought\s+to|is\s+asked\s+to|is\s+invited\s+to)\s+(?:not\s+)?
        (?:impose|make|order|pass|give|grant|remand|release|sentence|fine|discharge|consider|avoid)
      | (?:deserves?|merits?|warrants?)\s+(?:an?|to)\b
      | (?:most\s+appropriate|best|preferred|right|suitable)\s+(?:sentence|disposal)
      | in\s+favour\s+of\s+(?:an?\s|custody|bail|remand)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)

_INSTRUMENTS = "PHQ GAD CORE AUDIT DUDIT ReQoL SWEMWBS HADS MoCA ASRS ICD DSM PTSD"
_CONDITIONS = (
    "schizophrenia|schizoaffective|bipolar|emotionally unstable|personality disorder"
    "|post-?traumatic stress|dementia|depressive episode"
)
_MEDICINES = (
    "sertraline citalopram escitalopram fluoxetine paroxetine mirtazapine venlafaxine duloxetine"
    " amitriptyline trazodone olanzapine quetiapine risperidone aripiprazole clozapine haloperidol"
    " lithium valproate lamotrigine diazepam lorazepam zopiclone promethazine pregabalin"
    " gabapentin methadone buprenorphine naltrexone disulfiram methylphenidate lisdexamfetamine"
)
#: Words by which a score, a diagnosis or a medicine is often given away in running text. They
#: help the author to see; that nothing clinical goes in unseen rests on the author's own look.
CLINICAL_WORDS: Final = re.compile(
    rf"\b(?:(?-i:{'|'.join(_INSTRUMENTS.split())})(?:\s?-?\s?\d+)?|scor(?:e|ed|es|ing)"
    rf"|\d+(?:[.,]\d+)?\s?(?:mg|mcg|micrograms?|ml|milligrams?)"
    rf"|diagnos(?:is|es|ed)\s+(?:of|with|as)|{_CONDITIONS}|{'|'.join(_MEDICINES.split())})\b",
    re.IGNORECASE,
)

#: What an ordinary report fits on (screens.md §8).
PAGES: Final = 2


@dataclass(frozen=True)
class Reader:
    """A chosen recipient as the checks see it."""

    id: UUID
    name: str
    has_basis: bool
    # The basis is the person's yes, and they have said no or taken it back.
    refused: bool = False


@dataclass(frozen=True)
class Line:
    """A clinical line as the checks see it."""

    text: str
    agreed_for: frozenset[UUID]


@dataclass(frozen=True)
class Facts:
    """All that the checks look at.

    identity: ``matches`` the court list, ``differs`` from it, ``by_hand`` where no list says
    who is meant, ``provisional`` where we do not know who the person is.
    """

    sections: Mapping[str, str]
    readers: Sequence[Reader]
    lines: Sequence[Line] = ()
    identity: str = "matches"
    restricted: bool = False
    is_signed: bool = True
    is_mine: bool = True
    pages: int = 1
    kind: str = "pre_sentence"
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One check: ``done``, ``look`` (the author says that it was looked at), ``stops`` or ``note``.

    ``found`` is what it is about: titles of parts, names, words that were found.
    """

    name: str
    state: str
    found: tuple[str, ...] = ()


def checks(facts: Facts) -> list[Check]:
    """What is ready, what is to be looked at, and what stops the report, in this order."""
    return [
        _identity(facts),
        _readers(facts),
        _parts(facts),
        _signature(facts),
        *_lines(facts),
        *_words("sentence_words", SENTENCE_WORDS, facts),
        *_words("clinical_words", CLINICAL_WORDS, facts),
        *([Check("breach_clinical", "look")] if facts.kind == "breach" and facts.lines else []),
        *([Check("restriction", "look")] if facts.restricted else []),
        *([Check("pages", "note", (str(facts.pages),))] if facts.pages > PAGES else []),
    ]


def stops(found: Iterable[Check]) -> list[Check]:
    """Those without which nothing is issued."""
    return [check for check in found if check.state == "stops"]


def to_look_at(found: Iterable[Check]) -> list[Check]:
    """Those of which the author says that they were looked at."""
    return [check for check in found if check.state == "look"]


def _identity(facts: Facts) -> Check:
    return Check("identity", "done" if facts.identity == "matches" else "look", (facts.identity,))


def _readers(facts: Facts) -> Check:
    if not facts.readers:
        return Check("readers", "stops")
    if refused := tuple(reader.name for reader in facts.readers if reader.refused):
        return Check("refused", "stops", refused)
    without = tuple(reader.name for reader in facts.readers if not reader.has_basis)
    return Check("basis", "stops", without) if without else Check("basis", "done")


def _signature(facts: Facts) -> Check:
    if not facts.is_mine:
        return Check("signer", "stops")
    return Check("signature", "done" if facts.is_signed else "stops")


def _parts(facts: Facts) -> Check:
    if not facts.sections.get("summary", "").strip():
        return Check("summary", "stops")
    empty = tuple(
        facts.titles.get(key, key) for key, text in facts.sections.items() if not text.strip()
    )
    return Check("parts", "note" if empty else "done", empty)


def _lines(facts: Facts) -> list[Check]:
    chosen = {reader.id: reader.name for reader in facts.readers}
    found = []
    for line in facts.lines:
        missing = tuple(name for key, name in chosen.items() if key not in line.agreed_for)
        if missing:
            found.append(Check("clinical_line", "stops", (line.text, *missing)))
    if facts.lines and not found:
        return [Check("clinical_line", "done", (str(len(facts.lines)),))]
    return found


def _words(name: str, pattern: re.Pattern[str], facts: Facts) -> list[Check]:
    found = list(dict.fromkeys(words for words, _key in words_found(pattern, facts.sections)))
    return [Check(name, "look", tuple(found))] if found else []


def words_found(pattern: re.Pattern[str], sections: Mapping[str, str]) -> list[tuple[str, str]]:
    """Words that a pattern finds, each with the part that they stand in."""
    return [
        (" ".join(match[0].split()), key)
        for key, text in sections.items()
        for match in pattern.finditer(text)
    ]
