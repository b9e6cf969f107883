"""A whole pathway in words for administrators and clinical leads: every rule with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughcare.design import words
from throughcare.design.parts import Tag
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.definition import Condition, Definition, Stage
from throughcare.pathways.models import PathwaySetting
from throughcare.pathways.names import COMES_FROM, NAMES, SERVICES
from throughcare.pathways.presenters import amount_words, length_words, source_line
from throughcare.pathways.reading import Read
from throughcare.signatures.models import Signature
from throughcare.signatures.presenters import Part, Rule, Standing, standing

__all__ = ["definition_line", "figures", "source_line", "whole"]


@dataclass(frozen=True)
class DefinitionLine:
    """One file of the library: a definition, or its faults."""

    id: str
    title: str
    version: str
    summary: str
    # None for one with a fault: it cannot be used.
    standing: Standing | None
    faults: tuple[str, ...]

    @property
    def tag(self) -> Tag:
        return self.standing.tag if self.standing else Tag(_("Cannot be used"), "red")


def definition_line(read: Read, rows: Sequence[Signature]) -> DefinitionLine:
    if read.definition is None:
        return DefinitionLine(
            id=read.id,
            title=read.id.replace("-", " ").capitalize(),
            version=read.version,
            summary="",
            standing=None,
            faults=tuple(str(each) for each in read.faults),
        )
    return DefinitionLine(
        id=read.id,
        title=read.definition.title,
        version=read.version,
        summary=read.definition.summary,
        standing=standing(PATHWAYS, read.definition, rows),
        faults=(),
    )


@dataclass(frozen=True)
class FigureLine:
    """A figure that the site sets."""

    name: str
    title: str
    value: str
    note: str
    is_set: bool


def figures(definition: Definition, set_here: Mapping[str, PathwaySetting]) -> list[FigureLine]:
    """Every figure of a pathway that has no public source, as it is set here."""
    found = []
    for name, title, unit, source in definition.settings():
        row = set_here.get(name)
        is_set = row is not None and row.value is not None
        if row is not None and row.value is not None:
            value = amount_words(row.value, unit)
        else:
            value = _("Not set: no clock runs") if unit else _("Off")
        note = source_line(source)
        if row is not None and is_set:
            note = _("%(source)s. Set by %(name)s, %(day)s.") % {
                "source": row.source,
                "name": row.set_by.user.name,
                "day": words.full_date(row.set_at),
            }
        found.append(FigureLine(name, title, value, note, is_set))
    return found


# --- The whole of it -------------------------------------------------------------------------


def whole(definition: Definition, set_here: Mapping[str, PathwaySetting]) -> list[Part]:
    """The pathway in sentences, from who may enter to what is counted."""
    amounts = {name: row.value for name, row in set_here.items() if row.value is not None}
    parts = [_entry(definition), _criteria(definition)]
    parts += [_stage(definition, stage, amounts) for stage in definition.stages]
    parts += [_after(definition, amounts), _endings(definition), _indicators(definition)]
    return [each for each in parts if each.rules]


def _entry(definition: Definition) -> Part:
    entry = definition.entry
    came = words.and_list([str(COMES_FROM[each]).lower() for each in entry.comes_from])
    rules = [
        Rule(definition.summary, source_line(definition.source)),
        Rule(_("People come from: %(what)s.") % {"what": came}),
    ]
    if entry.starts_when:
        begins = _("Begins by itself at %(events)s%(only_if)s.")
        rules.append(
            Rule(
                begins
                % {
                    "events": _events(entry.starts_when),
                    "only_if": _conditions(entry.only_if),
                }
            )
        )
    carried = [SERVICES[each] for each in definition.carries]
    rules.append(Rule(_("Ways of working: %(what)s.") % {"what": "; ".join(carried)}))
    able = [f"{each} {NAMES[each]}" for each in definition.capabilities]
    rules.append(Rule(_("Capabilities: %(what)s.") % {"what": "; ".join(able)}))
    return Part(_("Who may enter"), rules)


def _criteria(definition: Definition) -> Part:
    rules = [Rule(each.question, source_line(each.source)) for each in definition.criteria]
    return Part(_("Criteria: shown as met, not met or not known"), rules)


def _stage(definition: Definition, stage: Stage, amounts: Mapping[str, int]) -> Part:
    rules = []
    if stage.starts_when:
        text = _("Begins at %(events)s%(only_if)s.") % {
            "events": _events(stage.starts_when),
            "only_if": _conditions(stage.only_if),
        }
        rules.append(Rule(text))
    elif stage is not definition.stages[0]:
        rules.append(Rule(_("Begins by hand, with a reason.")))
    if stage.ends_when:
        rules.append(Rule(_("Ends at %(events)s.") % {"events": _events(stage.ends_when)}))
    if sign_off := definition.sign_off_before(stage.id):
        rules.append(Rule(_("Waits for a sign-off: %(what)s.") % {"what": sign_off.title}))
    rules += [Rule(_("Records: %(what)s.") % {"what": each.title}) for each in stage.records]
    rules += [
        Rule(_standard(each.title, length_words(each.within, amounts)), source_line(each.source))
        for each in stage.standards
    ]
    return Part(_("Stage: %(title)s") % {"title": stage.title}, rules)


def _after(definition: Definition, amounts: Mapping[str, int]) -> Part:
    rules = [
        Rule(
            _follow_up(
                each.title,
                length_words(each.within, amounts),
                definition.stage(each.counted_from).title,
            ),
            source_line(each.source),
        )
        for each in definition.follow_ups
    ]
    return Part(_("Follow-up"), rules)


def _standard(what: str, length: str) -> str:
    if not length:
        return _("%(what)s: no time is set here, so no clock runs.") % {"what": what}
    return _("%(what)s: within %(length)s.") % {"what": what, "length": length}


def _follow_up(what: str, length: str, stage: str) -> str:
    if not length:
        said = _(
            "%(what)s: counted from when “%(stage)s” begins. No time is set here: no clock runs."
        )
    else:
        said = _("%(what)s: %(length)s after “%(stage)s” begins.")
    return said % {"what": what, "length": length, "stage": stage}


def _endings(definition: Definition) -> Part:
    rules = [
        Rule(
            _("%(title)s: at %(events)s%(only_if)s.")
            % {
                "title": each.title,
                "events": _events(each.when),
                "only_if": _conditions(each.only_if),
            }
        )
        for each in definition.endings
    ]
    return Part(_("How it ends by itself"), rules)


def _indicators(definition: Definition) -> Part:
    rules = [Rule(each.title, source_line(each.source)) for each in definition.indicators]
    return Part(_("What is counted"), rules)


def _events(types: Sequence[str]) -> str:
    """``“screen completed” and “screen declined”``: the names of events without their marks."""
    return words.and_list([f"“{each.replace('.', ' ').replace('_', ' ')}”" for each in types])


def _conditions(conditions: Sequence[Condition]) -> str:
    said = [_condition(each) for each in conditions]
    return _(", only if %(what)s") % {"what": words.and_list(said)} if said else ""


def _condition(condition: Condition) -> str:
    value = condition.value
    if condition.predicate == "event_says":
        return _("its %(name)s is %(values)s") % {
            "name": value["name"].replace("_", " "),
            "values": _(" or ").join(str(each).replace("_", " ") for each in value["one_of"]),
        }
    if condition.predicate == "has_event":
        return _("%(event)s was recorded") % {"event": _events((value,))}
    if condition.predicate == "no_event":
        return _("%(event)s was not recorded") % {"event": _events((value,))}
    return f"{condition.predicate.replace('_', ' ')} {value}"
