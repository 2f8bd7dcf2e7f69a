"""Themes: what do customers speak of here, in the firm's own list, and by which words is each known?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import valid_theme

MOST_THEMES = 50
MOST_WORDS = 30


@dataclass(frozen=True, kw_only=True)
class Theme:
    """`words`: beginnings of words by which what was said is most likely of it; its own name is one of them."""

    name: str
    words: tuple[str, ...] = ()


Themes = tuple[Theme, ...]
READY_MADE: Themes = (
    Theme(name="Price", words=("dear", "expensive", "cheap", "cost", "discount")),
    Theme(name="Delivery", words=("deliver", "late", "courier", "post", "parcel", "shipping")),
    Theme(name="Quality", words=("broke", "crack", "fault", "damage", "defect", "stale")),
    Theme(name="Service", words=("rude", "unfriendly", "wait", "answer", "call back", "ignored")),
    Theme(name="Range", words=("stock", "sold out", "choice", "colour", "size", "flavour")),
    Theme(name="Opening hours", words=("closed", "opening", "evening", "weekend", "saturday", "sunday")),
)
"""What is offered to a firm that has kept no list of its own."""


@fact("themes_kept")
class ThemesKept(Fact):
    """On the firm's stream: the whole list from now on. What was said keeps the names of then."""

    themes: Themes


@command
class KeepThemes(Command):
    themes: Themes

    def __post_init__(self) -> None:
        if not 1 <= len(self.themes) <= MOST_THEMES:
            raise Refused(f"Keep between 1 and {MOST_THEMES} themes.")
        names = [valid_theme(theme.name).casefold() for theme in self.themes]
        if len(set(names)) < len(names):
            raise Refused("Two themes have one name. Give each a name of its own.")
        for theme in self.themes:
            if len(theme.words) > MOST_WORDS:
                raise Refused(f"Up to {MOST_WORDS} words tell of a theme. Leave out those that are rare.")
            for word in theme.words:
                valid_theme(word)


def suggested(themes: Iterable[Theme], text: str | None) -> tuple[str, ...]:
    """The names of those themes of which words of the text begin with a word; in the order of the list."""
    said = " ".join(re.findall(r"\w+", (text or "").casefold()))
    return tuple(theme.name for theme in themes if said and _speaks_of(theme, f" {said}"))


def _speaks_of(theme: Theme, said: str) -> bool:
    known = (" ".join(re.findall(r"\w+", word.casefold())) for word in (theme.name, *theme.words))
    return any(word and f" {word}" in said for word in known)


def decide(past: Themes | None, asked: KeepThemes) -> list[ThemesKept]:
    kept = tuple(
        Theme(name=valid_theme(theme.name), words=tuple(dict.fromkeys(valid_theme(word) for word in theme.words)))
        for theme in asked.themes
    )
    return [] if kept == past else [ThemesKept(themes=kept)]


def evolve(past: Themes | None, noted: Noted) -> Themes | None:
    return noted.body.themes if isinstance(noted.body, ThemesKept) else past


THEMES = Decider[Themes | None, KeepThemes, ThemesKept](
    start=None, commands=(KeepThemes,), facts=(ThemesKept,), decide=decide, evolve=evolve
)
