"""Each published cut-off and band holds from its edge on, and each scale has its published ends."""

from __future__ import annotations

import pytest

from scoring import catalogue
from scoring.instruments import Instrument
from scoring.score import score

ALL = catalogue.library()
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
#: From this sum of the scored answers on it is a case, by sex where the source says so.
CASES = {
    "AQ-10": {"": 6},
    "AUDIT": {"": 8},
    "CORE-10": {"": 11},
    "CORE-OM": {"": 34},
    "DUDIT": {"female": 2, "male": 6},
    "GAD-7": {"": 8},
    "PC-PTSD-5": {"": 4},
    "PHQ-9": {"": 10},
}
#: From this sum on a band holds, until the next.
BANDS = {
    "DUDIT": {0: "under 25", 25: "25 or more"},
    "K10": {10: "under 20", 20: "20 to 24", 25: "25 to 29", 30: "30 or more"},
    "PHQ-9": {0: "minimal", 5: "mild", 10: "moderate", 15: "moderately severe", 20: "severe"},
}


def edges() -> list[tuple[str, str, int]]:
    """(instrument, sex, sum): at each edge, and one below it."""
    found = set()
    for name in CASES.keys() | BANDS.keys():
        for sex, cut in CASES.get(name, {"": 0}).items():
            both = (cut, *BANDS.get(name, ()))
            sums = {each for edge in both for each in (edge - 1, edge)}
            found |= {(name, sex, each) for each in sums if each >= ENDS[name][0]}
    return sorted(found)


EDGES = edges()


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


@pytest.mark.parametrize(("name", "sex", "total"), EDGES)
def test_a_band_and_a_cut_off_begin_at_their_edge(name: str, sex: str, total: int) -> None:
    begun = [band for edge, band in BANDS.get(name, {}).items() if edge <= total]
    case = total >= CASES[name][sex] if name in CASES else None
    found = score(ALL[name], making(ALL[name], total), sex=sex)
    assert (found.band, found.caseness) == (begun[-1] if begun else None, case)


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
        mine = {total for name, _sex, total in EDGES if name == instrument.id}
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
