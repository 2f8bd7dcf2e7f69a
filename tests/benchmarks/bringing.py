"""How long does the owner of a shop wait for a large file, and how quick is the queue for the others meanwhile?"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import uuid5

from events.team import GiveRoles
from events.values import Role
from tests.benchmarks.measure import Line, p99
from tests.benchmarks.shop import NAMES, fill, open_firm, write_csv
from tests.benchmarks.sizes import ENCORE, environment

CUSTOMERS, PURCHASES = 23_500, 70_000
MILLION, OF_CUSTOMERS = 1_000_000, 340_000
"""As many customers for so many purchases as the real shop had."""
USUAL = 300
"""Pages asked for before the import, a few each tenth of a second as people do."""
PAUSE = 0.02
EDGE = "a-line-between-the-parts"
SECRET = "a secret for measuring alone"


def lines(folder: Path) -> Iterator[Line]:
    firm = open_firm(folder, 3)
    fill(firm, 1_500)
    owner, seller = firm.salespeople[:2]
    firm.do(owner, GiveRoles(roles=(Role.SALESPERSON, Role.MANAGER), team=uuid5(NAMES, "team")))
    cookies = [f"encore={firm.store.sign_in.open_session(one, 'bench', datetime.now(UTC))}" for one in (owner, seller)]
    firm.store.close()
    with served(folder) as port:
        yield from _by_the_web(folder, Browser(port, cookies[0]), Browser(port, cookies[1]))
    yield million_line(folder / "million")


class Browser:
    """One person who is signed in; talks JSON."""

    def __init__(self, port: int, cookie: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Cookie": cookie, "Accept": "application/json"}

    def get(self, path: str, accept: str = "application/json") -> bytes:
        return self._ask("GET", path, None, {"Accept": accept})

    def post(self, path: str, **fields: str) -> bytes:
        return self._ask(
            "POST", path, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def upload(self, file: Path) -> str:
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="till.csv"\r\n\r\n'.encode()
        body = head + file.read_bytes() + f"\r\n--{EDGE}--\r\n".encode()
        told = self._ask("POST", "/imports", body, {"Content-Type": f"multipart/form-data; boundary={EDGE}"})
        return f"/imports/{json.loads(told)['id']}"

    def until(self, path: str, stage: str) -> dict[str, Any]:
        while True:
            told: dict[str, Any] = json.loads(self.get(path))
            if told["stage"] == stage:
                return told
            assert told["stage"] in ("reading", "waiting", "bringing"), told
            time.sleep(0.05)

    def _ask(self, method: str, path: str, body: bytes | None, more: dict[str, str]) -> bytes:
        try:
            self._line.request(method, path, body, {**self._headers, **more})
            answer = self._line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server hangs up on who says nothing for some seconds.
            self._line.close()
            self._line.request(method, path, body, {**self._headers, **more})
            answer = self._line.getresponse()
        read = answer.read()
        assert answer.status < 400, (answer.status, read[:300])
        return read


def _by_the_web(folder: Path, owner: Browser, seller: Browser) -> Iterator[Line]:
    """From the click on "Bring it in" until all of it is there, while somebody else looks at their queue."""
    rows = write_csv(folder / "till.csv", CUSTOMERS, PURCHASES)
    usual = [queue_page(seller) for _ in range(USUAL)]
    at = owner.upload(folder / "till.csv")
    kinds = {"column-0": "number", "column-1": "name", "column-2": "phone", "column-3": "date"}
    owner.post(
        f"{at}/columns", kind="purchases", source="till", **kinds, **{"column-4": "quantity", "column-5": "amount"}
    )
    assert owner.until(at, "checked")["checked"]["new_sales"] == rows
    meanwhile, over = list[float](), threading.Event()

    def look() -> None:
        while not over.is_set():
            meanwhile.append(queue_page(seller))

    looking = threading.Thread(target=look)
    begun = perf_counter()
    owner.post(f"{at}/start", whose="spread")
    looking.start()
    brought = owner.until(at, "finished")["brought"]
    took = perf_counter() - begun
    over.set()
    looking.join()
    assert (brought["new_purchases"], brought["refused"]) == (rows, 0)
    yield Line(
        f"{rows:,} purchases by the web", f"{took:.1f} s after the last click", "<= 12 s", took <= 12, "the clock"
    )
    slow, quick = p99(meanwhile), p99(usual)
    figure = f"{slow / quick:.1f}x ({slow * 1e3:.0f} ms over {quick * 1e3:.0f} ms)"
    yield Line("Queue page meanwhile, p99", figure, "<= 3x", slow <= 3 * quick, "the same before")


def queue_page(browser: Browser) -> float:
    time.sleep(PAUSE)
    begun = perf_counter()
    browser.get("/queue", "text/html")
    return perf_counter() - begun


def million_line(folder: Path) -> Line:
    open_firm(folder, 3).store.close()
    rows = write_csv(folder / "till.csv", OF_CUSTOMERS, MILLION)
    begun = perf_counter()
    process = subprocess.Popen(
        [ENCORE, "import", folder / "till.csv"],
        env=environment(folder, ENCORE_SECRET=SECRET),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    took, memory = perf_counter() - begun, used.ru_maxrss / 1024
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    reached = took <= 90 and memory <= 300
    return Line(f"Import of {rows:,} rows", f"{took:.0f} s, {memory:.0f} MB", "<= 90 s, 300 MB", reached, "the clock")


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The port of a real server over this firm."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    env = environment(folder, ENCORE_SECRET=SECRET, ENCORE_PORT=str(port))
    process = subprocess.Popen([ENCORE, "serve"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()
