"""Design-system macros called from Python, and Django's bound fields as their parameters.

``nhsuk-frontend-jinja`` macros take one dictionary. Each function below says one kind of
widget in those words; ``field_group`` picks the function by the widget.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.widgets import DateBoxes

if TYPE_CHECKING:
    from throughcare.design.forms import BoundField

Params = dict[str, Any]

# Attributes that the macros name themselves; what is left is passed on as it is. A browser
# cuts pasted text at maxlength without a word, so we never send it: the form says so instead.
_NAMED = {"autocomplete", "autocapitalize", "inputmode", "spellcheck", "class", "rows", "cols"}
_DROPPED = {"maxlength", "minlength", "required", "id", "aria-describedby", "aria-invalid"}

_ARIA_CONTROLS = re.compile(r' data-aria-controls="[^"]*"')
_HIDDEN_CLASS = re.compile(r" nhsuk-(?:radios|checkboxes)__conditional--hidden(?=\")")
_DROP_ZONE = ' data-module="nhsuk-file-upload"'


def macro(path: str, name: str) -> Callable[..., str]:
    """A macro of a template, to call from Python."""
    module = get_template(path).template.module  # type: ignore[attr-defined]
    found: Callable[..., str] = getattr(module, name)
    return found


def component(name: str, params: Params) -> SafeString:
    """A component of the design system: ``component("date-input", {...})``."""
    first, *rest = name.split("-")
    camel = first + "".join(part.capitalize() for part in rest)
    html = macro(f"nhsuk/components/{name}/macro.jinja", camel)(params)
    return mark_safe(str(html).strip())  # noqa: S308 - the macro has escaped what it was given


def field_group(bound: BoundField, options: Mapping[str, Any]) -> SafeString:
    """Label, hint, message and control of one field. The options are in the README."""
    widget = bound.field.widget
    if widget.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 - Django's own hidden input
    for kind, render in _RENDERERS:
        if isinstance(widget, kind):
            return render(bound, dict(options))
    raise TypeError(f"no design for the widget [{type(widget).__name__}]")


def text(value: Any) -> Params:
    """Words for a macro: as HTML only if they were marked so, else to be escaped."""
    return {"html": value} if hasattr(value, "__html__") else {"text": str(value)}


# --- What every kind shares ----------------------------------------------------------------


def _common(bound: BoundField, options: Params) -> Params:
    params: Params = {"id": bound.first_id, "name": bound.html_name}
    hint = options.get("hint", bound.field.help_text)
    if hint:
        params["hint"] = text(hint) | {"id": bound.hint_id}
        if "hint_classes" in options:
            params["hint"]["classes"] = options["hint_classes"]
    if bound.error_text:
        params["errorMessage"] = {
            "text": bound.error_text,
            "id": bound.error_id,
            "visuallyHiddenText": _("Error"),
        }
    if bound.field.disabled:
        params["disabled"] = True
    if options.get("classes"):
        params["classes"] = options["classes"]
    params["formGroup"] = {"classes": options.get("group_classes", "")}
    return params


def _label(bound: BoundField, options: Params) -> Params:
    label = options.get("label", bound.label)
    params = text(label)
    if options.get("optional"):
        params = text(_("%(label)s (optional)") % {"label": label})
    size = options.get("label_size")
    if options.get("label_hidden"):
        params["classes"] = "nhsuk-u-visually-hidden"
    elif size:
        params["size"] = size
    if options.get("heading"):
        params["isPageHeading"] = True
    return params


def _attributes(bound: BoundField, options: Params) -> tuple[Params, Params]:
    """The widget's attributes as (what the macro names, what it passes on)."""
    given = {**bound.field.widget.attrs, **options.get("attributes", {})}
    named = {key: value for key, value in given.items() if key in _NAMED and key != "class"}
    if given.get("class"):
        named["classes"] = given["class"]
    other = {key: value for key, value in given.items() if key not in _NAMED | _DROPPED}
    return named, other


