"""The commands that keep a diary: where it is, copies of it, joins, and what is wrong with it."""

import os
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from coach import glance
from coach.asking import confirmed, refuse_if
from coach.core.words import one_line
from coach.entering import settle
from coach.session import Session, check_folder, data_folder


def where(arguments: Namespace) -> int:
    """The data folder, and the files and copies in it."""
    folder, found = glance.where(data_folder(getattr(arguments, "home", None)))
    for path in (folder, *found):
        _say_path(path)
    if not found:
        sys.stdout.flush()
        print("Nothing is stored there yet.", file=sys.stderr)
    return 0


def backup(arguments: Namespace, session: Session) -> int:
    """Keep a copy of the diary."""
    target = Path(arguments.file).expanduser().absolute() if arguments.file else None
    _say_path(session.backup(target))
    return 0


def restore(arguments: Namespace, session: Session) -> int:
    """Put a copy in place of the diary: told first, and asked."""
    told = session.compare(arguments.copy)
    here, copy = _nights(told.nights_here, told.last_here), _nights(told.nights_copy, told.last_copy)
    print(
        f"Now: {here}. The copy: {copy}.\n"
        f"Only here now: {told.only_here}. Only in the copy: {told.only_copy}. Different: {told.different}.\n"
        "What is here now is kept first, as a copy of its own.",
        file=sys.stderr,
    )
    if not arguments.yes:
        refuse_if(not confirmed("Put the copy in its place? [y/N] "), "Nothing was changed; add --yes to go ahead.")
    session.restore(arguments.copy)
    settle(session)
    print("The copy is in place.", file=sys.stderr)
    return 0


def _nights(count: int, last: date | None) -> str:
    """``365 nights, the last of 2026-11-22``."""
    return f"{count} night{'' if count == 1 else 's'}{f', the last of {last}' if last else ''}"


def check(arguments: Namespace) -> int:
    """Everything that is wrong with the diary, and what was done about it."""
    findings = check_folder(data_folder(getattr(arguments, "home", None)), repair=arguments.repair)
    for finding in findings:
        print(one_line(f"{finding.text} Done: {finding.mended}." if finding.mended else finding.text))
    if not findings:
        print("Everything reads as it was written.")
    return 0 if all(finding.mended for finding in findings) else 1


def merge(arguments: Namespace, session: Session) -> int:
    """Join another copy of the diary with this one."""
    merged = session.merge(arguments.other)
    settle(session)
    settings = "; settings too" if merged.settings else ""
    print(f"Nights that were not here: {merged.new}. Nights that grew: {merged.changed}{settings}.", file=sys.stderr)
    return 0


def _say_path(path: Path) -> None:
    """Exactly for a program that reads it; on a terminal without what would steer that."""
    if sys.stdout.isatty():
        print(one_line(str(path)))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(path) + b"\n")
