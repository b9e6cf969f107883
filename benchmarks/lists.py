"""An invented court list in the shape of Libra, as large as is asked."""

from __future__ import annotations

import json

from throughcare.core import clock


def libra_file(court: str, people: int) -> bytes:
    from throughcare.exchange.court_lists.tests.making import (
        libra_case,
        libra_list,
        libra_session,
    )

    cases = [
        libra_case(
            def_name=f"Mr Invented EXAMPLE{number}", caseno=2600000001 + number,
            c_id=9000001 + number, urn=f"99ZZ{number:07d}",
        )
        for number in range(people)
    ]  # fmt: skip
    session = libra_session(*cases, court=court, doh=f"{clock.today():%d/%m/%Y}")
    return json.dumps(libra_list(session)).encode()
