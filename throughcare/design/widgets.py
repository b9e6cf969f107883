"""Controls that Django does not have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms


class DateBoxes(forms.Widget):
    """Three boxes: day, month, year. Posted as ``<name>-day`` and so on.

    Its value is the three texts as typed, so that a wrong date comes back as it was written.
    """

    PARTS: ClassVar[tuple[str, str, str]] = ("day", "month", "year")

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> tuple[str, str, str]:
        day, month, year = (str(data.get(f"{name}-{part}") or "").strip() for part in self.PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_

    @classmethod
    def split(cls, value: Any) -> tuple[str, str, str]:
        """A date, or three texts, as the three texts of the boxes."""
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        if isinstance(value, tuple | list) and len(value) == 3:
            day, month, year = (str(part or "") for part in value)
            return day, month, year
        return "", "", ""
