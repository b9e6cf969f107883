"""A questionnaire is used for care where a named clinical lead of the agency has signed it.

What is signed is what it asks and scores here, word for word: a site's file that changes
afterwards needs another signature. Until then its answers are not taken in live use.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

from throughcare.instruments.library import Questionnaire, find
from throughcare.instruments.models import InstrumentVersion
from throughcare.signatures.kinds import Kind


def _version_of(id: str, version: str) -> Questionnaire | None:
    found = find(id.lower())
    return found if found is not None and found.version == version else None


def _waiting(count: int) -> str:
    return ngettext(
        "You are asked to sign %(count)s questionnaire",
        "You are asked to sign %(count)s questionnaires",
        count,
    ) % {"count": count}


QUESTIONNAIRES: Kind[Questionnaire] = Kind(
    name="questionnaire",
    kept_in=InstrumentVersion,
    version_of=_version_of,
    may_change=True,
    signs_with_reason=True,
    list_url="questionnaire_signatures",
    sign_url="questionnaire_sign",
    list_heading=gettext_lazy("Questionnaires to sign"),
    sign_heading=gettext_lazy("Sign a questionnaire"),
    back_to=gettext_lazy("Back to the questionnaire"),
    not_usable=gettext_lazy(
        "This questionnaire may not be used for care here yet. A named clinical lead must first "
        "sign this version. Ask your service administrator."
    ),
    waiting=_waiting,
)
