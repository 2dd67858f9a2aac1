"""An old year that cannot be read keeps nobody out of tonight, and is never counted as if it were empty."""

from datetime import date
from pathlib import Path

import pytest

from coach.core.routine import Done
from coach.session import Session
from coach.ui.app import CoachApp
from tests.ui.conftest import Opened

OLD = "nights-2024.json"


@pytest.fixture
def broken(session: Session, home: Path) -> Path:
    for _ in range(2):
        session.dispatch(Done("bath"), night=date(2024, 5, 1))
    for name in (OLD, f"{OLD}.bak"):
        (home / name).write_text("broken")
    return home / OLD


async def test_tonight_opens_and_says_so(opened: Opened, broken: Path) -> None:
    async with opened() as person:
        await person.settled()

        assert "How worn out" in person.sees
        assert f"{OLD} and the copy before it are damaged" in " ".join(person.sees.split())
        assert "kept" not in person.sees.splitlines()[0]
        await person.press("6")
        assert person.night.scores == {"tired": 6}


async def test_from_the_morning_too(opened: Opened, broken: Path) -> None:
    async with opened(start="morning") as person:
        await person.press("down", "down", "down", "down", "1")

        assert isinstance(person.app, CoachApp)
        assert "How worn out" in person.sees
