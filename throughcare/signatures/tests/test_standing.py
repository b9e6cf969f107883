"""How a version stands is said from its own rows alone, and nobody is asked twice for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from throughcare.accounts.models import User
from throughcare.agencies.models import Membership
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.models import PathwayVersion
from throughcare.signatures.kinds import Kind
from throughcare.signatures.models import Signature
from throughcare.signatures.presenters import Standing, standing

Status = Signature.Status
STRICT: Kind[Any] = PATHWAYS
LOOSE: Kind[Any] = replace(PATHWAYS, may_change=True)


@dataclass(frozen=True)
class Paper:
    """Words that somebody may sign."""

    id: str = "care"
    version: str = "2"
    title: str = "Care"
    sha256: str = "a" * 64


def row(status: Status, *, version: str = "2", sha256: str = "a" * 64) -> Signature:
    return PathwayVersion(
        pathway="care", pathway_version=version, sha256=sha256, status=status,
        lead=Membership(user=User(name="Ruth Sandford")), reason="Said",
        asked_at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip


OTHER = "b" * 64
SIGNED, WAITS, CHANGED = "Signed here", "Waits for the clinical lead", "Changed since it was signed"
NOT = "Not clinically approved here"


@pytest.mark.parametrize(
    ("rows", "says", "strict_may_ask", "loose_may_ask"),
    [
        ([], NOT, True, True),
        ([row(Status.SIGNED)], SIGNED, False, False),
        ([row(Status.ASKED)], WAITS, False, False),
        ([row(Status.REFUSED), row(Status.WITHDRAWN)], NOT, True, True),
        ([row(Status.SIGNED, version="1")], NOT, True, True),
        ([row(Status.SIGNED, sha256=OTHER)], CHANGED, False, True),
        ([row(Status.ASKED, sha256=OTHER)], NOT, False, True),
        ([row(Status.ASKED), row(Status.SIGNED, sha256=OTHER)], WAITS, False, False),
    ],
)
def test_a_version_stands_by_its_own_words(
    rows: Sequence[Signature], says: str, strict_may_ask: bool, loose_may_ask: bool
) -> None:
    stands: list[Standing] = [standing(kind, Paper(), rows) for kind in (STRICT, LOOSE)]
    assert [each.tag.text for each in stands] == [says, says]
    assert [each.may_ask for each in stands] == [strict_may_ask, loose_may_ask]


def test_each_row_says_which_words_it_is_about() -> None:
    rows = [row(Status.REFUSED), row(Status.ASKED, version="1", sha256=OTHER)]
    found = standing(STRICT, Paper(), rows)
    assert found.last == "Ruth Sandford did not sign. Said · version 2, checksum aaaaaaaaaaaa"
    asked = "Ruth Sandford was asked on 2 November 2026 and has not answered"
    assert found.history[1] == f"{asked} · version 1, checksum bbbbbbbbbbbb"
    assert not standing(STRICT, replace(Paper(), id="another"), rows).history
