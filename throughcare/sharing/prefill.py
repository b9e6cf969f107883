"""What was searched for, carried over to the request for an emergency opening."""

from __future__ import annotations

from typing import Any

from throughcare.core import clock
from throughcare.people.search_words import read_search, searches


def words_of_search(session: Any, key: str) -> dict[str, Any]:
    """Initial values of the request form from the search that the session keeps under ``key``.

    The last word is taken as the family name; whoever asks can put it right.
    """
    typed = searches(session).get(key)
    if typed is None:
        return {}
    search = read_search(typed, today=clock.today())
    *given, family = search.words or ("",)
    return {
        "given_name": " ".join(given),
        "family_name": family,
        "born_on": search.born_on,
        "number": search.numbers[0][1] if search.numbers else "",
    }
