"""By which words are a row and its customer known again, without telling who they are?"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from backend.commands import carry_out
from backend.importing.cast import By
from backend.store import Store, View
from events.imports import IMPORTS, Identity, ImportsSalted, SaltImports
from events.kernel import SYSTEM, Asked


class RowKeys:
    """A number of the shop stands for itself; an address, a phone or a name is mixed with the firm's salt."""

    def __init__(self, source: str, salt: str) -> None:
        self.source = source
        self.identity = Identity(source)
        self._salt = salt.encode()

    def who(self, by: By, key: str) -> str:
        if by is By.NUMBER:
            return key
        return hmac.digest(self._salt, f"{by}\x1f{key}".encode(), "sha256").hex()

    def customer(self, by: By, key: str) -> UUID:
        """The id that this customer has when they come on the list by an import."""
        return self.identity.customer(self.who(by, key))


def salt_of(
    store: Store, views: Sequence[View], now: datetime, new_id: Callable[[datetime], UUID], chance: Callable[[], str]
) -> str:
    """The firm's salt, made by the first import."""
    found = _salt(store)
    if found is None:
        asked = Asked(
            command_id=new_id(now),
            stream=IMPORTS,
            occurred_at=now,
            noted_by=SYSTEM,
            commands=(SaltImports(salt=chance()),),
        )
        carry_out(store, asked, views=views)
        found = _salt(store)
    assert found is not None, "its key lies with all others"
    return found


def _salt(store: Store) -> str | None:
    return next((noted.body.salt for noted in store.stream(IMPORTS) if isinstance(noted.body, ImportsSalted)), None)
