"""Each published cut-off and band holds from its edge on, and each scale has its published ends."""

from __future__ import annotations

import pytest

from scoring import instruments
from scoring.instruments import Instrument
from scoring.score import score

ALL = instruments.library()
#: Lowest and highest score as published (domain.md §3).
ENDS = {
    "AQ-10": (0, 10),
    "AUDIT": (0, 40),
    "AUDIT-C": (0, 12),
    "CORE-10": (0, 40),
    "CORE-OM": (0, 40),
    "DUDIT": (0, 44),
    "GAD-7": (0, 21),
    "HONOS": (0, 48),
    "K10": (10, 50),
    "K6": (0, 24),
    "PC-PTSD-5": (0, 5),
    "PHQ-9": (0, 27),
    "REQOL-10": (0, 40),
    "SWEMWBS": (7, 35),
    "WSAS": (0, 40),
}
#: (instrument, sum of the scored answers, sex, band, caseness): below and at every edge.
EDGES = [
    ("AQ-10", 5, "", None, False),
    ("AQ-10", 6, "", None, True),
    ("AUDIT", 7, "", None, False),
    ("AUDIT", 8, "", None, True),
    ("CORE-10", 10, "", None, False),
    ("CORE-10", 11, "", None, True),
    ("CORE-OM", 33, "", None, False),
    ("CORE-OM", 34, "", None, True),
    ("DUDIT", 1, "female", "under 25", False),
    ("DUDIT", 2, "female", "under 25", True),
    ("DUDIT", 5, "male", "under 25", False),
    ("DUDIT", 6, "male", "under 25", True),
    ("DUDIT", 24, "male", "under 25", True),
    ("DUDIT", 25, "male", "25 or more", True),
    ("GAD-7", 7, "", None, False),
    ("GAD-7", 8, "", None, True),
    ("K10", 10, "", "under 20", None),
    ("K10", 19, "", "under 20", None),
    ("K10", 20, "", "20 to 24", None),
    ("K10", 24, "", "20 to 24", None),
    ("K10", 25, "", "25 to 29", None),
    ("K10", 29, "", "25 to 29", None),
    ("K10", 30, "", "30 or more", None),
    ("PC-PTSD-5", 3, "", None, False),
    ("PC-PTSD-5", 4, "", None, True),
    ("PHQ-9", 4, "", "minimal", False),
    ("PHQ-9", 5, "", "mild", False),
    ("PHQ-9", 9, "", "mild", False),
    ("PHQ-9", 10, "", "moderate", True),
    ("PHQ-9", 14, "", "moderate", True),
    ("PHQ-9", 15, "", "moderately severe", True),
    ("PHQ-9", 19, "", "moderately severe", True),
    ("PHQ-9", 20, "", "severe", True),
]


def making(instrument: Instrument, total: int) -> list[str]:
    """Answers whose scored values have this sum."""
    lowest = [min(item.values, key=item.scored) for item in instrument.items]
    left = total - sum(i.scored(v) for i, v in zip(instrument.items, lowest, strict=True))
    answers = []
    for item, value in zip(instrument.items, lowest, strict=True):
        floor = item.scored(value)
        best = max((v for v in item.values if item.scored(v) - floor <= left), key=item.scored)
        left -= item.scored(best) - floor
        answers.append(str(best))
    assert left == 0, (instrument.id, total)
    return ["1", *answers] if instrument.gate else answers


@pytest.mark.parametrize(("name", "total", "sex", "band", "case"), EDGES)
def test_a_band_and_a_cut_off_begin_at_their_edge(
    name: str, total: int, sex: str, band: str | None, case: bool | None
) -> None:
    found = score(ALL[name], making(ALL[name], total), sex=sex)
    assert (found.band, found.caseness) == (band, case)


@pytest.mark.parametrize("name", ENDS)
def test_a_scale_has_its_published_ends(name: str) -> None:
    instrument, (lowest, highest) = ALL[name], ENDS[name]
    mean = instrument.method == "mean_times_10"
    for end in (lowest, highest):
        total = end * len(instrument.items) // 10 if mean else end
        assert score(instrument, making(instrument, total)).score == end


def test_every_rule_with_a_source_has_both_sides_of_its_edges_here() -> None:
    """A new instrument, band or cut-off that is on comes with its edges, or this fails."""
    scored = {i.id for i in ALL.values() if not i.entry_only and i.method != "itq"}
    assert scored == set(ENDS)
    for instrument in ALL.values():
        mine = {total for name, total, *_rest in EDGES if name == instrument.id}
        edges = _edges(instrument)
        assert edges <= mine, (instrument.id, edges - mine)
        lowest = ENDS.get(instrument.id, (0, 0))[0]
        assert {edge - 1 for edge in edges if edge > lowest} <= mine, instrument.id


def _edges(instrument: Instrument) -> set[int]:
    """Where bands and cut-offs that are on begin, as sums of scored answers."""
    if instrument.method == "itq":
        return set()
    case, bands = instrument.rule("caseness") or {}, instrument.rule("bands") or {}
    found = [*case.get("by_sex", {}).values(), *(b["from"] for b in bands.get("of", ())[1:])]
    found += [case[key] for key in ("at_least",) if key in case]
    mean = instrument.method == "mean_times_10"
    return {edge * len(instrument.items) // 10 if mean else edge for edge in found}
