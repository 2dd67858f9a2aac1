"""The command ``coach remind``: what is due, and times for a calendar, cron or systemd. It stores nothing."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coach.core.words import one_line

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from datetime import datetime

    from coach.glance import Glance

CHOICES = """\
coach remind --calendar   a calendar file: evening, caffeine, morning questions
coach remind --cron       the same hours as lines for crontab; or --systemd
coach remind --check      one word if something is due: for a prompt
Nothing installs itself. A calendar is often shared: it tells no symptom."""
NOT_YET = "Open coach and answer the first questions first: the hours are counted back from your bedtime."


def remind(arguments: Namespace) -> int:
    """What was asked for of ``coach remind``; without an option, what there is."""
    from coach.clock import local_now
    from coach.core.routine import Refused

    made = arguments.calendar or arguments.cron or arguments.systemd
    if arguments.output and not made:
        raise Refused("-o goes with --calendar, --cron or --systemd.")
    if arguments.check:
        return check(arguments)
    if not made:
        print(CHOICES)
        return 0
    from coach.newfile import hand_over
    from coach.session import data_folder

    now = local_now()
    seen = _seen(arguments, now)
    for problem in seen.problems:
        print(f"coach: {one_line(problem)}", file=sys.stderr)
    if not seen.profile.set_up:
        raise Refused(NOT_YET)
    made = hand_over(_timetable(arguments, seen, now), arguments.output, data_folder(getattr(arguments, "home", None)))
    if made is not None:
        print(one_line(str(made)))
    return 0


def check(arguments: Namespace) -> int:
    """One word if something is due. It is asked at each prompt, so it is 0 and quiet whatever is wrong."""
    from coach.clock import local_now
    from coach.session import StoreError

    try:
        seen = _seen(arguments, local_now())
    except (StoreError, OSError) as error:
        print(f"coach: {one_line(str(error))}", file=sys.stderr)
        return 0
    if seen.problems:
        print(f"coach: {one_line(seen.problems[0])}", file=sys.stderr)
    elif seen.due:
        print(seen.due)
    return 0


def _seen(arguments: Namespace, now: datetime) -> Glance:
    from coach.glance import glance
    from coach.session import data_folder

    return glance(data_folder(getattr(arguments, "home", None)), now)


def _timetable(arguments: Namespace, seen: Glance, now: datetime) -> str:
    from coach.core.due import reminders
    from coach.core.routine import Refused
    from coach.exchange.timetable import calendar, crontab, units

    told = reminders(seen.profile)
    if arguments.calendar:
        return calendar(told, seen.tonight, now)
    try:
        return (crontab if arguments.cron else units)(told, _command(arguments))
    except ValueError as error:
        raise Refused(f"{error}; neither cron nor systemd can be given that.") from error


def _command(arguments: Namespace) -> Sequence[str]:
    """This very program by its whole path, and the folder it was given: cron and systemd know neither."""
    from coach.session import data_folder

    found = shutil.which(sys.argv[0])
    program = (
        [str(Path(found).absolute())] if found and Path(found).name == "coach" else [sys.executable, "-m", "coach"]
    )
    given = getattr(arguments, "home", None) or os.environ.get("COACH_HOME")
    return [*program, "--home", str(data_folder(given))] if given else program
