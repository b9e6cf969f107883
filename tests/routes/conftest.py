"""The routes are walked on the stage."""

from tests.routes.stage import quiet, stage
from tests.routes.unseen import unseen

__all__ = ["quiet", "stage", "unseen"]
