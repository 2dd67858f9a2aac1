"""The package as people install it: everything in it, and it runs from there."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_every_module_style_and_content_file(wheel: Path) -> None:
    kept = (".py", ".toml", ".tcss", ".typed")
    wanted = {str(path.relative_to(ROOT)) for path in (ROOT / "coach").rglob("*") if path.suffix in kept}
    names = set(zipfile.ZipFile(wheel).namelist())

    assert "coach/content/steps.toml" in wanted
    assert "coach/ui/app.tcss" in wanted
    assert wanted <= names
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith("tests") for name in names)


def test_the_wheel_puts_the_man_page_where_man_looks(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel)
    name = next(name for name in packed.namelist() if name.endswith(".data/data/share/man/man1/coach.1"))

    assert packed.read(name) == (ROOT / "assets" / "coach.1").read_bytes()


def test_the_command_works_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    environment = os.environ | {"PYTHONPATH": str(target), "COACH_HOME": str(tmp_path / "diary")}

    def run(*words: str) -> str:
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    assert run("-c", "import coach; print(coach.__file__)").startswith(str(target))
    assert "bath" in run("-c", "from coach import content; print(list(content.load().steps))")
    run("-m", "coach", "log", "bath")
    assert json.loads(run("-m", "coach", "show", "--json"))["steps"]["bath"]["status"] == "done"
