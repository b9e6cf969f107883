"""Where words for the person at the keyboard go: answers out, everything else aside."""

from __future__ import annotations

import sys


def say(words: str) -> None:
    """An answer, on standard output."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def tell(words: str) -> None:
    """Progress, or what went wrong, on standard error."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
