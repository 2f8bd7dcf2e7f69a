"""How do these tests call the encore command: with a database of their own, as a person would?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main

Encore = Callable[..., Result]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"ENCORE_DATABASE": f"sqlite:///{tmp_path}/encore.db", "ENCORE_PORT": "8976"}


@pytest.fixture
def encore(environment: dict[str, str]) -> Encore:
    """`encore("import", file)`: what it says and how it ends."""

    def run(*words: object) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def shop(encore: Encore) -> Encore:
    """The same, where a firm with one team lives."""
    assert encore("invite", "ann@example.com", "--name", "Ann", "--firm", "A shop").exit_code == 0
    return encore
