"""Words that definitions may use: the capabilities and services, and where people come from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext_lazy as _

_RAW = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))

#: C1 to C123 with a short name of each: what the founding documents ask of a service.
NAMES: Mapping[str, str] = _RAW["capabilities"]
#: The ways of working that the product must carry.
SERVICES: Mapping[str, str] = _RAW["services"]
#: Where somebody may come from to a pathway: a closed list with the words shown.
COMES_FROM: Mapping[str, object] = {
    "custody_list": _("The custody list"),
    "court_list": _("The court list"),
    "escort_record": _("A person escort record"),
    "custody_staff": _("Custody staff asked"),
    "court_staff": _("Court staff asked"),
    "defence": _("The defence asked"),
    "prosecution": _("The prosecution asked"),
    "probation": _("Probation asked"),
    "police": _("Police asked"),
    "liaison_and_diversion": _("Liaison and diversion"),
    "health": _("A health service asked"),
    "self": _("The person asked"),
    "family": _("Family or a carer asked"),
    "other": _("Somebody else asked"),
}
