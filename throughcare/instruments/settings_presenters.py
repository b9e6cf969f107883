"""Questionnaires in words for administrators and clinical leads: every rule with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.instruments import Instrument, Item
from scoring.instruments import Rule as ScoringRule
from throughcare.design import words
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.presenters import version_words
from throughcare.signatures.models import Signature
from throughcare.signatures.presenters import Part, Rule, Standing, standing

WORDING = {
    "library": gettext_lazy("Its words are here, unaltered, as its licence allows."),
    "site": gettext_lazy("Its words were added by your site under your own licence."),
    "none": gettext_lazy("Its words are not here. Your site adds them under its own licence."),
}
WHERE = {
    "library": gettext_lazy("Its words are here"),
    "site": gettext_lazy("Your site added its words"),
    "none": gettext_lazy("Your site has to add its words"),
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
    measures: str
    wording: str
    rules: str
    standing: Standing


def settings_line(questionnaire: Questionnaire, rows: Sequence[Signature]) -> SettingsLine:
    instrument = questionnaire.instrument
    return SettingsLine(
        slug=questionnaire.slug,
        title=questionnaire.title,
        version=version_words(questionnaire.version),
        measures=instrument.measures,
        wording=str(WHERE[instrument.wording]),
        rules=_counted(instrument),
        standing=standing(QUESTIONNAIRES, questionnaire, rows),
    )


def counted(lines: Sequence[SettingsLine]) -> str:
    """``3 of 20 are signed here. 1 waits for a clinical lead.``"""
    signed = sum(line.standing.signature is not None for line in lines)
    waiting = sum(line.standing.waits is not None for line in lines)
    said = ngettext(
        "%(signed)s of %(all)s is signed here.", "%(signed)s of %(all)s are signed here.", signed
    ) % {"signed": signed, "all": len(lines)}
    if not waiting:
        return said
    waits = ngettext(
        "%(n)s waits for a clinical lead.", "%(n)s wait for a clinical lead.", waiting
    ) % {"n": waiting}
    return f"{said} {waits}"


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
    """``3 rules are on. Off until its source is read: bands.``"""
    on = len(instrument.rules) - len(instrument.off)
    said = ngettext("%(n)s rule is on.", "%(n)s rules are on.", on) % {"n": on}
    if not on:
        said = _("No rule is on.")
    if not instrument.off:
        return said
    named = words.and_list([str(RULES[name]) for name in instrument.off])
    return f"{said} {_('Off until its source is read: %(off)s.') % {'off': named}}"


# --- The whole of it --------------------------------------------------------------------------


def whole(instrument: Instrument) -> list[Part]:
    """All that is signed: licence, questions, answers, how it is scored, and each source."""
    parts = [
        Part(_("Licence and key"), _about(instrument)),
        Part(_("Questions"), _questions(instrument)),
        Part(_("Answers"), [Rule(f"{o.value}: {o.label}") for o in instrument.options]),
        Part(_("Rules that are on"), [_rule(n, r) for n, r in _rules(instrument, on=True)]),
        Part(_("Rules that are off"), [_rule(n, r) for n, r in _rules(instrument, on=False)]),
    ]
    return [part for part in parts if part.rules]


def _about(instrument: Instrument) -> list[Rule]:
    licence = instrument.licence
    lines = [
        Rule(licence_line(instrument), licence.notice),
        Rule(key_line(instrument)),
        Rule(str(METHODS[instrument.method])) if not instrument.entry_only else None,
        Rule(_("Holder: %(who)s") % {"who": licence.holder}) if licence.holder else None,
        Rule(_("A higher score is worse.")) if instrument.worse == "high" else None,
        Rule(_("A lower score is worse.")) if instrument.worse == "low" else None,
        Rule(_("One missing answer means no score.")) if not instrument.rule("missing") else None,
    ]
    return [each for each in lines if each is not None]


def _questions(instrument: Instrument) -> list[Rule]:
    safety = {each.item: each.at_least for each in instrument.safety}
    found = [Rule(instrument.period)] if instrument.period else []
    if instrument.gate:
        found.append(Rule(_("Asked first: %(text)s") % {"text": instrument.gate.text}))
    usual = tuple(option.value for option in instrument.options)
    return found + [_question(i, safety.get(i.number), usual) for i in instrument.items]


def _question(item: Item, urgent: int | None, usual: tuple[int, ...]) -> Rule:
    text = item.text or _("(the words are not here)")
    marks = []
    if item.values != usual:
        marks.append(_("values %(values)s") % {"values": ", ".join(str(v) for v in item.values)})
    if item.reverse:
        marks.append(_("scored in reverse"))
    if item.not_applicable:
        marks.append(_("may not apply"))
    if urgent is not None:
        marks.append(_("a safety answer from %(value)s") % {"value": urgent})
    return Rule(f"{item.number}. {text}", _sentence("; ".join(marks)))


def _rules(instrument: Instrument, *, on: bool) -> list[tuple[str, ScoringRule]]:
    return [(name, rule) for name, rule in instrument.rules.items() if rule.known_well is on]


def _rule(name: str, rule: ScoringRule) -> Rule:
    source = f"{rule.source.rstrip('.')}; {KNOWN[rule.status]}"
    return Rule(_sentence(f"{RULES[name]}: {says(rule.says)}"), source)


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
