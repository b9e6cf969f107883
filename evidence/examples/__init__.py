"""`evidence example`: writes the example study of the documentation into a folder.

Everybody in it is invented; the identifiers say so.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from evidence.problems import BadInput

STUDY = Path(__file__).with_name("treatment_requirement")
FILES = ("evaluation.toml", "cohort.csv", "pool.csv", "events.csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")


def run(asked: argparse.Namespace) -> int:
    """0 when the files were written."""
    folder: Path = asked.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(str(folder), "", "is not empty.", "Name a new folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(STUDY / name, folder / name)
    except OSError as wrong:
        raise BadInput(str(folder), "", f"cannot be written ({wrong.strerror}).") from None
    sys.stdout.write(
        f"Written: {', '.join(FILES)}\n"
        f"Next: evidence evaluate {folder / FILES[0]} --out {folder / 'results'}\n"
    )
    return 0
