"""What a court ordered, as it was said: orders, what they require, when they are reviewed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Period:
    """A period as given; ``value`` stays words where units are mixed or there is no number."""

    value: int | str
    unit: str | None
    months: int | None


@dataclass(frozen=True)
class Review:
    """One review hearing: ``at`` is HH:MM; ``attend`` None where it is not said."""

    on: date | None
    at: str | None
    court: str | None
    attend: bool | None


@dataclass(frozen=True)
class Required:
    """One requirement of an order. ``director`` and ``place`` are as the court wrote them."""

    kind: str
    label: str
    residential: bool | None
    period: Period | None
    director: str
    place: str
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True)
class Order:
    """One order on one defendant. A suspended sentence has no end date of its own: None."""

    defendant: str
    kind: str
    ordered_on: date | None
    ends_on: date | None
    requirements: tuple[Required, ...]


@dataclass(frozen=True)
class Named:
    """Somebody whom the hearing is about, as the file names them: for a person to recognise.

    ``number`` is the court's own of the defendant in this hearing; ``organisation`` is no human.
    """

    number: str
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    case_number: str = ""
    organisation: bool = False


@dataclass(frozen=True)
class Problem:
    where: str
    code: str
    severity: str
    message: str


@dataclass(frozen=True)
class Results:
    """What one shared hearing says now. ``accepted`` is False where it was refused."""

    accepted: bool
    hearing: str = ""
    shared_at: str = ""
    defendants: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    people: tuple[Named, ...] = ()
