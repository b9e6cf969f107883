"""How much a list may be. Generous for a court's month, finite for anybody's file.

A list of one day is well under a megabyte; a month of a large court about half of one.
"""

from typing import Final

MAX_BYTES: Final = 128 * 1024 * 1024
MAX_DEPTH: Final = 64  # the deepest real format has 18
MAX_TEXT: Final = 1024 * 1024  # characters in one value, before it is shortened
MAX_KEPT_TEXT: Final = 4_000  # characters of one value that are looked at
MAX_NAME: Final = 200
MAX_WORDS: Final = 500  # restriction texts
MAX_SHORT: Final = 100  # rooms, numbers, hearing types
MAX_ENTRIES: Final = 100_000  # cases of one file
MAX_PARTIES: Final = 1_000  # people of one case
MAX_PROBLEMS: Final = 20_000  # named one by one; the rest are counted
MAX_HELD: Final = 112 * 1024 * 1024  # bytes of values held while reading
MAX_TOKENS: Final = 12_000_000  # marks, texts and numbers of JSON
MAX_ELEMENTS: Final = 6_000_000  # of XML
MAX_AGE: Final = 120
