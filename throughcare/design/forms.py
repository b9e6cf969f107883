"""Django forms drawn with the design system.

    class DeclineForm(Form):
        reason = forms.CharField(label=_("Reason"), widget=forms.Textarea)

In the template, ``{{ form.reason.as_field_group() }}`` gives label, hint, message and
control; ``{{ form.error_summary() }}`` the list of what to put right, linked to each field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from throughcare.design import render
from throughcare.design.widgets import DateBoxes


@dataclass(frozen=True)
class Choice:
    """One radio, checkbox or option of a field as it stands now."""

    value: str
    label: Any
    id: str
    checked: bool


class BoundField(forms.BoundField):
    """A field of a form, with what the design system needs to know of it."""

    def as_field_group(self, **options: Any) -> SafeString:  # type: ignore[override]
        return render.field_group(self, options)

    @property
    def first_id(self) -> str:
        """The id of the first control: where a link from the error summary must lead."""
        return str(self.auto_id or self.html_name)

    @property
    def hint_id(self) -> str:
        return f"{self.first_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.first_id}-error"

    @property
    def error_text(self) -> str:
        """The first message, or nothing: one thing to put right at a time."""
        return str(self.errors[0]) if self.errors else ""

    @property
    def described_by(self) -> str:
        """For ``aria-describedby`` of a control that a template draws itself."""
        hint = self.hint_id if self.field.help_text else ""
        return " ".join(filter(None, (hint, self.error_id if self.errors else "")))

    @property
    def error_target(self) -> str:
        """The id to go to from the summary: the first wrong box of a date."""
        if not isinstance(self.field.widget, DateBoxes):
            return self.first_id
        wrong = self.wrong_boxes or DateBoxes.PARTS
        return f"{self.first_id}-{wrong[0]}"

    @property
    def wrong_boxes(self) -> tuple[str, ...]:
        """Which of ``day``, ``month``, ``year`` the message is about; empty for no message."""
        for error in self.form.errors.as_data().get(self.name, []):
            if error.params and "boxes" in error.params:
                return tuple(error.params["boxes"])
        return ()

    @property
    def shown_value(self) -> Any:
        """What the control shows: what was typed, else the initial value in our words."""
        value = self.value()
        if isinstance(self.field.widget, DateBoxes | forms.CheckboxInput):
            return value
        if isinstance(self.field.widget, forms.Select):
            return value
        return self.field.widget.format_value(value)

    @property
    def choices(self) -> list[Choice]:
        """The choices of a select, radios or checkboxes, groups laid flat."""
        value = self.value()
        held = value if isinstance(value, list | tuple | set) else [value]
        chosen = {"" if each is None else str(each) for each in held}
        return [
            Choice(
                value=key,
                label=str(label) if isinstance(label, Promise) else label,
                id=self.first_id if place == 1 else f"{self.first_id}-{place}",
                checked=key in chosen,
            )
            for place, (key, label) in enumerate(self._flat_choices(), start=1)
        ]

    def _flat_choices(self) -> Iterator[tuple[str, Any]]:
        # Radios and ticks have no empty choice: nothing chosen is nothing marked.
        skip_empty = isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        for key, label in self.field.widget.choices:  # type: ignore[attr-defined]
            pairs = label if isinstance(label, list | tuple) else [(key, label)]
            for each, words in pairs:
                flat = "" if each is None else str(each)
                if flat or not skip_empty:
                    yield flat, words


class DesignMixin:
    """What makes a Django form one of ours."""

    bound_field_class: type[forms.BoundField] | None = BoundField
    # Browsers' own messages appear one at a time, in the browser's language, and vanish.
    use_required_attribute = False
    # The field that a message about the whole form leads to.
    whole_form_target: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            _say_plainly(name, field)

    @property
    def error_links(self) -> list[tuple[str, str]]:
        """(message, id of the control or nothing) in the order of the fields."""
        form: Any = self
        target = form[self.whole_form_target].first_id if self.whole_form_target else ""
        links = [(str(message), target) for message in form.errors.get(NON_FIELD_ERRORS, [])]
        for bound in form:
            if bound.errors:
                links.append((bound.error_text, bound.error_target))
        return links

    def error_summary(self) -> SafeString:
        """The list at the top of the page; nothing when there is nothing to put right."""
        return error_summary(self)

    def hidden(self) -> SafeString:
        """All hidden fields of the form."""
        form: Any = self
        return SafeString("".join(str(bound) for bound in form.hidden_fields()))


class Form(DesignMixin, forms.Form):
    """Use in place of ``django.forms.Form``."""

    if TYPE_CHECKING:

        def __getitem__(self, name: str) -> BoundField: ...


class ModelForm(DesignMixin, forms.ModelForm):
    """Use in place of ``django.forms.ModelForm``."""

    if TYPE_CHECKING:

        def __getitem__(self, name: str) -> BoundField: ...


def error_summary(*given: Any) -> SafeString:
    """One summary for a page with several forms or with form sets."""
    links = [link for form in given if form is not None for link in form.error_links]
    if not links:
        return SafeString("")
    items = [
        {"text": message, "href": f"#{target}"} if target else {"text": message}
        for message, target in links
    ]
    return render.component(
        "error-summary", {"heading": {"text": _("There is a problem")}, "errorList": items}
    )


# --- Messages ------------------------------------------------------------------------------


def _say_plainly(name: str, field: forms.Field) -> None:
    """Put our words in place of Django's, where the form has not given its own."""
    label = str(field.label or name.replace("_", " ").capitalize())
    for code, message in _messages(field, label).items():
        if field.error_messages.get(code) is _default_message(field, code):
            field.error_messages[code] = message


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    small = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    choosing = isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
    if label.endswith("?"):
        required = _("Answer “%(label)s”") % {"label": label}
    elif choosing:
        required = _("Select %(label)s") % {"label": small}
    else:
        required = _("Enter %(label)s") % {"label": small}
    held = label.replace("%", "%%")  # Django fills the limit in later
    return {
        "required": required,
        "invalid_choice": _("Select one of the choices"),
        "max_length": held + " " + _("must be %(limit_value)s characters or fewer"),
        "min_length": held + " " + _("must be %(limit_value)s characters or more"),
        "max_value": held + " " + _("must be %(limit_value)s or less"),
        "min_value": held + " " + _("must be %(limit_value)s or more"),
    } | (
        {"invalid": _("%(label)s must be a whole number") % {"label": held}}
        if isinstance(field, forms.IntegerField)
        else {}
    )


def _default_message(field: forms.Field, code: str) -> Any:
    for kind in type(field).__mro__:
        defaults = vars(kind).get("default_error_messages", {})
        if code in defaults:
            return defaults[code]
    return None
