"""The product as `throughcare serve` runs it, with the daily jobs when a test wants them."""

from __future__ import annotations

import os
import sys

from throughcare.config import supervisor

if __name__ == "__main__":
    os.environ["THROUGHCARE_ENVIRONMENT"] = "demonstration"
    plan = supervisor.Plan(port=int(sys.argv[1]), workers=1, daily_after=float(sys.argv[2]))
    sys.exit(supervisor.serve(plan))
