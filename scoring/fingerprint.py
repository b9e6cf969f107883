"""A checksum over everything that one version of an instrument says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from scoring.instruments import Instrument


def fingerprint(instrument: Instrument) -> str:
    """SHA-256 over wording, options, keys, rules, sources and licence, a site's own among them.

    Two instruments have the same one only when they ask and score the same in the same words.
    """
    said = json.dumps(asdict(instrument), sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
