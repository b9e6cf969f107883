"""Each kind of field: a label that belongs to it, a hint and a message it is described by,
and a link from the summary that leads to it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.utils import timezone

from throughcare.design import forms as design
from throughcare.design.fields import DateField, NearDateField, TimeField
from throughcare.design.guide_forms import GuideForm, wrong_form
from throughcare.design.merging import MergeForm
from throughcare.design.words import LONDON


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.all.append((tag, {key: value or "" for key, value in attrs}))


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    parser = _Elements()
    parser.feed(html)
    return parser.all


def ids(html: str) -> list[str]:
    return [attrs["id"] for _tag, attrs in elements(html) if "id" in attrs]


VISIBLE = [bound.name for bound in GuideForm().visible_fields()]


@pytest.mark.parametrize("name", VISIBLE)
@pytest.mark.parametrize("make", [GuideForm, wrong_form])
def test_every_control_has_a_label_and_every_reference_leads_somewhere(
    name: str, make: Any
) -> None:
    html = make()[name].as_field_group()
    found = elements(html)
    present = ids(html)
    assert len(present) == len(set(present))
    labels = {attrs["for"] for tag, attrs in found if tag == "label"}
    controls = [
        attrs
        for tag, attrs in found
        if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden"
    ]
    assert controls
    assert {attrs["id"] for attrs in controls} == labels
    for _tag, attrs in found:
        for target in attrs.get("aria-describedby", "").split():
            assert target in present


@pytest.mark.parametrize("name", VISIBLE)
def test_a_field_with_a_hint_or_message_is_described_by_them(name: str) -> None:
    bound = wrong_form()[name]
    html = bound.as_field_group()
    described = " ".join(attrs.get("aria-describedby", "") for _tag, attrs in elements(html))
    if bound.field.help_text:
        assert bound.hint_id in described
    if bound.errors:
        assert bound.error_id in described
        assert bound.error_text in html.replace("&#39;", "'")


def test_the_summary_links_to_each_field_in_order() -> None:
    form = wrong_form()
    drawn = "".join(bound.as_field_group() for bound in form.visible_fields())
    targets = [attrs["href"][1:] for tag, attrs in elements(form.error_summary()) if tag == "a"]
    wrong = [form[bound.name] for bound in form if bound.errors]
    assert targets == [bound.error_target for bound in wrong]
    assert set(targets) <= set(ids(drawn))
    assert "bad-born-day" in form["born"].error_target


def test_no_summary_without_errors() -> None:
    assert GuideForm().error_summary() == ""


def test_the_summary_leads_to_the_box_that_is_wrong_and_only_it_is_red() -> None:
    form = GuideForm({"born-day": "3", "born-month": "13", "born-year": "1991"})
    assert form["born"].error_target == "id_born-month"
    red = [
        attrs["id"]
        for _t, attrs in elements(form["born"].as_field_group())
        if "nhsuk-input--error" in attrs.get("class", "")
    ]
    assert red == ["id_born-month"]


def test_what_was_typed_comes_back_as_it_was_typed() -> None:
    form = wrong_form()
    html = form["born"].as_field_group() + form["seen_on"].as_field_group()
    values = [attrs["value"] for tag, attrs in elements(html) if tag == "input"]
    assert values == ["31", "2", "1991", "soon"]


def test_typed_html_is_text() -> None:
    form = GuideForm({"name": "<b>x</b>", "note": "</textarea><script>"})
    html = form["name"].as_field_group() + form["note"].as_field_group()
    assert "<b>x" not in html
    assert "<script>" not in html


# --- Messages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("name", "Enter full name"),
        ("place", "Select place"),
        ("outcome", "Answer “What happens next?”"),
        ("born", "Date of birth must be a real date, such as 27 3 1991"),
        ("seen_on", "Enter a date, such as 19/11, 19 November or tomorrow"),
        ("seen_at", "Enter a time, such as 9:05am or 2pm"),
        ("cell", "Cell must be 40 or less"),
        ("note", "Note must be 200 characters or fewer"),
    ],
)
def test_messages_say_how_to_put_it_right(name: str, message: str) -> None:
    assert wrong_form()[name].error_text == message


def test_a_form_may_give_better_words() -> None:
    class Reason(design.Form):
        reason = forms.CharField(error_messages={"required": "Say why"})

    assert Reason({})["reason"].error_text == "Say why"


def test_a_message_about_the_whole_form_leads_where_the_form_says() -> None:
    class Clash(design.Form):
        whole_form_target = "reason"
        reason = forms.CharField(required=False)

        def clean(self) -> None:
            raise forms.ValidationError("A colleague has already dealt with this")

    assert Clash({}).error_links == [("A colleague has already dealt with this", "id_reason")]


def test_browsers_never_cut_or_check_what_is_typed() -> None:
    html = "".join(bound.as_field_group() for bound in GuideForm().visible_fields())
    assert not re.search(
        r"\b(maxlength|required|min|max)=?[^-]",
        re.sub(
            r"data-\S+",
            "",
            "".join(
                " ".join(attrs)
                for tag, attrs in elements(html)
                if tag in ("input", "textarea", "select")
            ),
        ),
    )


# --- Dates and times -----------------------------------------------------------------------


class Seen(design.Form):
    born = DateField(label="Date of birth", must_be="past", required=False)
    on = NearDateField(label="Day", must_be="past", required=False)
    at = TimeField(label="Time", required=False)


@pytest.fixture(autouse=True)
def thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 19, 9, 0, tzinfo=LONDON)
    monkeypatch.setattr(timezone, "now", lambda: now)


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"born-day": day, "born-month": month, "born-year": year}


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        (("14", "3", "1991"), date(1991, 3, 14)),
        (("14", "March", "1991"), date(1991, 3, 14)),
        (("14", "mar", "1991"), date(1991, 3, 14)),
        (("", "", ""), None),
    ],
)
def test_three_boxes_make_a_date(typed: tuple[str, str, str], on: date | None) -> None:
    form = Seen(boxes(*typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == on


@pytest.mark.parametrize(
    ("typed", "message", "wrong"),
    [
        (("", "3", "1991"), "Date of birth must include a day", ("day",)),
        (("14", "", ""), "Date of birth must include a month and year", ("month", "year")),
        (("32", "3", "1991"), "Date of birth must be a real date, such as 27 3 1991", ("day",)),
        (
            ("30", "2", "1991"),
            "Date of birth must be a real date, such as 27 3 1991",
            ("day", "month", "year"),
        ),
        (("14", "3", "91"), "Date of birth must be a real date, such as 27 3 1991", ("year",)),
        (("\u0661", "3", "1991"), "Date of birth must be a real date, such as 27 3 1991", ("day",)),
        (("20", "11", "2026"), "Date of birth must be in the past", ("day", "month", "year")),
    ],
)
def test_a_wrong_date_names_what_is_wrong(
    typed: tuple[str, str, str], message: str, wrong: tuple[str, ...]
) -> None:
    form = Seen(boxes(*typed))
    assert form["born"].error_text == message
    assert form["born"].wrong_boxes == wrong


def test_near_dates_and_times_are_read_and_shown_in_our_words() -> None:
    form = Seen({"on": "yesterday", "at": "2pm"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2026, 11, 18)
    assert form.cleaned_data["at"] == time(14)
    shown = Seen(initial={"on": date(2026, 11, 18), "at": time(9, 5)})
    html = shown["on"].as_field_group() + shown["at"].as_field_group()
    assert 'value="18 November 2026"' in html
    assert 'value="9:05am"' in html
    assert Seen({"on": "tomorrow"})["on"].error_text == "Enter a date that is today or earlier"


def test_a_form_sent_back_unchanged_has_not_changed() -> None:
    initial = {"born": date(1991, 3, 14), "on": date(2026, 11, 18), "at": time(9, 5)}
    same = {**boxes("14", "3", "1991"), "on": "18 November 2026", "at": "9:05am"}
    assert not Seen(same, initial=initial).has_changed()
    assert Seen({**same, "at": "9:06am"}, initial=initial).changed_data == ["at"]


# --- Choices -------------------------------------------------------------------------------


def test_a_choice_keeps_its_mark_and_opens_its_follow_up() -> None:
    form = GuideForm({"outcome": "now", "needs": ["easy", "interpreter"], "place": "northfield"})
    html = form["outcome"].as_field_group(reveal={"now": form["told"].as_field_group()})
    assert [a["value"] for t, a in elements(html) if t == "input" and "checked" in a] == ["now"]
    assert 'id="id_told"' in html
    assert "data-aria-controls" not in html
    assert "conditional--hidden" not in html
    ticked = elements(form["needs"].as_field_group())
    assert [a["value"] for t, a in ticked if "checked" in a] == ["easy", "interpreter"]
    chosen = elements(form["place"].as_field_group())
    assert [a["value"] for t, a in chosen if "selected" in a] == ["northfield"]


def test_the_first_choice_has_the_id_that_the_summary_links_to() -> None:
    form = wrong_form()
    first = next(a["id"] for t, a in elements(form["outcome"].as_field_group()) if t == "input")
    assert first == form["outcome"].error_target


def test_a_widget_without_a_design_says_so() -> None:
    class Odd(design.Form):
        odd = forms.DateTimeField(widget=forms.SplitDateTimeWidget)

    with pytest.raises(TypeError, match="SplitDateTimeWidget"):
        Odd()["odd"].as_field_group()


def test_hidden_fields_are_hidden() -> None:
    assert 'type="hidden"' in GuideForm(initial={"version": 3}).hidden()


# --- Keeping one of two texts ---------------------------------------------------------------


def test_put_both_together_needs_a_text_and_the_others_do_not() -> None:
    both = MergeForm({"keep": "both", "text": " ", "seen_version": "2"}, their_name="Sam")
    assert both["text"].error_text == "Enter what it should say"
    assert MergeForm({"keep": "mine", "text": "", "seen_version": "2"}, their_name="Sam").is_valid()
