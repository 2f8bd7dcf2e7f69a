"""What would this file bring? Every row is read and everybody in it looked up, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from backend.importing.columns import DATES
from backend.importing.desk import Desk
from backend.importing.doubts import Doubt, settle
from backend.importing.entries import BadRow, Entry
from backend.importing.lines import Sheet, Tell
from backend.importing.matching import Matching
from backend.importing.presets import preset_named
from backend.importing.preview import Preview
from backend.importing.refused import RefusedRows
from backend.importing.sheets import open_sheet
from backend.importing.staging import ROWS_AT_ONCE, Staging
from backend.importing.state import Stage
from backend.importing.typed import read_entries
from backend.projections.uncollected import uncollected

Rows = Iterable[Entry | BadRow]


def check_file(desk: Desk, *, compare: bool = True) -> None:
    """Ends in `CHECKED`, or in `ASKING` where a date or number can be read two ways. Raises Refused, Stopped."""
    desk.folder.go_on()
    desk.folder.forget_staged()
    desk.tell.now(Stage.READING, told={})
    sheet = open_sheet(desk.folder.upload, desk.about.get("name", ""))
    settled = settle(sheet, desk.choices.mapping, _today(desk), _teller(desk, sheet))
    if settled.doubts:
        desk.tell.now(Stage.ASKING, doubts=[_told(one) for one in settled.doubts])
    else:
        desk.choose(replace(desk.choices, mapping=settled.mapping))
        check(desk, _rows(desk, sheet), sheet.notes, compare=compare)


def _told(doubt: Doubt) -> dict[str, Any]:
    """As JSON: which choice is asked for, of which cells, and what these would be by each answer."""
    return {
        "option": "dates" if doubt.field in DATES else "numbers",
        "examples": doubt.examples,
        "choices": {choice.value: [str(one) for one in doubt.readings(choice)] for choice in doubt.choices},
    }


def check(desk: Desk, rows: Rows, notes: Sequence[str] = (), *, compare: bool = True) -> None:
    """The same for rows that were read. `compare`: count too what of them is known already. Raises Stopped."""
    head = desk.store.head().position
    staging = Staging(desk.folder.staged, desk.choices.mapping.kind)
    try:
        with uncollected(), RefusedRows(desk.folder.refused) as refused:
            preview = Preview()
            for bad in _staged(desk, rows, staging, preview):
                refused.add(bad)
            _match(desk, staging, preview)
            staged = staging.staged() if compare else ()
            for pages, known, told in desk.bringing(staging, refused.add).offer(staged):
                preview.offered(pages, known, told)
                desk.tell.on(Stage.READING, preview.customers, len(desk.cast.roles))
            told_all = preview.told(refused)
    finally:
        staging.close()
    size = desk.folder.refused.stat().st_size
    desk.tell.now(Stage.CHECKED, told=told_all, head=head, refused_size=size, doubts=[], notes=list(notes))


def _staged(desk: Desk, rows: Rows, staging: Staging, preview: Preview) -> Iterator[BadRow]:
    """Put every good row aside; the others come back."""
    waiting = list[tuple[int, Entry]]()
    for row in rows:
        if isinstance(row, BadRow):
            preview.row(row, None)
            yield row
            continue
        place = desk.cast.place(row.person)
        preview.row(row, place)
        waiting.append((place, row))
        if len(waiting) >= ROWS_AT_ONCE:
            staging.put(waiting)
            waiting.clear()
    staging.put(waiting)


def _teller(desk: Desk, sheet: Sheet) -> Tell:
    """Of one pass over the sheet. A large one takes minutes, and whoever is silent is taken for dead."""
    passed = 0

    def tell(more: int) -> None:
        nonlocal passed
        passed += more
        desk.tell.on(Stage.READING, passed, sheet.size)

    return tell


def _rows(desk: Desk, sheet: Sheet) -> Iterator[Entry | BadRow]:
    return read_entries(
        sheet,
        desk.choices.mapping,
        today=_today(desk),
        currency=desk.setting.currency,
        preset=preset_named(desk.choices.preset),
        tell=_teller(desk, sheet),
    )


def _match(desk: Desk, staging: Staging, preview: Preview) -> None:
    """Find out who is on the list. Rows of a name alone wait until somebody says who is meant."""
    joined = desk.cast.joined()
    staging.join(joined)
    for match in Matching(desk.store, desk.cast, desk.keys, joined).matches():
        staging.name((one.place, one.customer.bytes) for one in match if not one.asked)
        staging.ask((one.place, one.asked[0].bytes) for one in match if one.asked)
        preview.matched(match, desk.cast)
        desk.tell.on(Stage.READING, 0, len(desk.cast.roles))


def _today(desk: Desk) -> date:
    return desk.setting.today(desk.tools.clock())
