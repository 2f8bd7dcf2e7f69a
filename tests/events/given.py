"""How is a rule told in a test? given(facts).when(commands).then(facts), .refused(words) or .nothing()."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

import events
from events.kernel import Command, Decider, Fact, Noted, Refused

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
CUSTOMER = UUID(int=0xC0DE)
SOMEBODY = UUID(int=0xABBA)
TOO_LONG = "x" * 3_000_000
UNKEEPABLE = ["before\x00after", "half a letter: \ud83d", "\udfff"]
NAMES = ["Zoë O’Brien-Łukasz", "محمد بن علي", "王小明", "José", "👩🏽‍🌾 & daughters", "नमस्ते", "Ꝏ̈"]  # noqa: RUF001 any script
"""Names in any script, with marks that combine: each is kept to the letter."""


def nth(number: int) -> UUID:
    """The id of the n-th given fact, from 1."""
    return UUID(int=number)


FIRST = nth(1)


def deciders() -> dict[type[Command], Decider[Any, Any, Any]]:
    """Which decider answers for which command: every topic is asked."""
    modules = [importlib.import_module(f"events.{topic.name}") for topic in pkgutil.iter_modules(events.__path__)]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Decider)]
    return {asked: decider for decider in found for asked in decider.commands}


def noted(facts: Iterable[Fact]) -> list[Noted]:
    """Facts in envelopes, an hour apart."""
    return [
        Noted(
            fact_id=nth(number),
            stream=CUSTOMER,
            occurred_at=START + timedelta(hours=number),
            noted_by=SOMEBODY,
            body=body,
        )
        for number, body in enumerate(facts, 1)
    ]


@dataclass(frozen=True)
class Past:
    facts: tuple[Fact, ...]

    def when(self, *commands: Command | Callable[[], Command]) -> Decision:
        """A command that cannot even be made is given as a function, so that its refusal is heard."""
        return Decision(self.facts, commands)


@dataclass(frozen=True)
class Decision:
    past: tuple[Fact, ...]
    commands: tuple[Command | Callable[[], Command], ...]

    def then(self, *facts: Fact) -> None:
        assert self._decided() == list(facts)

    def nothing(self) -> None:
        assert self._decided() == []

    def refused(self, words: str) -> None:
        with pytest.raises(Refused) as refusal:
            self._decided()
        sentence = str(refusal.value)
        assert words in sentence
        assert sentence[0].isupper()
        assert sentence.endswith(".")

    def _decided(self) -> list[Fact]:
        found: list[Fact] = []
        for asked in self.commands:
            command = asked if isinstance(asked, Command) else asked()
            decider = deciders()[type(command)]
            found += decider.decide(decider.fold(noted(self.past)), command)
        return found


def given(*facts: Fact) -> Past:
    return Past(facts)
