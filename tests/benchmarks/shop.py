"""Which shop is measured? Invented customers and purchases with the spread of a real one, the same in every run."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from backend.commands import carry_out
from backend.projections.rebuild import ensure
from backend.projections.views import Views
from backend.store import Store, open_store
from events.customers import CustomerRegistered
from events.firm import FIRM, FoundFirm
from events.kernel import SYSTEM, Asked, Command, Noted
from events.purchases import PurchaseRecorded
from events.team import FormTeam, InvitePerson, Join
from events.values import Role

NAMES = UUID("9d3c7a52-6b1e-4e0e-8a55-0c0ffee0be9c")
TEAM = uuid5(NAMES, "team")
SECRET = b"a secret for measuring alone"
LAST_DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SYLLABLES = ("ba", "den", "kor", "li", "mar", "no", "pa", "ri", "sa", "ten", "vo", "win")


@dataclass(frozen=True)
class Buyer:
    number: int
    name: str
    phone: str
    days: tuple[date, ...]
    amounts: tuple[int, ...]


def buyers(count: int) -> Iterator[Buyer]:
    """As in the real shop: half buy once, a few very often; three purchases each on average."""
    chance = random.Random(count)
    for number in range(count):
        often = 1 if chance.random() < 0.5 else min(int(chance.paretovariate(1.07)) + 1, 60)
        first = LAST_DAY - timedelta(days=chance.randrange(1, 540))
        reach = (LAST_DAY - first).days
        days = sorted(first + timedelta(days=chance.randrange(reach + 1)) for _ in range(often))
        amounts = tuple(round(chance.lognormvariate(3.3, 0.7) * 100) for _ in days)
        name = " ".join(_word(chance) for _ in range(2))
        yield Buyer(number, name, f"+447700{chance.randrange(10**6):06}", tuple(days), amounts)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).title()


def write_csv(path: Path, customers: int, purchases: int) -> int:
    """A till's export for `encore import`; returns its rows, `purchases` of them at most."""
    rows = [
        (buyer.number, buyer.name, buyer.phone, day, 1, f"{amount / 100:.2f}")
        for buyer in buyers(customers)
        for day, amount in zip(buyer.days, buyer.amounts, strict=True)
    ][:purchases]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("customer_id", "name", "phone", "date", "quantity", "amount"))
        writer.writerows(rows)
    return len(rows)


@dataclass(frozen=True)
class Firm:
    """A store with its people; `salespeople` hold all customers in equal parts."""

    store: Store
    views: tuple[Views, ...]
    salespeople: tuple[UUID, ...]

    def do(self, stream: UUID, *commands: Command, id: UUID | None = None, by: UUID = SYSTEM) -> None:  # noqa: A002
        asked = Asked(
            command_id=id or uuid5(stream, repr(commands)),
            stream=stream,
            occurred_at=NOW,
            noted_by=by,
            commands=commands,
        )
        carry_out(self.store, asked, views=self.views)


def open_firm(folder: Path, salespeople: int) -> Firm:
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(f"sqlite:///{folder}/encore.db", f"sqlite:///{folder}/keys.db", SECRET, clock=lambda: NOW)
    ensure(store)
    views = (Views(lambda tx, stream: store.stream(stream, tx=tx)),)
    people = tuple(uuid5(NAMES, f"person {number}") for number in range(salespeople))
    firm = Firm(store, views, people)
    firm.do(FIRM, FoundFirm(name="Measured", currency="GBP", time_zone="Europe/London"))
    firm.do(TEAM, FormTeam(name="All"))
    for number, person in enumerate(people):
        roles = (Role.SALESPERSON,)
        firm.do(person, InvitePerson(name=f"Person {number}", email=f"p{number}@x.example", roles=roles, team=TEAM))
        firm.do(person, Join())
    return firm


def fill(firm: Firm, customers: int, at_once: int = 2_000) -> int:
    """Register customers with their purchases, each salesperson an equal part; returns the number of facts."""
    batch: list[Noted] = []
    total = 0
    for buyer in buyers(customers):
        owner = firm.salespeople[buyer.number % len(firm.salespeople)]
        batch += _facts(buyer, owner)
        if len(batch) >= at_once:
            total += len(firm.store.append_many(batch, views=firm.views))
            batch = []
    return total + len(firm.store.append_many(batch, views=firm.views))


def book_of(firm: Firm, customers: int, at_once: int = 5_000) -> list[list[Noted]]:
    """The same as an import has them: whole customers in the order of their ids, in sets of some so many facts."""
    every = sorted((_facts(one, None) for one in buyers(customers)), key=lambda facts: facts[0].stream.bytes)
    sets: list[list[Noted]] = [[]]
    for facts in every:
        if len(sets[-1]) >= at_once:
            sets.append([])
        sets[-1] += facts
    return sets


def _facts(buyer: Buyer, owner: UUID | None) -> list[Noted]:
    customer = customer_id(buyer.number)
    registered = CustomerRegistered(name=buyer.name, phone=buyer.phone, has_phone=True, owner=owner, team=TEAM)
    bodies = [registered, *(PurchaseRecorded(amount=a, on=d) for d, a in zip(buyer.days, buyer.amounts, strict=True))]
    days = (buyer.days[0], *buyer.days)
    return [
        Noted(
            fact_id=uuid5(customer, str(number)),
            stream=customer,
            occurred_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
            noted_by=SYSTEM,
            body=body,
        )
        for number, (day, body) in enumerate(zip(days, bodies, strict=True))
    ]


def customer_id(number: int) -> UUID:
    return uuid5(NAMES, f"customer {number}")
