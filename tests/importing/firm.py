"""In which firm do the tests of imports bring their rows in?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from backend.commands import carry_out
from backend.importing.bring import bring_rows
from backend.importing.choices import NEW, Choices
from backend.importing.columns import Mapping
from backend.importing.desk import Desk, Tools
from backend.importing.entries import Contacted, Entry, Kind, Person, Sale, Stated
from backend.importing.folder import Folder
from backend.importing.homes import Fixed
from backend.importing.take_back import take_back
from backend.projections import directory, profiles
from backend.projections.rebuild import ensure
from backend.projections.verify import differences
from backend.projections.views import Views
from backend.store import Store, open_store
from events.firm import FIRM, FoundFirm
from events.imports import ImportFinished
from events.kernel import SYSTEM, Asked, Command
from tests.conftest import SECRET, Clock

TEAM = UUID(int=0x7EA)
DAY = date(2025, 6, 2)


class Shop:
    """A store with a firm in it, and imports by one call each."""

    def __init__(self, folder: Path, place: str = "") -> None:
        self.folder, self.clock = folder, Clock()
        self.store: Store = open_store(
            place or f"sqlite:///{folder}/encore.db", f"sqlite:///{folder}/keys.db", SECRET, clock=self.clock
        )
        ensure(self.store)
        self.views = [Views(lambda tx, stream: self.store.stream(stream, tx=tx))]
        self.tools = Tools(self.store, self.views, self.clock, lambda _: uuid4(), lambda: "salt")
        self.do(FIRM, FoundFirm(name="A shop", currency="GBP", time_zone="Europe/London", country_code="44"))

    def do(self, stream: UUID, *commands: Command, by: UUID = SYSTEM) -> UUID:
        asked = Asked(command_id=uuid4(), stream=stream, occurred_at=self.clock.now, noted_by=by, commands=commands)
        return carry_out(self.store, asked, views=self.views).recorded[0].fact_id

    def bring(self, rows: Sequence[Entry], *, source: str = "till", names: str = NEW, same: bool = True) -> UUID:
        """Bring rows in; returns the import's id."""
        folder = Folder(self.folder / "imports", uuid4())
        choices = Choices(source=source, mapping=Mapping(kind_of(rows)), other_names=names, same_sales=same)
        self.finished: ImportFinished = bring_rows(self.tools, folder, rows, choices, Fixed(None, TEAM))
        return folder.id

    def take_back(self, import_id: UUID) -> None:
        take_back(Desk(self.tools, Folder(self.folder / "imports", import_id)), SYSTEM)

    def book(self) -> Counter[tuple[object, ...]]:
        """Who is on the list, with what they bought: without the ids, which differ from firm to firm."""
        with self.store.database.read() as tx:
            everybody = directory.listed(tx, profiles.everybody(tx))
            lines = directory.entries(tx, everybody)
            folds = profiles.load(tx, everybody)
        return Counter(
            (
                line.name,
                line.phone,
                line.email,
                line.place,
                tuple((day.day, day.amount) for day in folds[customer][0].days),
                line.total,
                line.orders,
            )
            for customer, line in lines.items()
        )

    def sound(self) -> None:
        assert list(differences(self.store)) == []
        assert list(self.store.check_chain()) == []


def kind_of(rows: Iterable[Entry]) -> Kind:
    whats = {type(row.what) for row in rows}
    return Kind.PEOPLE if Stated in whats else Kind.CONTACTS if Contacted in whats else Kind.PURCHASES


@contextmanager
def shop() -> Iterator[Shop]:
    """One of its own for each example of a property."""
    with TemporaryDirectory() as folder:
        made = Shop(Path(folder))
        yield made
        made.store.close()


def sale(line: int = 2, amount: int = 1000, on: date = DAY, order: str | None = None, **who: str | None) -> Entry:
    return Entry(line, Person(**who), Sale(on=on, amount=amount, order_id=order), text=f"row {line}")
