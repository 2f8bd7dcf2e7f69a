"""Does a firm move to another database with all it has, by a file that only its owner can read?"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.config import read_settings
from backend.store import Head, open_store
from events.firm import FIRM, LogExported, LogLoaded
from tests.conftest import new_schema

Encore = Callable[..., Result]
PROGRAM = [sys.executable, "-c", "from backend.cli import main; main()"]


@pytest.fixture
def filled(shop: Encore, tmp_path: Path) -> Encore:
    rows = (f"{n},2025-01-{n % 28 + 1:02},1,{n + 1}.00,Ann Example {n}" for n in range(400))
    (tmp_path / "till.csv").write_text("customer_id,date,quantity,amount,name\n" + "\n".join(rows) + "\n")
    assert shop("import", tmp_path / "till.csv", "--source", "till").exit_code == 0
    return shop


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no database is yet, of one kind after the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/there/encore.db"
    return new_schema(request.getfixturevalue("postgres"))


def encore_at(place: str, folder: Path) -> tuple[dict[str, str], Encore]:
    """The command in another place, with keys and a secret of its own."""
    folder.mkdir()
    there = {"ENCORE_DATABASE": place, "ENCORE_KEYS": f"sqlite:///{folder}/keys.db", "ENCORE_SECRET": ""}

    def run(*words: object) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], env=there)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return there, run


def head_of(environment: dict[str, str]) -> Head:
    chosen = read_settings(environment)
    with closing(open_store(chosen.database, chosen.keys, chosen.secret)) as store:
        return store.head()


def firm_facts(environment: dict[str, str]) -> list[Any]:
    chosen = read_settings(environment)
    with closing(open_store(chosen.database, chosen.keys, chosen.secret)) as store:
        return [noted.body for noted in store.stream(FIRM)]


def exported(encore: Encore, file: Path, *words: object) -> bytes:
    result = encore("export", file, *words)
    assert result.exit_code == 0, result.output
    return file.read_bytes()


def test_a_firm_moves_to_the_other_database_and_back_with_every_line_the_same(
    filled: Encore, environment: dict[str, str], elsewhere: str, tmp_path: Path
) -> None:
    first = exported(filled, tmp_path / "first.jsonl")
    through = head_of(environment).position - 1
    assert firm_facts(environment)[-1] == LogExported(through=through)

    there, encore = encore_at(elsewhere, tmp_path / "there")
    loaded = encore("load", tmp_path / "first.jsonl")
    assert loaded.exit_code == 0, loaded.output
    assert f"{through:,} facts are as they were exported" in loaded.output
    assert "invite --reset" in loaded.output
    assert firm_facts(there)[-1] == LogLoaded(through=through)
    assert head_of(there).position == through + 1
    assert encore("verify").exit_code == 0

    assert exported(encore, tmp_path / "again.jsonl", "--through", through) == first
    whole = exported(encore, tmp_path / "whole.jsonl")
    assert whole.splitlines()[1 : through + 1] == first.splitlines()[1:]
    assert [json.loads(line)["name"] for line in whole.splitlines()[through + 1 :]] == ["log_loaded", "log_exported"]

    _, back = encore_at(f"sqlite:///{tmp_path}/back/encore.db", tmp_path / "back")
    assert back("load", tmp_path / "whole.jsonl").exit_code == 0
    assert back("verify").exit_code == 0
    assert exported(back, tmp_path / "once_more.jsonl", "--through", through + 2) == whole
    assert "400 were known" in back("import", tmp_path / "till.csv", "--source", "till").output


def test_only_its_owner_may_read_the_file_and_it_says_what_it_is(
    filled: Encore, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "firm.jsonl"
    said = filled("export", file).output
    assert "in clear" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Ann Example 7" in file.read_bytes()
    assert list(tmp_path.glob(".*part")) == []
    again = filled("export", file)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    assert sum(isinstance(fact, LogExported) for fact in firm_facts(environment)) == 1, "what was refused is no export"


def test_an_empty_log_is_not_exported(encore: Encore, tmp_path: Path) -> None:
    result = encore("export", tmp_path / "firm.jsonl")
    assert (result.exit_code, "no fact to export" in result.output) == (1, True)
    assert not (tmp_path / "firm.jsonl").exists()


def test_nothing_is_loaded_over_facts(filled: Encore, environment: dict[str, str], tmp_path: Path) -> None:
    exported(filled, tmp_path / "firm.jsonl")
    head = head_of(environment)
    result = filled("load", tmp_path / "firm.jsonl")
    assert (result.exit_code, "not overwritten" in result.output) == (1, True)
    assert head_of(environment) == head


def test_a_spoilt_file_is_told_in_one_sentence_and_leaves_an_empty_place(
    filled: Encore, elsewhere: str, tmp_path: Path
) -> None:
    lines = exported(filled, tmp_path / "firm.jsonl").splitlines(keepends=True)
    there, encore = encore_at(elsewhere, tmp_path / "there")
    firm = json.loads(lines[1])
    atlantis = json.dumps(firm | {"body": firm["body"] | {"time_zone": "Europe/Atlantis"}}).encode() + b"\n"
    for spoilt, words in (
        (lines[:100], "Line 101 is missing"),
        ([*lines[:100], b"{}\n", *lines[100:]], "Line 101 is not a line"),
        ([lines[0], atlantis, *lines[2:]], "cannot be told"),
    ):
        (tmp_path / "spoilt.jsonl").write_bytes(b"".join(spoilt))
        result = encore("load", tmp_path / "spoilt.jsonl")
        assert (result.exit_code, words in result.output) == (1, True), result.output
        assert len(result.output.splitlines()) == 1
        assert head_of(there).position == 0
    assert encore("load", tmp_path / "firm.jsonl").exit_code == 0
    assert encore("verify").exit_code == 0


def test_a_load_killed_half_way_left_nothing_and_the_next_one_does_it_all(
    filled: Encore, elsewhere: str, tmp_path: Path
) -> None:
    exported(filled, tmp_path / "firm.jsonl")
    for tried in range(4):
        folder = tmp_path / (f"there-{tried}" if tried else "there")
        there, encore = encore_at(elsewhere if not tried else f"sqlite:///{folder}/encore.db", folder)
        running = subprocess.Popen(
            [*PROGRAM, "load", str(tmp_path / "firm.jsonl")],
            env={**os.environ, **there},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.4 + 0.2 * tried)
        running.send_signal(signal.SIGKILL)
        if running.wait() == -signal.SIGKILL and head_of(there).position == 0:
            assert encore("load", tmp_path / "firm.jsonl").exit_code == 0
        assert encore("verify").exit_code == 0
        assert firm_facts(there)[-1] == LogLoaded(through=head_of(there).position - 1)


@pytest.mark.postgres
def test_keys_and_log_may_share_a_postgres(filled: Encore, postgres: str, tmp_path: Path) -> None:
    exported(filled, tmp_path / "firm.jsonl")
    there, encore = encore_at(new_schema(postgres), tmp_path / "there")
    there |= {
        "ENCORE_KEYS": there["ENCORE_DATABASE"] + "&application_name=keys",
        "ENCORE_SECRET": "one secret of tests",
    }
    assert encore("load", tmp_path / "firm.jsonl").exit_code == 0
    assert encore("verify").exit_code == 0
    copies = tmp_path / "copies"
    assert encore("backup", copies).exit_code == 0
    (log,) = copies.glob("*.db")
    (keys,) = (copies / "keys").glob("*.db")
    assert encore("restore", "--replace", log).exit_code == 0
    assert encore("verify").exit_code == 0
    elsewhere = new_schema(postgres)
    there |= {"ENCORE_DATABASE": elsewhere, "ENCORE_KEYS": elsewhere + "&application_name=keys"}
    assert encore("restore", log, "--keys", keys).exit_code == 0
    assert encore("verify").exit_code == 0
