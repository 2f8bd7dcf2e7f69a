"""Does no server of a test get the port of another's?"""

from __future__ import annotations

import itertools
import socket

import pytest

from tests import servers


def test_no_two_workers_draw_one_port_nor_one_that_the_system_gives_away(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = list[int]()
    for worker in range(servers.WORKERS):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{worker}")
        drawn += itertools.islice(servers._ports(), servers.EACH)
    assert len(set(drawn)) == len(drawn)
    assert 1_024 < min(drawn) < max(drawn) < 32_768


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_a_port_that_somebody_has_is_left_out(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with socket.socket() as taken:
        taken.bind((address, 0))
        taken.listen()
        port, another = taken.getsockname()[1], servers.free_port()
        monkeypatch.setattr(servers, "PORTS", iter([port, another]))
        assert servers.free_port() == another
