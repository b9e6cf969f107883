"""Sealing and verifying: whoever changes the log is found out, even with the owner's rights."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.database import as_owner, passwords
from throughcare.audit import leaves, seals, tree, verification
from throughcare.audit.seals import SealHeldUp, SealKeyMissing
from throughcare.audit.tests.test_log import insert

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "check-an-audit-proof.md"


@pytest.fixture(autouse=True)
def signing_key(monkeypatch: pytest.MonkeyPatch) -> str:
    key = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    monkeypatch.setenv(seals.KEY_VARIABLE, key)
    monkeypatch.delenv(seals.OLD_KEYS_VARIABLE, raising=False)
    return key


@pytest.fixture
def owner(db: None) -> Iterator[None]:
    with as_owner():
        yield


def write(rows: int) -> None:
    for number in range(rows):
        insert(action=f"page:GET:{number}")


def make_seal() -> list[seals.Seal]:
    return seals.seal(wait_seconds=10)


def sql(statement: str, *words: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return cursor.fetchall() if cursor.description else []


def ids() -> list[int]:
    return [number for (number,) in sql("SELECT id FROM audit_auditentry ORDER BY id")]


def tamper(*statements: str) -> None:
    """As somebody with the owner's rights who switches the guards off first."""
    for table in ("audit_auditentry", "audit_auditseal"):
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in statements:
        sql(statement)
    for table in ("audit_auditentry", "audit_auditseal"):
        sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def check(**options: Any) -> verification.Verification:
    return verification.verify(seals.public_keys(), **options)


