"""How is one step of an import carried out, here or in a process beside the server, with its end told in the folder?"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from backend.importing.afterwards import follow_up
from backend.importing.bring import bring
from backend.importing.check import check_file
from backend.importing.desk import Desk, Tools
from backend.importing.folder import Folder
from backend.importing.namesakes import settle_namesakes
from backend.importing.state import Clock, Stage, Stopped, Teller, stopped
from backend.importing.take_back import take_back
from backend.store import Busy
from events.kernel import Refused

log = logging.getLogger(__name__)
WORKER = "backend.cli.import_work"

NOTHING_READ = -1
"""Stands for the head of the log of the last look while another is under way: what was read by half is read again."""
_FIRST = {"check": Stage.READING, "bring": Stage.WAITING, "undo": Stage.WAITING}

Begin = Callable[[UUID, str], None]
"""Begins a step ("check", "bring" or "undo") of an import."""


def run(tools: Tools, folder: Folder, step: str) -> None:
    """Carry out one step; whatever stops it is told in the folder, in a sentence."""
    desk = Desk(tools, folder)
    teller = Teller(folder, tools.clock)
    folder.write("state", {**folder.read("state"), "step": step})
    try:
        match step:
            case "check":
                check_file(desk)
            case "bring":
                _bring(desk)
            case _:
                take_back(desk, UUID(folder.read("undo")["by"]))
    except Stopped:
        teller.now(stopped(folder.read("state")))
    except Refused as why:
        teller.now(Stage.FAILED, why=str(why))
    except (Busy, OSError) as why:
        log.warning("an import was cut off", exc_info=why)
        teller.now(Stage.FAILED, why="The database or the disk could not be had. Nothing is lost: try again.")
    except Exception as why:
        log.critical("an import failed", exc_info=why)
        teller.now(Stage.FAILED, why="That did not work. What came in until then stays, and nothing comes in twice.")


def _bring(desk: Desk) -> None:
    if desk.folder.read("state")["head"] != NOTHING_READ:
        settle_namesakes(desk)
    bring(desk, _check_again)
    follow_up(desk)


def _check_again(desk: Desk) -> None:
    """Who may be meant by a name stays as it was asked: of anybody else, nobody was asked."""
    desk.tell.now(Stage.READING, head=NOTHING_READ)
    asked = {one["place"]: one["same"] for one in desk.folder.read("state").get("told", {}).get("asked", [])}
    check_file(desk)
    told = desk.folder.read("state")["told"]
    for one in told["asked"]:
        one["same"] = [who for who in asked.get(one["place"], []) if who in one["same"]]
    desk.tell.now(Stage.BRINGING, told=told)
    settle_namesakes(desk)


def here(tools: Tools, root: Path) -> Begin:
    """Carries a step out at once: who asked for it waits."""
    return lambda import_id, step: run(tools, Folder(root, import_id), step)


def beside(root: Path, settings: Mapping[str, str], clock: Clock) -> Begin:
    """Begins a step in a process of its own, which goes on when the server is restarted."""

    def begin(import_id: UUID, step: str) -> None:
        words = [sys.executable, "-m", WORKER, str(root), str(import_id), step]
        Teller(Folder(root, import_id), clock).now(_FIRST[step], step=step)
        # Its end is nobody's to wait for: Python itself takes it in when the next one is begun.
        subprocess.Popen(words, env=dict(settings), start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603 our own words

    return begin
