"""Two people wrote in the same place: nothing either of them wrote is lost."""

from hypothesis import given
from hypothesis import strategies as st

from throughcare.design import differences

BEFORE = "Appointments every 2 weeks. Text the day before."
MINE = "Appointments every 2 weeks. Text the day before, and again 1 hour before."
THEIRS = "Appointments every 2 weeks, on Fridays at 11am. Text the day before."

TEXTS = st.lists(st.sampled_from(["text", "the", "day", "before", "Friday", "2"]), max_size=8).map(
    " ".join
)


def test_only_what_is_new_is_marked() -> None:
    marked = [piece.text for piece in differences.mark(BEFORE, MINE) if piece.new]
    assert marked == [", and again 1 hour before"]
    assert not any(piece.new for piece in differences.mark(BEFORE, BEFORE))


def test_both_changes_stand_in_the_text_put_together() -> None:
    both = differences.put_together(BEFORE, MINE, THEIRS)
    assert "and again 1 hour before" in both
    assert "on Fridays at 11am" in both
    assert both.count("Appointments every 2") == 1


def test_the_same_change_by_both_is_made_once() -> None:
    assert differences.put_together(BEFORE, MINE, MINE) == MINE


def test_two_texts_where_there_was_none_are_both_kept() -> None:
    assert differences.put_together("", "Ring first.", "Text first.") == "Ring first. Text first."


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_text(before: str, after: str) -> None:
    assert "".join(piece.text for piece in differences.mark(before, after)) == after


@given(TEXTS, TEXTS)
def test_one_persons_change_alone_is_taken_as_it_is(before: str, after: str) -> None:
    assert differences.put_together(before, after, before) == after
    assert differences.put_together(before, before, after) == after


@given(TEXTS, TEXTS, TEXTS)
def test_every_word_that_either_added_is_kept(before: str, mine: str, theirs: str) -> None:
    both = differences.put_together(before, mine, theirs)
    for text in (mine, theirs):
        for piece in differences.mark(before, text):
            if piece.new:
                assert piece.text in both
