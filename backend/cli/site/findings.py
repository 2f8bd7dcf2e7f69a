"""What was found at an address, in words, and what is to be done about it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    GOOD = "good"
    MISSING = "missing"
    BETTER = "could be better"
    LATER = "not yet"


class About(StrEnum):
    NAME = "name"
    REACH = "reach"
    PORT = "port"
    CERTIFICATE = "certificate"
    PRIVATE = "private"
    PAGE = "page"
    MANIFEST = "manifest"
    ICONS = "icons"
    REDIRECT = "redirect"
    HSTS = "hsts"
    CONTENT_SECURITY_POLICY = "content_security_policy"
    COOKIES = "cookies"
    COMPRESSED = "compressed"
    CLOCK = "clock"
    SERVICE_WORKER = "service_worker"


INSTALLING = frozenset(
    {
        About.NAME,
        About.REACH,
        About.PORT,
        About.CERTIFICATE,
        About.PRIVATE,
        About.PAGE,
        About.MANIFEST,
        About.ICONS,
    }
)
"""Without these a phone does not install; the rest is about safety and speed."""


@dataclass(frozen=True)
class Finding:
    """`do`: what the owner does about it; empty where nothing is to be done."""

    about: About
    state: State
    says: str
    do: str = ""


def good(about: About, says: str) -> Finding:
    return Finding(about, State.GOOD, says)


def missing(about: About, says: str, do: str) -> Finding:
    return Finding(about, State.MISSING, says, do)


def better(about: About, says: str, do: str) -> Finding:
    return Finding(about, State.BETTER, says, do)


def installable(findings: Iterable[Finding]) -> bool:
    return not any(one.state is State.MISSING and one.about in INSTALLING for one in findings)
