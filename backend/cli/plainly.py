"""What does a command say when it cannot go on? One sentence, never a traceback."""

from __future__ import annotations

from typing import Any

import click

from backend.config import BadSetting
from backend.store import BadLine, Busy, NewerDatabase, NoBackup, NotAsWritten, OtherKeys, WrongSecret
from events.kernel import Refused

SENTENCES = (BadSetting, Refused, NewerDatabase, OtherKeys, WrongSecret, NoBackup, NotAsWritten, BadLine)


class Plainly(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SENTENCES as why:
            raise click.ClickException(str(why)) from why
        except Busy as why:
            raise click.ClickException("The database cannot be reached or is busy. Run this command again.") from why
        except OSError as why:
            raise click.ClickException(f"{why.filename or 'A file'} cannot be used: {why.strerror or why}.") from why
