"""What a pathway says of treatment: who leads it, how long, with what, and what comes after.

Data only; ``reading_programme`` makes it from the table [programme] of a definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from throughcare.pathways.sourced import Source, Within

#: Who leads: a setting of the pathway, not a grade of staff.
LEADS = ("nurse", "psychologist", "practitioner")
#: When a questionnaire is asked: at each session, or at the first and the last one.
OFTEN = ("every_session", "first_and_last")


@dataclass(frozen=True)
class Module:
    """Something that is worked on in sessions."""

    id: str
    title: str


@dataclass(frozen=True)
class Asked:
    """One questionnaire and when it is asked; of general knowledge only: off until set on."""

    instrument: str
    when: str
    source: Source

    @property
    def setting(self) -> str:
        """The site's setting that turns it on, where it has no verified source; else ""."""
        if self.source.status != "G":
            return ""
        name = self.instrument.lower().replace("-", "_")
        return f"ask_{name}_{'each' if self.when == 'every_session' else 'ends'}"

    @property
    def title(self) -> str:
        """As the settings page asks it."""
        when = "at every session" if self.when == "every_session" else "first and last"
        return f"Ask {self.instrument} {when}"


@dataclass(frozen=True)
class After:
    """A follow-up some time after treatment ended."""

    id: str
    title: str
    within: Within
    source: Source


@dataclass(frozen=True)
class Supervised:
    """Who supervises a case, and how often it is talked through."""

    by: str
    within: Within
    source: Source


@dataclass(frozen=True)
class Programme:
    """Treatment on this pathway."""

    led_by: str
    beside: tuple[str, ...]
    #: The least and the most; None where the source does not say.
    weeks: tuple[int, int] | None
    #: How many are planned where nobody says otherwise.
    sessions: int | None
    source: Source
    modules: tuple[Module, ...]
    instruments: tuple[Asked, ...] = ()
    follow_ups: tuple[After, ...] = ()
    supervision: Supervised | None = None
    #: How many drivers of offending are worked on at once; None where the source does not say.
    drivers: int | None = None
    #: More sessions than this are never booked; None where the source sets no limit.
    sessions_at_most: int | None = None

    def asked(self, settings: Mapping[str, int]) -> Iterator[Asked]:
        """The questionnaires that are on here."""
        for each in self.instruments:
            if not each.setting or settings.get(each.setting):
                yield each

    def settings(self) -> list[tuple[str, str, str, Source]]:
        """What a site may set: (name, words, unit, source)."""
        found = [(a.setting, a.title, "", a.source) for a in self.instruments if a.setting]
        timed = [(each.title, each.within, each.source) for each in self.follow_ups]
        if self.supervision is not None:
            title = "Talk each case through in supervision"
            timed.append((title, self.supervision.within, self.supervision.source))
        return found + [(w.setting, title, w.unit, s) for title, w, s in timed if w.setting]
