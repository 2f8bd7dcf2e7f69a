"""What does every screen work with? The store, the projections, the clock, and where pages are redrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import current_app

from backend.store import Store
from backend.store import View as StoreView

NAME = "encore"

Redraw = Callable[..., str]
"""Renders from (visit, values of the address), as parts of an answer to htmx, what a save changes on that page."""


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


def house() -> House:
    return cast(House, current_app.extensions[NAME])
