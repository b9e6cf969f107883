"""Court lists as they come, read into one shape. Plain Python: no database, no network."""

from throughcare.exchange.court_lists.reading import FORMATS, read
from throughcare.exchange.court_lists.summary import summary

__all__ = ["FORMATS", "read", "summary"]
