"""Reads what a court ordered from the results it shared. Plain Python: no Django, no database."""

from throughcare.exchange.hearing_results.document import summary
from throughcare.exchange.hearing_results.read import read, read_bytes

__all__ = ["read", "read_bytes", "summary"]
