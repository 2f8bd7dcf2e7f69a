"""How is the web served from one command? gunicorn with threads; the store is opened in each worker, after the fork."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from ipaddress import ip_address

import click
from gunicorn.app.base import BaseApplication

from backend.app import create_app, keeping_of, open_house, uploads_of
from backend.cli.links import show
from backend.cli.opening import now, opened, setting_of
from backend.config import Settings, read_settings
from backend.store import Store

HERE = "127.0.0.1"
ELSEWHERE = ("192.0.2.1", 9)
"""Nobody's address, kept for documentation: asking the way there tells our own address, and sends nothing."""
NOT_PRIVATE = (
    "http in a network is not private: others in it can read along, and phones keep no notes without a signal."
    " “On your phones” in the README says how it becomes private."
)
KEEPER = (sys.executable, "-c", "from backend.cli import main; main()", "keep", "--beside")
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
        self.cfg.set("bind", listened_on(self.settings))
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        settings = self.settings
        uploads, keeping = uploads_of(settings), keeping_of(settings)
        return create_app(
            open_house(settings),
            secure=bool(settings.host),
            uploads=uploads,
            keeping=keeping,
            offline=settings.offline,
        )


def address(settings: Settings) -> str:
    """Where a browser finds it."""
    if settings.host:
        return f"https://{settings.host}"
    reached_here = settings.bind in (HERE, "0.0.0.0", "::")  # noqa: S104 compared, not bound
    return f"http://{HERE}:{settings.port}" if reached_here else f"http://{listened_on(settings)}"


def listened_on(settings: Settings) -> str:
    bind = f"[{settings.bind}]" if ":" in settings.bind else settings.bind
    return f"{bind}:{settings.port}"


def in_the_network(settings: Settings) -> str:
    """Where another phone or computer finds it without a proxy; empty where only this machine does."""
    listening = ip_address(settings.bind)
    if listening.is_loopback:
        return ""
    found = own_address() if listening.is_unspecified else settings.bind
    return f"http://{f'[{found}]' if ':' in found else found}:{settings.port}" if found else ""


def own_address() -> str:
    """This machine's address in its network; empty without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(ELSEWHERE)
            return str(way.getsockname()[0])
        except OSError:
            return ""


def set_up_link(store: Store, settings: Settings) -> str:
    """A fresh one; an earlier one ends."""
    return f"{address(settings)}/set-up/{store.set_up.new_token(now())}"


def check_port(settings: Settings) -> None:
    """A sentence before anything is begun, where gunicorn would try for seconds and give up in a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in settings.bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.bind, settings.port))
        except OSError as why:
            if why.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise click.ClickException(f"{settings.bind} is no address of this machine: see ENCORE_BIND.") from why
            raise click.ClickException(
                f"Port {settings.port} cannot be had ({why.strerror}). Is Encore running already?"
                f" Choose another one: ENCORE_PORT={settings.port + 1}"
            ) from why


def serve(settings: Settings) -> None:
    """Serve until stopped. Opens the store once before, so that what is wrong with it is said in a sentence."""
    with opened(settings) as store:
        link = None if setting_of(store).founded else set_up_link(store, settings)
    click.echo(f"Encore is at {address(settings)}   (Ctrl-C stops it)")
    if in_the_network(settings):
        click.echo(f"Others in your network find it at {in_the_network(settings)}\n{NOT_PRIVATE}")
    if link:
        click.echo("No firm lives here yet. This link sets yours up. It works once, within 24 hours:")
        show(link)
    # A process of its own, for a backup would slow the answers of a worker; it shares nothing that a fork would copy.
    # Its standard input ends with the last process of the server: then it finishes what it is at, and ends as well.
    with subprocess.Popen(KEEPER, stdin=subprocess.PIPE, start_new_session=True):  # noqa: S603 our own program
        Server(settings).run()


@click.command("serve")
def command() -> None:
    """Serve the firm in ENCORE_DATABASE on ENCORE_BIND (127.0.0.1 unless set) and ENCORE_PORT."""
    settings = read_settings()
    check_port(settings)
    serve(settings)
