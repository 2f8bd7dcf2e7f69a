"""The library: what is worth saying to a customer? Kept by managers, and sent by whoever sells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never
from unicodedata import category
from uuid import UUID, uuid5

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import Touch, valid_tag, valid_text

LONGEST_TITLE = 120
LONGEST_WORDS = 2_000
LONGEST_LINK = 500
MOST_TAGS = 10
MOST_ITEMS = 200
"""In use: more than anybody knows by heart, and each is looked at for every card."""


class ValueKind(StrEnum):
    TIP = "tip"
    ARTICLE = "article"
    STORY = "story"
    OFFER = "offer"
    NEWS = "news"
    THANKS = "thanks"

    @property
    def touch(self) -> Touch:
        """What it is to a customer to get one."""
        return _TOUCH_OF.get(self, Touch.VALUE)


_HOST = r"[^\s/?#@<>\"\\:\[\]]*[^\W_][^\s/?#@<>\"\\:\[\]]*|\[[0-9a-f:.]+\]"
_PAGE = re.compile(rf"https?://(?:{_HOST})(?::([0-9]{{1,5}}))?(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE)
"""The address of a page, without a name and password before the host."""
LAST_PORT = 65_535
_TOUCH_OF = {ValueKind.OFFER: Touch.OFFER, ValueKind.NEWS: Touch.NEWS, ValueKind.THANKS: Touch.THANKS}


@fact("value_item_kept")
class ValueItemKept(Fact):
    """On the firm's stream. The same item kept again reads so from now on; to whom it was sent, it was sent.

    `needs` and `products` are words as tags are written; without either it fits everybody. `existing_only`: for who
    has bought. In `words`, {name} stands for the customer's name.
    """

    item: UUID
    kind: ValueKind
    title: str
    words: str = ""
    link: str = ""
    needs: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    existing_only: bool = False


@fact("value_item_retired")
class ValueItemRetired(Fact):
    """It is suggested and sent no more; to whom it was sent, it was sent."""

    item: UUID


@command
class KeepValueItem(Command):
    """`existing_only` None: as is usual for its kind, offers being for who has bought."""

    item: UUID
    kind: ValueKind
    title: str
    words: str = ""
    link: str = ""
    needs: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    existing_only: bool | None = None

    def __post_init__(self) -> None:
        if not valid_title(self.title):
            raise Refused("Give it a title: what you would call it on the phone.")
        if len(self.words) > LONGEST_WORDS:
            raise Refused(f"These words are too long: up to {LONGEST_WORDS:,} characters, please.")
        words, link = valid_text(self.words), valid_link(self.link)
        if not words and not link:
            raise Refused("Write the words to send, or where they can be read.")
        valid_words(self.needs)
        valid_words(self.products)


@command
class RetireValueItem(Command):
    item: UUID


def valid_title(text: str) -> str:
    """One line, "" when nothing is to be seen. Raises Refused for what is too long or cannot be kept."""
    kept = " ".join((valid_text(text) or "").split())
    if len(kept) > LONGEST_TITLE:
        raise Refused(f"A title is one line of up to {LONGEST_TITLE} characters. Make it shorter.")
    return "" if all(category(letter)[0] in "CZ" for letter in kept) else kept


def valid_link(text: str) -> str:
    """The address of a page, "" when empty. Raises Refused for what no browser should be led to."""
    kept = valid_text(text) or ""
    if not kept:
        return ""
    if len(kept) > LONGEST_LINK:
        raise Refused(f"A link has {LONGEST_LINK} characters at most. Pages often have a shorter one to share.")
    if not _is_page(kept):
        raise Refused("A link is the whole address of a page, and begins with https:// or http://.")
    return kept


def _is_page(address: str) -> bool:
    """Whether it leads where it seems to: a host, a port that can be, and no letter that nobody sees."""
    found = _PAGE.fullmatch(address)
    if found is None or any(category(letter)[0] == "C" for letter in address):
        return False
    return found[1] is None or 0 < int(found[1]) <= LAST_PORT


def valid_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Needs or products as tags are written, each once. Raises Refused for too many, and for one too long."""
    kept = tuple(dict.fromkeys(tag for word in words if (tag := valid_tag(word))))
    if len(kept) > MOST_TAGS:
        raise Refused(f"Up to {MOST_TAGS} needs and {MOST_TAGS} products. A few that fit are found more easily.")
    return kept


