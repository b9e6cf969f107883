"""Hostile posts are sent on the stage of the routes."""

from tests.routes.stage import quiet, stage

__all__ = ["quiet", "stage"]
