"""Every hostile court list is chosen on the page: read or refused, and nothing half-written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core.models import Event
from throughcare.court.models import CourtList, ListEntry
from throughcare.exchange.tests.conftest import bench, choose, nurse, take

__all__ = ["bench", "nurse"]

FILES = Path(__file__).parent / "court-lists"
NAMES = sorted(path.name for path in FILES.iterdir() if path.name != "expected.txt")
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_no_list_breaks_the_page_or_leaves_anything_behind(
    bench: Any, nurse: Any, ctx_of: Any, part: int
) -> None:
    for name in NAMES[part::PARTS]:
        data = (FILES / name).read_bytes()
        answer = choose(nurse, data, name, place=str(bench.place.pk))
        assert answer.status_code in (302, 422), name
        with ctx_of(bench.nurse) as ctx:
            written = CourtList.visible_to(ctx).count(), ListEntry.visible_to(ctx).count()
        if answer.status_code == 302:
            shown = nurse.get(reverse("import_check"))
            assert shown.status_code == 200, name
            assert b"<script>alert(4711)" not in shown.content, name
            assert take(nurse, cancel="1").status_code == 302, name
        with ctx_of(bench.nurse) as ctx:
            after = CourtList.visible_to(ctx).count(), ListEntry.visible_to(ctx).count()
        assert after == written == (0, 0), name


@pytest.mark.parametrize("part", range(PARTS))
def test_each_list_that_is_read_is_taken_in_whole(
    bench: Any, nurse: Any, ctx_of: Any, part: int
) -> None:
    for name in NAMES[part::PARTS]:
        data = (FILES / name).read_bytes()
        if choose(nurse, data, name, place=str(bench.place.pk)).status_code != 302:
            continue
        assert take(nurse, extent="whole").status_code == 302, name
    with ctx_of(bench.nurse) as ctx:
        added = Event.visible_to(ctx).filter(type="court.entry_added").count()
        assert ListEntry.visible_to(ctx).count() == added
        for taken in CourtList.visible_to(ctx):
            assert taken.counts
