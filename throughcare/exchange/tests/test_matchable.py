"""`throughcare matchable`: an evaluator gets flags of their own agency's people, and no field."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from evidence.cli import main as evidence
from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.core import clock
from throughcare.exchange import matchable
from throughcare.orders import actions as orders
from throughcare.pathways import actions as pathways
from throughcare.people import same_as
from throughcare.people.models import Identifier, Person

PATHWAY = "court-liaison"
SECRETS = ("Whitlock", "Leanne", "1999", "1988", "2002/73319Z", "73319")


@pytest.fixture
def service(make: Any, ctx_of: Any) -> Any:
    """A team whose people are on a pathway: complete, incomplete, restricted, one human twice."""
    agency = make.agency()
    nurse = make.member("clinician", team=make.team(agency))
    people = {
        "complete": make.person(nurse, family_name="Whitlock", given_name="Leanne", sex="female"),
        "no sex": make.person(nurse, family_name="Whitlock", sex="not_known"),
        "born about": make.person(nurse, sex="male", born_on=date(1988, 1, 1), born_about=True),
        "restricted": make.person(nurse, sex="male", guard="restricted", linked=False),
        "again": make.person(nurse, given_name="", sex="female"),
    }
    make.link(people["restricted"], nurse.pk, 0)
    with as_owner():
        identifier(people["complete"], nurse, "2002/73319Z", "20020073319Z")
        identifier(people["no sex"], nurse, "nonsense", "")
    with ctx_of(nurse) as ctx:
        for name, person in people.items():
            if name != "restricted":
                begin(ctx, person)
        orders.make_order(
            ctx,
            person_id=people["complete"].pk,
            facts=orders.OrderFacts(
                kind="community_order",
                made_on=clock.today(),
                court="Northfield Magistrates’ Court",
                case_number="43NF0000001",
                ends_on=None,
            ),
        )
    nobody_sees(ctx_of, nurse, people["restricted"])
    colleague = make.member("clinician", team=nurse.team)
    joined(ctx_of, people["complete"], people["again"], nurse, colleague)
    return type("Service", (), {"nurse": nurse, "people": people, "agency": agency})


def identifier(person: Person, by: Any, given: str, canonical: str) -> None:
    Identifier(
        person=person, agency_id=by.team.agency_id, recorded_by=by, recorded_at=clock.now(),
        kind="pnc", given=given, canonical=canonical, source="custody", starts_on=date(2020, 1, 1),
    ).save(force_insert=True)  # fmt: skip


def begin(ctx: Any, person: Person) -> None:
    pathways.start_episode(
        ctx, person_id=person.pk, pathway=PATHWAY, referred_from="court_list", note="Asked for."
    )


def nobody_sees(ctx_of: Any, nurse: Any, person: Person) -> None:
    """An episode of a restricted person, written while they were not yet restricted."""
    with as_owner():
        Person.rows.filter(pk=person.pk).update(guard="none")
    with ctx_of(nurse) as ctx:
        begin(ctx, person)
    with as_owner():
        Person.rows.filter(pk=person.pk).update(guard="restricted")


def joined(ctx_of: Any, one: Person, other: Person, first: Any, second: Any) -> None:
    with ctx_of(first) as ctx:
        same_as.propose_same_as(ctx, a=one, b=other, reason="One human")
    with ctx_of(second) as ctx:
        same_as.confirm_same_as(ctx, a=one, b=other, reason="One human")


@pytest.fixture
def analyst(service: Any, make: Any) -> Any:
    return make.member("evaluator", team=make.team(service.agency))


def run(analyst: Any, **words: Any) -> None:
    call_command("matchable", **{"member": analyst.user.email, **words})


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_says_which_fields_are_filled_and_holds_none_of_them(
    service: Any, analyst: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "people.csv"
    run(analyst, out=out)

    text = out.read_text()
    rows = rows_of(text)
    # One human with two records counts once; the restricted person leaves no trace.
    assert len(rows) == len({row["person"] for row in rows}) == 3
    assert {row["pathway"] for row in rows} == {PATHWAY}
    assert {row["start_month"] for row in rows} == {clock.today().strftime("%Y-%m")}
    full = [row for row in rows if row["has_index_date"] == "yes"]
    assert [full[0][name] for name in matchable.HEADING[3:]] == ["yes"] * 8
    [no_sex] = [row for row in rows if row["has_sex"] == "no"]
    assert (no_sex["has_pnc"], no_sex["pnc_valid"]) == ("yes", "no")
    [about] = [row for row in rows if row["has_date_of_birth"] == "no"]
    assert (about["has_pnc"], about["pnc_valid"]) == ("no", "no")
    ids = [value for each in service.people.values() for value in (str(each.pk), each.reference)]
    assert not [word for word in (*SECRETS, *ids) if word in text]
    assert "1 of 3 people can be matched (33%)." in capsys.readouterr().out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_mark_of_a_person_is_new_each_time(analyst: Any, ctx_of: Any) -> None:
    with ctx_of(analyst) as ctx:
        first = {row.person for row in matchable.matchable_people(ctx)}
        second = {row.person for row in matchable.matchable_people(ctx)}
    assert len(first) == len(second) == 3
    assert not first & second


def test_evidence_power_reads_what_the_product_wrote(
    analyst: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "people.csv"
    run(analyst, out=out, json=True)
    counted = json.loads(capsys.readouterr().out)
    assert evidence(["power", "--from", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["matchability"]
    assert (found["people"], found["matchable"]) == (counted["people"], counted["matchable"])
    assert (found["people"], found["matchable"], found["with_pnc"]) == (3, 1, 1)
    assert found["missing"]["sex"] == counted["without_sex"] == 1


@pytest.mark.parametrize("role", ["clinician", "supervisor", "manager", "privacy_officer"])
def test_the_database_gives_no_other_role_a_row(
    service: Any, make: Any, ctx_of: Any, role: str
) -> None:
    other = make.member(role, team=service.nurse.team)
    with ctx_of(other) as ctx:
        assert matchable.matchable_people(ctx) == []
    with pytest.raises(CommandError, match=r"in the role \[evaluator\]") as refused:
        run(other)
    assert refused.value.returncode == 2


def test_another_agencys_evaluator_sees_nobody_of_ours(
    service: Any, make: Any, ctx_of: Any
) -> None:
    with ctx_of(make.member("evaluator")) as ctx:
        assert matchable.matchable_people(ctx) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM app.matchable_people()")
        assert cursor.fetchone()[0] == 0  # Nobody asks at all.


def test_who_is_kept_from_a_person_does_not_count_them(
    service: Any, analyst: Any, make: Any, ctx_of: Any
) -> None:
    from throughcare.sharing.models import Exclusion

    with as_owner():
        Exclusion(
            person=service.people["again"], user_id=analyst.user_id, reason="A relative",
            by_membership_id=service.nurse.pk, starts_at=clock.now() - timedelta(minutes=1),
        ).save(force_insert=True)  # fmt: skip
    with ctx_of(analyst) as ctx:
        assert len(matchable.matchable_people(ctx)) == 2


def test_the_audit_says_who_wrote_which_file(analyst: Any, tmp_path: Path) -> None:
    run(analyst, out=tmp_path / "people.csv")
    with as_owner():
        [entry] = AuditEntry.rows.filter(action="command:matchable")
    assert entry.membership_id == analyst.pk
    assert "3 rows of flags, " in entry.reason
    assert entry.person_ids == []


@pytest.mark.parametrize("where", ["nowhere/people.csv", "."])
def test_a_file_that_cannot_be_written_is_named_and_nothing_is_read(
    analyst: Any, tmp_path: Path, where: str
) -> None:
    with pytest.raises(CommandError, match="name a file|cannot be written") as refused:
        run(analyst, out=tmp_path / where)
    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []
    with as_owner():
        assert not AuditEntry.rows.filter(action="command:matchable").exists()