# --- One function for each kind of control --------------------------------------------------


def _input(bound: BoundField, options: Params) -> SafeString:
    widget = bound.field.widget
    named, other = _attributes(bound, options)
    params = _common(bound, options) | {
        "label": _label(bound, options),
        "type": getattr(widget, "input_type", "text"),
        "value": bound.shown_value,
        "attributes": other,
    }
    if isinstance(widget, forms.NumberInput):
        # A number box changes under a mouse wheel and hides what it does not understand.
        params |= {"type": "text", "inputmode": "numeric"}
        params["attributes"] = {
            key: other[key] for key in other if key not in ("min", "max", "step")
        }
    params |= {key: value for key, value in named.items() if key not in ("rows", "cols")}
    if width := _usual_width(bound.field):
        params["width"] = width
    params |= {key: options[key] for key in ("width", "prefix", "suffix") if key in options}
    params["classes"] = " ".join(filter(None, (named.get("classes"), options.get("classes"))))
    return component("input", params)


def _usual_width(field: forms.Field) -> int | None:
    """In characters, of what is always short: a box as long as what belongs in it."""
    kinds = ((NearDateField, 20), (TimeField, 10), (forms.IntegerField, 5))
    return next((width for kind, width in kinds if isinstance(field, kind)), None)


def _password(bound: BoundField, options: Params) -> SafeString:
    named, other = _attributes(bound, options)
    params = _common(bound, options) | {
        "label": _label(bound, options),
        "autocomplete": named.get("autocomplete"),
        "attributes": other,
        "showPasswordText": _("Show"),
        "showPasswordAriaLabel": _("Show password"),
        "hidePasswordText": _("Hide"),
        "hidePasswordAriaLabel": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }
    return component("password-input", params)


def _textarea(bound: BoundField, options: Params) -> SafeString:
    named, other = _attributes(bound, options)
    params = _common(bound, options) | {
        "label": _label(bound, options),
        "value": bound.shown_value or "",
        "rows": options.get("rows") or named.get("rows") or 5,
        "attributes": other,
    }
    if "spellcheck" in named:
        params["spellcheck"] = named["spellcheck"]
    limit = options.get("count", getattr(bound.field, "max_length", None))
    if not limit:
        return component("textarea", params)
    return component("character-count", params | {"maxlength": limit} | _count_words())


def _count_words() -> Params:
    return {
        "threshold": 75,  # per cent: a count that is always there is noise
        "textareaDescriptionText": _("You can enter up to %{count} characters"),
        "charactersUnderLimitText": {
            "one": _("You have %{count} character remaining"),
            "other": _("You have %{count} characters remaining"),
        },
        "charactersAtLimitText": _("You have 0 characters remaining"),
        "charactersOverLimitText": {
            "one": _("You have %{count} character too many"),
            "other": _("You have %{count} characters too many"),
        },
    }


def _select(bound: BoundField, options: Params) -> SafeString:
    _named, other = _attributes(bound, options)
    items = [
        {"value": choice.value, "text": choice.label, "selected": choice.checked}
        for choice in bound.choices
    ]
    params = _common(bound, options)
    params |= {"label": _label(bound, options), "items": items, "attributes": other}
    return component("select", params)


def _radios(bound: BoundField, options: Params) -> SafeString:
    params = _choice_params(bound, options, "nhsuk-radios")
    return _open_by_style(component("radios", params | _fieldset(bound, options)))


def _checkboxes(bound: BoundField, options: Params) -> SafeString:
    params = _choice_params(bound, options, "nhsuk-checkboxes")
    return _open_by_style(component("checkboxes", params | _fieldset(bound, options)))


