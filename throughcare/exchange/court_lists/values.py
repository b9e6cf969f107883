"""What a value of a list means: text, days, times, ages, names. Nothing is guessed.

A reader that cannot make sense of a value says so by a code and gives nothing, so that the
entry is kept and somebody looks.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from scoring import identifiers
from throughcare.court.listed import Sex
from throughcare.exchange.court_lists import limits

LONDON: Final = ZoneInfo("Europe/London")
PLACEHOLDER_BIRTH: Final = date(1900, 1, 1)

# Controls, and marks that reorder or hide text: they can make a name read as another.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ue000-\uf8ff\ud800-\udfff]"
)
_SPACES: Final = re.compile(r"\s+")
_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?")
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?")
_TWELVE: Final = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5][0-9]))? ?([ap])\.?m\.?", re.IGNORECASE)
_DURATION: Final = re.compile(r"([0-9]{1,2}):([0-9]{1,2})")
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}(?:\.0)?")
_TITLES: Final = frozenset(
    ("mr", "mrs", "miss", "ms", "mx", "master", "dr", "doctor", "prof", "professor", "rev")
)
_SEX: Final[dict[str, Sex]] = {"m": "male", "male": "male", "f": "female", "female": "female"}


class Notes:
    """The codes found while one entry is read; its place is known only later."""

    __slots__ = ("codes",)

    def __init__(self) -> None:
        self.codes: list[str] = []

    def add(self, code: str) -> None:
        """Keep a code once."""
        if code not in self.codes:
            self.codes.append(code)


def as_written(value: object) -> str:
    """A text or a whole number as text; anything else is not given."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def text(value: object, notes: Notes, *, limit: int = limits.MAX_SHORT) -> str:
    """One line without hidden characters, not longer than the limit."""
    given = as_written(value)
    if not given:
        return ""
    if given.isascii() and given.isprintable():
        shown = given
    else:
        shown = unicodedata.normalize("NFC", given[: limits.MAX_KEPT_TEXT])
        without = _HIDDEN.sub("", shown)
        if without != shown:
            notes.add("odd_characters")
        shown = without
    shown = _SPACES.sub(" ", shown).strip()
    if len(shown) > limit:
        notes.add("text_shortened")
        shown = shown[:limit].rstrip()
    return shown


def day(value: object) -> date | None:
    """dd/mm/yyyy or yyyy-mm-dd, with a year of four digits; None if it is no such day."""
    given = as_written(value).strip()
    if match := _DAY.fullmatch(given):
        parts = match[3], match[2], match[1]
    elif match := _ISO_DAY.fullmatch(given):
        parts = match[1], match[2], match[3]
    else:
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """An ISO date and time, in London if it names a zone or says nothing; None if it is neither."""
    given = as_written(value).strip()
    if "T" not in given or len(given) > 40:
        return None
    try:
        read = datetime.fromisoformat(given)
        # A list is read by the clock on the court's wall.
        return read.astimezone(LONDON) if read.tzinfo else read.replace(tzinfo=LONDON)
    except (ValueError, OverflowError):
        return None


def clock(value: object, notes: Notes) -> time | None:
    """A time of day, as `10:00`, `10:00:00`, `9.30` or `2pm`."""
    given = as_written(value).strip()
    if not given:
        return None
    if match := _TIME.fullmatch(given):
        return time(int(match[1]), int(match[2]))
    if match := _TWELVE.fullmatch(given):
        hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
        return time(hour, int(match[2] or 0))
    notes.add("bad_time")
    return None


def minutes(value: object, notes: Notes) -> int | None:
    """An estimated duration `h:mm`. `0:0` is not given; other shapes are not guessed at."""
    given = as_written(value).strip()
    if not given:
        return None
    if match := _DURATION.fullmatch(given):
        return int(match[1]) * 60 + int(match[2]) or None
    notes.add("duration_unclear")
    return None


def whole(value: object) -> int | None:
    """A whole number of at most nine digits."""
    given = as_written(value).strip()
    return int(float(given)) if given.isascii() and _WHOLE.fullmatch(given) else None


def age(value: object, notes: Notes) -> int | None:
    """An age in whole years."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    years = whole(value)
    if years is None or not 0 <= years <= limits.MAX_AGE:
        notes.add("bad_age")
        return None
    return years


def sex(value: object) -> Sex:
    """Male or female if the list says so; N, S, unknown and the rest are not said."""
    return _SEX.get(as_written(value).strip().lower(), "not_said")


def truth(value: object) -> bool | None:
    """True or false, as a boolean or in words; None if it is neither."""
    if isinstance(value, bool):
        return value
    word = as_written(value).strip().lower()
    return True if word in {"true", "y", "yes", "1"} else False if word in _NOES else None


_NOES: Final = frozenset({"false", "n", "no", "0"})


def number(kind: str, value: object, notes: Notes) -> str:
    """A PNC or CRO number as given; one that fails its check is kept, with a note."""
    given = text(value, notes, limit=identifiers.LONGEST)
    if given and not identifiers.check(kind, given).valid:
        notes.add(f"bad_{kind}")
    return given


def split_name(given: str) -> tuple[str, str, str, str]:
    """Title, given, middle and family name of a name in one text.

    Libra writes the family name in capitals; without that, the last word is taken. `Family,
    Given` is read as such.
    """
    words = given.split()
    title = ""
    if len(words) > 1 and words[0].rstrip(".").lower() in _TITLES:
        title, words = words[0], words[1:]
    if words and words[0].endswith(",") and len(words) > 1:
        words = [*words[1:], words[0].rstrip(",")]
        cut = len(words) - 1
    else:
        cut = _where_family_begins(words)
    before, family = words[:cut], " ".join(words[cut:])
    return title, before[0] if before else "", " ".join(before[1:]), family


def _where_family_begins(words: list[str]) -> int:
    last = len(words) - 1
    if last < 0 or all(word.isupper() for word in words):
        return max(last, 0)
    cut = last
    while cut > 0 and words[last].isupper() and words[cut - 1].isupper():
        # A single capital before the family name is an initial: "John A SMITH".
        if len(words[cut - 1].rstrip(".")) == 1:
            break
        cut -= 1
    return cut


def plain(given: str) -> str:
    """A text for comparing: no accents, case, punctuation or double spaces."""
    bare = unicodedata.normalize("NFKD", given).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in bare if not _mark(c)).split())


def _mark(character: str) -> bool:
    return unicodedata.combining(character) != 0
