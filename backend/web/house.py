"""What does every screen work with? The store, the projections, the clock, and where pages are redrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import current_app

from backend.store import Backups, Store
from backend.store import View as StoreView

NAME = "encore"

Redraw = Callable[..., str]
"""Renders from (visit, values of the address), as parts of an answer to htmx, what a save changes on that page."""


@dataclass(frozen=True)
class Keeping:
    """Where the firm's backups lie, and what is free of the disk beside them: whole percent, None if nobody can say."""

    backups: Backups
    disk_free: Callable[[], int | None]


@dataclass(frozen=True)
class House:
    """Made once by the app and handed to every request. `secure`: served over HTTPS. `redraws`: by endpoint.

    `first_page`: where one goes on to from set-up.
    """

    store: Store
    views: tuple[StoreView, ...]
    clock: Callable[[], datetime]
    secure: bool
    redraws: Mapping[str, Redraw] = field(default_factory=dict)
    first_page: str = "/"
    keeping: Keeping | None = None


def house() -> House:
    return cast(House, current_app.extensions[NAME])
