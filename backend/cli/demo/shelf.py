"""What does the demo shop have to say that helps its customers? All of it invented."""

from __future__ import annotations

from uuid import UUID, uuid5

from events.firm import FIRM
from events.library import KeepValueItem, ValueKind

COLLECTOR = "collector"
"""How the shop tags the few who buy most."""


def _item(number: int) -> UUID:
    return uuid5(FIRM, f"demo item {number}")


NEWS = _item(5)
_THANKS = "Dear {name},\n\nthank you for buying from us. To a small shop it means more than you may think."
LIBRARY = (
    KeepValueItem(
        item=_item(1),
        kind=ValueKind.TIP,
        title="How to store discs so that they last",
        words="Dear {name},\n\na tip: upright, out of the sun, and never in the car. They last for decades.",
        needs=("storage", "shelf"),
    ),
    KeepValueItem(
        item=_item(2),
        kind=ValueKind.ARTICLE,
        title="Ten albums for a long evening",
        words="Dear {name},\n\nwe wrote down what we play when the shop is closed. Perhaps there is something for you.",
        link="https://example.org/ten-albums",
    ),
    KeepValueItem(
        item=_item(3),
        kind=ValueKind.STORY,
        title="A whole collection, back in order",
        words="Dear {name},\n\na customer could not find anything any more. We sorted it together in one afternoon:"
        " by mood, not by name. We gladly tell you how.",
        needs=("collection", "sorting"),
    ),
    KeepValueItem(
        item=_item(4),
        kind=ValueKind.OFFER,
        title="First look at the second-hand shelf",
        words="Dear {name},\n\nbefore it opens to everybody on Saturday, you may look through it on Friday evening.",
    ),
    KeepValueItem(
        item=NEWS,
        kind=ValueKind.NEWS,
        title="We take collections in part exchange",
        words="Dear {name},\n\nnew at the shop: bring what you no longer play, and take something else home.",
        products=(COLLECTOR,),
    ),
    KeepValueItem(item=_item(6), kind=ValueKind.THANKS, title="Thank you from all of us", words=_THANKS),
    KeepValueItem(
        item=_item(7),
        kind=ValueKind.TIP,
        title="A first record player: what matters",
        words="Dear {name},\n\nthree things matter: a needle to change, a lid, and a switch that is easy to find.",
        needs=("record player",),
    ),
    KeepValueItem(
        item=_item(8),
        kind=ValueKind.ARTICLE,
        title="Gifts for people who have everything",
        words="Dear {name},\n\nfive ideas for somebody who has every disc already. None of them is a disc.",
        link="https://example.org/gifts",
        needs=("gift",),
    ),
)
"""Kept when the shop is founded. An offer is for who has bought."""
