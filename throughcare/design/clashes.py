"""What two people made of one form, field by field. No database, no request.

A field's content is held as the browser would post it (``Posted``), so that any control can be
put back on a page exactly as it was: ``{"born-day": ["8"], "born-month": ["7"], …}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from throughcare.design import differences, words
from throughcare.design.widgets import DateBoxes

Posted = dict[str, list[str]]

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class Clash:
    """One field that both changed, in different ways."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    #: Free text can be put together; a choice or a date cannot.
    is_text: bool

    @property
    def both(self) -> str:
        return differences.put_together(self.before, self.mine, self.theirs)


def as_posted(form: forms.BaseForm, name: str, value: Any) -> Posted:
    """What the browser would post for this field if it held ``value``."""
    html_name, field = form.add_prefix(name), form.fields[name]
    value = field.prepare_value(value)
    if isinstance(field.widget, DateBoxes):
        boxes = zip(DateBoxes.PARTS, DateBoxes.split(value), strict=True)
        return {f"{html_name}-{part}": [text] for part, text in boxes}
    if isinstance(field.widget, forms.CheckboxInput):
        return {html_name: ["on"]} if value else {}
    shown = field.widget.format_value(value)
    if isinstance(shown, list | tuple):
        return {html_name: [str(each) for each in shown]}
    return {html_name: ["" if shown is None else str(shown)]}


def of_field(form: forms.BaseForm, name: str, data: Mapping[str, Iterable[str]]) -> Posted:
    """The part of a post that belongs to one field."""
    html_name = form.add_prefix(name)
    own = {html_name}
    if isinstance(form.fields[name].widget, DateBoxes):
        own = {f"{html_name}-{part}" for part in DateBoxes.PARTS}
    return {key: list(values) for key, values in data.items() if key in own}


def in_words(form: forms.BaseForm, name: str, posted: Posted) -> str:
    """A field's content as a person would read it; empty when it says nothing."""
    value = _value(form, name, posted)
    field = form.fields[name]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flat(field.choices))
        held = value if isinstance(value, list | tuple) else [value]
        return "\n".join(str(labels.get(str(each), each)) for each in held if str(each))
    if hasattr(value, "strftime") and isinstance(field.widget, DateBoxes):
        return words.full_date(value)
    return "\n".join(text for texts in posted.values() for text in texts)


def find_clashes(
    form: forms.BaseForm, names: Iterable[str], before: Posted, mine: Posted, theirs: Posted
) -> tuple[list[Clash], Posted]:
    """The fields that both changed, and my post with what only they changed taken over.

    ``before`` is what both began from. Without it every difference counts as a clash, so
    nothing of either side is taken silently.
    """
    clashes: list[Clash] = []
    settled = {name: list(values) for name, values in mine.items()}
    for name in names:
        parts = [of_field(form, name, source) for source in (before, mine, theirs)]
        was, my, their = (_value(form, name, part) for part in parts)
        if my == their:
            continue
        if before and was == my:
            settled = replace(form, name, settled, parts[2])
        elif not before or was != their:
            clashes.append(_clash(form, name, *parts))
    return clashes, settled


def replace(form: forms.BaseForm, name: str, data: Posted, by: Posted) -> Posted:
    """The post with another content of one field."""
    old = of_field(form, name, data)
    return {key: values for key, values in data.items() if key not in old} | by


def with_text(form: forms.BaseForm, name: str, data: Posted, text: str) -> Posted:
    return replace(form, name, data, {form.add_prefix(name): [text]})


def pack(posted: Posted) -> str:
    """For a hidden field."""
    return json.dumps(posted, sort_keys=True, separators=(",", ":"))


def unpack(text: str) -> Posted:
    """What ``pack`` made; empty when somebody made it otherwise."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {
        str(name): values
        for name, values in read.items()
        if isinstance(values, list) and all(isinstance(each, str) for each in values)
    }


def as_query(posted: Posted) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in posted.items():
        data.setlist(name, list(values))
    return data


def _clash(form: forms.BaseForm, name: str, before: Posted, mine: Posted, theirs: Posted) -> Clash:
    field = form.fields[name]
    return Clash(
        name=name,
        label=str(field.label or name.replace("_", " ").capitalize()),
        before=in_words(form, name, before),
        mine=in_words(form, name, mine),
        theirs=in_words(form, name, theirs),
        # A field of a shape of its own (an e-mail address) is not put together; ``free_text`` is.
        is_text=getattr(field, "free_text", type(field) is forms.CharField),
    )


def _value(form: forms.BaseForm, name: str, posted: Posted) -> Any:
    """The cleaned value, so that 05 and 5 or two kinds of line end are no difference.

    What the field refuses is compared as it was typed.
    """
    field = form.fields[name]
    raw = field.widget.value_from_datadict(as_query(posted), {}, form.add_prefix(name))  # type: ignore[arg-type]
    try:
        value = field.to_python(raw)
    except (ValidationError, ValueError):
        value = raw
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return sorted(value) if isinstance(field, forms.MultipleChoiceField) and value else value


def _flat(choices: Any) -> Iterable[tuple[str, Any]]:
    for key, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(key, label)]
        yield from ((str(each), said) for each, said in pairs)
