"""What does the pack of customers cost the server, and the network?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from backend.app import create_app
from tests.benchmarks.measure import Line, timed
from tests.benchmarks.phone.shop import whole_portfolio
from tests.benchmarks.shop import NOW, open_firm

MANY, FEW, FACTS = 500, 50, 20
UNCHANGED, COLD, SIZE = 0.005, 0.250, 30_000
OFTEN, SELDOM = 100, 9
TAKES = {"Accept-Encoding": "br, gzip", "Accept": "application/json"}


def lines(folder: Path) -> Iterator[Line]:
    client = _client(folder / "few", FEW)
    pack = client.get("/sync/pack", headers=TAKES)
    size = len(pack.data)
    told = len(client.get("/sync/pack", headers={"Accept": "application/json"}).get_json()["customers"])
    assert told == FEW
    yield Line(
        f"pack of {FEW}, {FACTS} facts each", f"{size / 1e3:.1f} kB", f"<= {SIZE / 1e3:.0f} kB", size <= SIZE, "brotli"
    )
    large = _client(folder / "many", MANY)
    yield _time("pack unchanged (304)", large, UNCHANGED, OFTEN, unchanged=True)
    yield _time(f"pack of {MANY}, all of it", large, COLD, SELDOM)


def _client(folder: Path, customers: int) -> FlaskClient:
    """A browser of the one salesperson, of a server over files on the disk as in a firm."""
    firm = open_firm(folder, 1)
    whole_portfolio(firm, customers, FACTS)
    client = create_app(firm.store, secure=False, clock=lambda: NOW).test_client()
    client.set_cookie("encore", firm.store.sign_in.open_session(firm.salespeople[0], "bench", NOW))
    return client


def _time(what: str, client: FlaskClient, goal: float, rounds: int, *, unchanged: bool = False) -> Line:
    first = client.get("/sync/pack", headers=TAKES)
    headers = {**TAKES, "If-None-Match": first.headers["ETag"]} if unchanged else TAKES
    status = 304 if unchanged else 200

    def ask() -> None:
        assert client.get("/sync/pack", headers=headers).status_code == status

    times = [timed(ask) for _ in range(rounds)]
    figure = f"{median(times) * 1e3:.1f} ms, at worst {max(times) * 1e3:.1f} ms"
    return Line(what, figure, f"<= {goal * 1e3:.0f} ms", median(times) <= goal, f"server time, {rounds} times")
