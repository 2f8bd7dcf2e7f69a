"""How does a command open the firm's store?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import click

from backend.commands import carry_out
from backend.config import Settings, read_settings
from backend.projections import firm
from backend.projections.rebuild import ensure
from backend.projections.setting import Setting
from backend.projections.views import Views
from backend.store import Store, open_store
from backend.store import View as StoreView
from backend.web.ids import new_id
from events.kernel import SYSTEM, Asked, Command

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def opened(settings: Settings | None = None, clock: Clock = now) -> Iterator[Store]:
    """The store of these settings, or of those in force, with every projection there; closed at the end."""
    chosen = settings or read_settings()
    store = open_store(chosen.database, chosen.keys, chosen.secret, clock=clock)
    try:
        ensure(store)
        yield store
    finally:
        store.close()


def views_of(store: Store) -> tuple[StoreView, ...]:
    return (Views(lambda tx, stream: store.stream(stream, tx=tx)),)


def setting_of(store: Store) -> Setting:
    with store.database.read() as tx:
        return firm.setting(tx)


def firm_of(store: Store) -> Setting:
    """The setting of the firm that lives here; a sentence where none does yet."""
    setting = setting_of(store)
    if setting.founded is None:
        raise click.ClickException("No firm lives in this database yet. Begin with: encore invite --help")
    return setting


def ask(store: Store, stream: UUID, *asked: Command) -> None:
    """Carry out commands on one stream in nobody's name, now. Raises Refused."""
    at = now()
    whole = Asked(command_id=new_id(at), stream=stream, occurred_at=at, noted_by=SYSTEM, commands=asked)
    carry_out(store, whole, views=views_of(store))
