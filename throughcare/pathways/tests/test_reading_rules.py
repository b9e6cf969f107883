"""Every rule of the reader of definitions is broken here once, and names place and remedy."""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.pathways import reading, reading_programme
from throughcare.pathways.reading import Reader, read_text
from throughcare.pathways.tests.test_reading import GOOD, JUNK, rows, spoiled, toml

WIDE = (
    GOOD
    + """
[suitability]
requirement = "mental_health"
sign_off_by = ["clinician"]
may_self_approve = false

[programme]
led_by = "nurse"
weeks = [8, 12]
sessions_at_most = 12
source = "Invented"
source_status = "P"

[[programme.module]]
id = "one"
title = "One"

[[programme.instrument]]
id = "PHQ-9"
when = "every_session"
source = "Invented"
source_status = "P"

[programme.supervision]
by = "a supervisor"
within = { setting = "supervision", unit = "days" }
source = "Invented"
source_status = "P"
"""
)
MODULE = '[[programme.module]]\nid = "one"\ntitle = "One"\n'
INSTRUMENT = WIDE[WIDE.index("[[programme.instrument]]") : WIDE.index("[programme.supervision]")]
SUPERVISION = WIDE[WIDE.index("[programme.supervision]") :]
ENTRY = '{ predicate = "place_kind", value = "custody" }'
END = GOOD[GOOD.index("[[end]]") : GOOD.index("[[indicator]]")]
LAST = 'ends_when = ["custody.left"]\n'

#: what is replaced, by what, and what is said of it
BROKEN = [
    (ENTRY, '{ predicate = "referred_from", value = ["mars"] }', "names [mars]"),
    ('from = ["self"]', 'from = ["self"]\nagain = "maybe"', "[entry.again] is [maybe]"),
    (
        'source = "Invented"\nsource_status = "V"\ndue',
        'source = "Heard"\nsource_status = "G"\ndue',
        "is a figure without a verified source",
    ),
    (
        'title = "First"',
        'title = "First"\nstarts_when = ["custody.left"]',
        "is on the first stage",
    ),
    (
        'title = "Second"\nstarts_when = ["screen.completed"]',
        'title = "Second"',
        "[stage.2.only_if] has no event to look at",
    ),
    (LAST, "", "[stage.2] never ends"),
    ("[suitability]", "[[suitability]]", "[suitability] is not a table"),
    ('requirement = "mental_health"', 'requirement = "dance"', "requirement] is [dance]"),
    ('sign_off_by = ["clinician"]', 'sign_off_by = ["king"]', "names [king]"),
    (WIDE[WIDE.index("[programme]") :], '[[programme]]\nled_by = "x"\n', "[programme] is not a"),
    ('led_by = "nurse"', 'led_by = "nobody"', "[programme.led_by] is [nobody]"),
    ("sessions_at_most = 12", "sessions_at_most = 12\nsessions = 3", "stands beside"),
    ("sessions_at_most = 12", 'sessions_at_most = "many"', "sessions_at_most] is [many]"),
    ("weeks = [8, 12]", "weeks = [12, 8]", "[programme.weeks] is [[12, 8]]"),
    (MODULE, '[programme.module]\nid = "one"\n', "[programme.module] is not a list of tables"),
    (MODULE, "", "[programme.module] is missing"),
    (MODULE, MODULE * 2, "[programme.module.2.id] [one] is used twice"),
    (INSTRUMENT, INSTRUMENT * 2, "[programme.instrument.2.id] [PHQ-9 every_session] is used twice"),
    ('id = "PHQ-9"', 'id = "PHQ-99"', "names [PHQ-99]"),
    ('when = "every_session"', 'when = "sometimes"', "is [sometimes]"),
    (
        SUPERVISION,
        '[[programme.supervision]]\nby = "x"\n',
        "[programme.supervision] is not a table",
    ),
]
NOT_A_DEFINITION = (
    "",
    "stage = [1]\n[pathway]\n[entry]",
    "[pathway]\n[entry]\n[[stage]]\nstandard = 1",
    "[pathway]\n[entry]\n[[stage]]\nrecords = 1\nonly_if = 3",
)


def broken(old: str, new: str) -> str:
    text = WIDE.replace(END, "") if old == LAST else WIDE
    assert old in text, old
    return text.replace(old, new, 1)


def test_the_wide_example_is_without_fault() -> None:
    assert [str(fault) for fault in read_text(WIDE, "wide.toml").faults] == []


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=[said for _, _, said in BROKEN])
def test_each_fault_is_named_with_its_place_and_remedy(old: str, new: str, said: str) -> None:
    text = broken(old, new)
    found = read_text(text, "wide.toml")
    assert found.definition is None
    (fault,) = (each for each in found.faults if said in str(each))
    assert fault.remedy
    # The table or key that is named stands at that line, or opens there.
    last = [word for word in fault.key.split(".") if not word.isdigit()][-1]
    at = text.splitlines()[fault.line - 1]
    assert last in at or at.startswith(("[", f"{last} ")), at


def test_every_rule_is_broken_by_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that nobody breaks may say the wrong line, or nothing."""
    met: set[tuple[str, int]] = set()
    say = Reader.say

    def watched(self: Reader, *words: Any) -> None:
        frame = sys._getframe(1)
        met.add((Path(frame.f_code.co_filename).name, frame.f_lineno))
        say(self, *words)

    monkeypatch.setattr(Reader, "say", watched)
    texts = [spoiled(row[0], row[1]) for row in rows()]
    texts += [broken(old, new) for old, new, _said in BROKEN]
    for text in (*texts, *NOT_A_DEFINITION):
        read_text(text, "tried.toml", due_kinds={"screen"})
    assert rules() - met == set()


def rules() -> set[tuple[str, int]]:
    """Where the two readers say a fault."""
    return {
        (Path(inspect.getfile(module)).name, node.lineno)
        for module in (reading, reading_programme)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "say"
    }


KEYED = [at for at, line in enumerate(WIDE.splitlines()) if " = " in line]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KEYED), JUNK)
def test_a_value_of_any_kind_anywhere_gives_faults_and_never_an_error(at: int, junk: Any) -> None:
    lines = WIDE.splitlines()
    lines[at] = f"{lines[at].partition(' = ')[0]} = {toml(junk)}"
    found = read_text("\n".join(lines), "wide.toml")
    assert (found.definition is None) == bool(found.faults)
