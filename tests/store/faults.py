"""The file operations of the store, each of which can be made to fail, fall short, or be the last."""

import contextlib
import errno
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

CALLS = (
    "open",
    "write",
    "fsync",
    "link",
    "replace",
    "unlink",
    "read",
    "close",
    "lseek",
    "ftruncate",
    "utime",
    "fstat",
    "listdir",
)
ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EROFS)


class Faults:
    """Wraps ``os`` as the store sees it. ``at`` is the number of the call that meets ``what``; None only counts.

    ``what`` is an errno, "short" for a write that takes half, "kill" for SIGKILL before the call, "killed" for after.
    ``again`` fails a second call, that many after the first: a fault while recovering from a fault.
    """

    def __init__(self, at: int | None = None, what: int | str = errno.EIO, again: int | None = None) -> None:
        self.at, self.what, self.again = at, what, again
        self.count = 0
        self.done: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._watched(name, real) if name in CALLS else real

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            here = self.count
            self.count += 1
            self.done.append(name)
            if self.at is not None and here in (self.at, self.at + (self.again or 0)):
                return self._fail(name, real, args, more)
            return real(*args, **more)

        return call

    def _fail(self, name: str, real: Callable[..., Any], args: Any, more: Any) -> Any:
        if self.what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "killed":
            with contextlib.suppress(OSError):
                real(*args, **more)
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "short":
            return real(args[0], args[1][: len(args[1]) // 2]) if name == "write" else real(*args, **more)
        if name == "close":  # the descriptor goes, whatever close says
            real(*args, **more)
        raise OSError(self.what, os.strerror(int(self.what)))

    def put(self, monkeypatch: pytest.MonkeyPatch) -> "Faults":
        """Take the place of ``os`` in the store."""
        monkeypatch.setattr("coach.store.files.os", self)
        return self


def in_child(work: Callable[[], object], faults: Faults) -> int:
    """``work`` in a process of its own that meets ``faults``; 0, or minus the signal that ended it."""
    import coach.store.files

    pid = os.fork()
    if pid == 0:
        try:
            vars(coach.store.files)["os"] = faults
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
