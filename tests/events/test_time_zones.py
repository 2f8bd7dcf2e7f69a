"""By whose clock may a customer live?"""

from __future__ import annotations

import pytest

from events.kernel import Refused
from events.time_zones import TIME_ZONES, StateTimeZone, TimeZoneStated
from tests.events.given import given, noted


def test_a_zone_is_stated_and_an_empty_one_is_our_own_again() -> None:
    given().when(StateTimeZone(zone="Asia/Tokyo")).then(TimeZoneStated(zone="Asia/Tokyo"))
    given(TimeZoneStated(zone="Asia/Tokyo")).when(StateTimeZone(zone="")).then(TimeZoneStated(zone=""))
    assert TIME_ZONES.fold(noted([TimeZoneStated(zone="Asia/Tokyo")])) is None


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "europe", "Europe/London\x00", "x" * 5_000])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(Refused):
        StateTimeZone(zone=zone)
