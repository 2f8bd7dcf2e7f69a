"""What are the words of an item as this customer gets them, and where does the phone's own program open with them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from backend.retention.ways import Way, WayState
from backend.retention.worth_saying import sayable
from backend.web.cards import Card, WayView
from events.library import READY_THANKS, ValueItem
from events.values import Channel, Outcome, Rule

NAME = "{name}"
THANKS_TITLE = "Thank you"
THANKING = frozenset({Rule.THANK_YOU, Rule.REFERRAL_THANKS})
READY = dict(READY_THANKS)
SENT_BY = (
    (Channel.EMAIL, Outcome.SENT),
    (Channel.TEXT, Outcome.SENT),
    (Channel.LETTER, Outcome.SENT),
    (Channel.VISIT, Outcome.MET),
)
"""E-mailed, texted, posted, and handed over."""
_NEEDS_NO_ADDRESS = frozenset({Channel.LETTER, Channel.VISIT})
"""The address may stand elsewhere; a no counts all the same."""


@dataclass(frozen=True, slots=True)
class Message:
    """`item` None: words that every firm has. `words` are with the link below them."""

    item: ValueItem | None
    title: str
    words: str


def message(card: Card, item: ValueItem) -> Message:
    return Message(item, item.title, _filled(card, words_of(item)))


def words_of(item: ValueItem) -> str:
    """As everybody gets them: with {name} for the customer's, and the link below."""
    return "\n\n".join(part for part in (item.words, item.link) if part)


def ready_thanks(card: Card) -> Message:
    """For what they are to be thanked on this card."""
    key = _thanked_for(card.top.rule, card.top.numbers) if card.top else "first"
    return Message(None, THANKS_TITLE, _filled(card, READY[key]))


def key_of(card: Card, rule: Rule | None, numbers: Mapping[str, int]) -> str | None:
    """What is worth saying once this rule speaks first, None being none: an item, or for what they are thanked."""
    fits = sayable(card.customer.profile, rule, card.fits)
    if fits:
        return str(fits[0].item.item)
    return _thanked_for(rule, numbers) if rule in THANKING else None


def _thanked_for(rule: Rule, numbers: Mapping[str, int]) -> str:
    if rule is Rule.REFERRAL_THANKS:
        return "referral"
    return "large" if rule is Rule.THANK_YOU and not numbers.get("first") else "first"


def _filled(card: Card, words: str) -> str:
    return words.replace(NAME, card.name or "friend")


def sendable(ways: Iterable[Way | WayView]) -> list[Channel]:
    """By which of these ways something may be sent."""
    open_ways = {way.channel for way in ways if way.usable or _on_foot(way)}
    return [channel for channel, _ in SENT_BY if channel in open_ways]


def _on_foot(way: Way | WayView) -> bool:
    return way.channel in _NEEDS_NO_ADDRESS and way.state != WayState.CONSENT_NO.value


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
