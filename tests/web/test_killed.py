"""Is every answered save in the log, once, when workers and the whole server are killed under load?"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from backend.projections.verify import differences
from backend.store import Store
from tests.cli.test_serve import PROGRAM
from tests.servers import free_port
from tests.web.firm import ALICE, Firm

CHILDREN = "/proc/{0}/task/{0}/children"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(CHILDREN.format(os.getpid())).exists(), reason="this system names no children"),
]
CLIENTS = 6
KILLS = 12
ENOUGH = 20
"""Answers between one kill and the next."""
PATIENCE = 60.0
"""Seconds for a server to come up, or back: more than even a busy machine takes."""
AGAIN = 0.05


class Server:
    """`encore serve` under a supervisor, which starts it again when it is gone."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._environment = {
            **os.environ,
            "ENCORE_DATABASE": f"sqlite:///{folder}/encore.db",
            "ENCORE_KEYS": f"sqlite:///{folder}/keys.db",
            "ENCORE_SECRET": "a secret for tests alone",
            "ENCORE_PORT": str(self.port),
        }
        self._log = folder / "server.log"
        self._start()

    def kill_a_worker(self, chance: random.Random) -> None:
        """A child of our own: its number is given to nobody else before our master knows that it is gone."""
        with suppress(ProcessLookupError):
            os.kill(chance.choice(self._workers()), signal.SIGKILL)

    def kill_the_master(self) -> None:
        """Its workers are left alone: they notice and go, and hold the port until then."""
        self._master.kill()
        self._master.wait()
        self._start()

    def stop(self) -> None:
        self._master.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._master.wait(PATIENCE)
        self._master.kill()
        self._master.wait()

    def said(self) -> str:
        return self._log.read_text()

    def _start(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self._log.open("a") as log:
                self._master = subprocess.Popen(PROGRAM, env=self._environment, stdout=log, stderr=log)
            while self._master.poll() is None:
                if self._workers():
                    return
                time.sleep(AGAIN)
        raise AssertionError(f"the server does not come up: {self.said()}")

    def _workers(self) -> list[int]:
        return [int(pid) for pid in Path(CHILDREN.format(self._master.pid)).read_text().split()]


class Phone(Thread):
    """Notes one thing after the other, and asks again with the same id until it is answered."""

    def __init__(self, port: int, token: str, customers: list[UUID], over: Event) -> None:
        super().__init__()
        self.answered: dict[UUID, UUID] = {}
        """Each fact that was taken, with its customer."""
        self.asked_again = 0
        self.wrong: list[str] = []
        self._port, self._customers, self._over = port, customers, over
        self._headers = {"Accept": "application/json", "Content-Type": "application/json", "Cookie": f"encore={token}"}

    def run(self) -> None:
        while not self._over.is_set() and not self.wrong:
            for customer in self._customers:
                call = {"channel": "call", "outcome": "no_answer", "note": "rang twice"}
                self._note(f"/customers/{customer}/contact-attempts", call, customer)
            self._note("/customers", {"name": "Rosa Marin", "phone": "0131 496 0999"}, None)

    def _note(self, path: str, form: dict[str, str], customer: UUID | None) -> None:
        fact = uuid4()
        body = json.dumps({**form, "fact_id": str(fact)})
        status, text = self._answer(path, body)
        if status == 201:
            told = json.loads(text)
            assert told["fact_id"] == str(fact)
            self.answered[fact] = customer or UUID(told["id"])
        else:
            self.wrong.append(f"{status} {text[:200]}")

    def _answer(self, path: str, body: str) -> tuple[int, str]:
        """The first answer that is no "try again"."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError, HTTPException):
                status, text = self._asked(path, body)
                if status != 503:
                    return status, text
            self.asked_again += 1
            time.sleep(AGAIN)
        return 0, "nobody answers"

    def _asked(self, path: str, body: str) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            line.request("POST", path, body, self._headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path, lambda: datetime.now(UTC))
    yield made
    made.store.close()


@pytest.fixture
def server(firm: Firm, tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path)
    yield started
    started.stop()


def stored(store: Store, customers: set[UUID]) -> Counter[UUID]:
    """How often each fact of these customers is there; their versions have no gap."""
    found: Counter[UUID] = Counter()
    for customer in customers:
        facts = store.stream(customer)
        assert sorted(noted.version for noted in facts) == list(range(1, len(facts) + 1))
        found.update(noted.fact_id for noted in facts)
    return found


def until_some_are_answered(phones: list[Phone]) -> None:
    """On a busy machine a worker may take longer to come up than to be killed."""
    begun = sum(len(phone.answered) for phone in phones)
    while sum(len(phone.answered) for phone in phones) < begun + ENOUGH and not any(phone.wrong for phone in phones):
        time.sleep(AGAIN)


def test_nothing_that_was_answered_is_lost_or_doubled(firm: Firm, server: Server) -> None:
    chance, over, everybodys = random.Random(5), Event(), firm.customer("Everybody's")
    token = firm.store.sign_in.open_session(ALICE, "Test, Browser", firm.clock())
    known = [[everybodys, firm.customer(), firm.customer()] for _ in range(CLIENTS)]
    before = stored(firm.store, {customer for some in known for customer in some})
    phones = [Phone(server.port, token, customers, over) for customers in known]
    for phone in phones:
        phone.start()
    for kill in range(KILLS):
        time.sleep(chance.uniform(0.3, 0.6))
        until_some_are_answered(phones)
        if kill == KILLS // 2:
            server.kill_the_master()
        else:
            server.kill_a_worker(chance)
    over.set()
    for phone in phones:
        phone.join()
    assert [phone.wrong for phone in phones] == [[]] * CLIENTS, server.said()
    answered = {fact: customer for phone in phones for fact, customer in phone.answered.items()}
    assert sum(phone.asked_again for phone in phones) > 0
    customers_now = {*answered.values(), *(one for some in known for one in some)}
    assert stored(firm.store, customers_now) == before + Counter(answered.keys())
    assert list(firm.store.check_chain()) == []
    assert list(differences(firm.store)) == []
