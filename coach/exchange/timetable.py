"""Reminders as other programs take them: a calendar, crontab lines, and a systemd user timer."""

import shlex
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from coach.core.due import Reminder

if TYPE_CHECKING:
    from icalendar import Event

UID = "coach-{}@evening-coach.invalid"
"""The same for each time, so that a calendar that is read in again takes the place of the one before."""
TITLE = "Evening coach"
CRON = f"""\
# {TITLE}. To install: crontab -e, and these lines below what is there.
# notify-send shows what is due, as one word. Where it cannot, cron sends the
# word as local mail. The hours are those of this machine's clock.
"""
UNITS = f"""\
# {TITLE}. To install: save the two parts below as the files they name, then
#   systemctl --user daemon-reload
#   systemctl --user enable --now coach-remind.timer
# notify-send shows what is due, as one word. Where it cannot, the word stands
# in the journal. The hours are those of this machine's clock.
"""
SERVICE = """
# ~/.config/systemd/user/coach-remind.service
[Unit]
Description={title}: what is due, as one word

[Service]
Type=oneshot
ExecStart=/bin/sh -c {command}
"""
TIMER = """
# ~/.config/systemd/user/coach-remind.timer
[Unit]
Description={title}: the hours to look at what is due

[Timer]
{hours}

[Install]
WantedBy=timers.target
"""


def calendar(reminders: Sequence[Reminder], first: date, now: datetime) -> str:
    """An iCalendar file: each of ``reminders`` daily from ``first`` on, at that hour wherever its owner is.

    It is marked private and takes no time of the day; ``now`` is when it was made.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//{TITLE}//coach remind//EN")
    made.add("version", "2.0")
    for reminder in reminders:
        made.add_component(_event(reminder, first, now))
    return bytes(made.to_ical()).decode("utf-8")


def _event(reminder: Reminder, first: date, now: datetime) -> "Event":
    from icalendar import Alarm, Event

    event, alarm = Event(), Alarm()
    event.add("uid", UID.format(reminder.word))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)  # the newer of two is the one that holds
    event.add("dtstart", datetime.combine(first, reminder.clock))  # without a zone: whatever the wall clock shows
    event.add("duration", timedelta(minutes=15))
    event.add("rrule", {"freq": "daily"})
    event.add("summary", reminder.text)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", reminder.text)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def crontab(reminders: Sequence[Reminder], coach: Sequence[str]) -> str:
    """Lines for ``crontab -e``; ``coach`` is the command and what goes with it.

    Raises:
        ValueError: if ``coach`` has a line break, which no such line can hold.
    """
    desktop = "DBUS_SESSION_BUS_ADDRESS=${DBUS_SESSION_BUS_ADDRESS:-unix:path=/run/user/$(id -u)/bus} "
    command = _shown(coach, desktop).replace("%", r"\%")
    lines = (f"{r.clock.minute} {r.clock.hour} * * * {command}\n" for r in reminders)
    return "".join((CRON, *lines))


def units(reminders: Sequence[Reminder], coach: Sequence[str]) -> str:
    """A user service and its timer for systemd, one below the other; ``coach`` as in ``crontab``.

    Raises:
        ValueError: if ``coach`` has a line break.
    """
    service = SERVICE.format(title=TITLE, command=_quoted(_shown(coach)))
    hours = "\n".join(f"OnCalendar=*-*-* {r.clock:%H:%M}:00" for r in reminders)
    return f"{UNITS}{service}{TIMER.format(title=TITLE, hours=hours)}"


def _shown(coach: Sequence[str], before: str = "") -> str:
    """A line of ``sh`` that shows the word of what is due; ``before`` stands before what shows it."""
    if any(character in "\n\r\0" for word in coach for character in word):
        raise ValueError("The name of a folder has a line break in it")
    asked = f"word=$({shlex.join([*coach, 'remind', '--check'])})"
    told = f'{before}notify-send "{TITLE}" "$word" 2>/dev/null || echo "{TITLE}: $word"'
    return f'{asked}; [ -z "$word" ] || {told}'


def _quoted(line: str) -> str:
    """``line`` as one word of a unit file, with nothing in it that systemd would fill in."""
    for plain, meant in (("\\", r"\\"), ('"', r"\""), ("$", "$$"), ("%", "%%")):
        line = line.replace(plain, meant)
    return f'"{line}"'
