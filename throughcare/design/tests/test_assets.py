"""The build of the front-end files: nothing from outside, nothing that we may not pass on."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_spec = importlib.util.spec_from_file_location("assets", ROOT / "scripts" / "assets.py")
assert _spec is not None and _spec.loader is not None
assets = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(assets)


def test_outside_fonts_go_and_addresses_become_relative() -> None:
    css = (
        "@font-face{font-family:Frutiger W01;src:url(https://fonts.example/a.woff2)}"
        "body{font-family:Frutiger W01,arial,sans-serif}"
        "th{background:url(/assets/images/nhsuk-icon-arrow-up.svg)}"
        "\n/*# sourceMappingURL=a.css.map */\n"
    )
    assert assets.clean_css(css) == (
        "body{font-family:arial,sans-serif}th{background:url(images/nhsuk-icon-arrow-up.svg)}"
    )


@pytest.mark.parametrize(
    "css", ["a{background:url(https://x.example/y.png)}", "a{background:url(/other/y.png)}"]
)
def test_a_new_outside_address_stops_the_build(css: str) -> None:
    with pytest.raises(assets.AssetError):
        assets.clean_css(css)


def test_the_script_starts_itself() -> None:
    assert assets.clean_script("export{initAll};\n").endswith("initAll();\n")
    with pytest.raises(assets.AssetError):
        assets.clean_script("export{start};")


def test_a_file_that_was_changed_or_lost_makes_the_build_stale(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    stamp = {
        "made_from": assets.wanted_stamp(),
        "files": {"a.css": assets._digest(tmp_path / "a.css")},
    }
    (tmp_path / "stamp.json").write_text(json.dumps(stamp))
    assert assets.is_current(tmp_path)
    (tmp_path / "a.css").write_text("b{}")
    assert not assets.is_current(tmp_path)
    (tmp_path / "a.css").unlink()
    assert not assets.is_current(tmp_path)
    assert not assets.is_current(tmp_path / "nowhere")


def test_the_lock_pins_by_hash_and_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert not re.search(r"https?://|\"resolved\"", lock)
    packages = {name: each for name, each in json.loads(lock)["packages"].items() if name}
    assert packages.keys() == {
        "node_modules/nhsuk-frontend",
        "node_modules/axe-core",
        "node_modules/@expo-google-fonts/arimo",
    }
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())


def test_our_own_files_name_no_other_host() -> None:
    for path in (ROOT / "throughcare/design/static/design").iterdir():
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(\s*['\"]?//", text), path.name
