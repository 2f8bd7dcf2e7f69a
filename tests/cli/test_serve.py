"""Does the web come up by one command, and does it say in a sentence why it cannot?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from urllib.error import URLError

from click.testing import Result

PROGRAM = [sys.executable, "-c", "from backend.cli import main; main()", "serve"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_serves_until_it_is_stopped(environment: dict[str, str]) -> None:
    port = free_port()
    running = subprocess.Popen(PROGRAM, env={**os.environ, **environment, "ENCORE_PORT": str(port)})
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz")
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=40) == 0


def answers(url: str) -> bool:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return bool(response.status == 200)
        except URLError:
            time.sleep(0.1)
    return False


def test_a_taken_port_is_told_before_anything_else(encore: Callable[..., Result], environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment["ENCORE_PORT"] = str(taken.getsockname()[1])
        result = encore("serve")
    assert result.exit_code == 1
    assert f"Port {environment['ENCORE_PORT']} cannot be had" in result.output


def test_a_bad_setting_is_told_in_a_sentence(encore: Callable[..., Result], environment: dict[str, str]) -> None:
    environment["ENCORE_PORT"] = "eighty"
    assert "ENCORE_PORT is a number" in encore("serve").output


def test_the_wrong_secret_is_told_in_a_sentence(encore: Callable[..., Result], environment: dict[str, str]) -> None:
    environment["ENCORE_SECRET"] = "the first secret of this firm"
    assert encore("verify").exit_code == 0
    environment["ENCORE_SECRET"] = "another secret, lost and found"
    assert "wrapped with another secret" in encore("verify").output
