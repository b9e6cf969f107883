"""A fault is named with the line where its key stands."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.pathways.locator import line_of, locate

TEXT = '''# a comment = not a key
[pathway]
id = "one"
words = [
  "a", # ] in a comment
  "b = c",
]
long = """
[not a table]
x = 1
"""

[[stage]]
id = "first"

[[stage.standard]]
id = "s1"

[[stage.standard]]
id = "s2"
within = { value = 1, unit = "days" }

[[stage]]
id = "second"
[[stage.standard]]
id = "s3"
"quoted key" = 1
'''


def test_keys_are_found_where_they_stand() -> None:
    lines = locate(TEXT)
    wanted = {
        ("pathway", "id"): 3,
        ("pathway", "words"): 4,
        ("pathway", "long"): 8,
        ("stage", 0): 13,
        ("stage", 0, "standard", 1, "id"): 20,
        ("stage", 0, "standard", 1, "within"): 21,
        ("stage", 1, "id"): 24,
        ("stage", 1, "standard", 0, "id"): 26,
        ("stage", 1, "standard", 0, "quoted key"): 27,
    }
    assert {path: lines.get(path) for path in wanted} == wanted
    assert ("x",) not in lines


def test_what_has_no_line_of_its_own_has_that_of_what_holds_it() -> None:
    lines = locate(TEXT)
    assert line_of(lines, ("stage", 0, "standard", 1, "within", "unit")) == 21
    assert line_of(lines, ("stage", 1, "title")) == 23
    assert line_of(lines, ("absent", 3, "at all")) == 1


NAMES = st.text("abcdefg_-", min_size=1, max_size=6)
VALUES = st.one_of(
    st.integers(),
    st.booleans(),
    st.lists(st.text("ab[]{}=# ", max_size=5), max_size=3),
    st.text("ab[]{}=#' ", max_size=8),
)


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[\n" + "".join(f"  {written(each)},\n" for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=4))
def test_every_key_of_any_text_is_found(tables: list[dict[str, Any]]) -> None:
    text, wanted = "", {}
    for number, table in enumerate(tables):
        text += "[[part]]\n"
        for key, value in table.items():
            wanted["part", number, key] = text.count("\n") + 1
            text += f"{key} = {written(value)}\n"
    assert tomllib.loads(text)["part"] == tables
    lines = locate(text)
    assert {path: lines.get(path) for path in wanted} == wanted
