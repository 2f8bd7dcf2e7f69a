"""Which words does `encore` understand? One file a command, read only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from backend.cli.plainly import Plainly

COMMANDS = {
    "serve": "backend.cli.serve",
    "set-up": "backend.cli.set_up",
    "demo": "backend.cli.demo.command",
    "import": "backend.cli.import_file",
    "fit": "backend.cli.fit",
    "rebuild": "backend.cli.rebuild",
    "verify": "backend.cli.verify",
    "invite": "backend.cli.invite",
    "check-site": "backend.cli.site.command",
    "backup": "backend.cli.backup",
    "restore": "backend.cli.restore",
    "export": "backend.cli.export",
    "load": "backend.cli.load",
    "keep": "backend.cli.keep",
    "backtest": "backend.cli.backtest.command",
}


class Words(Plainly):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's shape
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's shape
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[cmd_name]).command
        return found


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Encore: the second sale and every one after it.

    The settings are ENCORE_DATABASE, ENCORE_KEYS, ENCORE_BACKUPS, ENCORE_PORT, ENCORE_BIND, ENCORE_HOST and
    ENCORE_SECRET;
    the README explains them.
    """
