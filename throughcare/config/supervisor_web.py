"""The web server process: granian, whose workers cannot outlive it.

`python -m throughcare.config.supervisor_web APP HOST PORT WORKERS`, started by the supervisor.
"""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from throughcare.config.supervisor_worker import load

WORKER_PATIENCE = 3  # seconds for a request to end before its worker is killed
THREADS = 4  # of each worker; stack.md §6 measured 2 workers of 4
#: Seconds for which a thread without work stays, and with it its connection and the plans that
#: PostgreSQL keeps for it; granian lets go after 30, and takes no more than this.
THREAD_STAYS = 600


def main(target: str, host: str, port: int, workers: int) -> None:
    server = Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=THREAD_STAYS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=WORKER_PATIENCE,
    )
    server.serve(target_loader=load)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
