"""The channels are tried on the stage of the routes."""

from tests.routes.stage import quiet, stage

__all__ = ["quiet", "stage"]
