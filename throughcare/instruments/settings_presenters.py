"""Settings → Questionnaires in words: licence, wording, what is off and why, who signed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.parts import Tag
from throughcare.instruments.library import Questionnaire

WORDING = {
    "library": gettext_lazy("Its words are here, unaltered, as its licence allows."),
    "site": gettext_lazy("Its words were added by your site under your own licence."),
    "none": gettext_lazy("Its words are not here. Your site adds them under its own licence."),
}
RULES = {
    "missing": gettext_lazy("missing answers"),
    "bands": gettext_lazy("bands"),
    "caseness": gettext_lazy("cut-off"),
    "change": gettext_lazy("reliable change"),
    "conversion": gettext_lazy("conversion of the total"),
}


@dataclass(frozen=True)
class SettingsLine:
    """One questionnaire as the settings tell it."""

    title: str
    version: str
    tag: Tag
    signed: str
    lines: tuple[str, ...]
    on: tuple[str, ...]
    off: tuple[str, ...]


def settings_line(questionnaire: Questionnaire) -> SettingsLine:
    instrument = questionnaire.instrument
    licence = instrument.licence
    tag = Tag(_("Not clinically approved here"))
    if questionnaire.is_approved:
        tag = Tag(_("Signed here"), "green")
    lines = [
        _("Measures: %(what)s") % {"what": instrument.measures},
        f"{licence.name}. {licence.notice}",
        str(WORDING[instrument.wording]),
    ]
    if instrument.entry_only:
        lines.append(_("Only its total is typed: we have no key with a source. It has no band."))
    named = [(str(RULES[name]), rule) for name, rule in instrument.rules.items()]
    return SettingsLine(
        title=f"{instrument.id}: {instrument.title}",
        version=instrument.version,
        tag=tag,
        signed=questionnaire.approved_by,
        lines=tuple(lines),
        on=tuple(f"{name}: {rule.source}" for name, rule in named if rule.known_well),
        off=tuple(
            _("%(rule)s: off, because we have not read its source (%(source)s)")
            % {"rule": name, "source": rule.source}
            for name, rule in named
            if not rule.known_well
        ),
    )
