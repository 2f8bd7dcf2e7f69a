"""Which settings is Encore started with? The only reader of the environment.

A firm is set up by nothing else: every other choice is a fact in its log.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")
DATABASE = "sqlite:///var/encore.db"
POSTGRES_KEYS = "sqlite:///var/postgresql-keys.db"
FOLDER = "var"
SECRET_FILE = "encore-secret"  # noqa: S105 a file's name
PORT = 8000
BIND = "127.0.0.1"
SHORTEST_SECRET = 16
ON, OFF = "on", "off"


class BadSetting(Exception):
    """A sentence that says which setting is wrong and what it should be."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`host` set: phones reach Encore under this name, over HTTPS, through a proxy. `bind`: the address listened on.

    `offline`: whether phones keep pages for when there is no signal; off, each is rid of them at its next start.
    """

    database: str
    keys: str
    secret: bytes = field(repr=False)
    port: int = PORT
    host: str = ""
    bind: str = BIND
    backups_in: str = ""
    offline: bool = True

    @property
    def backups(self) -> Path:
        """Where backups lie, the keys apart in a folder of that folder."""
        return Path(self.backups_in) if self.backups_in else self.folder / "backups"

    @property
    def name(self) -> str:
        """What tells the firm's files from those of others in the same folder: the name of its database."""
        name = self.file.stem if self.file else urlsplit(self.database).path.strip("/")
        return re.sub(r"[^A-Za-z0-9_-]", "_", name) or "encore"

    @property
    def file(self) -> Path | None:
        """The database's file; None where it is a PostgreSQL."""
        return Path(self.database.removeprefix(SQLITE)) if self.database.startswith(SQLITE) else None

    @property
    def environment(self) -> dict[str, str]:
        """This process's, with the same settings, for another one."""
        return {
            **os.environ,
            "ENCORE_DATABASE": self.database,
            "ENCORE_KEYS": self.keys,
            "ENCORE_SECRET": self.secret.decode(),
            "ENCORE_PORT": str(self.port),
            "ENCORE_HOST": self.host,
            "ENCORE_BACKUPS": self.backups_in,
            "ENCORE_OFFLINE": ON if self.offline else OFF,
        }

    @property
    def imports(self) -> Path:
        """Where uploaded files lie until their import is 30 days old."""
        return self.folder / "imports"

    @property
    def folder(self) -> Path:
        """Where files of the firm lie, such as uploads: beside its database or, with PostgreSQL, beside its keys."""
        for url in (self.database, self.keys):
            if url.startswith(SQLITE):
                return Path(url.removeprefix(SQLITE)).parent
        return Path(FOLDER)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; makes the secret on the first start. Raises BadSetting."""
    given = os.environ if environment is None else environment
    database = _database(given, "ENCORE_DATABASE", DATABASE)
    keys = _database(given, "ENCORE_KEYS", _beside(database))
    if keys == database:
        raise BadSetting("ENCORE_KEYS must name another place than ENCORE_DATABASE: a lost log must not take its keys.")
    return Settings(
        database=database,
        keys=keys,
        port=_port(given.get("ENCORE_PORT", "")),
        host=_host(given.get("ENCORE_HOST", "")),
        bind=_bind(given.get("ENCORE_BIND", "")),
        backups_in=given.get("ENCORE_BACKUPS", "").strip(),
        offline=_offline(given.get("ENCORE_OFFLINE", "")),
        secret=_secret(given.get("ENCORE_SECRET", ""), keys),
    )


def read_address(environment: Mapping[str, str] | None = None) -> str:
    """Where phones ought to find Encore; makes no secret and opens nothing. Raises BadSetting."""
    given = os.environ if environment is None else environment
    host, port = _host(given.get("ENCORE_HOST", "")), _port(given.get("ENCORE_PORT", ""))
    return f"https://{host}" if host else f"http://{BIND}:{port}"


def _database(given: Mapping[str, str], name: str, usual: str) -> str:
    url = given.get(name, "").strip() or usual
    if url.startswith(POSTGRES):
        return url
    if url.startswith(SQLITE) and Path(url.removeprefix(SQLITE)).name and not url.endswith("/"):
        return url
    raise BadSetting(f"{name} is sqlite:///path/to/file.db or postgresql://user@host/name.")


def _beside(database: str) -> str:
    """The keys lie beside the log's file, under its name: who throws another firm of the folder away leaves them."""
    if not database.startswith(SQLITE):
        return POSTGRES_KEYS
    file = Path(database.removeprefix(SQLITE))
    return SQLITE + str(file.with_name(f"{file.stem}-keys.db"))


def _port(text: str) -> int:
    if not text.strip():
        return PORT
    if not text.strip().isascii() or not text.strip().isdigit() or not 1 <= int(text.strip()[:6]) <= 65_535:
        raise BadSetting("ENCORE_PORT is a number from 1 to 65535.")
    return int(text)


def _bind(text: str) -> str:
    try:
        return str(ip_address(text.strip())) if text.strip() else BIND
    except ValueError as error:
        raise BadSetting("ENCORE_BIND is an address of this machine: 0.0.0.0 for all of them, or 127.0.0.1.") from error


def _offline(text: str) -> bool:
    word = text.strip().lower() or ON
    if word not in (ON, OFF):
        raise BadSetting("ENCORE_OFFLINE is on, or off to have phones forget every page they kept. Notes stay on them.")
    return word == ON


def _host(text: str) -> str:
    host = text.strip().lower()
    if "/" in host or " " in host:
        raise BadSetting("ENCORE_HOST is the bare name under which phones reach Encore, such as crm.example.org.")
    return host


def _secret(given: str, keys: str) -> bytes:
    if given:
        return _long_enough(given.strip().encode(), "ENCORE_SECRET")
    if not keys.startswith(SQLITE):
        raise BadSetting("Set ENCORE_SECRET: it cannot be kept beside keys that lie in a PostgreSQL.")
    file = Path(keys.removeprefix(SQLITE)).with_name(SECRET_FILE)
    if not file.exists():
        _make_secret(file)
    try:
        return _long_enough(file.read_bytes().strip(), str(file))
    except OSError as error:
        raise BadSetting(f"The secret in {file} cannot be read: {error.strerror}.") from error


def _long_enough(secret: bytes, where: str) -> bytes:
    if len(secret) < SHORTEST_SECRET:
        raise BadSetting(f"The secret in {where} is shorter than {SHORTEST_SECRET} characters.")
    return secret


def _make_secret(file: Path) -> None:
    """Whole or not at all: of two that start at once, both go on with the first one's."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent) as draft:
            draft.write(secrets.token_urlsafe(32) + "\n")
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):
                file.hardlink_to(draft.name)
    except OSError as error:
        raise BadSetting(f"The secret cannot be kept in {file}: {error.strerror}.") from error
