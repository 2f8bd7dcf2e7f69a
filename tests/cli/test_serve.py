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
from typing import Any
from urllib.error import URLError

import pytest
from click.testing import Result

from backend.cli.serve import Server, address, in_the_network, listened_on, own_address
from backend.config import read_settings
from tests.servers import free_port

PROGRAM = [sys.executable, "-c", "from backend.cli import main; main()", "serve"]


def test_it_serves_until_it_is_stopped(environment: dict[str, str]) -> None:
    port = free_port()
    running = subprocess.Popen(PROGRAM, env={**os.environ, **environment, "ENCORE_PORT": str(port)})
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz")
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=40) == 0


@pytest.mark.parametrize(("setting", "forgets"), [("on", False), ("off", True)])
def test_phones_are_rid_of_pages_where_offline_is_off(environment: dict[str, str], setting: str, forgets: bool) -> None:
    loaded: Any = Server(read_settings({**environment, "ENCORE_OFFLINE": setting})).load()
    try:
        assert ("unregister()" in loaded.test_client().get("/sw.js").text) == forgets
    finally:
        loaded.extensions["encore"].store.close()


def test_another_address_lets_phones_in_and_says_that_it_is_not_private(environment: dict[str, str]) -> None:
    port = free_port()
    told = {**os.environ, **environment, "ENCORE_PORT": str(port), "ENCORE_BIND": "127.0.0.2"}
    open_to_all = {**told, "ENCORE_BIND": "0.0.0.0", "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(PROGRAM, env=told)
    try:
        assert answers(f"http://127.0.0.2:{port}/healthz")
        with pytest.raises(URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=40) == 0
    open_one = subprocess.Popen(PROGRAM, env=open_to_all, stdout=subprocess.PIPE, text=True)
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz")
    finally:
        open_one.send_signal(signal.SIGTERM)
        said = open_one.communicate(timeout=40)[0]
    assert f"Encore is at http://127.0.0.1:{port}" in said
    assert "not private" in said or not own_address()


def test_an_address_of_another_machine_is_told_in_a_sentence(
    encore: Callable[..., Result], environment: dict[str, str]
) -> None:
    environment["ENCORE_BIND"] = "192.0.2.7"
    result = encore("serve")
    assert result.exit_code == 1
    assert "192.0.2.7 is no address of this machine" in result.output


@pytest.mark.parametrize(
    ("bind", "listened", "at"),
    [
        ("127.0.0.1", "127.0.0.1:8976", ""),
        ("192.168.1.20", "192.168.1.20:8976", "http://192.168.1.20:8976"),
        ("fd00::20", "[fd00::20]:8976", "http://[fd00::20]:8976"),
        ("::1", "[::1]:8976", ""),
    ],
)
def test_an_address_is_written_as_a_browser_takes_it(
    environment: dict[str, str], bind: str, listened: str, at: str
) -> None:
    settings = read_settings({**environment, "ENCORE_BIND": bind})
    assert (listened_on(settings), in_the_network(settings)) == (listened, at)
    assert address(settings) == f"http://{listened}"


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
