"""The policy in plain English: one sentence for each answer.

`explain` prints these for people who run an installation, so they are not translated; pages
translate the single words of `vocabulary.SPOKEN`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from throughcare.sharing.policy.vocabulary import SPOKEN

_WHOSE = {
    "own": "of their own agency",
    "open": "of any agency",
    "agreed": "of another agency under a sharing agreement",
}


def allowed(words: Mapping[str, str], why: str) -> str:
    """Who may do what to which rows, then the reason that the source gives."""
    return f"{_who(words)} may {_what(words)} {_WHOSE[words['share']]}{_for(words)}: {why}"


def no_such_role(words: Mapping[str, str]) -> str:
    return f"This cannot occur: {_a(words['agency_type'])} agency has no {spoken(words, 'role')}."


def no_such_purpose(words: Mapping[str, str]) -> str:
    return (
        f"This cannot occur: {_a(words['role'])} does not work "
        f"for the purpose {spoken(words, 'purpose')}."
    )


def no_such_relationship(words: Mapping[str, str]) -> str:
    return f"This cannot occur: {_a(words['role'])} holds no {spoken(words, 'relationship')} link."


def never(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:]}."


def needs(words: Mapping[str, str], *, agreement: bool = False, bases: Iterable[str] = ()) -> str:
    """What is missing: a sharing agreement, one of several bases, or both."""
    listed = either(SPOKEN[basis] for basis in bases) if bases else ""
    under = "under a sharing agreement" if agreement else ""
    conditions = " and ".join(filter(None, [under, f"with {listed}" if listed else ""]))
    whose = " of another agency" if agreement else ""
    return f"{_who(words)} may {_what(words)}{whose}{_for(words)} only {conditions}."


def no_cell(words: Mapping[str, str]) -> str:
    return f"No rule lets {_who(words, start=False)} {_what(words)}{_for(words)}."


def either(words: Iterable[str], *, last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def spoken(words: Mapping[str, str], column: str) -> str:
    return SPOKEN[words[column]]


def _who(words: Mapping[str, str], *, start: bool = True) -> str:
    role, agency = _a(words["role"]), spoken(words, "agency_type")
    link = _a(words["relationship"])
    return f"{role[0].upper() if start else role[0]}{role[1:]} ({agency}) with {link} link"


def _what(words: Mapping[str, str]) -> str:
    return f"{spoken(words, 'action')} {spoken(words, 'category')} rows"


def _for(words: Mapping[str, str]) -> str:
    return f" for {spoken(words, 'purpose')}"


def _a(word: str) -> str:
    return with_article(SPOKEN[word])


def with_article(said: str) -> str:
    # "NHS" is said letter by letter and begins with a vowel sound.
    return f"{'an' if said[0] in 'aeiouAEIOU' or said.startswith('NHS') else 'a'} {said}"
