"""Which list of themes may a firm keep, and of which theme is what somebody said?"""

from __future__ import annotations

from functools import partial

import pytest

from events.themes import MOST_THEMES, READY_MADE, KeepThemes, Theme, ThemesKept, suggested
from tests.events.given import given

DELIVERY = Theme(name="Delivery", words=("late",))


def test_a_list_is_kept_in_its_own_words() -> None:
    given().when(KeepThemes(themes=(Theme(name=" Delivery ", words=(" late", "late")),))).then(
        ThemesKept(themes=(DELIVERY,))
    )
    given(ThemesKept(themes=(DELIVERY,))).when(KeepThemes(themes=(DELIVERY,))).nothing()


@pytest.mark.parametrize(
    ("themes", "words"),
    [
        ((), "between 1 and 50"),
        (tuple(Theme(name=str(n)) for n in range(MOST_THEMES + 1)), "between 1 and 50"),
        ((DELIVERY, Theme(name="delivery")), "Two themes have one name"),
        ((Theme(name="x" * 5_000),), "one line of up to 60 characters"),
        ((Theme(name="Tea", words=("x" * 5_000,)),), "one line of up to 60 characters"),
        ((Theme(name="Tea", words=tuple(map(str, range(31)))),), "Up to 30 words"),
        ((Theme(name="\x00"),), "characters that cannot be kept"),
    ],
)
def test_a_list_that_nobody_could_use_is_refused(themes: tuple[Theme, ...], words: str) -> None:
    given().when(partial(KeepThemes, themes=themes)).refused(words)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The parcel came LATE again", ("Delivery",)),
        ("Too dear, and sold out", ("Price", "Range")),
        ("Translate it", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_themes_are_suggested_by_how_words_begin(text: str | None, names: tuple[str, ...]) -> None:
    assert suggested(READY_MADE, text) == names
