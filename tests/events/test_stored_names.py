"""Do facts still have the names and fields under which they were stored? A stored name is a database format."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import events
from events.kernel import stored_shapes

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "stored_names.txt"


def test_every_stored_name_is_as_it_was_released() -> None:
    for topic in pkgutil.iter_modules(events.__path__):
        importlib.import_module(f"events.{topic.name}")
    stored, golden = stored_shapes(), GOLDEN.read_text().splitlines()
    lost = [line for line in golden if line not in stored]
    new = [line for line in stored if line not in golden]
    assert not lost, f"these can no longer be read; raise the version and upcast: {lost}"
    assert not new, "append to tests/golden/stored_names.txt and sort it:\n" + "\n".join(new)
    assert golden == sorted(golden)
