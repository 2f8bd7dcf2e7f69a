"""What does every test of a screen get? A firm, and a browser for each of its people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, BOB, CHARLIE, MANAGER, Firm


@pytest.fixture
def firm(tmp_path: Path, clock: Clock) -> Iterator[Firm]:
    made = Firm(tmp_path, clock)
    yield made
    made.store.close()


@pytest.fixture
def alice(firm: Firm) -> FlaskClient:
    """A salesperson of the north, who owns what tests register."""
    return firm.client(ALICE)


@pytest.fixture
def bob(firm: Firm) -> FlaskClient:
    """Another salesperson of the north."""
    return firm.client(BOB)


@pytest.fixture
def charlie(firm: Firm) -> FlaskClient:
    """A salesperson of the south."""
    return firm.client(CHARLIE)


@pytest.fixture
def manager(firm: Firm) -> FlaskClient:
    """The manager of the north, who does not sell."""
    return firm.client(MANAGER)


@pytest.fixture
def admin(firm: Firm) -> FlaskClient:
    """Manages people, sees no customers."""
    return firm.client(ADMIN)


@pytest.fixture
def nobody(firm: Firm) -> FlaskClient:
    """Not signed in."""
    return firm.app.test_client()
