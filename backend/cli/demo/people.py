"""Who works in the demo shop, in which teams, how do they sign in, and whose customers are whose?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from backend.cli.demo.said import THEMES
from backend.cli.demo.shelf import LIBRARY
from backend.cli.demo.world import World
from events.firm import FIRM, FoundFirm
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, WriteRelationshipPlan
from events.rulebook import AdoptRulebook, Rulebook
from events.team import FormTeam, InvitePerson, Join
from events.themes import KeepThemes
from events.values import Role

SHOP = "Encore demo shop"
PASSWORD = "follow-up-or-miss-out"  # noqa: S105 told to everybody, and only the demo has it
AT = "@encore.example"
NORTH, SOUTH = "North", "South"
PLAN = UUID("0d2f6f5e-55a1-4c1c-9d5b-6a3e0a0f7c11")
"""What begins with everybody new who buys."""


@dataclass(frozen=True)
class Worker:
    """`customers`: how many are in their portfolio."""

    account: str
    name: str
    role: Role
    team: str | None
    customers: int = 0


STAFF = (
    Worker("admin", "Alex Hardy", Role.ADMIN, None),
    Worker("manager1", "Noor Rahman", Role.MANAGER, NORTH),
    Worker("manager2", "Jo Lindqvist", Role.MANAGER, SOUTH),
    Worker("sales1", "Robin Clarke", Role.SALESPERSON, NORTH, 250),
    Worker("sales2", "Kim Osei", Role.SALESPERSON, NORTH, 600),
    Worker("sales3", "Sasha Novak", Role.SALESPERSON, NORTH, 60),
    Worker("sales4", "Marit Solberg", Role.SALESPERSON, SOUTH, 447),
    Worker("sales5", "Sam Okafor", Role.SALESPERSON, SOUTH, 100),
    Worker("sales6", "Toni Moreau", Role.SALESPERSON, SOUTH, 600),
)


class Dealt:
    """Gives each customer of the till the home that was dealt to their number."""

    def __init__(self, homes: Mapping[str, tuple[UUID | None, UUID]]) -> None:
        self._homes = homes
        self.unknown = Counter[str]()

    def __call__(self, who: str, words: str | None) -> tuple[UUID | None, UUID | None]:  # noqa: ARG002 no column says it
        return self._homes[who]


@dataclass
class Shop:
    """The ids of the demo's teams and people."""

    teams: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    homes: dict[str, tuple[UUID | None, UUID]] = field(default_factory=dict)

    @property
    def sales(self) -> list[Worker]:
        return [worker for worker in STAFF if worker.role is Role.SALESPERSON]

    def team_of(self, worker: Worker) -> UUID:
        assert worker.team
        return self.teams[worker.team]


def found_shop(world: World, time_zone: str) -> Shop:
    shop = Shop()
    founding = FoundFirm(name=SHOP, currency="USD", time_zone=time_zone, country_code="44")
    written = WriteRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE)
    world.do(FIRM, founding, AdoptRulebook(rulebook=Rulebook()), written, *LIBRARY, KeepThemes(themes=THEMES))
    for team in (NORTH, SOUTH):
        shop.teams[team] = world.new_id()
        world.do(shop.teams[team], FormTeam(name=team))
    for worker in STAFF:
        person = shop.people[worker.account] = world.new_id()
        email = worker.account + AT
        team_id = shop.teams[worker.team] if worker.team else None
        world.do(person, InvitePerson(name=worker.name, email=email, roles=(worker.role,), team=team_id))
        world.do(person, Join(), by=person)
        world.store.sign_in.set_password(person, email, PASSWORD)
    return shop


def give_out(shop: Shop, numbers: Sequence[str], chance: Random) -> None:
    """Deal the customers out: to each salesperson their portfolio, the rest to the two teams' pools by turns."""
    dealt = iter(chance.sample(numbers, len(numbers)))
    share = min(1.0, len(numbers) / sum(worker.customers for worker in shop.sales))
    for worker in shop.sales:
        for number in _take(dealt, int(worker.customers * share)):
            shop.homes[number] = (shop.people[worker.account], shop.team_of(worker))
    for turn, number in enumerate(dealt):
        shop.homes[number] = (None, shop.teams[(NORTH, SOUTH)[turn % 2]])


def _take(dealt: Iterable[str], count: int) -> list[str]:
    return [number for _, number in zip(range(count), dealt, strict=False)]
