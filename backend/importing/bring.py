"""How does a checked file come in: once, beside everybody's work, and the same when it is cut off and begun again?"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from typing import IO
from uuid import UUID

from backend.commands import carry_out
from backend.importing.bring_in import Told
from backend.importing.check import check, check_file
from backend.importing.choices import NEW, SAME, Choices
from backend.importing.desk import Desk, Tools
from backend.importing.entries import BadRow, Entry
from backend.importing.folder import Folder
from backend.importing.homes import HomeOf
from backend.importing.receive import remembered
from backend.importing.refused import RefusedRows
from backend.importing.staging import Staging
from backend.importing.state import EVERY, Stage, Stopped
from backend.projections.uncollected import uncollected
from events.imports import IMPORTS, FinishImport, ImportFinished, StartImport
from events.kernel import SYSTEM, Asked, Command, Recorded

CHANGES_WHO = ("customer_registered", "contact_details_corrected", "customer_number_given", "fact_undone")
"""Stored names of facts after which somebody of the file may be another one on the list."""


def bring(desk: Desk, check_again: Callable[[Desk], None] = check_file) -> ImportFinished:
    """Ends in `FINISHED`, or in `STOPPED` when somebody asked for it: what came in until then stays. Raises Refused."""
    with alone(desk):
        if not desk.folder.staged.exists() or desk.store.any_after(desk.folder.read("state")["head"], CHANGES_WHO):
            # What was found out holds no more. Names that nobody was asked about before are left out, and told.
            check_again(desk)
        state = desk.folder.read("state")
        rows, before = state["told"]["rows"], state["told"]["refused_read"]
        since = _start(desk)
        staging = Staging(desk.folder.staged, desk.choices.mapping.kind, anew=False)
        try:
            os.truncate(desk.folder.refused, state["refused_size"])
            with uncollected(), RefusedRows(desk.folder.refused, more=True) as refused:
                _answer(desk, staging, refused)
                told, stopped = _bring(desk, staging, refused, since, state["told"]["people"])
        finally:
            staging.close()
        return _finish(desk, rows, told, before + refused.count, stopped=stopped)


@contextmanager
def alone(desk: Desk, wait: Callable[[float], object] = sleep) -> Iterator[None]:
    """One import at a time: two of the same people at once would not find each other. Raises Stopped while it waits."""
    with (desk.folder.path.parent / "turn").open("w") as turn:
        desk.tell.now(Stage.WAITING)
        while not _is_free(turn):
            # Not asleep in the lock: whoever says nothing for long is taken for dead, and hears of no stop.
            wait(EVERY.total_seconds())
            desk.tell.on(Stage.WAITING, 0, 0)
        yield


def _is_free(turn: IO[str]) -> bool:
    """Takes it, if so."""
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _bring(desk: Desk, staging: Staging, refused: RefusedRows, since: int, of: int) -> tuple[Told, bool]:
    told = Told()
    desk.tell.now(Stage.BRINGING, of=of)
    bringing = desk.bringing(staging, refused.add, since)
    for some in bringing.bring(staging.staged(), desk.tools.views):
        told = told.plus(some)
        bringing.stopping = bringing.stopping or _asked_to_stop(desk, told.customers, of)
    return told, bringing.stopping


def _asked_to_stop(desk: Desk, done: int, of: int) -> bool:
    try:
        desk.tell.on(Stage.BRINGING, done, of)
    except Stopped:
        return True
    return False


def _answer(desk: Desk, staging: Staging, refused: RefusedRows) -> None:
    """Name whom the owner knew, and leave out the rows of those whom nobody knew."""
    for place in staging.unnamed():
        answer, namesake = desk.choices.answer(place), staging.namesake(place)
        rows = staging.entries_at(place)
        if answer == SAME and namesake:
            staging.name([(place, namesake)])
        elif answer == NEW:
            staging.name([(place, desk.keys.customer(*desk.cast.known_by(rows[0].person)).bytes)])
        else:
            for row in rows:
                refused.add(BadRow(row.line, "Somebody of this name is on the list: say whether it is them.", row.text))


def _start(desk: Desk) -> int:
    """Note the beginning, once; returns its position."""
    choices = desk.choices
    command = StartImport(
        source=choices.source,
        kind=choices.mapping.kind,
        headers=desk.about.get("headers", ""),
        mapping=remembered(choices),
        file=desk.about.get("name") or None,
        team=UUID(desk.about["team"]) if "team" in desk.about else None,
    )
    return _note(desk, desk.folder.id, command).position


def _finish(desk: Desk, rows: int, told: Told, refused: int, *, stopped: bool) -> ImportFinished:
    command = FinishImport(
        source=desk.choices.source,
        rows=rows,
        new_customers=told.new_customers,
        new_purchases=told.new_sales,
        known=told.known,
        refused=refused,
        import_id=desk.folder.id,
        changed=told.changed,
        contacts=told.contacts,
        recognised=told.recognised,
        stopped=stopped,
    )
    finished = _note(desk, desk.tools.new_id(desk.tools.clock()), command).body
    assert isinstance(finished, ImportFinished)
    unknown = dict(desk.homes.unknown.most_common(20))
    desk.tell.now(Stage.STOPPED if stopped else Stage.FINISHED, owners_unknown=unknown)
    if not stopped:
        desk.folder.forget_staged()
    return finished


def _note(desk: Desk, fact_id: UUID, command: Command) -> Recorded:
    asked = Asked(
        command_id=fact_id,
        stream=IMPORTS,
        occurred_at=desk.tools.clock(),
        noted_by=UUID(desk.about["who"]),
        commands=(command,),
    )
    return carry_out(desk.store, asked, views=desk.tools.views).recorded[0]


def bring_rows(tools: Tools, folder: Folder, rows: Sequence[Entry], choices: Choices, homes: HomeOf) -> ImportFinished:
    """The same for rows that stand in no file, looked over and brought in at once."""
    folder.make()
    folder.write("about", {"who": str(SYSTEM)})
    folder.write("choices", choices.told())
    desk = Desk(tools, folder, homes)
    check(desk, rows)
    return bring(desk, lambda again: check(again, rows))
