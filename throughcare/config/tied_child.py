"""Become another program that the kernel signals when our parent dies (Linux).

`python -I tied_child.py SIGNAL PARENT UID GID PROGRAM [WORDS...]`, with -1 for no change of user.

A program of its own, run before the real one, because the request must come after the change of
user, which cancels it, and because code between fork and exec is unsafe in a process that has
threads. Standard library only.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(words: list[str]) -> None:
    number, parent, uid, gid = (int(word) for word in words[:4])
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)
    os.execvp(words[4], words[4:])  # noqa: S606 - the supervisor chose the program


if __name__ == "__main__":
    main(sys.argv[1:])
