"""Is every package pinned by its hash, and does no file name the registry that it came from?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
LOCKED = ROOT / "package-lock.json"


def pins(requirements: Path) -> list[str]:
    """One logical line per package: the continuation lines joined."""
    joined = requirements.read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


@pytest.mark.parametrize("requirements", REQUIREMENTS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_by_version_and_hash(requirements: Path) -> None:
    assert pins(requirements)
    loose = [
        pin
        for pin in pins(requirements)
        if not re.match(r"[a-z0-9._-]+(\[[a-z0-9, -]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", pin)
    ]
    assert not loose


def test_what_runs_is_the_same_in_the_demo_and_in_development() -> None:
    kinds = ("", "-demo", "-dev", "-long")
    runtime, demo, development, long = (set(pins(ROOT / f"requirements{kind}.txt")) for kind in kinds)
    assert runtime < demo < development < long


def test_every_script_package_is_pinned_by_integrity() -> None:
    packages = json.loads(LOCKED.read_text())["packages"]
    assert not [name for name, package in packages.items() if name and not package.get("integrity")]


@pytest.mark.parametrize("lock", [*REQUIREMENTS, LOCKED, ROOT / "package.json"], ids=lambda path: path.name)
def test_no_lock_file_names_a_registry(lock: Path) -> None:
    assert not re.search(r"https?:|--(extra-)?index|--find-links|\"resolved\"|registry", lock.read_text())
