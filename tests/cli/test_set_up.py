"""Does whoever starts Encore find the link that sets a firm up, and no one else?"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from urllib.error import HTTPError

import pytest
from click.testing import Result

from backend.cli import links
from backend.config import read_settings
from backend.store import Store, open_store
from tests.cli.test_serve import PROGRAM
from tests.servers import free_port

Encore = Callable[..., Result]
HERE = "http://127.0.0.1:8976/set-up/"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def opened(environment: dict[str, str]) -> Store:
    settings = read_settings(environment)
    return open_store(settings.database, settings.keys, settings.secret)


def opens(environment: dict[str, str], link: str) -> bool:
    store = opened(environment)
    found = store.set_up.opens(link.rpartition("/")[2], datetime.now(UTC))
    store.close()
    return found


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[list[str]]:
    """The first three lines that `encore serve` says, while it serves."""
    running = subprocess.Popen(PROGRAM, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    assert running.stdout
    try:
        yield [running.stdout.readline() for _ in range(3)]
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=40) == 0
        running.stdout.close()


def status(url: str) -> int:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return int(response.status)
        except HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    return 0


def test_a_fresh_link_is_printed_and_ends_the_one_before(encore: Encore, environment: dict[str, str]) -> None:
    first, second = encore("set-up").stdout, encore("set-up").stdout
    assert first.startswith(HERE)
    assert second.startswith(HERE)
    assert second.count("\n") == 1, "a link and nothing else, for scripts"
    assert (opens(environment, first.strip()), opens(environment, second.strip())) == (False, True)
    assert "within 24 hours" in encore("set-up").stderr


def test_behind_a_proxy_the_link_names_the_host(encore: Encore, environment: dict[str, str]) -> None:
    environment["ENCORE_HOST"] = "crm.example.org"
    assert encore("set-up").stdout.startswith("https://crm.example.org/set-up/")


def test_where_a_firm_lives_there_is_none(shop: Encore) -> None:
    result = shop("set-up")
    assert (result.exit_code, "A shop lives in this database already" in result.output) == (1, True)
    assert "/set-up/" not in result.output


def test_serve_prints_it_and_every_worker_knows_it(environment: dict[str, str]) -> None:
    environment["ENCORE_PORT"] = str(free_port())
    with serving(environment) as said:
        assert "No firm lives here yet" in said[1]
        link = said[2].strip()
        assert link.startswith(f"http://127.0.0.1:{environment['ENCORE_PORT']}/set-up/")
        assert {status(link) for _ in range(12)} == {200}
        assert status(link + "x") == 404


def test_serve_prints_none_where_a_firm_lives(shop: Encore, environment: dict[str, str]) -> None:
    environment["ENCORE_PORT"] = str(free_port())
    running = subprocess.Popen(PROGRAM, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    assert status(f"http://127.0.0.1:{environment['ENCORE_PORT']}/healthz") == 200
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=40)
    assert running.returncode == 0
    assert "Encore is at" in said
    assert "set-up" not in said


@pytest.mark.parametrize(
    ("link", "drawn"), [("https://crm.example.org/set-up/x", True), ("http://127.0.0.1:8000/set-up/x", False)]
)
def test_a_terminal_draws_the_link_for_a_phone_that_can_follow_it(
    monkeypatch: pytest.MonkeyPatch, link: str, drawn: bool
) -> None:
    for screen in (Terminal(), StringIO()):
        monkeypatch.setattr("sys.stdout", screen)
        links.show(link)
        assert screen.getvalue().startswith(link + "\n")
        assert ("█" in screen.getvalue()) == (drawn and screen.isatty())
