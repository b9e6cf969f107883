"""Templates: ours fail on a blank, the design system's may chain, everything is escaped."""

from collections.abc import Callable
from datetime import date

import pytest
from django.template import engines
from jinja2 import UndefinedError

from throughcare.design import render

Page = Callable[..., str]


@pytest.fixture
def page() -> Page:
    engine = engines["jinja2"]
    return lambda source, **context: engine.from_string(source).render(context)


def test_a_name_that_is_not_defined_fails(page: Page) -> None:
    with pytest.raises(UndefinedError):
        page("{{ reason }}")
    with pytest.raises(UndefinedError):
        page("{% if person.missing %}{% endif %}", person={})


def test_an_undefined_value_given_to_a_macro_fails_too(page: Page) -> None:
    source = '{% from "nhsuk/components/inset-text/macro.jinja" import insetText %}'
    with pytest.raises(UndefinedError):
        page(source + '{{ insetText({"text": missing}) }}')


def test_the_macros_may_look_up_what_was_not_given(page: Page) -> None:
    html = page(
        '{% from "nhsuk/components/button/macro.jinja" import button %}'
        '{{ button({"text": "Issue report"}) }}'
    )
    assert "Issue report" in html


def test_everything_is_escaped_and_macros_escape_too(page: Page) -> None:
    attack = "<script>alert(1)</script>"
    html = page(
        '{% from "nhsuk/components/button/macro.jinja" import button %}'
        '{{ words }}{{ button({"text": words, "name": words}) }}{{ _("Name: %(n)s", n=words) }}',
        words=attack,
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_macros_are_built_once_not_once_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "nhsuk/components/button/macro.jinja"
    assert render.macro(source, "button") is render.macro(source, "button")
    ours = engines["jinja2"].env  # type: ignore[attr-defined]
    monkeypatch.setitem(ours.globals, "added_later", 1)
    template = ours.get_template(source)
    context = ours.from_string("").new_context({"name": "value"})
    assert template._get_default_module(context) is template._get_default_module(context)


def test_an_nhs_number_never_splits_over_lines(page: Page) -> None:
    assert page("{{ '9994913581' | nhs_number }}") == (
        '<span class="nhsuk-u-nowrap">999 491 3581</span>'
    )


def test_words_pass_through_the_chosen_language(page: Page) -> None:
    from django.utils import translation

    with translation.override("cy"):
        assert page("{{ language() }}") == "cy"
        assert "November" not in page("{{ on | full_date }}", on=date(2026, 11, 1))


def test_importing_a_macro_walks_no_chain_of_names() -> None:
    ours = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in ("nhsuk/components/button/macro.jinja", "components/surface.jinja"):
        assert ours.get_template(name).globals is ours.globals
