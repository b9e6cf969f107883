"""What the sign-in page tells a newcomer to try exists in the county."""

from __future__ import annotations

import re

from throughcare.rehearsal import cast, county, first_steps

FULL_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def test_each_step_names_a_colleague_and_people_who_are_in_the_county() -> None:
    story = county.read()
    known = {f"{who.given} {who.family}" for rows in cast.read().values() for who in rows}
    known |= {f"{each['given_name']} {each['family_name']}" for each in story["entry"]}
    staff = {each["name"] for each in story["staff"]}
    named = set()
    for step in first_steps.STEPS:
        assert step.name in staff
        named |= set(FULL_NAME.findall(str(step.words)))
    assert named
    assert named <= known
