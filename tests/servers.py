"""How does a test start a server of its own, and end it?"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

LOWEST, EACH, WORKERS = 20_000, 1_000, 12
"""Below the ports that systems give away by themselves; so many for each worker of pytest-xdist."""


def _ports() -> Iterator[int]:
    """A worker's own, over and over; another run on this machine most likely begins elsewhere."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    for drawn in itertools.count(os.getpid()):
        yield LOWEST + worker * EACH + drawn % EACH


PORTS = _ports()


def free_port() -> int:
    """Nobody else draws it before the server that it is for listens there."""
    for port in itertools.islice(PORTS, EACH):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("", port))
            return port
    raise AssertionError("every port is taken")


@contextlib.contextmanager
def running(
    command: list[str | Path], cwd: Path, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A server of our own on `port`, ended with the test."""
    server = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server.poll)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(timeout=2)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(port: int, ended: Callable[[], int | None]) -> None:
    """Until somebody listens there; `ended`: the exit code of the server, none while it runs."""
    for _ in range(1_200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert ended() is None, "the server ended before it listened"
        time.sleep(0.05)
    raise TimeoutError(port)
