"""What does work on an import need: the firm's store, the folder of the file, and what its owner chose?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from backend.importing.book import Terms
from backend.importing.bring_in import NOT_BEGUN, Bringing
from backend.importing.cast import Cast
from backend.importing.choices import Choices
from backend.importing.entries import BadRow
from backend.importing.folder import Folder
from backend.importing.homes import HomeOf, Homes
from backend.importing.keys import RowKeys, salt_of
from backend.importing.phones import phone_key
from backend.importing.staging import Staging
from backend.importing.state import Teller
from backend.projections import firm, people
from backend.projections.setting import Setting
from backend.store import Store, View
from events.imports import IMPORTS, ImportStarted
from events.values import Role


@dataclass(frozen=True)
class Tools:
    """The same for every import; ids and chance come from outside. `processes`: how many may work at it."""

    store: Store
    views: Sequence[View]
    clock: Callable[[], datetime]
    new_id: Callable[[datetime], UUID]
    chance: Callable[[], str]
    processes: int = 1


class Desk:
    """One import. Whatever happens to the worker, the same step may be begun again."""

    def __init__(self, tools: Tools, folder: Folder, homes: HomeOf | None = None, tell: Teller | None = None) -> None:
        """`homes`: where new customers come, if not by the owner's choices."""
        self.tools, self.folder = tools, folder
        self.tell = tell or Teller(folder, tools.clock)
        self._homes = homes

    @cached_property
    def about(self) -> dict[str, Any]:
        return self.folder.read("about")

    @cached_property
    def choices(self) -> Choices:
        return Choices.of(self.folder.read("choices"))

    def choose(self, choices: Choices) -> None:
        """Go on by other choices."""
        self.folder.write("choices", choices.told())
        self.choices = choices

    @property
    def store(self) -> Store:
        return self.tools.store

    @cached_property
    def setting(self) -> Setting:
        with self.store.database.read() as tx:
            return firm.setting(tx)

    @cached_property
    def cast(self) -> Cast:
        code = self.setting.founded.country_code if self.setting.founded else ""
        return Cast(lambda text: phone_key(text, code))

    @cached_property
    def keys(self) -> RowKeys:
        tools = self.tools
        return RowKeys(
            self.choices.source, salt_of(tools.store, tools.views, tools.clock(), tools.new_id, tools.chance)
        )

    @cached_property
    def homes(self) -> HomeOf:
        if self._homes is not None:
            return self._homes
        with self.store.database.read() as tx:
            everybody = people.people(tx)
        team = UUID(self.about["team"])
        sellers = [one for one in everybody if one.team == team and one.has(Role.SALESPERSON)]
        return Homes(self.choices.whose, team, UUID(self.about["who"]), sellers)

    def _sources(self) -> dict[UUID, str]:
        return {
            noted.fact_id: noted.body.source
            for noted in self.store.stream(IMPORTS)
            if isinstance(noted.body, ImportStarted)
        } | {self.folder.id: self.choices.source}

    def bringing(self, staging: Staging, left_out: Callable[[BadRow], None], since: int = NOT_BEGUN) -> Bringing:
        terms = Terms(
            import_id=self.folder.id,
            keys=self.keys,
            sources=self._sources(),
            known_by=self.cast.known_by,
            home=self.homes,
            zone=self.setting.zone,
            now=self.tools.clock(),
            source_words=f"import from {self.choices.source}",
            same_sales=self.choices.same_sales,
        )
        return Bringing(self.store, terms, left_out, staging.shared_orders(), since, processes=self.tools.processes)
