"""What time it is for the person, and which machine this is."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """This moment, to the second, in the local zone; a fixed offset where the zone has no name."""
    from tzlocal import get_localzone

    try:
        zone = get_localzone()
    except (LookupError, ValueError, OSError):  # a TZ or /etc/localtime that says nothing usable
        return whole_minutes(_by_the_machine().replace(microsecond=0))
    return datetime.now(zone).replace(microsecond=0)


def _by_the_machine() -> datetime:
    try:
        return datetime.now().astimezone()
    except ValueError:  # a TZ such as UTC+99: no zone is a whole day off
        return datetime.now(UTC)


def machine() -> str:
    """The name of this machine."""
    return (os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")) or "unnamed"


def whole_minutes(moment: datetime) -> datetime:
    """``moment`` with a UTC offset of whole minutes: a TZ of one's own may have seconds, a stored moment has none."""
    offset = moment.utcoffset() or timedelta()
    seconds = offset.total_seconds() % 60
    return moment.astimezone(timezone(offset - timedelta(seconds=seconds))) if seconds else moment
