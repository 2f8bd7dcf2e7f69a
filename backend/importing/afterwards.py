"""What follows an import by itself: the sweep plan after the first one, and the rhythm where much was bought?"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from backend.commands import carry_out
from backend.importing.desk import Desk
from backend.refitting import refit
from backend.store import Busy
from events.firm import FIRM
from events.kernel import Asked
from events.sweep import SWEEP, USUAL_A_DAY, AdoptSweepPlan


def follow_up(desk: Desk) -> None:
    plan_a_sweep(desk)
    # The file is in by now. What could not be had is fitted within a day, by whoever keeps the house.
    with suppress(Busy):
        refit(desk.store, desk.tools.clock())


def plan_a_sweep(desk: Desk) -> None:
    """The usual number of quiet customers a day, where nobody has decided it yet; it can be changed at any time."""
    if SWEEP.fold(desk.store.stream(FIRM)) is not None:
        return
    now = desk.tools.clock()
    asked = Asked(
        command_id=desk.tools.new_id(now),
        stream=FIRM,
        occurred_at=now,
        noted_by=UUID(desk.about["who"]),
        commands=(AdoptSweepPlan(a_day=USUAL_A_DAY, since=desk.setting.today(now)),),
    )
    carry_out(desk.store, asked, views=desk.tools.views)
