"""Does the house stand as it is drawn? Every import contract is kept, and each is broken once to see it fire."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("backend", "events", "pwa", "tests")
LONGEST_FILE = 400
SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE))\b", re.DOTALL
)

BREAKS = [
    ("ground", "events/purchases.py", "import backend.store"),
    ("floors", "backend/store/store.py", "import backend.projections"),
    ("floors", "backend/retention/profile.py", "import backend.store"),
    ("floors", "backend/projections/base.py", "import backend.commands"),
    ("floors", "backend/commands.py", "import backend.config"),
    ("floors", "backend/web/errors.py", "import backend.app"),
    ("floors", "backend/web/errors.py", "import backend.config"),
    ("floors", "backend/a_room_without_a_floor.py", ""),
    ("topics", "events/purchases.py", "import events.contacts"),
    ("topics", "events/contacts.py", "import events.lifecycle"),
    ("topics", "events/kernel.py", "import events.values"),
    ("topics", "events/a_topic_without_a_place.py", ""),
    ("questions", "backend/projections/base.py", "import backend.projections.history"),
    ("questions", "backend/projections/queue.py", "import backend.projections.directory"),
    ("questions", "backend/projections/a_question_without_a_place.py", ""),
    ("screens", "backend/web/session.py", "import backend.web.forms"),
    ("screens", "backend/web/forms.py", "import backend.web.formats"),
    ("screens", "backend/web/a_screen_without_a_place.py", ""),
    ("pure", "events/kernel.py", "import time"),
    ("pure", "backend/retention/profile.py", "import msgspec"),
    ("library", "backend/projections/base.py", "import sqlite3"),
    ("library", "backend/commands.py", "import eventsourcing.persistence"),
    ("library", "backend/web/session.py", "import argon2"),
    ("library", "backend/founding/begin.py", "import zxcvbn"),
    ("pages", "backend/commands.py", "import flask"),
    ("pages", "backend/store/store.py", "import werkzeug.exceptions"),
    ("htmx", "backend/web/forms.py", "import htmx_flask"),
    ("any_fact", "backend/store/store.py", "from events.purchases import PurchaseRecorded"),
    ("circles", "events/kernel.py", "import events.values"),
]
"""Which contract, in which file, by which line; a new file without a line has no place in the drawing."""


def contracts() -> dict[str, str]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in told}


def lint_imports(house: Path, *only: str) -> tuple[int, str]:
    """The exit code and what was printed, without the line breaks that depend on the width of the terminal."""
    asked = [f"--contract={contract}" for contract in only]
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run(
        [linter, "--no-cache", "--no-logo", *asked], cwd=house, capture_output=True, text=True, check=False
    )
    return run.returncode, " ".join((run.stdout + run.stderr).split())


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    for room in ("backend", "events"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_contract_is_kept() -> None:
    code, said = lint_imports(ROOT)
    assert code == 0, said
    assert f"{len(contracts())} kept, 0 broken" in said


def test_every_import_contract_is_broken_once_below() -> None:
    assert {contract for contract, _, _ in BREAKS} == set(contracts())


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS, ids=[f"{c}: {f}: {i}" for c, f, i in BREAKS])
def test_a_wrong_import_is_noticed(contract: str, file: str, line: str, copied_house: Path) -> None:
    assert (copied_house / file).exists() == bool(line), "name a file that is there"
    with (copied_house / file).open("a") as source:
        source.write(f"\n{line}\n")
    code, said = lint_imports(copied_house, contract)
    assert code == 1, said
    assert f"{contracts()[contract]} BROKEN" in said


def test_the_vocabulary_imports_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {"events"}
    foreign = [f"{named(path)}: {name}" for path in sources("events") for name in imported(path) - allowed]
    assert not foreign


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_every_file_opens_with_the_question_it_answers() -> None:
    silent = [named(path) for path in sources("backend", "events", "tests") if not opens_with_a_question(path)]
    assert not silent


def opens_with_a_question(path: Path) -> bool:
    first = path.read_text().split("\n", 1)[0]
    return re.match(r'"""[A-Z].{8,}\?', first) is not None


def test_no_file_is_longer_than_a_stranger_reads_in_one_go() -> None:
    kinds = {".py", ".js", ".css", ".html", ".md"}
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in kinds]
    lengths = {named(path): len(path.read_text().splitlines()) for path in files if "vendor" not in path.parts}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        named(path)
        for path in sources("backend", "events")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert set(readers) <= {"backend/config.py"}


def test_only_projections_and_the_store_hold_sql() -> None:
    holders = {
        named(path)
        for path in sources("backend", "events")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    }
    assert not {name for name in holders if not name.startswith(("backend/projections/", "backend/store/"))}


def test_the_phone_gets_no_python() -> None:
    assert not list(sources("pwa"))
