"""What does the first page say of itself: is it private, protected, compressed, and is its server's clock right?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from backend.cli.site.findings import About, Finding, State, better, good, missing
from backend.cli.site.wire import Reply, Site, Unanswered, fetch

REDIRECTS = 5
CLOCK = timedelta(minutes=5)
HALF_A_YEAR = 180 * 24 * 3600
SET_HOST = "Set ENCORE_HOST to this name where Encore runs, and restart it."
AS_SHIPPED = "Serve it as shipped (docker compose up), without a proxy that takes it away."


@dataclass
class Links(HTMLParser):
    """What a page links to: links by their rel, and scripts."""

    links: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "link" and told.get("href"):
            for rel in told.get("rel", "").lower().split():
                self.links.setdefault(rel, told["href"])
        elif tag == "script" and told.get("src"):
            self.scripts.append(told["src"])


@dataclass(frozen=True)
class Page:
    site: Site
    path: str
    reply: Reply
    links: dict[str, str]
    scripts: list[str]

    def path_of(self, href: str, seen_from: str = "") -> str | None:
        """The path of a link on the same site; None for one that leads elsewhere."""
        try:
            url = urljoin(urljoin(self.site.origin + self.path, seen_from), href)
            split = urlsplit(url)
            same = f"{split.scheme}://{split.netloc}".lower() == self.site.origin.lower()
        except ValueError:
            return None
        path = split.path or "/"
        found = f"{path}?{split.query}" if split.query else path
        return found if same and re.fullmatch(r"/[!-~]*", found) else None


def first_page(site: Site) -> Page:
    """The page that somebody sees who opens the address. Raises Unanswered."""
    path = "/"
    for _ in range(REDIRECTS):
        reply = fetch(site, path)
        if not 300 <= reply.status < 400:
            break
        to = Page(site, path, reply, {}, []).path_of(str(reply.headers.get("Location", "")))
        if to is None:
            raise Unanswered(f"it leads elsewhere, to {str(reply.headers.get('Location', 'nowhere'))[:80]!r}")
        path = to
    if reply.status != 200:
        raise Unanswered(f"it is answered by {reply.status}")
    seen = Links()
    with suppress(AssertionError, ValueError):  # by what is no HTML; what stood before it counts
        seen.feed(reply.text)
    return Page(site, path, reply, seen.links, seen.scripts)


def page_findings(page: Page, now: datetime) -> Iterator[Finding]:
    if page.site.context:
        yield _hsts(page.reply)
    yield _policy(page.reply)
    yield _cookies(page.site)
    yield _compressed(page)
    yield _clock(page.reply, now)


def _hsts(reply: Reply) -> Finding:
    told = re.search(r"max-age=\"?(\d{1,12})", str(reply.headers.get("Strict-Transport-Security", "")), re.IGNORECASE)
    if told and int(told[1]) >= HALF_A_YEAR:
        return good(About.HSTS, "Browsers are told to come over HTTPS alone.")
    return missing(About.HSTS, "Browsers are not told to come over HTTPS alone (HSTS).", SET_HOST)


def _policy(reply: Reply) -> Finding:
    policy = str(reply.headers.get("Content-Security-Policy", ""))
    if not policy:
        return missing(About.CONTENT_SECURITY_POLICY, "Nothing says which scripts may run (CSP).", AS_SHIPPED)
    if "'unsafe-" in policy:
        return missing(About.CONTENT_SECURITY_POLICY, "Scripts of anybody may run (CSP with unsafe).", AS_SHIPPED)
    return good(About.CONTENT_SECURITY_POLICY, "Only Encore's own scripts may run.")


def _cookies(site: Site) -> Finding:
    """Signing out where nobody is signed in shows which cookie is meant."""
    try:
        told = fetch(site, "/session/end", "POST", {"Content-Length": "0"}).headers.get_all("Set-Cookie") or []
    except Unanswered as why:
        return missing(About.COOKIES, f"The cookie of signing in cannot be seen: {why}.", AS_SHIPPED)
    cookie = next((str(one) for one in told if "encore" in str(one).split("=")[0]), "")
    if not cookie:
        return missing(About.COOKIES, "The cookie of signing in cannot be seen.", "Is this Encore, and a current one?")
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    private = cookie.startswith("__Host-") and {"secure", "httponly"} <= flags
    if site.context is None:
        if "secure" in flags:
            return missing(
                About.COOKIES, "Nobody can sign in without HTTPS: the cookie is not sent here.", "Use https://."
            )
        return better(About.COOKIES, "The cookie of signing in travels openly.", "Use HTTPS.")
    if private:
        return good(About.COOKIES, "The cookie of signing in is for HTTPS and this name alone.")
    return missing(About.COOKIES, "The cookie of signing in could travel openly.", SET_HOST)


def _compressed(page: Page) -> Finding:
    try:
        coded = str(
            fetch(page.site, page.path, headers={"Accept-Encoding": "gzip"}).headers.get("Content-Encoding", "")
        )
    except Unanswered:
        coded = ""
    if coded.lower() == "gzip":
        return good(About.COMPRESSED, "Pages come compressed.")
    return better(
        About.COMPRESSED, "Pages do not come compressed: slow where the signal is weak.", "Use the shipped proxy."
    )


def _clock(reply: Reply, now: datetime) -> Finding:
    try:
        told = parsedate_to_datetime(str(reply.headers.get("Date", "")))
        ahead = (told if told.tzinfo else told.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, OverflowError):
        return Finding(About.CLOCK, State.LATER, "The server does not say what time it is.")
    if abs(ahead) <= CLOCK:
        return good(About.CLOCK, "The server's clock agrees with this machine's.")
    minutes = round(abs(ahead).total_seconds() / 60)
    way = "ahead of" if ahead > timedelta() else "behind"
    return missing(
        About.CLOCK,
        f"The server's clock is {minutes:,} minutes {way} this machine's.",
        "Set it by the network (timedatectl set-ntp true): what is noted gets its time.",
    )
