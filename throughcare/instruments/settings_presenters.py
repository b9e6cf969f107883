"""Questionnaires in words for administrators and clinical leads: every rule with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.instruments import Instrument, Item, Rule
from throughcare.design import words
from throughcare.design.parts import Tag
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import InstrumentVersion

Status = InstrumentVersion.Status

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
KNOWN = {
    "V": gettext_lazy("read in its source"),
    "P": gettext_lazy("partly read in its source"),
    "G": gettext_lazy("not read in its source"),
    "S": gettext_lazy("a rule of your site"),
}
METHODS = {
    "sum": gettext_lazy("The score is the sum of the answers."),
    "mean_times_10": gettext_lazy("The score is the mean of the answers times 10."),
    "itq": gettext_lazy("The score follows the algorithm of its authors."),
}


@dataclass(frozen=True)
class SettingsLine:
    """One questionnaire in the list of the settings."""

    slug: str
    title: str
    version: str
    tag: Tag
    signed: str
    lines: tuple[str, ...]


def settings_line(questionnaire: Questionnaire, rows: Sequence[InstrumentVersion]) -> SettingsLine:
    instrument = questionnaire.instrument
    signature = standing(questionnaire, rows)
    return SettingsLine(
        slug=questionnaire.slug,
        title=f"{instrument.id}: {instrument.title}",
        version=instrument.version,
        tag=standing_tag(questionnaire, rows),
        signed=signature_line(signature) if signature else "",
        lines=(
            _("Measures: %(what)s") % {"what": instrument.measures},
            licence_line(instrument),
            key_line(instrument),
            _counted(instrument),
        ),
    )


def licence_line(instrument: Instrument) -> str:
    """Under which licence, whose it is, and how sure we are of that."""
    licence = instrument.licence
    said = _("Licence: %(name)s, %(known)s.") % {
        "name": licence.name,
        "known": KNOWN[licence.status],
    }
    return f"{said} {WORDING[instrument.wording]}"


def key_line(instrument: Instrument) -> str:
    """Whose key the score follows."""
    if instrument.entry_only:
        return _("Only its total is typed: we have no key with a source. It has no band.")
    return _("Key: %(source)s.") % {"source": instrument.source.rstrip(".")}


def _counted(instrument: Instrument) -> str:
    on = len(instrument.rules) - len(instrument.off)
    said = ngettext("%(n)s rule is on", "%(n)s rules are on", on) % {"n": on}
    if not instrument.off:
        return said + "."
    named = words.and_list([str(RULES[name]) for name in instrument.off])
    return _("%(on)s; off, because we have not read the source: %(off)s.") % {
        "on": said,
        "off": named,
    }


# --- Signatures -------------------------------------------------------------------------------


def standing(
    questionnaire: Questionnaire, rows: Sequence[InstrumentVersion]
) -> InstrumentVersion | None:
    """The signature under these very words; None when there is none."""
    return next((r for r in rows if r.status == Status.SIGNED and _is_of(questionnaire, r)), None)


def waits(questionnaire: Questionnaire, rows: Sequence[InstrumentVersion]) -> bool:
    """Has a lead been asked about these very words, and not answered?"""
    return any(r.status == Status.ASKED and _is_of(questionnaire, r) for r in rows)


def has_changed(questionnaire: Questionnaire, rows: Sequence[InstrumentVersion]) -> bool:
    """Were other words of this version signed, and not these?"""
    instrument = questionnaire.instrument
    other = any(
        r.status == Status.SIGNED
        and (r.instrument, r.instrument_version) == (instrument.id, instrument.version)
        for r in rows
    )
    return other and standing(questionnaire, rows) is None


def _is_of(questionnaire: Questionnaire, row: InstrumentVersion) -> bool:
    instrument = questionnaire.instrument
    named = (row.instrument, row.instrument_version) == (instrument.id, instrument.version)
    return named and row.sha256 == questionnaire.sha256


def standing_tag(questionnaire: Questionnaire, rows: Sequence[InstrumentVersion]) -> Tag:
    if standing(questionnaire, rows):
        return Tag(_("Signed here"), "green")
    if has_changed(questionnaire, rows):
        return Tag(_("Changed since it was signed"), "orange")
    return Tag(_("Not clinically approved here"))


def signature_line(row: InstrumentVersion) -> str:
    """Who was asked or signed which words, when, and why."""
    said = {
        "name": row.signed_name or row.lead.user.name,
        "registration": row.registration,
        "reason": row.reason,
        "day": words.full_date(row.signed_at or row.asked_at),
        "checksum": row.sha256[:12],
    }
    lines = {
        Status.ASKED: _("%(name)s was asked on %(day)s and has not answered"),
        Status.SIGNED: _("Signed by %(name)s (%(registration)s), %(day)s. %(reason)s"),
        Status.REFUSED: _("%(name)s did not sign. %(reason)s"),
        Status.WITHDRAWN: _("%(name)s took the signature back. %(reason)s"),
    }
    checksum = _("Checksum %(checksum)s") % said
    return f"{lines[Status(row.status)] % said} · {checksum}"


# --- The whole of it --------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One sentence about a questionnaire, and where it comes from."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Part:
    """Sentences under one heading."""

    heading: str
    rules: Sequence[Said]


def whole(instrument: Instrument) -> list[Part]:
    """All that is signed: licence, questions, answers, how it is scored, and each source."""
    parts = [
        Part(_("Licence and key"), _about(instrument)),
        Part(_("Questions"), _questions(instrument)),
        Part(_("Answers"), [Said(f"{o.value}: {o.label}") for o in instrument.options]),
        Part(_("Rules that are on"), [_rule(n, r) for n, r in _rules(instrument, on=True)]),
        Part(_("Rules that are off"), [_rule(n, r) for n, r in _rules(instrument, on=False)]),
    ]
    return [part for part in parts if part.rules]


def _about(instrument: Instrument) -> list[Said]:
    licence = instrument.licence
    lines = [
        Said(licence_line(instrument), licence.notice),
        Said(key_line(instrument)),
        Said(str(METHODS[instrument.method])) if not instrument.entry_only else None,
        Said(_("Holder: %(who)s") % {"who": licence.holder}) if licence.holder else None,
        Said(_("A higher score is worse.")) if instrument.worse == "high" else None,
        Said(_("A lower score is worse.")) if instrument.worse == "low" else None,
        Said(_("One missing answer means no score.")) if not instrument.rule("missing") else None,
    ]
    return [each for each in lines if each is not None]


def _questions(instrument: Instrument) -> list[Said]:
    safety = {each.item: each.at_least for each in instrument.safety}
    found = [Said(instrument.period)] if instrument.period else []
    if instrument.gate:
        found.append(Said(_("Asked first: %(text)s") % {"text": instrument.gate.text}))
    usual = tuple(option.value for option in instrument.options)
    return found + [_question(i, safety.get(i.number), usual) for i in instrument.items]


def _question(item: Item, urgent: int | None, usual: tuple[int, ...]) -> Said:
    text = item.text or _("(the words are not here)")
    marks = []
    if item.values != usual:
        marks.append(_("values %(values)s") % {"values": ", ".join(str(v) for v in item.values)})
    if item.reverse:
        marks.append(_("turned round"))
    if item.not_applicable:
        marks.append(_("may not apply"))
    if urgent is not None:
        marks.append(_("a safety answer from %(value)s") % {"value": urgent})
    return Said(f"{item.number}. {text}", _sentence("; ".join(marks)))


def _rules(instrument: Instrument, *, on: bool) -> list[tuple[str, Rule]]:
    return [(name, rule) for name, rule in instrument.rules.items() if rule.known_well is on]


def _rule(name: str, rule: Rule) -> Said:
    source = f"{rule.source.rstrip('.')}; {KNOWN[rule.status]}"
    return Said(_sentence(f"{RULES[name]}: {says(rule.says)}"), source)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


SAYS = {
    "at_least": gettext_lazy("at %(value)s or more"),
    "at_most": gettext_lazy("at %(value)s or less"),
    "by_sex": gettext_lazy("at or above, by sex: %(value)s"),
    "reliable": gettext_lazy("reliable from %(value)s"),
    "cutoff": gettext_lazy("clinical cut-off %(value)s"),
    "allowed": gettext_lazy("at most this many may be missing: %(value)s"),
    "of": gettext_lazy("from %(value)s"),
    "first": gettext_lazy("from a total of %(value)s on"),
    "metric": gettext_lazy("each total becomes %(value)s"),
}


def says(rule: Mapping[str, Any]) -> str:
    """What a rule says: every figure of its file, in words."""
    told = [
        str(SAYS[key]) % {"value": _value(value)} if value != [] else _("not written down here")
        for key, value in rule.items()
    ]
    return "; ".join(told)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{each}: {_value(held)}" for each, held in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_band(each) if isinstance(each, Mapping) else str(each) for each in value)
    return str(value)


def _band(band: Mapping[str, Any]) -> str:
    return f"{band.get('from')} {band.get('name')}"
