"""Does the library keep what is worth saying, and nothing that should not be sent?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from events.firm import LogExported
from events.library import (
    LIBRARY,
    MOST_ITEMS,
    KeepValueItem,
    RetireValueItem,
    ValueItemKept,
    ValueItemRetired,
    ValueKind,
)
from events.values import Touch
from tests.events.given import UNKEEPABLE, given, noted

ROSES, OTHER = UUID(int=7), UUID(int=8)


def keep(**said: Any) -> KeepValueItem:
    return KeepValueItem(**{"item": ROSES, "kind": ValueKind.TIP, "title": "Roses", "words": "In March.", **said})


def kept(**said: Any) -> ValueItemKept:
    return ValueItemKept(**{"item": ROSES, "kind": ValueKind.TIP, "title": "Roses", "words": "In March.", **said})


def test_an_item_is_kept_and_put_right() -> None:
    given().when(keep(title=" Ro \n ses ", needs=("Garden ", "garden", ""))).then(
        kept(title="Ro ses", needs=("garden",))
    )
    given(kept()).when(keep()).nothing()
    given(kept()).when(keep(words="In April.")).then(kept(words="In April."))
    given(kept(), kept(words="In April.")).when(keep(words="In April.")).nothing()


def test_an_offer_is_for_who_has_bought_unless_it_is_said() -> None:
    offer = {"kind": ValueKind.OFFER, "title": "Two for one"}
    given().when(keep(**offer)).then(kept(**offer, existing_only=True))
    given().when(keep(**offer, existing_only=False)).then(kept(**offer))
    given().when(keep(existing_only=True)).then(kept(existing_only=True))


@pytest.mark.parametrize(
    "link", ["https://example.org", "HTTP://example.org/a?b=c&d=%20#e", "https://münchen.example:8443/ß"]
)
def test_the_address_of_a_page_is_a_link(link: str) -> None:
    given().when(keep(link=f" {link} ", words="")).then(kept(link=link, words=""))


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https:/example.org",
        "https://",
        "https://bank.example@evil.example/",
        "https://exa mple.org",
        'https://example.org/"onclick=',
        "https://example.org\\@evil.example",
        "https://e\u202example.org",
        "https://exa\u200bmple.org",
        "https://example.org/\u2066a",
        "https://example.org/\x1ba",
        "https://...",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://example.org:x/",
        "https://[example.org",
    ],
)
def test_no_other_address_is_one(link: str) -> None:
    with pytest.raises(Exception, match="begins with https:// or http://"):
        keep(link=link)


def test_what_nobody_could_send_is_refused() -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"title": " "}, "Give it a title"),
        ({"title": "\u200b \u202e"}, "Give it a title"),
        ({"link": "https://example.org/" + "x" * 500}, "500 characters at most"),
        ({"title": "x" * 121}, "up to 120 characters"),
        ({"words": "x" * 2_001}, "up to 2,000 characters"),
        ({"words": " ", "link": ""}, "Write the words to send, or where they can be read."),
        ({"needs": tuple(f"need {n}" for n in range(11))}, "Up to 10 needs"),
        ({"products": ("x" * 41,)}, "40 characters at most"),
        *(({"words": text}, "cannot be kept") for text in UNKEEPABLE),
    ]
    for said, words in refused:
        with pytest.raises(Exception, match=words):
            keep(**said)


def test_no_two_items_in_use_have_one_title() -> None:
    given(kept()).when(keep(item=OTHER, title="ROSES")).refused("Another item has this title")
    given(kept(), ValueItemRetired(item=ROSES)).when(keep(item=OTHER)).then(kept(item=OTHER))


def test_the_library_holds_so_many_and_no_more() -> None:
    full = [kept(item=UUID(int=100 + n), title=f"Title {n}") for n in range(MOST_ITEMS)]
    given(*full).when(keep()).refused("Retire one")
    given(*full).when(keep(item=UUID(int=100), title="Another")).then(kept(item=UUID(int=100), title="Another"))


def test_it_is_retired_once_and_in_use_again_when_it_is_kept_anew() -> None:
    given(kept()).when(RetireValueItem(item=ROSES)).then(ValueItemRetired(item=ROSES))
    given(kept(), ValueItemRetired(item=ROSES)).when(RetireValueItem(item=ROSES)).nothing()
    given(kept(), kept(item=OTHER, title="B"), ValueItemRetired(item=ROSES)).when(keep()).then(kept())
    given().when(RetireValueItem(item=ROSES)).refused("no such item")


def test_each_kind_is_a_touch_of_its_own_and_what_helps_is_worth_having() -> None:
    assert [kind.touch for kind in ValueKind] == [
        Touch.VALUE,
        Touch.VALUE,
        Touch.VALUE,
        Touch.OFFER,
        Touch.NEWS,
        Touch.THANKS,
    ]


def test_what_else_the_firm_does_changes_nothing_in_it() -> None:
    given(kept(), LogExported(through=3)).when(keep()).nothing()
    assert LIBRARY.fold(noted([kept(), LogExported(through=3)])) == LIBRARY.fold(noted([kept()]))


def test_each_item_is_announced_by_a_plan_of_its_own() -> None:
    one, other = LIBRARY.fold(noted([kept(), kept(item=OTHER, title="Bulbs")]))
    assert one.announcement not in (one.item, other.announcement)
