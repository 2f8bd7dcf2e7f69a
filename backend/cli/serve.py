"""How is the web served from one command? gunicorn with threads; the store is opened in each worker, after the fork."""

from __future__ import annotations

import socket

import click
from gunicorn.app.base import BaseApplication

from backend.app import create_app, open_house, uploads_of
from backend.config import Settings, read_settings

HERE = "127.0.0.1"
OPTIONS: dict[str, object] = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 8,
    "timeout": 30,
    "graceful_timeout": 30,
    "keepalive": 5,
    "max_requests": 20_000,
    "max_requests_jitter": 2_000,
    "loglevel": "warning",
    "control_socket_disable": True,
}


class Server(BaseApplication):  # type: ignore[misc] # gunicorn tells no types
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"{HERE}:{self.settings.port}")
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return create_app(open_house(self.settings), secure=bool(self.settings.host), uploads=uploads_of(self.settings))


def address(settings: Settings) -> str:
    """Where a browser finds it."""
    return f"https://{settings.host}" if settings.host else f"http://{HERE}:{settings.port}"


def check_port(settings: Settings) -> None:
    """A sentence before anything is begun, where gunicorn would try for seconds and give up in a traceback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, settings.port))
        except OSError as why:
            raise click.ClickException(
                f"Port {settings.port} cannot be had ({why.strerror}). Is Encore running already?"
                f" Choose another one: ENCORE_PORT={settings.port + 1}"
            ) from why


def serve(settings: Settings) -> None:
    """Serve until stopped. Opens the store once before, so that what is wrong with it is said in a sentence."""
    open_house(settings).close()
    click.echo(f"Encore is at {address(settings)}   (Ctrl-C stops it)")
    Server(settings).run()


@click.command("serve")
def command() -> None:
    """Serve the firm in ENCORE_DATABASE on 127.0.0.1:ENCORE_PORT."""
    settings = read_settings()
    check_port(settings)
    serve(settings)
