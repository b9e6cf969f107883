"""``throughcare policy matrix``: what one role may do, as a table of relationship and category."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict

from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import (
    AGENCY_ROLES,
    CATEGORIES,
    RELATIONSHIPS,
    ROLE_PURPOSES,
)

#: One letter an action; capital when an agreement or a basis is needed besides.
LETTERS = {
    "find": "f",
    "list": "l",
    "read": "r",
    "create": "c",
    "amend": "a",
    "sign": "s",
    "disclose": "d",
    "export": "e",
    "print": "p",
    "merge": "m",
    "grant": "g",
    "destroy": "x",
}


def table(agency_type: str, role: str, purpose: str) -> dict[str, dict[str, str]]:
    """relationship → category → letters of the actions that a cell allows."""
    policy = load()
    made: dict[str, dict[str, str]] = defaultdict(dict)
    names = {number: name for name, number in RELATIONSHIPS.items()}
    for action, letter in LETTERS.items():
        masks = policy.masks(agency_type, role, purpose, action)
        for relationship, name in names.items():
            for category, number in CATEGORIES.items():
                shares = {
                    share
                    for (share, kind, _basis), mask in masks.items()
                    if kind == relationship and mask >> number & 1
                }
                if shares:
                    shown = letter if shares & {"own", "open"} else letter.upper()
                    made[name][category] = made[name].get(category, "") + shown
    return dict(made)


def main(argv: list[str]) -> int:
    """Print the table of each purpose of one role, or of all roles with --json."""
    parser = argparse.ArgumentParser(
        prog="throughcare policy matrix",
        description="What one role may do. Letters: "
        + ", ".join(f"{letter} {action}" for action, letter in LETTERS.items())
        + ". A capital letter needs an agreement or a basis besides.",
        epilog="Example: throughcare policy matrix --agency-type police --role police_liaison",
    )
    parser.add_argument("--agency-type", choices=sorted(AGENCY_ROLES), required=True)
    parser.add_argument("--role", choices=sorted(ROLE_PURPOSES), required=True)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args(argv)
    if words.role not in AGENCY_ROLES[words.agency_type]:
        print(f"no {words.role} in {words.agency_type}", file=sys.stderr)  # noqa: T201
        return 1
    tables = {
        purpose: table(words.agency_type, words.role, purpose)
        for purpose in ROLE_PURPOSES[words.role]
    }
    if words.json:
        print(json.dumps({"policy": load().sha256, "purposes": tables}))  # noqa: T201
        return 0
    for purpose, rows in tables.items():
        print(f"{purpose}:" if rows else f"{purpose}: nothing about a person")  # noqa: T201
        for relationship, cells in rows.items():
            said = ", ".join(f"{category} {letters}" for category, letters in cells.items())
            print(f"  {relationship}: {said}")  # noqa: T201
    return 0
