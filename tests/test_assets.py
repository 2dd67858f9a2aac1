"""The pictures of the README are those that `make assets` makes of the app as it is."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from assets import visit_report
from coach import demo

ASSETS = Path(__file__).parent.parent / "assets"


@pytest.fixture
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", ASSETS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_picture_is_there_twice_and_small() -> None:
    drawn = {path.stem for path in ASSETS.glob("*.svg")}

    assert {"tonight", "demo"} < drawn
    assert {path.stem for path in ASSETS.glob("*.png")} == drawn | {visit_report.NAME}
    screens = (path for path in ASSETS.glob("*.png") if path.stem != visit_report.NAME)
    assert [path.name for path in screens if path.stat().st_size > 150_000] == []


def test_no_picture_asks_the_network_for_anything() -> None:
    for path in ASSETS.glob("*.svg"):
        asked = re.findall(r"(?:url\(|href=|src:)[^;>]*", path.read_text(encoding="utf-8"))
        assert [one for one in asked if "#terminal" not in one] == []


def test_each_picture_says_how_large_it_is() -> None:
    for path in ASSETS.glob("*.svg"):  # or a table of a README shrinks it to nothing
        assert re.search(r'<svg[^>]* width="[\d.]+" height="[\d.]+"', path.read_text(encoding="utf-8")), path.name


async def test_a_picture_is_the_app_as_it_is_now(
    make: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(make, "HERE", tmp_path)
    await make.shoot("demo", [], (80, 24), marked=True)
    await make.shoot("calendar", ["down", "down", "3", "up", "up"], (80, 24))

    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ASSETS / path.name).read_bytes(), f"run `make assets` and look at {path.name}"


def test_the_sample_report_is_that_of_the_demo(make: ModuleType, tmp_path: Path) -> None:
    visit_report.sample(demo.session(make.Clock(make.EVENING)), tmp_path)

    for ending in ("txt", "md", "html"):  # a PDF has the fonts of its machine in it
        name = f"{visit_report.NAME}.{ending}"
        assert (tmp_path / name).read_bytes() == (ASSETS / name).read_bytes(), f"run `make assets` and look at {name}"
