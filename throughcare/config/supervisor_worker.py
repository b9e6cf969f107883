"""What each web worker does first."""

from __future__ import annotations

import importlib
import signal
from collections.abc import Callable
from typing import Any

from throughcare.config import postgres_process


def load(target: str) -> Callable[..., Any]:
    """Tie the worker to its master's life, then import the application `module:name`."""
    postgres_process.die_with_parent(signal.SIGKILL)
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return application
