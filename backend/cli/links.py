"""How is a link shown to who started the command: in words, and as a picture where a phone could follow it?"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

import click

THIS_COMPUTER = frozenset({"127.0.0.1", "localhost", "::1"})


def show(link: str) -> None:
    """The link on a line of its own. In a terminal a QR code follows, unless the address names this computer alone."""
    click.echo(link)
    if sys.stdout.isatty() and urlsplit(link).hostname not in THIS_COMPUTER:
        import segno  # noqa: PLC0415 hardly any command draws one

        segno.make(link, micro=False).terminal(out=sys.stdout, compact=True)
