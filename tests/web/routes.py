"""Which routes are there, and with what is each tried out?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from backend.web.policy import OPEN, POLICY
from events.values import Role
from tests.web.firm import ADMIN, ALICE, MANAGER

NOBODY = UUID(int=0x0FF)
SAMPLES: Mapping[str, str] = {
    "token": "a-token-that-opens-nothing",
    "session": "0" * 64,
    "day": "2026-03-02",
}
"""A value for each part of an address that is no id of ours."""


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each route with each method that it takes by itself; files are of everybody."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.endpoint.startswith("assets."):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(rule: Rule, **known: object) -> str:
    """The route's address; parts that are not known are nobody's ids."""
    parts = {name: str(known.get(name, SAMPLES.get(name, NOBODY))) for name in rule.arguments}
    adapter = rule.map
    assert adapter is not None
    return adapter.bind("localhost").build(rule.endpoint, parts | {name: _typed(parts[name]) for name in parts})


def _typed(text: str) -> str | UUID:
    try:
        return UUID(text) if len(text) == 36 else text
    except ValueError:
        return text


def posts(app: Flask) -> list[tuple[Rule, UUID | None]]:
    """Each route that takes something, with somebody whose role opens it; None: open to nobody signed in."""
    return [(rule, somebody(rule)) for rule, method in routes(app) if method == "POST"]


def somebody(rule: Rule) -> UUID | None:
    allowed = POLICY[rule.endpoint]
    if allowed is OPEN:
        return None
    return next(
        one
        for role, one in [(Role.SALESPERSON, ALICE), (Role.MANAGER, MANAGER), (Role.ADMIN, ADMIN)]
        if role in allowed
    )
