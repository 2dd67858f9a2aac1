"""What time it is for the person, whatever the machine says of its zone."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from coach.clock import local_now


@pytest.fixture
def _zone_again() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setenv("TZ", "UTC+99")
    time.tzset()
    yield
    patch.undo()
    time.tzset()


@pytest.mark.usefixtures("_zone_again")
def test_a_zone_more_than_a_day_off_is_no_zone() -> None:
    assert local_now().utcoffset() == timedelta()
