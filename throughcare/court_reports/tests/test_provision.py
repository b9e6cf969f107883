"""What is available locally: kept in versions by administrators, and which one a report has."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from throughcare.core import clock
from throughcare.core.errors import NotAllowed, StaleVersion
from throughcare.court_reports import actions, provided, providing, provision
from throughcare.court_reports.models import CourtReport, ProvisionList
from throughcare.court_reports.provision import Provision
from throughcare.court_reports.tests.conftest import begin

LIST, ADD, FILE = (reverse(f"settings_provision{name}") for name in ("", "_add", "_file"))
TOML = reverse("settings_provision_toml")
ROW = (
    '[[provision]]\ntitle = "Alcohol treatment"\nwords = "Open Door"\nsource = "x"\n'
    "from = 2020-01-01\nchecked_on = 2020-01-02\n"
)
TYPED = {
    "title": "Trauma group",
    "words": "Ten sessions on Tuesdays.",
    "source": "Leaflet",
    "starts_on": "1/4/2020",
    "checked_on": "today",
}


@pytest.fixture
def keeper(bench: Any, make: Any) -> Any:
    """The administrator of the health team's agency."""
    return make.member(
        "support_engineer", team=make.team(bench.nurse.team.agency), name="Nadia Collins"
    )


def upload(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("mine.toml", text if isinstance(text, bytes) else text.encode())


def current(member: Any, ctx_of: Any) -> provided.Provided:
    with ctx_of(member) as ctx:
        return provided.of_agency(ctx.agency_id)


def test_lines_are_added_changed_checked_and_taken_off_each_a_version(
    keeper: Any, bench: Any, client_of: Any, ctx_of: Any
) -> None:
    page = client_of(keeper)
    assert "Nothing is listed yet" in page.get(LIST).content.decode()
    court = bench.place.slug
    answer = page.post(ADD, TYPED | {"courts": court})
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    line = current(keeper, ctx_of).lines[0]
    assert (line.courts, line.checked_by, line.checked_on) == (
        (court,), "Nadia Collins", clock.today(),
    )  # fmt: skip

    one = reverse("settings_provision_line", args=[line.id])
    shown = page.get(one).content.decode()
    assert 'value="Trauma group"' in shown and "Nadia Collins" in shown
    late = TYPED | {"version": "1", "ends_on": "1/3/2020"}
    refused = page.post(one, late)
    assert refused.status_code == 422
    assert "The last day must not be before the first" in refused.content.decode()
    assert page.post(one, TYPED | {"version": "1", "words": "Twelve."}).status_code == 302
    assert page.post(one, {"version": "2", "do": "checked"}).status_code == 302
    stale = page.post(one, {"version": "1", "do": "remove"})
    assert stale.status_code == 409
    assert page.post(one, {"version": "3", "do": "remove"}).status_code == 302

    now = current(keeper, ctx_of)
    assert (now.lines, now.number) == ((), 4)
    with ctx_of(keeper) as ctx:
        kept = [(row.what, row.by_name) for row in provided.versions(ctx)]
    assert kept == [(what, "Nadia Collins") for what in ("removed", "checked", "changed", "added")]
    old = page.get(TOML, {"version": "2"})
    assert old.headers["Content-Type"] == "application/toml"
    assert [row.words for row in provision.from_bytes("x", old.content)] == ["Twelve."]
    assert page.get(TOML, {"version": "9"}).status_code == 404


def test_a_file_becomes_the_list_or_nothing_changes(
    keeper: Any, bench: Any, client_of: Any, ctx_of: Any
) -> None:
    page = client_of(keeper)
    wrong = {
        "[words] is missing": ROW.replace('words = "Open Door"\n', ""),
        "no court is called [nowhere]": ROW + 'courts = ["nowhere"]\n',
        "cannot be read": b"\xff\x00",
    }
    for words, text in wrong.items():
        answer = page.post(FILE, {"file": upload(text), "version": "0"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert current(keeper, ctx_of).version is None
    assert page.post(FILE, {"file": upload(ROW), "version": "0"}).status_code == 302
    assert page.post(FILE, {"file": upload(ROW * 2), "version": "0"}).status_code == 409
    text = page.get(LIST).content.decode()
    assert "Alcohol treatment" in text and "Check due" in text
    assert "Version 1, " in text and "A file was taken in (mine.toml)" in text
    assert page.get(TOML).content.decode() == ROW


def test_the_sites_file_is_the_list_until_one_is_kept_here(
    keeper: Any, client_of: Any, ctx_of: Any, settings: Any, tmp_path: Any
) -> None:
    path = tmp_path / "list.toml"
    path.write_text("[[")
    settings.LOCAL_PROVISION_FILE = str(path)
    page = client_of(keeper)
    assert "The file of this site cannot be read" in page.get(LIST).content.decode()
    assert page.post(ADD, TYPED).status_code == 422
    path.write_text(ROW + 'courts = ["gone"]\n')
    text = page.get(LIST).content.decode()
    assert "These lines stand in list.toml" in text and "gone" in text
    assert page.post(ADD, TYPED).status_code == 302
    now = current(keeper, ctx_of)
    assert (now.number, [x.title for x in now.lines]) == (1, ["Alcohol treatment", "Trauma group"])


def test_only_an_administrator_of_a_care_agency_keeps_the_list(
    keeper: Any, bench: Any, client_of: Any, ctx_of: Any, make: Any
) -> None:
    line = Provision("A", "B", "C", clock.today(), clock.today())
    for other in (bench.lead, make.member("support_engineer", team=bench.officer.team)):
        assert client_of(other).get(LIST).status_code == 403
        with ctx_of(other) as ctx, pytest.raises(NotAllowed):
            providing.add_line(ctx, line=line)
        with ctx_of(other) as ctx, pytest.raises(DatabaseError), transaction.atomic():
            _forge(ctx, bench.nurse.team.agency_id)
    with ctx_of(keeper) as ctx:
        made = providing.add_line(ctx, line=line)
    with ctx_of(keeper), pytest.raises(DatabaseError), transaction.atomic():
        ProvisionList.objects.filter(pk=made.pk).update(lines=[])


def _forge(ctx: Any, agency_id: Any) -> None:
    ProvisionList.objects.create(
        agency_id=agency_id, number=1, what="added", made_by_id=ctx.membership_id,
        by_name="x", made_at=clock.now(),
    )  # fmt: skip


def test_a_report_keeps_the_version_with_which_it_was_begun(
    keeper: Any, bench: Any, client_of: Any, ctx_of: Any
) -> None:
    old = Provision("Old group", "Ten weeks.", "x", clock.today(), clock.today().replace(year=2020))
    with ctx_of(keeper) as ctx:
        first = providing.add_line(ctx, line=old)
    report = begin(bench)
    with ctx_of(keeper) as ctx:
        line = provided.lines_of(first)[0]
        with pytest.raises(StaleVersion):
            providing.remove_line(ctx, line_id=line.id, version=0)
        providing.remove_line(ctx, line_id=line.id, version=1)
    url = reverse("report", args=[bench.person.reference, report.number])
    text = " ".join(client_of(bench.nurse).get(url).content.decode().split())
    assert "Filled from version 1 of the list" in text
    assert "Old group was last checked more than" in text
    assert "The list was changed since: version 2 holds now" in text
    with ctx_of(bench.nurse) as ctx:
        actions.give_up(ctx, report_id=report.pk, reason="Test")
    again = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        rows = CourtReport.visible_to(ctx).select_related("provision")
        numbers = {row.pk: row.provision.number for row in rows}
    assert numbers == {report.pk: 1, again.pk: 2}
