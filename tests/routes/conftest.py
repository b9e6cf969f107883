"""The routes are walked on the stage."""

from tests.routes.stage import quiet, stage

__all__ = ["quiet", "stage"]