def run(*words: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the one JSON document on standard output."""
    said = StringIO()
    code = 0
    try:
        call_command("audit", *words, stdout=said, stderr=StringIO())
    except SystemExit as stopped:
        code = int(str(stopped.code))
    except CommandError:
        code = 1
    return code, json.loads(said.getvalue() or "{}")


def test_an_untouched_log_is_verified(owner: None) -> None:
    write(5)
    assert [(seal.number, seal.rows) for seal in make_seal()] == [(1, 5)]
    write(3)
    make_seal()
    write(2)
    found = check()
    assert (found.ok, found.rows, found.seals, found.unsealed) == (True, 10, 2, 2)
    assert run("verify", "--json") == (
        0,
        {"ok": True, "rows": 10, "seals": 2, "first_bad": None},
    )
    make_seal()
    assert make_seal() == []


RECOMPUTED = f"UPDATE audit_auditentry e SET leaf = {leaves.leaf_sql('e')}"
COPY = "(id, at, xact, role, purpose, session_ref, request_id, action, outcome, reason, tried,"
COPY += " person_ids, object_ids, field_set, policy_sha256, leaf)"
COPIED = COPY.strip("()").replace("id, at", "{new}, at", 1)

#: What is done to entries 1 to 3, 4 to 6 (sealed) and 7 (not sealed), and where it is found:
#: at an entry, or no nearer than the range of a seal. {0} is an id that was never given.
TAMPERING: dict[str, tuple[list[str], str]] = {
    "edited": (["UPDATE audit_auditentry SET reason = 'x' WHERE id = {2}"], "entry 2"),
    "time edited": (
        ["UPDATE audit_auditentry SET at = at - interval '1 us' WHERE id = {5}"],
        "entry 5",
    ),
    "emptied": (
        ["UPDATE audit_auditentry SET user_id = gen_random_uuid() WHERE id = {3}"],
        "entry 3",
    ),
    "edited, hash made again": (
        ["UPDATE audit_auditentry SET reason = 'x' WHERE id = {5}", RECOMPUTED],
        "seal 2",
    ),
    "hash edited": (["UPDATE audit_auditentry SET leaf = sha256('') WHERE id = {1}"], "entry 1"),
    "unsealed entry edited": (
        ["UPDATE audit_auditentry SET reason = 'x' WHERE id = {7}"],
        "entry 7",
    ),
    "deleted": (["DELETE FROM audit_auditentry WHERE id = {2}"], "seal 1"),
    "last of a seal deleted": (["DELETE FROM audit_auditentry WHERE id = {6}"], "seal 2"),
    "all of a seal deleted": (
        ["DELETE FROM audit_auditentry WHERE id BETWEEN {4} AND {6}"],
        "seal 2",
    ),
    "inserted in a gap": (
        [
            f"INSERT INTO audit_auditentry {COPY} SELECT {COPIED.format(new='{0}')}"
            " FROM audit_auditentry WHERE id = {2}",
            RECOMPUTED,
        ],
        "seal 1",
    ),
    "order changed": (
        [
            "UPDATE audit_auditentry SET id = -1 WHERE id = {2}",
            "UPDATE audit_auditentry SET id = {2} WHERE id = {3}",
            "UPDATE audit_auditentry SET id = {3} WHERE id = -1",
            RECOMPUTED,
        ],
        "seal 1",
    ),
    "emptied, seals left": (["DELETE FROM audit_auditentry"], "seal 1"),
    "a seal taken out": (["DELETE FROM audit_auditseal WHERE number = 1"], "seal 1"),
    "a root made again": (
        ["UPDATE audit_auditseal SET root = sha256(''), head = sha256('x') WHERE number = 2"],
        "seal 2",
    ),
    "a date of sealing changed": (
        ["UPDATE audit_auditseal SET sealed_at = sealed_at - interval '1 day' WHERE number = 2"],
        "seal 2",
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found(owner: None, name: str) -> None:
    statements, where = TAMPERING[name]
    write(3)
    make_seal()
    write(3)
    make_seal()
    write(1)
    first = ids()[0]
    assert check().ok
    numbers = [first - 1 + place for place in range(8)]
    # The first seal begins at 1, whatever id the first entry of this test drew.
    places = {"seal 1": 1, "seal 2": numbers[4]}
    places |= {f"entry {place}": number for place, number in enumerate(numbers)}
    tamper(*(re.sub(r"\{(\d)\}", lambda m: str(numbers[int(m[1])]), s) for s in statements))
    found = check()
    assert not found.ok
    assert found.first_bad == places[where]
    code, said = run("verify", "--json")
    assert (code, said["ok"], said["first_bad"]) == (1, False, places[where])
    assert set(said) == {"ok", "rows", "seals", "first_bad"}


def test_the_newest_part_cut_off_is_found_by_the_anchor_alone(owner: None, tmp_path: Path) -> None:
    write(3)
    make_seal()
    write(3)
    make_seal()
    anchor = tmp_path / "anchor.json"
    code, said = run("anchor")
    anchor.write_text(json.dumps(said))
    assert code == 0
    assert run("verify", "--anchor", str(anchor), "--json")[0] == 0
    middle = ids()[3]
    tamper(
        f"DELETE FROM audit_auditentry WHERE id >= {middle}",
        "DELETE FROM audit_auditseal WHERE number = 2",
    )
    assert check().ok
    code, said = run("verify", "--anchor", str(anchor), "--json")
    assert (code, said["first_bad"]) == (1, middle)


def test_a_root_made_to_fit_a_changed_entry_no_longer_fits_the_signed_head(owner: None) -> None:
    write(3)
    make_seal()
    tamper(f"UPDATE audit_auditentry SET reason = 'x' WHERE id = {ids()[1]}", RECOMPUTED)
    root = tree.root_of(
        bytes(leaf) for (leaf,) in sql("SELECT leaf FROM audit_auditentry ORDER BY id")
    )
    tamper(f"UPDATE audit_auditseal SET root = '\\x{root.hex()}' WHERE number = 1")
    assert "seal 1 was changed" in check().problems


def test_even_who_holds_the_key_cannot_change_what_an_anchor_tells(
    owner: None, tmp_path: Path
) -> None:
    write(3)
    make_seal()
    anchor = tmp_path / "anchor.json"
    anchor.write_text(json.dumps(run("anchor")[1]))
    tamper(
        f"UPDATE audit_auditentry SET reason = 'x' WHERE id = {ids()[1]}",
        RECOMPUTED,
        "DELETE FROM audit_auditseal",
    )
    make_seal()
    assert check().ok
    code, said = run("verify", "--anchor", str(anchor), "--json")
    assert (code, said["first_bad"]) == (1, 1)


def sign(number: int, ids: tuple[int, int], previous: bytes) -> seals.Seal:
    return seals._sign(seals.seal_key(), number, ids, tree.Tree(), previous)


def test_seals_follow_one_another_without_a_gap() -> None:
    """Signed each with the right key: who holds it cannot leave a seal or a range out either."""
    first = sign(1, (1, 3), seals.GENESIS)
    chains = {
        "": [first, sign(2, (4, 6), first.head)],
        "seal 3 does not follow": [first, sign(3, (4, 6), first.head)],
        "seal 2 does not follow": [first, sign(2, (5, 6), first.head)],
        "seal 2 is chained to another": [first, sign(2, (4, 6), seals.GENESIS)],
        "seal 1 does not follow": [sign(1, (2, 3), seals.GENESIS)],
    }
    for words, chain in chains.items():
        found = verification.Verification()
        verification._check_chain(chain, set(seals.public_keys()), found)
        assert found.ok is not bool(words), words
        assert all(problem.startswith(words) for problem in found.problems)


def test_a_log_signed_anew_with_another_key_is_found(
    owner: None, monkeypatch: pytest.MonkeyPatch, signing_key: str
) -> None:
    write(2)
    make_seal()
    ours = seals.public_keys()
    tamper("DELETE FROM audit_auditseal")
    other = Ed25519PrivateKey.generate()
    monkeypatch.setenv(seals.KEY_VARIABLE, other.private_bytes_raw().hex())
    make_seal()
    assert check().ok  # to the forger
    assert not verification.verify(ours).ok
    assert run("verify", "--public-key", ours[0].hex(), "--json")[0] == 1


def test_seals_of_an_old_key_are_believed_while_it_is_named(
    owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(1)
    make_seal()
    [old] = seals.public_keys()
    monkeypatch.setenv(seals.KEY_VARIABLE, Ed25519PrivateKey.generate().private_bytes_raw().hex())
    write(1)
    make_seal()
    assert not check().ok
    monkeypatch.setenv(seals.OLD_KEYS_VARIABLE, old.hex())
    assert check().ok


def test_an_anchor_file_that_is_none_is_refused(owner: None, tmp_path: Path) -> None:
    for text in ("", "{}", "[1]", "nonsense"):
        (tmp_path / "a").write_text(text)
        assert run("verify", "--anchor", str(tmp_path / "a"))[0] == 2
    assert run("verify", "--anchor", str(tmp_path / "absent"))[0] == 2


def verifier() -> str:
    [block] = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    return str(block)


def test_a_proof_is_checked_offline_with_the_published_lines(owner: None, tmp_path: Path) -> None:
    write(7)
    make_seal()
    assert len([line for line in verifier().splitlines() if line.strip()]) <= 22
    (tmp_path / "check.py").write_text(verifier())
    key = seals.public_keys()[0].hex()
    for row in ids():
        code, proof = run("proof", str(row), "--json")
        assert code == 0
        (tmp_path / "proof.json").write_text(json.dumps(proof))
        assert offline(tmp_path, key) == 0
    for spoil in spoilt_proofs(proof):
        (tmp_path / "proof.json").write_text(json.dumps(spoil))
        assert offline(tmp_path, key) == 1
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    assert offline(tmp_path, "00" * 32) == 1


def spoilt_proofs(proof: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield proof | {"entry": proof["entry"].replace("70616765", "70616766")}
    yield proof | {"index": 0}
    yield proof | {"path": proof["path"][:-1]}
    for name, value in (("rows", 8), ("root", "00" * 32), ("sealed_at_microseconds", 0)):
        yield proof | {"seal": proof["seal"] | {name: value}}


def offline(folder: Path, key: str) -> int:
    done = subprocess.run(
        [sys.executable, "-I", "check.py", "proof.json", key],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    return done.returncode


def test_what_is_not_sealed_or_not_there_has_no_proof(owner: None) -> None:
    write(2)
    [first, second] = ids()
    assert run("proof", str(first), "--json")[0] == 1
    make_seal()
    tamper(f"DELETE FROM audit_auditentry WHERE id = {second}")
    assert run("proof", str(second), "--json")[0] == 1
    assert run("proof", str(first), "--json")[0] == 1  # the root no longer fits


def test_an_entry_of_an_open_transaction_is_waited_for(
    own_database: str, django_db_blocker: Any
) -> None:
    """Ids commit out of order: sealing by id alone would leave the late one out for ever."""
    with django_db_blocker.unblock():
        drawn, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            with transaction.atomic():
                insert(action="slow")
                drawn.set()
                go_on.wait(30)
            connection.close()

        thread = threading.Thread(target=slow)
        thread.start()
        assert drawn.wait(30)
        insert(action="quick")
        with as_owner():
            with pytest.raises(SealHeldUp):
                seals.seal(wait_seconds=0.2)
            go_on.set()
            thread.join()
            [seal] = seals.seal(wait_seconds=10)
            assert seal.rows == 2
            assert check().ok


def test_sealing_goes_on_in_parts(owner: None) -> None:
    write(7)
    last = ids()[-1]
    made = seals.seal(wait_seconds=10, most_rows=last // 2)
    assert len(made) >= 2
    assert made[-1].last_id == last
    assert sum(seal.rows for seal in made) == 7
    assert check().ok


def test_two_sealers_do_not_make_one_number_twice(owner: None) -> None:
    write(1)
    [seal] = make_seal()
    with pytest.raises(Exception, match="does not follow"), transaction.atomic():
        sql(
            "SELECT app.audit_add_seal(%s, now(), 1, 1, 1, %s, %s, %s, %s, %s)",
            seal.number,
            *[b"\x00" * 32] * 5,
        )


@pytest.mark.parametrize("spoil", ["", "zz", "00" * 31])
def test_a_key_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    monkeypatch.setenv(seals.KEY_VARIABLE, spoil or "0")
    with pytest.raises(SealKeyMissing):
        seals.seal_key()


def test_a_home_makes_its_key_once_and_keeps_it_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.delenv(seals.KEY_VARIABLE)
    settings.SEAL_KEY_FILE = str(tmp_path / "home" / "seal.key")
    with pytest.raises(SealKeyMissing):
        seals.public_keys()  # verifying makes no key
    first = seals.seal_key().public_key().public_bytes_raw()
    assert seals.public_keys() == [first]
    path = Path(settings.SEAL_KEY_FILE)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(SealKeyMissing, match="chmod 600"):
        seals.seal_key()


def test_production_brings_its_own_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.delenv(seals.KEY_VARIABLE)
    settings.SEAL_KEY_FILE, settings.ENVIRONMENT = str(tmp_path / "seal.key"), "production"
    with pytest.raises(SealKeyMissing, match="openssl rand"):
        seals.seal_key()


@pytest.mark.parametrize(
    ("words", "login"), [(["seal"], "worker"), (["verify"], "backup"), (["proof"], "backup")]
)
def test_each_command_takes_the_least_login(
    monkeypatch: pytest.MonkeyPatch, words: list[str], login: str
) -> None:
    from throughcare.audit.management.commands.audit import Command

    monkeypatch.setattr(sys, "argv", ["throughcare", "audit", *words])
    assert Command().database_login == login


@contextmanager
def signed_in_as(login: str) -> Iterator[None]:
    """With the rights of one login of a real installation, and no others."""
    words = connection.settings_dict
    kept = {name: words[name] for name in ("USER", "PASSWORD", "OPTIONS")}
    connection.close()
    words.update(USER=f"throughcare_{login}", PASSWORD=passwords()[login], OPTIONS={})
    try:
        yield
    finally:
        connection.close()
        words.update(kept)


def test_the_worker_seals_and_the_backup_login_verifies(
    own_database: str, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        insert(action="one")
        for row in ids_as_owner():
            with signed_in_as("worker"):
                assert len(make_seal()) == 1
                for statement in (
                    "SELECT 1 FROM audit_auditentry",
                    "SELECT 1 FROM audit_auditseal",
                ):
                    with pytest.raises(DatabaseError, match="permission denied"):
                        sql(statement)
            with signed_in_as("backup"):
                assert run("verify", "--json")[0] == 0
                assert run("proof", str(row), "--json")[0] == 0
                assert run("anchor")[0] == 0
                with pytest.raises(DatabaseError, match=r"permission denied|read-only"):
                    make_seal()


def ids_as_owner() -> list[int]:
    with as_owner():
        return ids()
