"""What do all topics share? Facts, commands, refusals, envelopes and the register of stored names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, dataclass_transform
from uuid import UUID, uuid5

SYSTEM = UUID(int=0)
"""Who notes what no person noted: set-up and imports by command."""


class Refused(Exception):
    """A sentence in the user's words that says why not and what to do; shown as it is."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened: named in the past tense, appended once, never changed."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something asked for: named in the imperative, valid once it exists."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Commands on one stream, carried out together or not at all, with who asks and when it happened (aware, UTC).

    `command_id` makes it happen once: it becomes the id of the first fact. `phone_at`: what a wrong clock said.
    """

    command_id: UUID
    stream: UUID
    occurred_at: datetime
    noted_by: UUID
    device: str = ""
    because: tuple[UUID, ...] = ()
    phone_at: datetime | None = None
    commands: tuple[Command, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """A fact in its envelope. `occurred_at` is aware and in UTC."""

    fact_id: UUID
    stream: UUID
    occurred_at: datetime
    noted_by: UUID
    device: str = ""
    because: tuple[UUID, ...] = ()
    body: Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded(Noted):
    """A fact in the log: `position` orders the whole log, `version` counts its stream from 1 without a gap."""

    position: int
    version: int
    recorded_at: datetime


S = TypeVar("S")
C = TypeVar("C", bound=Command)
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, kw_only=True)
class Decider(Generic[S, C, F]):
    """One topic's rules: `decide` is pure and total over `commands`, `evolve` over `facts`.

    `reports` lists the commands that only say what happened: decided without the past, never in conflict.
    """

    start: S
    commands: tuple[type[C], ...]
    facts: tuple[type[F], ...]
    decide: Callable[[S, C], list[F]]
    evolve: Callable[[S, Noted], S]
    reports: frozenset[type[C]] = frozenset()

    def fold(self, facts: Iterable[Noted]) -> S:
        state = self.start
        for noted in facts:
            state = self.evolve(state, noted)
        return state


def note(asked: Asked, bodies: Sequence[Fact]) -> list[Noted]:
    """Put decided facts into envelopes: the first takes the command's id, the n-th uuid5(command id, n)."""
    return [
        Noted(
            fact_id=uuid5(asked.command_id, str(n)) if n else asked.command_id,
            stream=asked.stream,
            occurred_at=asked.occurred_at,
            noted_by=asked.noted_by,
            device=asked.device,
            because=(asked.command_id, *asked.because) if n else asked.because,
            body=body,
        )
        for n, body in enumerate(bodies)
    ]


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Shape:
    """How one kind of fact is stored: its name and version are a database format, never the class path."""

    name: str
    version: int
    body: type[Fact]
    personal: tuple[str, ...]
    upcasters: Mapping[int, Upcaster]


REGISTER: dict[str, Shape] = {}
_SHAPES: dict[type[Fact], Shape] = {}


def personal() -> Any:
    """A field that tells who somebody is or what was said: encrypted with the stream's own key inside the fact.

    Such a field is `str | None` and reads None where nothing was said and where the key is gone.
    """
    return field(default=None, metadata={"personal": True})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def fact(
    name: str, *, version: int = 1, upcasters: Mapping[int, Upcaster] | None = None
) -> Callable[[type[F]], type[F]]:
    """Make a class a frozen fact and enter it in the register. `upcasters[n]` turns a stored version n into n + 1."""

    def register(cls: type[F]) -> type[F]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        if name in REGISTER:
            raise ValueError(f"two facts are stored as {name}")
        hidden = tuple(f.name for f in fields(made) if f.metadata.get("personal"))
        shape = Shape(name, version, made, hidden, dict(upcasters or {}))
        REGISTER[name] = _SHAPES[made] = shape
        return made

    return register


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def command(cls: type[C]) -> type[C]:
    """Make a class a frozen command."""
    return dataclass(frozen=True, kw_only=True)(cls)


def shape_of(body: Fact | type[Fact]) -> Shape:
    """The stored name, version and personal fields of a fact."""
    return _SHAPES[body if isinstance(body, type) else type(body)]


def without_personal(body: F) -> F:
    """The same fact as it reads once the key is destroyed."""
    hidden = shape_of(body).personal
    return replace(body, **dict.fromkeys(hidden)) if hidden else body


def stored_shapes() -> list[str]:
    """One line per stored kind of fact, for the golden file: `name/version: field, field?, field*`.

    `?` marks a field with a default, `*` a personal one.
    """
    return sorted(f"{s.name}/{s.version}: " + ", ".join(map(_spelt, fields(s.body))) for s in REGISTER.values())


def _spelt(f: Any) -> str:
    optional = f.default is not MISSING or f.default_factory is not MISSING
    return str(f.name) + ("*" if f.metadata.get("personal") else "?" if optional else "")
