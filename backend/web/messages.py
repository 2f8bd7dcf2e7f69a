"""What are the words of an item as this customer gets them, and where does the phone's own program open with them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from backend.web.cards import Card, WayView
from events.library import READY_THANKS, ValueItem
from events.values import Channel, Rule

NAME = "{name}"
THANKS_TITLE = "Thank you"


@dataclass(frozen=True, slots=True)
class Message:
    """`item` None: words that every firm has. `words` are with the link below them; `link` "" where there is none."""

    item: ValueItem | None
    title: str
    words: str
    link: str


def message(card: Card, item: ValueItem) -> Message:
    filled = _filled(card, item.words)
    return Message(item, item.title, "\n\n".join(part for part in (filled, item.link) if part), item.link)


def ready_thanks(card: Card) -> Message:
    """For what they are to be thanked on this card."""
    return Message(None, THANKS_TITLE, _filled(card, dict(READY_THANKS)[_thanked_for(card)]), "")


def _thanked_for(card: Card) -> str:
    top = card.top
    if top is not None and top.rule is Rule.REFERRAL_THANKS:
        return "referral"
    return "large" if top is not None and top.rule is Rule.THANK_YOU and not top.numbers.get("first") else "first"


def _filled(card: Card, words: str) -> str:
    return words.replace(NAME, card.name or "friend")


def hrefs(ways: Iterable[WayView], told: Message) -> dict[Channel, str]:
    """Where a text or an e-mail with these words opens, by the usable ones of these ways."""
    found: dict[Channel, str] = {}
    for way in ways:
        if way.usable and way.channel is Channel.EMAIL:
            found[way.channel] = f"{way.href}?subject={_escaped(told.title)}&body={_escaped(told.words)}"
        elif way.usable and way.channel is Channel.TEXT:
            found[way.channel] = f"{way.href}?body={_escaped(told.words)}"
    return found


def _escaped(text: str) -> str:
    """As RFC 6068 asks: nothing stands for itself, and lines end as in a letter."""
    return quote(text.replace("\r\n", "\n").replace("\n", "\r\n"), safe="")
