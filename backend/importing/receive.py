"""What is this file that somebody gave us: a table of what, and how was the last one like it read?"""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from typing import Any
from uuid import UUID

from backend.importing.choices import Choices
from backend.importing.columns import Mapping
from backend.importing.entries import BadRow
from backend.importing.folder import Folder
from backend.importing.guess import Guess, guess
from backend.importing.lines import Sheet
from backend.importing.sheets import open_sheet
from backend.importing.state import Stage
from backend.projections.imports import mapping_of
from backend.store import Store
from events.imports import ImportStarted
from events.kernel import Refused

LOOKED_AT = 200
"""Rows from which the columns are guessed, and of which some are shown."""
ONLY_NAMES = "This file has one row, the names of its columns, and nothing below it. Export it again, with its rows."
SHOWN = 3
USUAL_SOURCE = "till"


def look(store: Store, folder: Folder, *, name: str, who: UUID, team: UUID) -> None:
    """Note what the uploaded file is, with the best guess of its columns. Raises Refused for what is no table."""
    sheet = open_sheet(folder.upload, name)
    lines = list(islice(sheet.lines(), LOOKED_AT))
    if not lines:
        raise Refused(ONLY_NAMES)
    rows = [line.cells for line in lines if not isinstance(line, BadRow)]
    headers = fingerprint(sheet.columns)
    with store.database.read() as tx:
        before = mapping_of(tx, headers)
    choices, preset = _choices(guess(sheet.columns, rows), before, len(sheet.columns))
    about = {
        "name": name,
        "who": str(who),
        "team": str(team),
        "format": sheet.format.value,
        "columns": list(sheet.columns),
        "headers": headers,
        "preset": preset,
        "before": before is not None,
        "samples": _samples(sheet, rows),
        "notes": list(sheet.notes),
    }
    folder.write("about", about)
    folder.write("choices", choices.told())
    folder.write("state", {"stage": Stage.NEW})


def fingerprint(columns: tuple[str, ...]) -> str:
    """The same for every file with these columns in this order."""
    return hashlib.sha256("\x1f".join(columns).casefold().encode("utf-8", "replace")).hexdigest()[:32]


def remembered(choices: Choices) -> str:
    """What of an import the next file like it is read by."""
    told = choices.told()
    return json.dumps({name: told[name] for name in ("mapping", "preset", "whose")})


def _choices(guessed: Guess, before: ImportStarted | None, columns: int) -> tuple[Choices, str | None]:
    """As the last file with these columns was read, else as it looks."""
    preset = guessed.preset.name if guessed.preset else None
    source = guessed.preset.source if guessed.preset else USUAL_SOURCE
    usual = Choices(source=source, mapping=guessed.mapping, preset=preset)
    if before is None or not before.mapping:
        return usual, preset
    try:
        told: dict[str, Any] = json.loads(before.mapping)
        mapping = Mapping.of_plain(told["mapping"])
        if any(place >= columns for places in mapping.columns.values() for place in places):
            return usual, preset
        return Choices.of({**told, "source": before.source}), told.get("preset")
    except (ValueError, KeyError, Refused):
        return usual, preset


def _samples(sheet: Sheet, rows: list[tuple[str, ...]]) -> list[list[str]]:
    """Of each column the first cells that say something."""
    return [
        list(islice((_short(row[at]) for row in rows if row[at].strip()), SHOWN)) for at in range(len(sheet.columns))
    ]


def _short(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= 40 else text[:39] + "…"
