"""What a command hands out: printed, or in a file of its own that only its owner reads, whole or not at all."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from coach.asking import confirmed
from coach.core.routine import Refused
from coach.core.words import one_line
from coach.store.files import put_new, put_over

STDOUT = "-"
"""The name that stands for standard output."""


def hand_over(body: bytes | str, file: str | None, diary: Path) -> Path | None:
    """Put ``body`` into ``file``, or print it where that is None or ``-``; where it now stands, None if printed.

    Text is printed in the terminal's own encoding; in a file it is UTF-8, and bytes are left as they are. ``diary`` is
    the folder of the diary.

    Raises:
        Refused: if ``write_new`` does.
    """
    if file is None or file == STDOUT:
        if isinstance(body, str):
            sys.stdout.write(body)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(body)
        return None
    return write_new(file, body.encode("utf-8", "replace") if isinstance(body, str) else body, diary)


def write_new(file: str | Path, body: bytes, diary: Path, over: Callable[[str], bool] | None = None) -> Path:
    """``body`` in ``file``, readable by its owner alone; what is there is replaced only after a yes of ``over``.

    ``~`` is the home folder. A device or a pipe is written to as it is. Nothing is put into ``diary``, the folder of
    the diary: under the name of one of its files, none of it could be opened any more. Without ``over`` it is asked.

    Raises:
        Refused: if it is there and nobody said yes, is no place for a file, or the disk refused; what was there stays.
    """
    try:
        path = Path(file).expanduser().absolute()
        if path.is_dir() or not path.name:
            raise Refused(f"{one_line(str(path))} is a folder; give the name of a file in it.")
        if not path.parent.is_dir():
            raise Refused(f"There is no folder {one_line(str(path.parent))}; make it first, or give another name.")
        if diary.resolve() in path.resolve().parents:
            raise Refused(f"{one_line(str(path))} is in the folder of the diary itself; give a name in another one.")
        if path.exists() and not path.is_file():
            path.write_bytes(body)
        elif os.path.lexists(path):
            _over(path, body, over or confirmed)
        else:
            put_new(path, body)
    except (OSError, ValueError, RuntimeError) as error:  # also a name with a null in it, and the home of nobody
        why = getattr(error, "strerror", None) or error
        raise Refused(f"{one_line(str(file))} could not be written: {one_line(str(why)).rstrip('.')}.") from error
    return path


def _over(path: Path, body: bytes, over: Callable[[str], bool]) -> None:
    name = one_line(str(path))
    if not over(f"{name} is there already. Write over it? [y/N] "):
        raise Refused(f"{name} is there already and was left as it is; give another name.")
    put_over(path.resolve(), body)  # where a link leads, not the link
