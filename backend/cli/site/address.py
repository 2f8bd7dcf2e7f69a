"""Which address is meant, does its name lead anywhere a phone can go, and does somebody answer there?"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from backend.cli.site.findings import About, Finding, better, good, missing
from backend.cli.site.wire import Site, Unanswered, connect, fetch, resolve

HOST = re.compile(r"[^\s/@\\?#%<>|^`{}\x00-\x1f]{1,253}")
BY_NAME = "Serve it under a name: ENCORE_HOST=name docker compose up."


class BadAddress(Exception):
    """A sentence that says how an address is written."""


@dataclass(frozen=True)
class Place:
    host: str
    port: int
    https: bool

    @property
    def only_here(self) -> bool:
        """Whether it means the asking machine itself: such an address is private also without HTTPS."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        return _is_address(self.host) and ip_address(self.host).is_loopback

    def site(self, context: ssl.SSLContext | None) -> Site:
        return Site(self.host, self.port, context)


def place(text: str) -> Place:
    """crm.example.org, https://crm.example.org or http://192.168.1.20:8000. Raises BadAddress."""
    whole = text.strip() if "://" in text else f"https://{text.strip()}"
    try:
        split = urlsplit(whole)
        host, port = (split.hostname or "").rstrip("."), split.port
    except ValueError:
        host, port = "", None
    if not host or split.scheme not in ("http", "https") or not HOST.fullmatch(host):
        raise BadAddress("Write the address as https://crm.example.org or http://192.168.1.20:8000.")
    https = split.scheme == "https"
    return Place(host, port or (443 if https else 80), https)


def name_findings(at: Place) -> Iterator[Finding]:
    try:
        found = resolve(at.host, at.port)
    except Unanswered as why:
        yield missing(
            About.NAME,
            f"The name {at.host} leads nowhere: {why}.",
            "Enter it where you bought the domain, as an A record with this machine's address.",
        )
        return
    if at.only_here:
        yield missing(About.REACH, f"Only this machine itself finds {at.host}; a phone does not.", BY_NAME)
        return
    if not _is_address(at.host):
        yield good(About.NAME, f"The name {at.host} leads to {', '.join(found)}.")
    yield _reach(found)


def _reach(found: list[str]) -> Finding:
    addresses = [ip_address(one.split("%")[0]) for one in found]
    if all(one.is_loopback for one in addresses):
        return better(
            About.REACH,
            "On this machine the name leads to the machine itself, so that this says little of phones.",
            "Ask again from another computer.",
        )
    if all(one.is_private for one in addresses):
        return good(About.REACH, "The address lies inside your network: phones reach it there, and not on the road.")
    return good(About.REACH, "The address is public: phones reach it from everywhere.")


def port_finding(at: Place) -> Finding:
    try:
        connect(at.host, at.port)
    except Unanswered as why:
        return missing(
            About.PORT,
            f"Nothing answers on port {at.port}: {why}.",
            f"Is it running (docker compose ps), and does the router or firewall let port {at.port} through?",
        )
    return good(About.PORT, f"Port {at.port} answers.")


def redirect_finding(at: Place, http_port: int) -> Finding:
    """Whether who types the name alone is led to HTTPS."""
    try:
        reply = fetch(Site(at.host, http_port), "/")
    except Unanswered as why:
        return better(
            About.REDIRECT,
            f"Port {http_port} does not lead to HTTPS: {why}.",
            f"Open port {http_port} too, for whoever types the name alone; a public certificate is obtained over it.",
        )
    to = str(reply.headers.get("Location", ""))
    if 300 <= reply.status < 400 and to.lower().startswith("https://"):
        return good(About.REDIRECT, f"Port {http_port} leads to HTTPS.")
    return missing(
        About.REDIRECT,
        f"Port {http_port} answers without leading to HTTPS.",
        "Have the proxy redirect it: the shipped one does.",
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
