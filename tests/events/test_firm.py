"""How is a firm founded, and what does its data say of itself?"""

from __future__ import annotations

from typing import Any

import pytest

from events.firm import (
    FIRM_RULES,
    DemoDataMade,
    FirmFounded,
    FoundFirm,
    LogExported,
    LogLoaded,
    NoteDemoData,
    NoteExport,
    NoteLoad,
)
from tests.events.given import NAMES, TOO_LONG, UNKEEPABLE, given

FOUNDED = FirmFounded(name="Records", currency="GBP", time_zone="Europe/London")


def found(**changes: Any) -> FoundFirm:
    return FoundFirm(**{"name": "Records", "currency": "GBP", "time_zone": "Europe/London", **changes})


def test_a_firm_is_founded_once() -> None:
    given().when(found()).then(FOUNDED)
    given(FOUNDED).when(found(name="Other")).refused("already belongs to a firm")


@pytest.mark.parametrize("name", NAMES)
def test_a_firm_has_a_name_in_any_script(name: str) -> None:
    given().when(found(name=f" {name} ")).then(FirmFounded(name=name, currency="GBP", time_zone="Europe/London"))


def test_working_days_are_kept_once_and_in_order() -> None:
    given().when(found(working_days=(5, 1, 1, 3), country_code="44")).then(
        FirmFounded(
            name="Records", currency="GBP", time_zone="Europe/London", working_days=(1, 3, 5), country_code="44"
        )
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Give the firm a name"),
        ({"name": TOO_LONG}, "200 characters"),
        ({"name": UNKEEPABLE[0]}, "cannot be kept"),
        ({"currency": "gbp"}, "three letters"),
        ({"currency": "GBPP"}, "three letters"),
        ({"time_zone": "Europe/Atlantis"}, "time zone such as"),
        ({"time_zone": "../../etc/passwd"}, "time zone such as"),
        ({"time_zone": "localtime"}, "time zone such as"),
        ({"working_days": ()}, "at least one working day"),
        ({"working_days": (7,)}, "at least one working day"),
        ({"country_code": "+44"}, "up to three digits"),
        ({"country_code": "٤٤"}, "up to three digits"),
    ],
)
def test_a_firm_that_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    given().when(lambda: found(**changes)).refused(words)


def test_demonstration_data_says_so() -> None:
    given(FOUNDED).when(NoteDemoData(purchases=6919, customers=2357, moved_by_days=10_000)).then(
        DemoDataMade(purchases=6919, customers=2357, moved_by_days=10_000)
    )


def test_a_firm_with_demonstration_data_stays_founded() -> None:
    demo = DemoDataMade(purchases=1, customers=1, moved_by_days=0)
    given(FOUNDED, demo).when(found()).refused("already belongs to a firm")


@pytest.mark.parametrize("past", [(), (FOUNDED,)])
def test_where_the_log_went_and_came_from_is_noted_whatever_was_before(past: tuple[FirmFounded, ...]) -> None:
    given(*past).when(NoteExport(through=7)).then(LogExported(through=7))
    given(*past).when(NoteLoad(through=7)).then(LogLoaded(through=7))
    assert {NoteExport, NoteLoad} <= FIRM_RULES.reports, "they conflict with nothing"


def test_a_firm_whose_log_was_loaded_stays_founded() -> None:
    given(FOUNDED, LogLoaded(through=1)).when(found()).refused("already belongs to a firm")
