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
        self._mine: tuple[int, threading.Lock, int, int] | None = None
        self._opening = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        _, lock, door, room = self._of_this_process()
        with lock:
            # Whoever comes out has to stand at the door again: else one process would take turn after turn,
            # for the others wake too slowly.
            fcntl.flock(door, fcntl.LOCK_EX)
            try:
                fcntl.flock(room, fcntl.LOCK_EX)
            finally:
                fcntl.flock(door, fcntl.LOCK_UN)
            try:
                yield
            finally:
                fcntl.flock(room, fcntl.LOCK_UN)

    def _of_this_process(self) -> tuple[int, threading.Lock, int, int]:
        mine = self._mine
        return self._open() if mine is None or mine[0] != os.getpid() else mine

    def _open(self) -> tuple[int, threading.Lock, int, int]:
        # A forked child would share its parent's hold on the files unless it opens them anew.
        with self._opening:
            if self._mine is None or self._mine[0] != os.getpid():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                door, room = self._path.with_name(self._path.name + ".next"), self._path
                self._mine = os.getpid(), threading.Lock(), _opened(door), _opened(room)
            return self._mine

    def close(self) -> None:
        if self._mine is not None and self._mine[0] == os.getpid():
            os.close(self._mine[2])
            os.close(self._mine[3])
            self._mine = None


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
