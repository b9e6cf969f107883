"""Events have words, what is due has words, and what nobody has decided stands in the questions."""

from __future__ import annotations

import ast
import re

from evidence.shape.catalogue import event_types
from tests.repository.sources import product, read
from throughcare.core import registry

#: Events that no person's journey tells: they happen to a line of a list that is no person yet.
NOT_OF_A_JOURNEY = {
    "custody.cleared": "the line was never linked to anybody and is destroyed",
    "custody.entry_added": "a line becomes a person's when it is linked, and that is told",
    "custody.entry_waits": "the line is nobody's; one that was taken off a record is told there",
    "custody.passed_on": "a child goes to the youth service and is not linked here",
    "court.entry_added": "a line becomes a person's when it is linked, and that is told",
    "court.entry_cleared": "the line was never linked to anybody and is destroyed",
    "court.entry_passed_on": "a child goes to the youth service and is not linked here",
    "court.entry_unlinked": "the line is nobody's again; the hearing taken off is told",
    "court.entry_withdrawn": "a list that was taken back takes its unlinked lines with it",
    "court_list.taken": "a list names many and is about nobody",
    "court_list.undone": "a list names many and is about nobody",
    "court_request.sent": "what somebody asked: it names no record of ours",
    "court_request.acknowledged": "an answer to who asked, not on a record",
    "court_request.accepted": "an answer to who asked; the line made of it is told when linked",
    "court_request.declined": "an answer to who asked, not on a record",
    "court_request.withdrawn": "taken back by who asked, not on a record",
    "court_request.cleared": "the request is destroyed after a time",
}
QUESTIONS = "docs/questions.md"
#: The marks of a setting that stands in for an answer that nobody has given yet.
UNDECIDED = re.compile(r"no national figure", re.IGNORECASE)


def test_every_event_has_its_words_or_is_quiet() -> None:
    told = set(registry.offered("event_words"))
    catalogue = set(event_types())
    assert told <= catalogue
    assert catalogue - told == set(NOT_OF_A_JOURNEY)


def test_what_is_due_has_words_on_the_worklist() -> None:
    rules, kinds = set(registry.offered("due")), set(registry.offered("worklist_kind"))
    assert rules
    assert rules - kinds == set()


def test_what_is_due_opens_and_closes_by_events_of_the_catalogue() -> None:
    known = set(event_types())
    for rule in registry.offered("due").values():
        assert {*rule.opens, *rule.closes} <= known, rule.kind


def block_settings() -> set[str]:
    """Settings under a heading that says that no figure is verified, until the next empty line."""
    names: set[str] = set()
    text = read("throughcare/config/settings/base.py")
    for block in text.split("\n\n"):
        if UNDECIDED.search(block):
            names |= set(re.findall(r"^([A-Z][A-Z_]+) =", block, re.MULTILINE))
    return names


def functions_settings() -> set[str]:
    """Settings read through a function whose docstring says that no figure is verified."""
    names: set[str] = set()
    for path in product(".py"):
        tree = ast.parse(read(path))
        undecided = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and UNDECIDED.search(ast.get_docstring(node) or "")
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in undecided:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path}: name the setting in full"
                names.add(first.value)
    return names


def test_each_setting_without_a_verified_figure_is_asked_about() -> None:
    wanted = block_settings() | functions_settings()
    assert "BREAK_GLASS_HOURS" in wanted
    assert "SAFETY_PROMPT_MINUTES" in wanted
    asked = set(re.findall(r"`([A-Z][A-Z_]+)`", read(QUESTIONS)))
    assert wanted - asked == set()


def test_the_questions_name_no_setting_that_does_not_exist() -> None:
    code = "\n".join(read(path) for path in product(".py"))
    asked = set(re.findall(r"`([A-Z][A-Z_]+)`", read(QUESTIONS)))
    assert {name for name in asked if not re.search(rf"\b{name}\b", code)} == set()
