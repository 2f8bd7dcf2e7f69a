"""When is a need noted, and when is it met?"""

from __future__ import annotations

from functools import partial

from events.needs import MeetNeed, NeedMet, NeedNoted, NoteNeed
from tests.events.given import UNKEEPABLE, given, nth

FIRST = nth(1)


def test_a_need_is_a_line() -> None:
    given().when(NoteNeed(text=" a quiet grinder ")).then(NeedNoted(text="a quiet grinder"))
    for text in ("", "  "):
        given().when(partial(NoteNeed, text=text)).refused("in a few words")
    given().when(lambda: NoteNeed(text="x" * 5_000)).refused("up to 200 characters")
    for text in UNKEEPABLE:
        given().when(partial(NoteNeed, text=text)).refused("")


def test_a_need_is_met_by_whoever_sees_that() -> None:
    given().when(MeetNeed(need=FIRST)).refused("not on this customer")
    given(NeedNoted(text="a grinder")).when(MeetNeed(need=FIRST)).then(NeedMet(need=FIRST))
    given(NeedNoted(text="a grinder"), NeedMet(need=FIRST)).when(MeetNeed(need=FIRST)).then(NeedMet(need=FIRST))
