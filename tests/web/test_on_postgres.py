"""Does the whole road lead through on PostgreSQL, and is every answer on it the same as on SQLite?"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from backend.projections.history import PAGE
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from tests.conftest import Clock, new_schema
from tests.web.firm import ADMIN, ALICE, MANAGER, Firm
from tests.web.road import Road
from tests.web.routes import address, routes, somebody

pytestmark = pytest.mark.postgres
OF_ANOTHER = (
    "imports.show", "imports.refused", "invitations.show", "purchases.correct", "set_up.new",
    "relationship_plans.show", "plan_writing.edit", "plan_starts.new",
    "library.show", "library_writing.edit", "value_items.show",
    "actions.show", "feedback.sort", "feedback.assign", "news.new", "power_hours.show", "power_hours.replay",
)  # fmt: skip
"""Pages of one link, purchase, file, plan, hour, action or item of the library, or of one thing that was said."""


def walked(firm: Firm) -> dict[str, Any]:
    """What the road's people read in the evening, before and after a rebuild, where all is in order."""
    road = Road(firm)
    road.work()
    road.hand_over()
    in_order(firm)
    answers = road.answers()
    rebuild(firm.store, processes=1)
    in_order(firm)
    for asked, answer in road.answers().items():
        assert answer == answers[asked], f"a rebuild changes no answer, but that to {asked}"
    every_page_opens(road)
    return answers


def in_order(firm: Firm) -> None:
    assert list(differences(firm.store)) == []
    assert list(firm.store.check_chain()) == []


def every_page_opens(road: Road) -> None:
    browsers = {UUID(road.person): road.kim, MANAGER: road.manager, ADMIN: road.admin}
    for rule, method in routes(road.firm.app):
        who = somebody(rule)
        browser = browsers.get(UUID(road.person) if who == ALICE else who or ADMIN)
        if method == "GET" and browser:
            at = address(rule, customer=road.zoe, person=road.person)
            opened = browser.get(at).status_code
            assert opened in (200, 303) or rule.endpoint in OF_ANOTHER, rule.rule


def test_both_databases_tell_the_same(postgres: str, tmp_path: Path, clock: Clock) -> None:
    told = []
    for name, place in (("one", ""), ("other", new_schema(postgres))):
        (tmp_path / name).mkdir()
        firm = Firm(tmp_path / name, clock, place)
        told.append(walked(firm))
        firm.store.close()
    on_sqlite, on_postgres = told
    for asked, answer in on_sqlite.items():
        assert on_postgres[asked] == answer, asked
    for query in ("zoe", "LUKASZ-O%20neill", "0778", "0131%20496%200778", "cadiz"):
        (found,) = on_postgres[f"kim: /customers?q={query}"]["customers"]
        assert found["name"] == "Zoë Łukasz-O'Neill", query
    assert len(on_postgres["history"]) > PAGE
