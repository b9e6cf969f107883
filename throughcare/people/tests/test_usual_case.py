"""A name in capitals is written as people write it; every other is left alone."""

import pytest

from throughcare.people.folding import fold
from throughcare.people.usual_case import usual_case


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("EXAMPLE", "Example"),
        ("O'BRIEN-SMITH", "O'Brien-Smith"),
        ("O’NEILL", "O’Neill"),
        ("MCDONALD", "McDonald"),
        ("MACE", "Mace"),
        ("DE SOUZA", "De Souza"),
        ("ŁUCZAK", "Łuczak"),
        ("ÅSE", "Åse"),
        ("NG", "Ng"),
        ("J", "J"),
        ("J.P. EXAMPLE", "J.P. Example"),
        ("van der Berg", "van der Berg"),
        ("DiMarco", "DiMarco"),
        ("", ""),
        ("李", "李"),
    ],
)
def test_capitals_become_the_usual_case_and_the_name_stays_the_same(
    given: str, written: str
) -> None:
    assert usual_case(given) == written
    assert fold(written) == fold(given)