@dataclass(frozen=True, kw_only=True)
class ValueItem:
    """An item of the library as it reads now."""

    item: UUID
    kind: ValueKind
    title: str
    words: str
    link: str
    needs: tuple[str, ...]
    products: tuple[str, ...]
    existing_only: bool
    retired: bool = False

    @property
    def announcement(self) -> UUID:
        """The relationship plan by which it is told to several customers."""
        return uuid5(self.item, "announcement")


ReadyThanks = tuple[tuple[str, str], ...]
READY_THANKS: ReadyThanks = (
    ("first", "Dear {name},\n\nthank you for your first order with us. If anything is not as it should be, tell us."),
    ("referral", "Dear {name},\n\nthank you for telling somebody of us. That is the kindest thing a customer can do."),
    ("large", "Dear {name},\n\nthank you for your large order, and for the trust in us that it shows."),
)
"""By what is thanked for: words to adapt, until a firm keeps its own."""

LibraryFact = ValueItemKept | ValueItemRetired
LibraryCommand = KeepValueItem | RetireValueItem
Library = tuple[ValueItem, ...]
"""In the order in which they were first kept."""


def decide(past: Library, asked: LibraryCommand) -> list[LibraryFact]:
    known = next((one for one in past if one.item == asked.item), None)
    match asked:
        case KeepValueItem():
            made = _made(asked)
            if made == known:
                return []
            _check_room(made, past)
            return [_kept(made)]
        case RetireValueItem(item=item):
            if known is None:
                raise Refused("There is no such item to retire.")
            return [] if known.retired else [ValueItemRetired(item=item)]
        case _:
            assert_never(asked)


def _made(asked: KeepValueItem) -> ValueItem:
    return ValueItem(
        item=asked.item,
        kind=asked.kind,
        title=valid_title(asked.title),
        words=valid_text(asked.words) or "",
        link=valid_link(asked.link),
        needs=valid_words(asked.needs),
        products=valid_words(asked.products),
        existing_only=asked.kind is ValueKind.OFFER if asked.existing_only is None else asked.existing_only,
    )


def _kept(made: ValueItem) -> ValueItemKept:
    return ValueItemKept(
        item=made.item,
        kind=made.kind,
        title=made.title,
        words=made.words,
        link=made.link,
        needs=made.needs,
        products=made.products,
        existing_only=made.existing_only,
    )


def _check_room(made: ValueItem, past: Library) -> None:
    others = [one for one in past if one.item != made.item and not one.retired]
    if made.title.casefold() in {one.title.casefold() for one in others}:
        raise Refused("Another item has this title. Give this one a title of its own.")
    if len(others) >= MOST_ITEMS:
        raise Refused(f"The library holds {MOST_ITEMS} items. Retire one that nobody sends any more.")


def evolve(past: Library, noted: Noted) -> Library:
    match noted.body:
        case ValueItemKept() as kept:
            made = ValueItem(
                item=kept.item,
                kind=kept.kind,
                title=kept.title,
                words=kept.words,
                link=kept.link,
                needs=kept.needs,
                products=kept.products,
                existing_only=kept.existing_only,
            )
            if any(one.item == made.item for one in past):
                return tuple(made if one.item == made.item else one for one in past)
            return (*past, made)
        case ValueItemRetired(item=item):
            return tuple(replace(one, retired=True) if one.item == item else one for one in past)
        case _:
            return past


LIBRARY = Decider[Library, LibraryCommand, LibraryFact](
    start=(),
    commands=(KeepValueItem, RetireValueItem),
    facts=(ValueItemKept, ValueItemRetired),
    decide=decide,
    evolve=evolve,
)