def _one_checkbox(bound: BoundField, options: Params) -> SafeString:
    params = _common(bound, options)
    params |= {
        "idPrefix": params.pop("id"),
        "classes": _choice_classes(options, "nhsuk-checkboxes"),
    }
    words = _label(bound, options)
    words.pop("size", None)
    item: Params = {"value": "on", "label": words, "checked": bool(bound.shown_value)}
    reveal = options.get("reveal", {})
    if reveal:
        item["conditional"] = {"html": next(iter(reveal.values()))}
    _named, item["attributes"] = _attributes(bound, options)
    return _open_by_style(component("checkboxes", params | {"items": [item]}))


def _date_boxes(bound: BoundField, options: Params) -> SafeString:
    params = _common(bound, options)
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    wrong = bound.wrong_boxes or (DateBoxes.PARTS if bound.error_text else ())
    values = DateBoxes.split(bound.shown_value)
    params["id"] = bound.auto_id
    params["items"] = [
        {
            "name": f"{bound.html_name}-{part}",
            "id": f"{bound.auto_id}-{part}",
            "label": labels[part],
            "value": value,
            "width": 4 if part == "year" else 2,
            "error": part in wrong,
            # A month may be typed as a word.
            "inputmode": "text" if part == "month" else "numeric",
        }
        for part, value in zip(DateBoxes.PARTS, values, strict=True)
    ]
    return component("date-input", params | _fieldset(bound, options))


def _file(bound: BoundField, options: Params) -> SafeString:
    _named, other = _attributes(bound, options)
    multiple = bool(other.pop("multiple", False))
    params = _common(bound, options) | {"label": _label(bound, options), "attributes": other}
    html = component("file-upload", params | {"multiple": multiple})
    # A plain file input. The drop zone's button has a name that is not its visible words, which
    # voice control cannot speak, and we ask nobody to drag.
    return mark_safe(html.replace(_DROP_ZONE, ""))  # noqa: S308 - as it came, less one attribute


def _open_by_style(html: SafeString) -> SafeString:
    """Follow-ups open by our style sheet, not by script.

    The script puts ``aria-expanded`` on a radio, which the standard does not allow, and without
    script nothing would open. Typed quotes are escaped, so the patterns meet only the macro's own.
    """
    html = _ARIA_CONTROLS.sub("", html)  # type: ignore[assignment]
    return mark_safe(_HIDDEN_CLASS.sub("", html))  # noqa: S308 - as it came, less two attributes


def _fieldset(bound: BoundField, options: Params) -> Params:
    return {"fieldset": {"legend": _label(bound, options)}}


def _choice_classes(options: Params, block: str) -> str:
    wanted: Iterable[str] = (
        f"{block}--small" if options.get("small") else "",
        f"{block}--inline" if options.get("inline") else "",
        options.get("classes", ""),
    )
    return " ".join(filter(None, wanted))


def _choice_params(bound: BoundField, options: Params, block: str) -> Params:
    params = _common(bound, options)
    params |= {"idPrefix": params.pop("id"), "classes": _choice_classes(options, block)}
    hints, reveal = options.get("item_hints", {}), options.get("reveal", {})
    _named, other = _attributes(bound, options)
    items: list[Params] = []
    for choice in bound.choices:
        if choice.value == options.get("divider_before"):
            items.append({"divider": options.get("divider", _("or"))})
        item: Params = {
            "value": choice.value,
            "label": text(choice.label),
            "id": choice.id,
            "checked": choice.checked,
            "attributes": other,
        }
        if choice.value in hints:
            item["hint"] = text(hints[choice.value])
        if choice.value in reveal:
            item["conditional"] = {"html": reveal[choice.value]}
        if choice.value == options.get("exclusive"):
            item["behaviour"] = "exclusive"
        items.append(item)
    return params | {"items": items}


# The more particular kind first: a radio group is a select to Django.
_RENDERERS: tuple[tuple[type[forms.Widget], Callable[[BoundField, Params], SafeString]], ...] = (
    (DateBoxes, _date_boxes),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _one_checkbox),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
    (forms.widgets.Input, _input),
)
