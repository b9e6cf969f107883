"""Makes the environment: packages from the hashed lock file, styles and scripts for the pages.

Run by `make`; may be run again at any time. Needs Python 3.11 or newer and nothing else. The
lock file holds a hash of every package and no address: where packages come from is the
machine's own setting.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"


def locked(name: str) -> str:
    """The lines of one package in the lock file: its version and its hashes."""
    found = re.search(rf"^{name}==[^\n]*\n(?:    [^\n]*\n)*", LOCK.read_text(), re.MULTILINE)
    if not found:
        raise SystemExit(f"requirements.lock does not name {name}")
    return found.group(0)


def run(*command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"set-up stopped: {' '.join(str(w) for w in command[:4])} … failed")


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the machine has
        raise SystemExit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    python = VENV / "bin" / "python"
    if not python.exists():
        print("Making .venv …", flush=True)
        venv.create(VENV, with_pip=True)
    if not (VENV / "bin" / "uv").exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(locked("uv"))
            file.flush()
            run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", file.name)
    print("Installing the packages of requirements.lock …", flush=True)
    # As a constraint the lock file pins and its hashes are verified, and only the extras
    # that are asked for are installed.
    run(
        VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", python,
        "--constraint", LOCK, "--editable", ".[dev,evidence]",
    )  # fmt: skip
    run(python, ROOT / "scripts" / "assets.py")
    (VENV / "ready").touch()


if __name__ == "__main__":
    main()
