"""The kinds of report: before sentence and after it. Each has its parts and its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import registry
from throughcare.court_reports.models import CourtReport, ReportSection

if TYPE_CHECKING:
    from throughcare.core.context import Context

Kind = CourtReport.Kind
Key = ReportSection.Key

#: The parts of each kind, in the order in which they are printed.
PARTS: Final[Mapping[str, tuple[Key, ...]]] = {
    Kind.PRE_SENTENCE: (
        Key.SUMMARY, Key.MENTAL_HEALTH, Key.HEARING, Key.SAFETY, Key.NEEDS, Key.AVAILABLE,
        Key.BASED_ON,
    ),
    Kind.PROGRESS: (
        Key.SUMMARY, Key.ATTENDANCE, Key.PROGRESS, Key.NEEDS, Key.BASED_ON,
    ),
    Kind.REVIEW: (
        Key.SUMMARY, Key.ATTENDANCE, Key.PROGRESS, Key.HEARING, Key.NEEDS, Key.BASED_ON,
    ),
    Kind.BREACH: (Key.SUMMARY, Key.ATTENDANCE, Key.HEARING, Key.BASED_ON),
}  # fmt: skip

TITLES: Final = {
    Kind.PRE_SENTENCE: gettext_lazy("Mental health report for the court"),
    Kind.PROGRESS: gettext_lazy("Progress report for the court"),
    Kind.REVIEW: gettext_lazy("Report for the court’s review of the order"),
    Kind.BREACH: gettext_lazy("Report for a breach hearing"),
}

#: Words of parts that a folder above fills: (ctx, group, kind) → text by key. It asks at most 3
#: statements.
Filler = Callable[["Context", Sequence[UUID], str], Mapping[str, str]]


def parts_of(kind: str) -> tuple[Key, ...]:
    return PARTS[Kind(kind)]


def title_of(kind: str) -> str:
    return str(TITLES[Kind(kind)])


def after_sentence(kind: str) -> bool:
    return kind != Kind.PRE_SENTENCE


def clinical_after(kind: str) -> Key:
    """After which part the lines of clinical detail stand."""
    parts = parts_of(kind)
    return next(key for key in (Key.MENTAL_HEALTH, Key.PROGRESS, Key.SUMMARY) if key in parts)


def offer_filler(folder: str, filler: Filler) -> None:
    """Fill parts of reports after sentence (called when the app starts)."""
    registry.offer("report_filler", folder, filler)


def filled(ctx: Context, group: Sequence[UUID], kind: str) -> dict[str, str]:
    """What folders above know for the parts of a report after sentence."""
    found: dict[str, str] = {}
    for filler in registry.offered("report_filler").values():
        found |= filler(ctx, group, kind)
    return {key: text for key, text in found.items() if key in parts_of(kind)}


def based_on(kind: str) -> str:
    """What such a report rests on and cannot say."""
    said = _("Records of attendance and the work of this team since the order was made.")
    if kind == Kind.BREACH:
        return f"{said} " + _(
            "Whether missing an appointment was acceptable is the officer’s decision. It gives no"
            " diagnosis and does not recommend what the court should do."
        )
    return f"{said} " + _("It gives no diagnosis and does not recommend a sentence.")
