"""What no file of the product does, but for the places that were looked at and are named here."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.repository.sources import places, product, read
from throughcare.agencies.models import Role
from throughcare.core.access import ProtectedModel, protected_models

PROTECTED = {m.__name__ for m in protected_models() if issubclass(m, ProtectedModel)}

#: Reads without a context. Each is a read that comes before any context can hold, runs as the
#: owner, or writes rows that their policies check.
UNNARROWED = {
    "throughcare/assessments/actions/assess.py": "bulk_create of areas not asked, no read",
    "throughcare/core/access.py": "visible_to itself, which narrows it",
    "throughcare/core/events.py": "closes what is due; the policies of the table still hold",
    "throughcare/core/rebuilding.py": "a command of the owner that works every line out again",
    "throughcare/court/actions/comparing.py": "bulk_create of new lines of a list, no read",
    "throughcare/instruments/actions.py": "bulk_create of the answers of one use, no read",
    "throughcare/people/actions.py": "bulk_create of the first names and numbers, no read",
    "throughcare/screening/actions/answers.py": "bulk_create of answers, no read",
    "throughcare/screening/retention.py": "the worker destroys what was never linked",
    "throughcare/sharing/access.py": "builds the condition of visible_to",
}

#: Text that is marked as safe HTML, how often, and why it is.
SAFE_TEXT = {
    "throughcare/design/render.py": (4, "what a macro or Django has escaped already"),
    "throughcare/design/guide.py": (1, "our own words on the page that shows the components"),
    "throughcare/design/forms.py": (2, "Django's own hidden inputs, and an empty string"),
    "throughcare/design/filters.py": (2, "Markup.format escapes what is put in"),
    "throughcare/documents/presenters.py": (1, "what was issued, held against its checksum"),
    "evidence/report/pages.py": (1, "our own style; charts whose words were escaped when drawn"),
}

#: Comparisons with a role outside the policy. Everywhere else a cell of the policy decides.
ROLE_COMPARED = {
    "throughcare/agencies/rules.py": (1, "settings are no person's record: no category, no cell"),
    "throughcare/sharing/models.py": (1, "whose emergency openings a privacy officer reviews"),
    "throughcare/people/models.py": (1, "the queue of equal numbers, for privacy officers alone"),
    "throughcare/people/quality.py": (1, "the page of that queue"),
    "throughcare/exchange/panels.py": (1, "words about commands, no rows; the database asks too"),
    "throughcare/core/middleware.py": (1, "own pages are the person's context, and no other is"),
    "throughcare/my/views/own.py": (1, "a page for the person shows nobody else's context"),
    "throughcare/sharing/access.py": (1, "own pages reach what a table lets them (self_may)"),
    "throughcare/sharing/condition.py": (1, "own pages reach what a table lets them (self_may)"),
}
READS_WORDS_OF_ROLES = ("sharing/policy/", "presenters.py")


def calls_on(path: Path, manager: str) -> list[str]:
    """Protected models whose manager is used in a file, by name or as the ``model`` of another."""
    found = []
    for node in ast.walk(ast.parse(read(path))):
        if not isinstance(node, ast.Attribute) or node.attr != manager:
            continue
        if isinstance(node.value, ast.Name) and node.value.id in PROTECTED:
            found.append(node.value.id)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "model":
            found.append("model")
    return found


def test_tables_about_people_are_read_through_a_context_only() -> None:
    assert PROTECTED
    used = {str(p): calls_on(p, "objects") for p in product(".py")}
    assert {path: names for path, names in used.items() if names} == {}


def test_the_manager_that_narrows_nothing_is_used_where_it_was_reviewed() -> None:
    found = {str(p) for p in product(".py") if calls_on(p, "rows")}
    inherited = {p for p, _, line in places(re.compile(r"\bcls\.rows\b"), product(".py"))}
    assert found | inherited == set(UNNARROWED)


@pytest.mark.parametrize("pattern", [r"\b_(base|default)_manager\b", r"\.raw\(", r"\.extra\("])
def test_no_way_round_the_managers(pattern: str) -> None:
    assert places(re.compile(pattern), product(".py")) == []


def test_no_sql_expression_is_written_by_hand_into_a_queryset() -> None:
    assert places(re.compile(r"\bRawSQL\b"), product(".py")) == []


def test_text_is_marked_safe_where_it_was_reviewed() -> None:
    marks = re.compile(r"mark_safe\(|\bMarkup\(|SafeString\(")
    counted = Counter(path for path, _, _ in places(marks, product(".py")))
    assert dict(counted) == {path: count for path, (count, _why) in SAFE_TEXT.items()}


def test_no_template_switches_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|\bautoescape\b")
    assert places(off, product(".jinja")) == []


def role_comparisons(path: Path) -> int:
    """How many comparisons of a ``role`` with one of the policy's roles a file makes."""
    found = 0
    for node in ast.walk(ast.parse(read(path))):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        words = {n.value for s in sides for n in ast.walk(s) if isinstance(n, ast.Constant)}
        names = {n.attr for s in sides for n in ast.walk(s) if isinstance(n, ast.Attribute)}
        names |= {n.id for s in sides for n in ast.walk(s) if isinstance(n, ast.Name)}
        constant = {name for name in names if name.isupper()}
        chooses = words & set(Role.values) or (isinstance(node.ops[0], ast.Eq) and constant)
        found += bool({"role"} & names and chooses)
    return found


def test_roles_are_compared_in_the_policy_and_nowhere_else() -> None:
    counted = {
        str(path): count
        for path in product(".py")
        if not any(part in str(path) for part in READS_WORDS_OF_ROLES)
        and (count := role_comparisons(path))
    }
    assert counted == {path: count for path, (count, _why) in ROLE_COMPARED.items()}


def test_no_template_asks_which_role_somebody_has() -> None:
    asks = re.compile(r"\brole\b\s*(==|!=|in\b)|\brole\s+is\b")
    assert places(asks, product(".jinja")) == []


def test_nothing_is_left_to_be_done_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|[Cc]oming soon|[Nn]ot implemented yet")
    files = [*product(".py"), *product(".jinja"), *product(".sql"), *product(".js")]
    ours = [path for path in files if "vendor" not in path.parts]
    assert places(later, ours) == []
