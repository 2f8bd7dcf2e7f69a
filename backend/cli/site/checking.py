"""What is looked at, and in which order: which thing needs the other?"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime

from backend.cli.site.address import BY_NAME, Place, name_findings, port_finding, redirect_finding
from backend.cli.site.certificate import NoCertificate, certificate_findings, trusting_anybody
from backend.cli.site.findings import About, Finding, State, good, missing
from backend.cli.site.install import install_findings
from backend.cli.site.page import first_page, page_findings
from backend.cli.site.wire import Unanswered


def look(at: Place, context: ssl.SSLContext, *, own_root: bool, http_port: int, now: datetime) -> Iterator[Finding]:
    """What is found, as it is found; ends where nothing further can be asked."""
    for found in name_findings(at):
        yield found
        if found.about is About.NAME and found.state is State.MISSING:
            return
    answered = port_finding(at)
    yield answered
    if answered.state is State.MISSING:
        return
    try:
        trusted = list(_private(at, context, own_root=own_root, now=now))
    except NoCertificate as instead:
        yield instead.finding
        return
    yield from trusted
    if at.https:
        yield redirect_finding(at, http_port)
    safe = context if all(one.state is not State.MISSING for one in trusted) else trusting_anybody()
    yield from _page(at, safe if at.https else None, now)


def _private(at: Place, context: ssl.SSLContext, *, own_root: bool, now: datetime) -> Iterator[Finding]:
    if at.https:
        yield from certificate_findings(at, context, own_root=own_root, now=now)
    elif at.only_here:
        yield good(About.PRIVATE, "On this machine itself browsers count it as private, also without HTTPS.")
    else:
        yield missing(
            About.PRIVATE,
            "Without HTTPS a phone neither installs it nor keeps notes without a signal, and others can read along.",
            BY_NAME,
        )


def _page(at: Place, context: ssl.SSLContext | None, now: datetime) -> Iterator[Finding]:
    try:
        page = first_page(at.site(context))
    except Unanswered as why:
        yield missing(
            About.PAGE, f"The first page cannot be read: {why}.", "Look into the log: docker compose logs web."
        )
        return
    yield good(About.PAGE, "The first page opens.")
    yield from page_findings(page, now)
    yield from install_findings(page)
