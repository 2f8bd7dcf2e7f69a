"""How far has an import come? A small note beside its file, which every process can read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from backend.importing.folder import Folder

EVERY = timedelta(milliseconds=300)
SILENT = timedelta(seconds=30)
"""After that without a word, whoever worked at it is taken for dead: it can be begun again."""

Clock = Callable[[], datetime]


class Stage(StrEnum):
    NEW = "new"
    READING = "reading"
    ASKING = "asking"
    CHECKED = "checked"
    WAITING = "waiting"
    BRINGING = "bringing"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


UNDER_WAY = frozenset({Stage.READING, Stage.WAITING, Stage.BRINGING, Stage.UNDOING})


class Stopped(Exception):
    """Somebody asked to stop."""


class Teller:
    """Notes how far one piece of work has come, a few times a second."""

    def __init__(self, folder: Folder, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._last = clock() - EVERY

    def now(self, stage: Stage, *, done: int = 0, of: int = 0, **more: Any) -> None:
        """At once; `more` is kept beside it. What was told before and is not said anew stays."""
        self._last = self._clock()
        told = {"stage": stage, "done": done, "of": of, "at": self._last.isoformat(), "pid": os.getpid()}
        self._folder.write("state", {**self._folder.read("state"), **told, **more})

    def on(self, stage: Stage, done: int, of: int) -> None:
        """Where enough time has passed. Raises Stopped when somebody asked for it."""
        if self._clock() - self._last >= EVERY:
            if self._folder.to_stop:
                raise Stopped
            self.now(stage, done=done, of=of)


def stage_of(folder: Folder, now: datetime) -> Stage:
    """The stage; of work whose worker has died, `STOPPED` or the stage before."""
    state = folder.read("state")
    stage = Stage(state.get("stage", Stage.NEW))
    if stage in UNDER_WAY and now - datetime.fromisoformat(state["at"]) > SILENT:
        return stopped(state)
    return stage


def step_of(state: Mapping[str, Any]) -> str:
    """The step that was begun last ("check", "bring" or "undo"): what goes on after a stop, and is tried again."""
    return str(state.get("step") or ("bring" if "told" in state else "check"))


def stopped(state: Mapping[str, Any]) -> Stage:
    """Where a step that was cut off leaves an import: a look has changed nothing."""
    looked = state["stage"] == Stage.READING and step_of(state) == "check"
    return Stage.NEW if looked else Stage.STOPPED
