"""Who does what is to be done daily: a process beside the web, which `serve` starts, or which stands by itself?"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

import click

from backend.cli.opening import now
from backend.config import read_settings
from backend.keeping import Daily
from backend.web import log

FIRST_PAUSE_S = 20
"""Beside the web: it starts first, and no phone waits for a backup."""
PAUSE_S = 300
LESS_URGENT = 10


@click.command("keep")
@click.option("--beside", is_flag=True, hidden=True, help="End as soon as the standard input does.")
def command(beside: bool) -> None:
    """Take a backup each day, keep the newest 14, and clean up; go on until stopped. `serve` does it by itself."""
    settings = read_settings()
    log.to_stderr()
    # The first process of a container is not ended by a signal that it does not take.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    os.nice(LESS_URGENT)
    daily = Daily(settings)
    if beside and _ended(FIRST_PAUSE_S):
        return
    while True:
        daily.run(now())
        if not beside:
            time.sleep(PAUSE_S)
        elif _ended(PAUSE_S):
            return


def _ended(pause: float) -> bool:
    """Whether whoever started this process went away meanwhile: nothing is ever written to it."""
    return bool(select.select([sys.stdin], [], [], pause)[0])
