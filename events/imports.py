"""Imports: which file brought how much, what was taken back, and where does an imported row's identity come from?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID, uuid5

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import valid_name

IMPORTS = UUID("5f1a0c52-6b1e-5e0e-9a55-0c0ffee1a907")
"""The one stream of the firm's imports, and the name space of imported ids."""


@fact("imports_salted")
class ImportsSalted(Fact):
    """Mixed into ids that come from an address or a number, so that nobody finds these by trying all of them."""

    salt: str | None = personal()


@fact("import_started")
class ImportStarted(Fact):
    """`headers` names the columns of the file, `mapping` what each was taken for (JSON): the next one is read alike.

    Every fact that an import brings has the id of this one as its `because`. The managers of `team` see
    it and take it back; imports from before there was one have none.
    """

    source: str
    kind: str
    headers: str = ""
    mapping: str = ""
    file: str | None = personal()
    team: UUID | None = None


@fact("import_finished")
class ImportFinished(Fact):
    """`import_id` is the fact that it began with; imports from before there was one have none.

    `changed` are customers that were known and got something new; `recognised` sales that were noted by hand before.
    """

    source: str
    rows: int
    new_customers: int
    new_purchases: int
    known: int
    refused: int
    import_id: UUID | None = None
    changed: int = 0
    contacts: int = 0
    recognised: int = 0
    stopped: bool = False


@fact("import_undone")
class ImportUndone(Fact):
    """`facts` were taken back on `customers`; `kept` customers stay on the list, for people noted something since."""

    import_id: UUID
    customers: int
    facts: int
    kept: int


@command
class SaltImports(Command):
    salt: str


@command
class StartImport(Command):
    source: str
    kind: str
    headers: str = ""
    mapping: str = ""
    file: str | None = None
    team: UUID | None = None

    def __post_init__(self) -> None:
        if not valid_name(self.source):
            raise Refused("Say where the file is from, such as the till or the web shop.")
        valid_name(self.file)


@command
class FinishImport(Command):
    source: str
    rows: int
    new_customers: int
    new_purchases: int
    known: int
    refused: int
    import_id: UUID | None = None
    changed: int = 0
    contacts: int = 0
    recognised: int = 0
    stopped: bool = False

    def __post_init__(self) -> None:
        valid_name(self.source)


@command
class UndoImport(Command):
    import_id: UUID
    customers: int
    facts: int
    kept: int


ImportFact = ImportsSalted | ImportStarted | ImportFinished | ImportUndone
ImportCommand = SaltImports | StartImport | FinishImport | UndoImport


@dataclass(frozen=True, kw_only=True)
class Imports:
    salted: bool = False
    started: frozenset[UUID] = frozenset()
    undone: frozenset[UUID] = frozenset()


def decide(past: Imports, asked: ImportCommand) -> list[ImportFact]:
    match asked:
        case SaltImports(salt=salt):
            return [] if past.salted else [ImportsSalted(salt=salt)]
        case StartImport(source=source, file=file):
            return [ImportStarted(**{**vars(asked), "source": valid_name(source) or "", "file": valid_name(file)})]
        case FinishImport():
            return [ImportFinished(**vars(asked))]
        case UndoImport(import_id=import_id):
            check_undo(past, import_id)
            return [ImportUndone(**vars(asked))]
        case _:
            assert_never(asked)


def check_undo(past: Imports, import_id: UUID) -> None:
    """Raises Refused for an import that cannot be taken back: unknown, or taken back before."""
    if import_id not in past.started:
        raise Refused("There is no such import here.")
    if import_id in past.undone:
        raise Refused("This import was taken back already.")


def evolve(past: Imports, noted: Noted) -> Imports:
    match noted.body:
        case ImportsSalted():
            return replace(past, salted=True)
        case ImportStarted():
            return replace(past, started=past.started | {noted.fact_id})
        case ImportUndone(import_id=import_id):
            return replace(past, undone=past.undone | {import_id})
        case _:
            return past


IMPORT_RULES = Decider[Imports, ImportCommand, ImportFact](
    start=Imports(),
    commands=(SaltImports, StartImport, FinishImport, UndoImport),
    facts=(ImportsSalted, ImportStarted, ImportFinished, ImportUndone),
    decide=decide,
    evolve=evolve,
    reports=frozenset({StartImport, FinishImport}),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Ids of imported rows: from (source, order id) or, without one, from the row's content and its k-th occurrence.

    Never from the file or the line, for shops export the whole year every month. `who` is the customer's number in the
    shop or, without one, a keyed digest of their address, number or name: it never tells who they are.
    """

    source: str

    def customer(self, who: str) -> UUID:
        return self._id("customer", who)

    def order(self, order_id: str) -> UUID:
        return self._id("order", order_id)

    def purchase(self, who: str, on: date, amount: int, quantity: int, occurrence: int) -> UUID:
        # Written out: a million rows ask for it.
        return uuid5(IMPORTS, f"row\x1f{self.source}\x1f{who}\x1f{on}\x1f{amount}\x1f{quantity}\x1f{occurrence}")

    def other(self, what: str, who: str, *content: object) -> UUID:
        """Of anything else that a row says: a contact, a stated history, a consent."""
        return self._id(what, who, *content)

    def _id(self, what: str, *content: object) -> UUID:
        return uuid5(IMPORTS, "\x1f".join(map(str, (what, self.source, *content))))


def again(fact_id: UUID) -> UUID:
    """The id under which a fact that was taken back comes in once more."""
    return uuid5(fact_id, "again")
