"""Today is tested over custody and screening: the same suite of people."""

from throughcare.screening.tests.conftest import arrive, stop_clock, suite

__all__ = ["arrive", "stop_clock", "suite"]
