"""When is there a reason to write that has nothing to do with selling?"""

from __future__ import annotations

import pytest

from backend.retention.writing import AROUND, Occasion, ToWrite, reason_to_write
from events.lifecycle import CustomerLost
from tests.retention.story import Told, bought, day, known, registered

YEAR = 365


@pytest.mark.parametrize(
    ("told", "on", "said"),
    [
        ([registered(0)], 400, ToWrite(Occasion.WORD)),
        ([bought(0)], 0, ToWrite(Occasion.WORD)),
        ([bought(0)], YEAR, ToWrite(Occasion.ANNIVERSARY, 1)),
        ([bought(0)], 3 * YEAR, ToWrite(Occasion.ANNIVERSARY, 3)),
        ([bought(0)], YEAR + AROUND, ToWrite(Occasion.ANNIVERSARY, 1)),
        ([bought(0)], YEAR + AROUND + 2, ToWrite(Occasion.SEASON, 1)),
        ([bought(0)], YEAR - 60, ToWrite(Occasion.WORD)),
        ([bought(0), bought(100), bought(100 + YEAR)], 100 + 2 * YEAR, ToWrite(Occasion.SEASON, 2)),
        ([bought(0), (30, CustomerLost())], YEAR, ToWrite(Occasion.WORD)),
    ],
)
def test_an_anniversary_or_their_season_is_a_reason_to_write(told: list[Told], on: int, said: ToWrite) -> None:
    assert reason_to_write(known(*told), day(on)) == said
