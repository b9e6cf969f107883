"""Every journey has the browser of ``tests/journeys/browser.py``."""

from tests.journeys.browser import browser, desk, site

__all__ = ["browser", "desk", "site"]
