"""What ``throughcare pathways check`` says: definitions with their faults, and capabilities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from throughcare.core import registry
from throughcare.pathways.capabilities import capabilities
from throughcare.pathways.library import FOLDER, open_library
from throughcare.pathways.reading import Fault

#: Commands of the launcher that are no management commands (config/cli.py).
OF_THE_LAUNCHER = ("demo", "serve", "doctor", "database", "identifiers", "policy")


def report(folder: Path = FOLDER) -> tuple[dict[str, Any], list[Fault]]:
    """The document, and the faults of the map of capabilities."""
    shelf = open_library(folder, due_kinds=frozenset(registry.offered("due")))
    able = capabilities(pages=page_names(), commands=command_names())
    document = {
        "ok": not able.faults and all(each.definition is not None for each in shelf.read),
        "definitions": [
            {
                "id": each.id,
                "version": each.version,
                "ok": each.definition is not None,
                "problems": [asdict(fault) for fault in each.faults],
            }
            for each in shelf.read
        ],
        "capabilities": {
            id: [asdict(entry) for entry in entries] for id, entries in able.entries.items()
        },
        "missing": list(able.missing),
    }
    return document, list(able.faults)


def page_names() -> frozenset[str]:
    """The names of all addresses of the product."""
    return frozenset(_names(get_resolver().url_patterns))


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        elif each.name:
            yield each.name


def command_names() -> frozenset[str]:
    """The words that ``throughcare`` takes."""
    own = (name.replace("_", "-") for name in get_commands())
    return frozenset((*OF_THE_LAUNCHER, *own))
