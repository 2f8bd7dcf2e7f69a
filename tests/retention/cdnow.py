"""What do the real purchases of the CDNOW sample say of each customer on one day, for the tests of the science?"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2]
REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "reference.json").read_text(encoding="utf-8"))
UNTIL = date.fromisoformat(REFERENCE["cdnow"]["until"])


@cache
def purchases() -> dict[int, dict[date, float]]:
    """Of each customer, in the file's order: the dollars of each purchase day."""
    found: dict[int, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    with (FOLDER / "backend/cli/demo/cdnow.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[int(row["customer_id"])][date.fromisoformat(row["date"])] += float(row["amount"])
    return found


@cache
def base() -> tuple[tuple[int, float, float], ...]:
    """(x, t_x, T) of each customer, in weeks."""
    days = [sorted(day for day in bought if day <= UNTIL) for bought in purchases().values()]
    return tuple((len(of) - 1, (of[-1] - of[0]).days / 7, (UNTIL - of[0]).days / 7) for of in days)


@cache
def repeat_spend() -> tuple[tuple[int, float], ...]:
    """(x, mean dollars of a repeat purchase) of each customer; a mean of 0 where x is."""
    found = []
    for bought in purchases().values():
        repeats = [bought[day] for day in sorted(bought) if day <= UNTIL][1:]
        found.append((len(repeats), sum(repeats) / max(len(repeats), 1)))
    return tuple(found)
