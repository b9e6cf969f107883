"""A pathway is used for care where a named clinical lead of the agency has signed its version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

from throughcare.pathways.definition import Definition
from throughcare.pathways.library import library
from throughcare.pathways.models import PathwayVersion
from throughcare.signatures.kinds import Kind


def _version_of(id: str, version: str) -> Definition | None:
    return library().version(id, version)


def _waiting(count: int) -> str:
    return ngettext(
        "You are asked to sign %(count)s pathway",
        "You are asked to sign %(count)s pathways",
        count,
    ) % {"count": count}


PATHWAYS: Kind[Definition] = Kind(
    name="pathway",
    kept_in=PathwayVersion,
    version_of=_version_of,
    may_change=False,
    signs_with_reason=False,
    list_url="pathway_signatures",
    sign_url="pathway_sign",
    list_heading=gettext_lazy("Pathways to sign"),
    sign_heading=gettext_lazy("Sign a pathway"),
    back_to=gettext_lazy("Back to the pathway"),
    not_usable=gettext_lazy(
        "This pathway may not be used for care here yet. A named clinical lead must first "
        "sign this version. Ask your service administrator."
    ),
    waiting=_waiting,
)
