"""Form fields for dates and times as people here type them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design import typed, words
from throughcare.design.widgets import DateBoxes

# Older than the oldest person ever known: a typing mistake, not a birth.
EARLIEST_YEAR = 1900


class DateField(forms.Field):
    """A date in three boxes, for dates that people know by heart such as a date of birth.

    ``must_be`` is ``""``, ``"past"`` (today counts) or ``"future"`` (today counts).
    """

    widget = DateBoxes
    default_error_messages: ClassVar[dict[str, Any]] = {
        "unreal": gettext_lazy("{label} must be a real date, such as 27 3 1991"),
        "missing": gettext_lazy("{label} must include a {parts}"),
        "past": gettext_lazy("{label} must be in the past"),
        "future": gettext_lazy("{label} must be today or later"),
    }

    def __init__(self, *, must_be: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.must_be = must_be

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return words.local(value).date()
        if isinstance(value, date) or value is None:
            return value
        day, month, year = DateBoxes.split(value)
        typed_boxes = dict(zip(DateBoxes.PARTS, (day, month, year), strict=True))
        empty = [part for part in DateBoxes.PARTS if not typed_boxes[part]]
        if len(empty) == 3:
            return None
        if empty:
            names = {"day": _("day"), "month": _("month"), "year": _("year")}
            parts = words.and_list([names[part] for part in empty])
            raise self._error("missing", tuple(empty), parts=parts)
        return self._real(day, month, year)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.must_be == "past" and value > clock.today():
            raise self._error("past", DateBoxes.PARTS)
        if self.must_be == "future" and value < clock.today():
            raise self._error("future", DateBoxes.PARTS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return DateBoxes.split(initial) != DateBoxes.split(data)

    def _real(self, day: str, month: str, year: str) -> date:
        days, months, years = _number(day, 2), _month(month), _number(year, 4)
        wrong = [
            part
            for part, good in (
                ("day", days is not None and 1 <= days <= 31),
                ("month", months is not None),
                ("year", years is not None and years >= EARLIEST_YEAR),
            )
            if not good
        ]
        if wrong:
            raise self._error("unreal", tuple(wrong))
        assert days is not None and months is not None and years is not None  # noqa: S101
        try:
            return date(years, months, days)
        except ValueError:
            raise self._error("unreal", DateBoxes.PARTS) from None

    def _error(self, code: str, boxes: tuple[str, ...], **parts: str) -> ValidationError:
        label = str(self.label or _("The date"))
        message = str(self.error_messages[code]).format(label=label, **parts)
        # The boxes that are wrong: the summary links to the first, and they alone turn red.
        return ValidationError(message.replace("%", "%%"), code=code, params={"boxes": boxes})


class NearDateField(forms.Field):
    """A date close to today, in one box: ``19/11``, ``19 November``, ``tomorrow``, ``friday``."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "unreal": gettext_lazy("Enter a date, such as 19/11, 19 November or tomorrow"),
        "past": gettext_lazy("Enter a date that is today or earlier"),
        "future": gettext_lazy("Enter a date that is today or later"),
    }

    def __init__(self, *, must_be: str = "", **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)
        self.must_be = must_be

    def prepare_value(self, value: Any) -> Any:
        return words.full_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        on = typed.read_near_date(str(value), today=clock.today())
        if on is None:
            if not str(value).strip():
                return None
            raise ValidationError(self.error_messages["unreal"], code="unreal")
        return on

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.must_be == "past" and value > clock.today():
            raise ValidationError(self.error_messages["past"], code="past")
        if self.must_be == "future" and value < clock.today():
            raise ValidationError(self.error_messages["future"], code="future")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(_settled(self, initial) != _settled(self, data))


class TimeField(forms.Field):
    """A time of day in one box: ``9:05am``, ``2pm``, ``14:30``, ``noon``."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "unreal": gettext_lazy("Enter a time, such as 9:05am or 2pm"),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return words.clock(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or value in self.empty_values or not str(value).strip():
            return value if isinstance(value, time) else None
        at = typed.read_time(str(value))
        if at is None:
            raise ValidationError(self.error_messages["unreal"], code="unreal")
        return at

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(_settled(self, initial) != _settled(self, data))


def _settled(field: forms.Field, value: Any) -> Any:
    try:
        return field.to_python(value)
    except ValidationError:
        return str(value)


def _number(text: str, digits: int) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= digits:
        return int(text)
    return None


def _month(text: str) -> int | None:
    number = _number(text, 2)
    if number is not None:
        return number if 1 <= number <= 12 else None
    text = text.casefold().rstrip(".")
    if len(text) < 3:
        return None
    return next(
        (key for key, name in MONTHS.items() if str(name).casefold().startswith(text)), None
    )
