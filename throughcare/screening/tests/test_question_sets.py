"""A set of questions is checked as a whole, and every fault says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from throughcare.core.word_sets import SetFault, fill
from throughcare.screening.question_sets import ANSWERS, SETS, all_sets, newest, read_set

GOOD = """
id = "custody"
version = "2"
title = "Custody screening"
language = "en-GB"
own = true
clinically_approved = false
say_first = ["I am {first_name}, from {agency}."]

[[group]]
title = "Safety now"

[[group.question]]
id = "q1"
text = "Are you safe?"
more = "What did {name} say?"
safety = ["no"]
blocks_save = true
"""

FAULTS = """
title = "Custody screening" | title = 5                     | 4 | [title] is missing
version = "2"               | version = "two"               | 3 | [version] is not a version
own = true                  | own = true~hue = 3            | 7 | [hue] is not known here
id = "q1"                   | id = "Q 1"                    | 14 | [id] [Q 1] is not a name
text = "Are you safe?"      | text = ""                     | 14 | [text] of [q1] has no words
{name}                      | {surname}                     | 14 | [more] fills in [surname]
{name}                      | {                             | 14 | [more] fills in [{]
safety = ["no"]             | safety = ["maybe"]            | 17 | [safety] of [q1] is not
blocks_save = true          | blocks_save = "yes"           | 18 | [blocks_save] of [q1] is not
blocks_save = true          | blocks_save = false           | 18 | [blocks_save] is on no question
blocks_save = true          | blocks_save = true~colour = 1 | 19 | [colour] of [q1] is not known
title = "Safety now"        | title = ""                    | 10 | [title] of a group is missing
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "custody-2.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_set_is_read(tmp_path: Path) -> None:
    questions = read_set(written(tmp_path, GOOD))
    assert [q.id for q in questions.safety_answers({"q1": "no"})] == ["q1"]
    assert questions.question("q1").number == 1
    with pytest.raises(KeyError):
        questions.question("q2")


@pytest.mark.parametrize("row", FAULTS.strip().splitlines())
def test_each_fault_names_file_line_key_and_remedy(tmp_path: Path, row: str) -> None:
    good, bad, line, words = (part.strip() for part in row.split("|"))
    assert good in GOOD
    path = written(tmp_path, GOOD.replace(good, bad.replace("~", "\n"), 1))
    with pytest.raises(SetFault) as fault:
        read_set(path)
    told = f"custody-2.toml:{line}: {words}"
    first = next(each for each in str(fault.value).splitlines() if each.startswith(told))
    assert ": " in first.removeprefix(told)  # and how to mend it


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('text = "Are you safe?"', 'text = ""').replace('["no"]', '["maybe"]')
    with pytest.raises(SetFault) as fault:
        read_set(written(tmp_path, text))
    assert len(str(fault.value).splitlines()) == 2


def test_two_questions_may_not_share_a_name(tmp_path: Path) -> None:
    again = '\n[[group.question]]\nid = "q1"\ntext = "Again?"\n'
    with pytest.raises(SetFault, match="is used twice: give each its own"):
        read_set(written(tmp_path, GOOD + again))


def test_broken_toml_is_said_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SetFault, match="line 2"):
        read_set(written(tmp_path, "\nid = = 3"))


@pytest.mark.parametrize("path", sorted(SETS.glob("*.toml")), ids=lambda path: path.name)
def test_the_sets_that_ship_are_good_and_said_to_be_our_own(path: Path) -> None:
    questions = read_set(path)
    assert path.name == f"{questions.id}-{questions.version}.toml"
    assert questions.own
    assert not questions.clinically_approved
    for words in questions.say_first:
        assert fill(words, name="Lea", first_name="Priya", agency="Northfield")


def test_a_new_screening_uses_the_newest_version() -> None:
    versions = [each.version for each in all_sets().values() if each.id == "custody"]
    assert newest("custody").version == max(versions, key=lambda v: [int(p) for p in v.split(".")])
    with pytest.raises(SetFault):
        newest("nothing")


def test_custody_asks_12_questions_in_4_groups_safety_first() -> None:
    questions = newest("custody")
    assert [len(group.questions) for group in questions.groups] == [3, 3, 3, 3]
    first = questions.questions[0]
    assert "ending your life" in first.text
    assert first.blocks_save
    assert "yes" in first.safety
    assert ANSWERS == ("yes", "no", "not_said")


def test_the_style_sheet_knows_every_question() -> None:
    css = (SETS.parent / "static/screening/screening.css").read_text(encoding="utf-8")
    for questions in all_sets().values():
        for question in questions.questions:
            assert f'input[name="{question.id}"]:checked) .app-still__{question.id}' in css
