"""An empty database is filled quickly, and with the same statements as Django's own way.

``make first-migration``: about a minute, most of it Django's own way.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import psycopg
import pytest

from tests.database import admin_conninfo, passwords
from throughcare.config import databases, postgres_binaries

PLAIN = """
import contextlib, django
django.setup()
from django.core.management import call_command
from throughcare.core.management.commands import migrate
migrate.rendering_what_changes = contextlib.nullcontext
call_command("migrate", verbosity=0, skip_checks=True)
"""
QUICK = PLAIN.replace("migrate.rendering_what_changes = contextlib.nullcontext\n", "")


def schema_after(script: str, name: str) -> list[str]:
    """The definition of an empty database after all migrations, as pg_dump writes it."""
    logins = {each: passwords()[each] for each in databases.LOGINS}
    with psycopg.connect(admin_conninfo(), autocommit=True) as admin:
        databases.prepare(admin_conninfo(), database=name, passwords=logins, test_role=True)
        try:
            environ = {**os.environ, "THROUGHCARE_TEST_DATABASE": name}
            subprocess.run([sys.executable, "-c", script], env=environ, check=True)
            program = postgres_binaries.find_binaries().program("pg_dump")
            where = f"--dbname={admin_conninfo()} dbname={name}"
            dumped = subprocess.run(
                [program, "--schema-only", where], capture_output=True, text=True, check=True
            )
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
    # pg_dump puts a word of its own, another each time, into these two lines.
    return [line for line in dumped.stdout.splitlines() if not re.match(r"\\(un)?restrict ", line)]


@pytest.mark.slow
def test_the_quick_way_writes_what_the_whole_way_writes(template: str) -> None:
    assert template
    quick = schema_after(QUICK, "tc_first_quick")
    assert len(quick) > 5_000
    assert quick == schema_after(PLAIN, "tc_first_plain")
