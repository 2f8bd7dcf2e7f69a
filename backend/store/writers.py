"""Whose turn is it to write? Threads queue on a lock, processes on a file: nobody polls."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WriterQueue:
    """One turn at a time over all threads of all processes on this machine. A killed holder frees it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine: tuple[int, threading.Lock, int] | None = None
        self._opening = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        lock, file = self._of_this_process()
        with lock:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)

    def _of_this_process(self) -> tuple[threading.Lock, int]:
        mine = self._mine
        if mine is None or mine[0] != os.getpid():
            mine = self._open()
        return mine[1], mine[2]

    def _open(self) -> tuple[int, threading.Lock, int]:
        # A forked child would share its parent's hold on the file unless it opens the file anew.
        with self._opening:
            if self._mine is None or self._mine[0] != os.getpid():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                self._mine = os.getpid(), threading.Lock(), file
            return self._mine

    def close(self) -> None:
        if self._mine is not None and self._mine[0] == os.getpid():
            os.close(self._mine[2])
            self._mine = None
