"""Every instrument is scored by its published key, and a missing answer never moves a score."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import catalogue
from scoring import change as changes
from scoring.instruments import Instrument, NotUsable
from scoring.score import COMPLEX, NEITHER, PTSD, score

ALL = catalogue.library()
SCORED = [i for i in ALL.values() if not i.entry_only]


def of(name: str, answers: str, **options: str):
    return score(catalogue.find(name), answers.split(","), **options)


def times(value: int, number: int) -> str:
    return ",".join([str(value)] * number)


@pytest.mark.parametrize(
    ("total", "band", "case"),
    [
        (0, "minimal", False),
        (4, "minimal", False),
        (5, "mild", False),
        (9, "mild", False),
        (10, "moderate", True),
        (14, "moderate", True),
        (15, "moderately severe", True),
        (19, "moderately severe", True),
        (20, "severe", True),
        (27, "severe", True),
    ],
)
def test_phq_9_has_its_published_bands_at_every_edge(total: int, band: str, case: bool) -> None:
    answers = [3] * (total // 3) + ([total % 3] if total % 3 else [])
    answers += [0] * (9 - len(answers))
    found = score(ALL["PHQ-9"], [str(a) for a in answers])
    assert (found.score, found.band, found.caseness) == (total, band, case)


@pytest.mark.parametrize(
    ("name", "answers", "expected", "case"),
    [
        ("GAD-7", "1,1,1,1,1,1,1", 7, False),
        ("GAD-7", "2,1,1,1,1,1,1", 8, True),
        ("CORE-10", "1,4,4,1,1,0,1,1,1,1", 7, False),  # 2 and 3 are turned round
        ("CORE-10", "1,3,3,1,2,0,2,1,1,1", 11, True),
        ("CORE-10", "0,0,0,0,0,0,0,0,0,0", 8, False),
        ("AUDIT", "1,1,1,1,1,1,1,0,0,0", 7, False),
        ("AUDIT", "1,1,1,1,1,1,1,1,0,0", 8, True),
        ("AUDIT", "4,4,4,4,4,4,4,4,4,4", 40, True),
        ("AQ-10", "1,0,0,0,0,0,1,1,0,1", 10, True),
        ("AQ-10", "0,1,1,1,1,1,0,0,1,0", 0, False),
        ("AQ-10", "1,0,0,0,0,0,0,0,1,0", 6, True),
        ("PC-PTSD-5", "1,1,1,1,0,0", 3, False),
        ("PC-PTSD-5", "1,1,1,1,1,0", 4, True),
        ("WSAS", "8,8,8,8,8", 40, None),
        ("WSAS", "na,8,8,8,8", 32, None),
        ("K6", times(4, 6), 24, None),
        ("K10", times(1, 10), 10, None),
        ("HoNOS", times(4, 12), 48, None),
        ("ReQoL-10", times(4, 10), 40, None),
        ("SWEMWBS", times(5, 7), 35, None),
    ],
)
def test_a_published_key_gives_its_score(
    name: str, answers: str, expected: float, case: bool | None
) -> None:
    found = of(name, answers)
    assert (found.score, found.caseness, found.complete) == (expected, case, True)


def test_core_om_turns_its_eight_positive_items_round() -> None:
    positive = {3, 4, 7, 12, 19, 21, 31, 32}
    worst = ",".join("0" if n in positive else "4" for n in range(1, 35))
    best = ",".join("4" if n in positive else "0" for n in range(1, 35))
    assert (of("CORE-OM", worst).score, of("CORE-OM", best).score) == (40, 0)
    assert {i.number for i in ALL["CORE-OM"].items if i.reverse} == positive


def test_core_may_lack_one_item_in_ten_and_no_more() -> None:
    assert of("CORE-10", "2,2,2,2,2,2,2,2,2,").score == 20
    assert of("CORE-10", "2,2,2,2,2,2,2,2,,").score is None
    answers = ["2"] * 34
    for lacking, scorable in ((3, True), (4, False)):
        given_ = ["", *answers][:1] * lacking + answers[lacking:]
        assert score(ALL["CORE-OM"], given_).scorable is scorable


def test_dudit_is_read_by_sex() -> None:
    answers = "2,0,0,0,0,0,0,0,0,0,0"
    assert of("DUDIT", answers).caseness is None
    assert of("DUDIT", answers, sex="female").caseness is True
    assert of("DUDIT", answers, sex="male").caseness is False
    assert of("DUDIT", "4,4,4,4,4,4,1,0,0,0,0").band == "25 or more"


@pytest.mark.parametrize(
    ("p", "c", "words"),
    [
        ("2,0,2,0,2,0,2,0,0", "2,0,2,0,2,0,2,0,0", COMPLEX),
        ("2,0,2,0,2,0,2,0,0", "2,0,2,0,2,0,1,1,1", PTSD),
        ("2,0,2,0,1,1,2,0,0", "2,0,2,0,2,0,2,0,0", NEITHER),
        ("0,2,0,2,0,2,0,0,2", "0,0,0,0,0,0,0,0,0", PTSD),
    ],
)
def test_the_itq_names_complex_ptsd_only_where_both_parts_are_met(
    p: str, c: str, words: str
) -> None:
    assert of("ITQ", f"{p},{c}").band == words


def test_a_gate_answered_no_ends_the_questionnaire() -> None:
    found = of("PC-PTSD-5", "0")
    assert (found.score, found.caseness, found.complete, found.missing) == (0, False, True, ())
    with pytest.raises(NotUsable, match="ends after its first question"):
        of("PC-PTSD-5", "0,1,0,0,0,0")
    blank = of("PC-PTSD-5", ",,,,,")
    assert blank.score is None
    assert blank.missing[0] == 0


@pytest.mark.parametrize(
    ("name", "item"),
    [("PHQ-9", 9), ("CORE-10", 6), ("CORE-OM", 16), ("CORE-OM", 34), ("CORE-OM", 22)],
)
def test_a_safety_answer_is_named_whatever_the_total(name: str, item: int) -> None:
    count = len(ALL[name].items)
    answers = ["1" if n == item else "" for n in range(1, count + 1)]
    found = score(ALL[name], answers)
    assert found.score is None
    assert [(a.item, a.value) for a in found.safety] == [(item, 1)]


@pytest.mark.parametrize(
    ("name", "answers", "words"),
    [
        ("PHQ-9", "0,0,4,0,0,0,0,0,0", "item 3"),
        ("PHQ-9", "0,0,0,0,0,0,0,0,-1", "item 9"),
        ("PHQ-9", "0,0,0,0,0,0,0,0,x", "item 9"),
        ("PHQ-9", "0,0", "takes 9 answers, 2 given"),
        ("AUDIT", "0,0,0,0,0,0,0,0,1,0", "item 9"),
        ("SAPAS", "9", "0 to 8"),
        ("SAPAS", "1,1,1,1,1,1,1,1", "entered as its total"),
        ("GAD-7", "²,0,0,0,0,0,0", "item 1"),
    ],
)
def test_what_cannot_be_is_refused_by_its_item(name: str, answers: str, words: str) -> None:
    with pytest.raises(NotUsable, match=words):
        of(name, answers)


def test_an_instrument_without_a_sourced_key_takes_its_total_only() -> None:
    found = of("SAPAS", "5")
    assert (found.score, found.band, found.caseness) == (5, None, None)
    assert of("SAPAS", "").score is None


def test_not_known_by_a_clinician_is_missing() -> None:
    found = of("HoNOS", "9," + times(1, 11))
    assert (found.score, found.missing) == (None, (1,))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Instrument, list[str], int]:
    instrument = draw(st.sampled_from(SCORED))
    answers = [str(draw(st.sampled_from(item.values))) for item in instrument.items]
    return instrument, answers, draw(st.integers(0, len(answers) - 1))


def all_of(instrument: Instrument, answers: list[str]) -> list[str]:
    return ["1", *answers] if instrument.gate else answers


@settings(max_examples=300, deadline=None)
@given(answered())
def test_a_missing_answer_is_never_scored_in_silence(
    drawn: tuple[Instrument, list[str], int],
) -> None:
    instrument, answers, lacking = drawn
    answers[lacking] = ""
    found = score(instrument, all_of(instrument, answers))
    number = instrument.items[lacking].number
    assert number in found.missing
    assert not found.complete
    rule = instrument.rule("missing")
    if rule is None:
        assert found.score is None
        return
    # Where a rule allows it, the missing item counts as the mean of the rest: neither 0 nor most.
    counted = [
        item.scored(int(answers[k])) for k, item in enumerate(instrument.items) if k != lacking
    ]
    assert found.score == pytest.approx(sum(counted) * 10 / len(counted))


@settings(max_examples=200, deadline=None)
@given(answered())
def test_a_score_stays_in_its_range_and_band(drawn: tuple[Instrument, list[str], int]) -> None:
    instrument, answers, _ = drawn
    found = score(instrument, all_of(instrument, answers))
    lowest, highest = changes.score_range(instrument)
    assert found.score is not None
    assert lowest <= Decimal(str(found.score)) <= highest
    if instrument.rule("bands") and instrument.method != "itq":
        names = [band["name"] for band in instrument.rules["bands"].says["of"]]
        assert (found.band in names) is bool(names)


@pytest.mark.parametrize(
    ("name", "first", "last", "reliable", "significant"),
    [
        ("PHQ-9", "15", "9", "improved", True),
        ("PHQ-9", "15", "10", "none", False),
        ("PHQ-9", "16", "10", "improved", False),
        ("PHQ-9", "9", "3", "improved", False),
        ("PHQ-9", "9", "15", "deteriorated", False),
        ("GAD-7", "11", "7", "improved", True),
        ("GAD-7", "11", "8", "none", False),
        ("CORE-10", "16", "10", "improved", True),
        ("CORE-10", "17", "11", "improved", False),
        ("CORE-OM", "14.5", "9.5", "improved", True),
        ("CORE-OM", "14.4", "9.5", "none", False),
        ("CORE-OM", "10", "15", "deteriorated", False),
        ("K6", "20", "2", None, None),
    ],
)
def test_change_is_reliable_at_its_published_size(
    name: str, first: str, last: str, reliable: str | None, significant: bool | None
) -> None:
    instrument = ALL[name]
    found = changes.change(
        instrument, changes.parse(instrument, first), changes.parse(instrument, last)
    )
    assert (found.reliable, found.clinically_significant) == (reliable, significant)


@pytest.mark.parametrize("given_", ["28", "-1", "NaN", "1e9", "x", ""])
def test_a_score_that_the_instrument_cannot_have_is_refused(given_: str) -> None:
    with pytest.raises(NotUsable, match="0 to 27"):
        changes.parse(ALL["PHQ-9"], given_)


def test_rules_without_a_verified_source_are_off() -> None:
    assert of("GAD-7", times(3, 7)).band is None
    on = score(ALL["GAD-7"], times(3, 7).split(","), enabled=frozenset({"bands"}))
    assert on.band == "severe"
    assert ALL["GAD-7"].off == ("bands",)


def test_only_text_that_may_ship_is_shipped() -> None:
    for instrument in ALL.values():
        texts = [item.text for item in instrument.items]
        if instrument.licence.ship_text:
            assert all(texts), instrument.id
            assert instrument.licence.notice, instrument.id
        else:
            assert not any(texts), instrument.id


def test_gad_7_has_the_lowest_answer_as_it_was_published() -> None:
    assert ALL["GAD-7"].options[0].label == "Not at all"
