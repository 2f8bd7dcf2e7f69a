"""Which figures does the README claim, and are they so on this machine? One table, every floor named."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import backtesting, bringing, fitting, lists, pages, ruling, sizes, writing
from tests.benchmarks.measure import Line, table
from tests.benchmarks.shop import NOW, Firm, fill, open_firm


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="encore-bench-") as folder:
        return 0 if table(measured(Path(folder)), "held against") else 1


def measured(folder: Path) -> Iterator[Line]:
    yield from fitting.lines()
    yield backtesting.backtest_line(folder / "backtest")
    firm = open_firm(folder / "firm", 20)
    fill(firm, 10_000)
    cookie = signed_in(firm)
    long_history(folder / "firm")
    firm.store.close()
    yield from pages.lines(folder / "firm", cookie)
    yield writing.one_command(folder / "firm")
    yield writing.many_writers(folder / "firm")
    yield ruling.rerule_line(folder / "firm")
    yield sizes.start_line(folder / "firm")
    yield sizes.import_line(folder / "import")
    yield from bringing.lines(folder / "bringing")
    yield sizes.book_line(folder / "book")
    large = open_firm(folder / "rebuild", 20)
    fill(large, 23_500)
    yield sizes.rebuild_line(large)
    small, grown = sizes.two_firms(folder)
    yield sizes.growth_line(small, grown)
    yield from lists.lines(small, grown)


def signed_in(firm: Firm) -> str:
    token = firm.store.sign_in.open_session(firm.salespeople[0], "bench", NOW)
    return f"encore={token}"


def long_history(folder: Path) -> None:
    """Give the first customer more facts than a page shows."""
    carry = writing.carrier(folder)
    for number in range(120):
        carry(writing.asked(number, customer=0))


if __name__ == "__main__":
    sys.exit(main())
