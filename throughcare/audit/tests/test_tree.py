"""The Merkle tree gives what RFC 6962 says, by the vectors of Certificate Transparency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.audit.leaves import leaf
from throughcare.audit.tree import EMPTY, audit_path, root_from_path, root_of

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf(entry) for entry in ENTRIES]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_roots_are_those_of_the_published_vectors(size: int, root: str) -> None:
    assert root_of(LEAVES[:size]).hex() == root


def test_the_path_of_the_first_of_eight_is_the_published_one() -> None:
    assert [step.hex() for step in audit_path(0, LEAVES)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@given(size=st.integers(1, 70), data=st.data())
def test_every_path_leads_to_the_root_and_no_other_leaf_takes_it(
    size: int, data: st.DataObject
) -> None:
    hashes = [leaf(b"%d" % number) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = audit_path(index, hashes), root_of(hashes)
    assert root_from_path(hashes[index], index, size, path) == root
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert root_from_path(hashes[other], index, size, path) != root
        assert root_from_path(hashes[index], other, size, path) != root
    assert root_from_path(hashes[index], index, size, [*path, EMPTY]) != root
    assert root_from_path(hashes[index], size, size, path) is None
