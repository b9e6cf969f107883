"""Where a rule of a pathway comes from, and the length of time that it sets.

Data only; the stages of a ``definition`` and its ``programme`` of treatment both say these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

#: V verified in a public source, P partly, G general knowledge: off until a setting turns it on.
SOURCE_STATUSES = ("V", "P", "G")
UNITS = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}


@dataclass(frozen=True)
class Source:
    """Where a rule comes from, and how sure we are of it."""

    words: str
    status: str


@dataclass(frozen=True)
class Within:
    """A length of time: a figure with a source, or the name of a site's setting without default."""

    unit: str
    value: int | None = None
    setting: str = ""

    def length(self, settings: Mapping[str, int]) -> timedelta | None:
        """How long; None while the site has not set it, and then no clock runs."""
        amount = self.value if self.value is not None else settings.get(self.setting)
        return None if amount is None else amount * UNITS[self.unit]
