"""What is told of a backtest: a table with the words to read it, JSON for a program, and who was picked?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Any

from backend.retention.backtest.figures import Figures
from backend.retention.backtest.run import Backtest

DIGITS = 2
NOTHING = "none"
WIDTH = 100


def as_json(made: Backtest) -> dict[str, Any]:
    """Percent throughout; null where there was nobody to reach or no call."""
    terms = made.terms
    return {
        "start": terms.start.isoformat(),
        "end": terms.end.isoformat(),
        "weeks": len(terms.weeks),
        "calls_a_week": terms.calls,
        "follow_weeks": terms.follow_weeks,
        "in_time_weeks": terms.in_time_weeks,
        "customers": made.customers,
        "purchases": made.purchases,
        "lapsers": made.left,
        "rhythm": asdict(made.rhythm),
        "shelf_life": made.shelf_life,
        "policies": [{name: _rounded(value) for name, value in asdict(one).items()} for one in made.figures],
    }


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else value


def as_table(made: Backtest) -> Iterator[str]:
    terms = made.terms
    yield (
        f"{len(terms.weeks):,} weeks from {terms.start}, {terms.calls:,} calls a week:"
        f" {made.purchases:,} purchases of {made.customers:,} customers, through {terms.end}."
    )
    if made.left:
        yield f"Customers who left in these weeks, by all that is known: {made.left:,}."
    else:
        yield "Nobody to reach: no customer left in these weeks, by all that is known."
    yield f"Encore holds a silence to be fresh for {made.shelf_life} days here."
    yield ""
    yield f"{'policy':18}{'reached':>20}{'precision':>12}{'wasted':>10}{'calls':>8}"
    yield from (_line(one) for one in made.figures)
    for words in (
        "reached: of what the customers who left had spent a week, how much was theirs who were called within"
        f" {terms.in_time_weeks} weeks of their last purchase. In brackets: with other customers of the same kind it"
        " would lie there 95 times in 100, so figures whose brackets overlap widely may be alike.",
        "precision: calls to customers who had left. wasted: calls to customers who bought within 14 days anyway.",
        "random is what chance reaches; the oracle knows who will leave, so no list can reach more.",
    ):
        yield ""
        yield fill(words, WIDTH)


def _line(one: Figures) -> str:
    within = "" if one.low is None or one.high is None else f" ({one.low:.0f} to {one.high:.0f})"
    reached = f"{_percent(one.reached)}{within}"
    return f"{one.policy:18}{reached:>20}{_percent(one.precision):>12}{_percent(one.wasted):>10}{one.calls:>8,}"


def _percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f} %"


def write_picks(made: Backtest, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("week", "policy", "rank", "customer_id"))
        for policy, calls in made.calls.items():
            rows.writerows((date.fromordinal(call.week), policy, call.rank, call.customer) for call in calls)
