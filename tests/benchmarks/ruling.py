"""How long until other rules are in force for 10,000 customers, and for how much of it do others wait to write?"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID, uuid5

from backend.commands import carry_out
from backend.projections.reruling import adopt_beside
from backend.store import Appended, View
from events.firm import FIRM
from events.kernel import Asked
from events.rulebook import AdoptRulebook, Rulebook
from tests.benchmarks.measure import Line
from tests.benchmarks.pages import opened
from tests.benchmarks.shop import NOW

OTHER = Rulebook(quiet_after=10, quiet_gap_percent=60, second_after=20, shadow_every=45)
"""Moves every customer's days."""
AT_MOST = 5.0
LOCKED_AT_MOST = 2.0


def rerule_line(folder: Path) -> Line:
    """On a copy; the lock is held from the moment at which everything is worked out."""
    copy = folder.with_name(f"{folder.name}-ruled")
    shutil.copytree(folder, copy)
    store = opened(copy)
    asked = Asked(
        command_id=uuid5(UUID(int=1), "ruled"),
        stream=FIRM,
        occurred_at=NOW,
        noted_by=UUID(int=7),
        commands=(AdoptRulebook(rulebook=OTHER),),
    )
    times, worked = [perf_counter()], process_time()

    def adopt(views: Sequence[View]) -> Appended:
        times.append(perf_counter())
        return carry_out(store, asked, views=views)

    adopt_beside(store, lambda setting: replace(setting, rulebook=OTHER), adopt)
    worked, total, locked = process_time() - worked, perf_counter() - times[0], perf_counter() - times[1]
    store.close()
    figure = f"{total:.1f} s, {locked:.1f} s alone ({worked:.1f} s of a core)"
    reached = total <= AT_MOST and locked <= LOCKED_AT_MOST
    return Line("Other rules, 10,000 customers", figure, f"<= {AT_MOST:.0f} s", reached, "a clock")
