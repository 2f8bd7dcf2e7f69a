"""With what does an import work: the store, the clock, and where do its ids and its salt come from?"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from backend.importing.desk import Tools
from backend.store import Store, View
from backend.web.ids import new_id

SALT_BYTES = 16


def tools_of(store: Store, views: Sequence[View], clock: Callable[[], datetime], *, processes: int = 1) -> Tools:
    """More than one process only where no other threads run: it is forked."""
    return Tools(store, views, clock, new_id, lambda: secrets.token_hex(SALT_BYTES), processes)
