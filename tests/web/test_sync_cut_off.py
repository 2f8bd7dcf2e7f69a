"""Is each note there once when a batch, or its answer, is cut off after any byte, and when it is delivered twice?"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.projections.verify import differences
from tests.servers import free_port, running
from tests.web.firm import ALICE, Firm

PROGRAM: list[str | Path] = [sys.executable, "-c", "from backend.cli import main; main()", "serve"]
FULL, LEAN = 20, 2
EVERY = 192
"""Of the answer to a full batch that is new each time: each time twenty commits."""
AGAIN = 16
"""Of the answer to a full batch that comes again: nothing is written any more."""


class Proxy(Thread):
    """Stands before the server and passes on so many bytes of each request and of each answer, then cuts both ends."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._server, self._door = port, socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.up = self.down = sys.maxsize

    def run(self) -> None:
        while True:
            try:
                phone, _ = self._door.accept()
            except OSError:
                return
            with suppress(OSError), closing(phone), closing(self._line()) as server:
                self._pass_on(phone, server)

    def _line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._server))

    def stop(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _pass_on(self, phone: socket.socket, server: socket.socket) -> None:
        request = b""
        while not _whole(request) and (some := phone.recv(65_536)):
            request += some
        server.sendall(request[: self.up])
        if len(request) > self.up:
            return
        left = self.down
        while left > 0 and (some := server.recv(min(left, 65_536))):
            phone.sendall(some)
            left -= len(some)


def _whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    said = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return bool(end) and len(body) >= int(said[0].split(b":")[1])


class Sender:
    """A phone's side of the wire, by an HTTP client."""

    def __init__(self, firm: Firm, proxy: Proxy) -> None:
        token = firm.store.sign_in.open_session(ALICE, "Test, Browser", firm.clock())
        self._headers = {"Content-Type": "application/json", "X-Encore": "sync", "Cookie": f"encore={token}"}
        self._headers["Connection"] = "close"  # the proxy would wait for as long as the line stays open
        self._proxy = proxy
        self._customers = [firm.customer() for _ in range(3)]
        self.noted: list[UUID] = []

    def batch(self, several: int) -> bytes:
        """New things, as few bytes as they can be."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        ids = [uuid4() for _ in range(several)]
        self.noted += ids
        items = [
            {"id": str(one), "to": f"/customers/{customer}/notes", "fields": {"text": "x"}, "noted_at": now}
            for one, customer in zip(ids, cycle(self._customers), strict=False)
        ]
        batch = {"format": 1, "person": str(ALICE), "sent_at": now, "log": None, "items": items}
        return json.dumps(batch, separators=(",", ":")).encode()

    def sent(self, body: bytes, up: int = sys.maxsize, down: int = sys.maxsize) -> list[str] | None:
        """What became of each; None where no whole answer came back."""
        self._proxy.up, self._proxy.down = up, down
        with closing(HTTPConnection("127.0.0.1", self._proxy.port, timeout=30)) as line:
            try:
                line.request("POST", "/sync", body, self._headers)
                answer = line.getresponse()
                told: dict[str, Any] = json.loads(answer.read())
            except (OSError, HTTPException, ValueError):  # a head that is cut off says no length
                return None
        assert answer.status == 200, told
        return [one["status"] for one in told["results"]]

    def length(self, body: bytes) -> tuple[int, int]:
        """Bytes of the whole request and of its whole answer."""
        low, high = len(body), len(body) + 2_000
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.sent(body, up=middle) else (middle + 1, high)
        whole = low
        low, high = 0, 60_000
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.sent(body, down=middle) else (middle + 1, high)
        return whole, low


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path, lambda: datetime.now(UTC))
    yield made
    made.store.close()


@pytest.fixture
def sender(firm: Firm, tmp_path: Path) -> Iterator[Sender]:
    port = free_port()
    environment = {
        "ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db",
        "ENCORE_KEYS": f"sqlite:///{tmp_path}/keys.db",
        "ENCORE_SECRET": "a secret for tests alone",
        "ENCORE_PORT": str(port),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with running(PROGRAM, tmp_path, port, environment):
        proxy = Proxy(port)
        proxy.start()
        yield Sender(firm, proxy)
        proxy.stop()


def each_once(firm: Firm, sender: Sender) -> None:
    stored = Counter(noted.fact_id for one in sender._customers for noted in firm.store.stream(one)[1:])
    assert stored == Counter(sender.noted)
    assert list(firm.store.check_chain()) == []
    assert list(differences(firm.store)) == []


def figures(told: str) -> None:
    """For whoever runs this with -s."""
    sys.stdout.write(f"\n{told}\n")


@pytest.mark.slow
def test_a_request_that_is_cut_off_anywhere_is_not_there_or_whole(firm: Firm, sender: Sender) -> None:
    """Every byte of a full batch; what did not come whole leaves nothing, and goes in whole afterwards, once."""
    measured = sender.batch(FULL)
    whole, _ = sender.length(measured)
    body, before = sender.batch(FULL), firm.store.head()
    tried = 0
    for up in range(whole):
        assert sender.sent(body, up=up) is None
        tried += 1
        if up % 500 == 0:
            assert firm.store.head() == before
    assert firm.store.head() == before
    assert sender.sent(body) == ["accepted"] * FULL
    assert sender.sent(body) == ["known"] * FULL
    each_once(firm, sender)
    figures(f"requests cut: {tried} offsets of {whole} bytes")


@pytest.mark.slow
def test_an_answer_that_is_cut_off_anywhere_is_asked_for_again(firm: Firm, sender: Sender) -> None:
    """Each fifth byte of the answer to a small new batch; each so many-th of that to a full one, new or again."""
    tried = Counter[str]()
    for several, step in ((LEAN, 5), (FULL, EVERY)):
        _, answer = sender.length(sender.batch(several))
        for down in range(0, answer, step):
            body = sender.batch(several)
            assert sender.sent(body, down=down) is None or down > answer - 50, "an answer may be some bytes shorter"
            # The first delivery may still be at work when the second comes: either takes what the other has not.
            assert set(sender.sent(body) or ()) <= {"accepted", "known"}, down
            assert sender.sent(body) == ["known"] * several, down
            tried[f"new, {several}"] += 1
    body = sender.batch(FULL)
    for down in range(0, answer, AGAIN):
        sender.sent(body, down=down)
        tried["again, 20"] += 1
    assert sender.sent(body) == ["known"] * FULL
    each_once(firm, sender)
    figures(f"answers cut: {dict(tried)} of {answer} bytes, {len(sender.noted)} notes")
