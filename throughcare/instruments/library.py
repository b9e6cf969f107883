"""The questionnaires that there are: the library, and what the site added.

Whether one may be used for care here is asked of ``instruments.approval``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from scoring import catalogue
from scoring.fingerprint import fingerprint
from scoring.instruments import Instrument, NotUsable
from throughcare.instruments.models import Administration


@dataclass(frozen=True)
class Questionnaire:
    """One version of one instrument."""

    instrument: Instrument

    @property
    def id(self) -> str:
        return self.instrument.id

    @property
    def name(self) -> str:
        """Its own short name, for readers; ``id`` is for data."""
        return self.instrument.name

    @property
    def version(self) -> str:
        return self.instrument.version

    @property
    def key(self) -> str:
        """How an event and the settings name this version."""
        return f"{self.id}/{self.version}"

    @property
    def title(self) -> str:
        return f"{self.name}: {self.instrument.title}"

    @property
    def slug(self) -> str:
        return self.instrument.id.lower()

    @property
    def sha256(self) -> str:
        """The fingerprint of all that it asks and scores here: what a signature stands under."""
        return fingerprint(self.instrument)

    @property
    def has_wording(self) -> bool:
        return self.instrument.wording != "none"


@dataclass(frozen=True)
class Library:
    """What there is, by slug; ``fault`` says why nothing that the site added is used."""

    questionnaires: Mapping[str, Questionnaire]
    fault: str = ""


def library() -> Library:
    """All questionnaires. A faulty file of the site leaves the library as it is shipped."""
    try:
        found, fault = catalogue.library(Path(settings.INSTRUMENTS_FOLDER)), ""
    except (NotUsable, OSError) as error:
        found, fault = catalogue.library(), str(error)
    made = (Questionnaire(each) for each in found.values())
    return Library({each.slug: each for each in made}, fault)


def find(slug: str) -> Questionnaire | None:
    return library().questionnaires.get(slug)


def used_in(administration: Administration) -> Questionnaire | None:
    """The version that was used; None when the library no longer has it.

    What was used before the site signed a conversion is still read as it was used.
    """
    found = find(administration.instrument.lower())
    if found is None:
        return None
    known = (found.instrument, found.instrument.as_shipped)
    for each in known:
        if each.version == administration.instrument_version:
            return Questionnaire(each)
    return None
