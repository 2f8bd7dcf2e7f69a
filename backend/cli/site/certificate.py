"""Does a phone trust the certificate, for this name, today?"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.cli.site.address import Place
from backend.cli.site.findings import About, Finding, better, good, missing
from backend.cli.site.wire import PATIENCE, Unanswered, in_words, within

EXPIRED, TOO_EARLY, SELF_MADE, WRONG_NAME, WRONG_ADDRESS = 10, 9, 18, 62, 64
UNKNOWN = frozenset({19, 20, 21})
"""What OpenSSL answers where nobody whom we trust signed it."""
DATED = frozenset({EXPIRED, TOO_EARLY, WRONG_NAME, WRONG_ADDRESS})
A_LITTLE = 6
"""With less than a sixth of its time left, a certificate ought to have been renewed."""
OBTAIN = "Let the proxy obtain a public one (leave ENCORE_CERTIFICATE and ENCORE_TLS unset)"
INSTALL = "install its root certificate on every phone and name that file here with --root"
NOT_HTTPS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_EOF_WHILE_READING", "RECORD_LAYER_FAILURE"})
NO_CERTIFICATE = frozenset({"TLSV1_ALERT_INTERNAL_ERROR", "TLSV1_UNRECOGNIZED_NAME", "SSLV3_ALERT_HANDSHAKE_FAILURE"})


class NoCertificate(Exception):
    """What was found instead of one: nothing further can be asked."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.says)
        self.finding = finding


def trusting(root: Path | None) -> ssl.SSLContext:
    """What this machine trusts, and a root of one's own. Raises OSError for a file that holds none."""
    context = ssl.create_default_context()
    if root:
        context.load_verify_locations(cafile=root)
    return context


def trusting_anybody() -> ssl.SSLContext:
    """To go on and say what else is missing; nothing secret is ever sent."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def certificate_findings(at: Place, context: ssl.SSLContext, *, own_root: bool, now: datetime) -> Iterator[Finding]:
    """Raises NoCertificate where HTTPS is not spoken at all."""
    try:
        shown = _shake_hands(at, context)
    except ssl.SSLCertVerificationError as why:
        yield _refused(at, why)
        if why.verify_code == SELF_MADE or why.verify_code in UNKNOWN:
            yield from _looked_at_alone(at)
        return
    except Unanswered as why:
        raise NoCertificate(
            missing(About.CERTIFICATE, f"There is no HTTPS on port {at.port}: {why}.", OBTAIN + ".")
        ) from why
    whom = "phones that have this root certificate" if own_root else "every phone"
    yield good(About.CERTIFICATE, f"The certificate is for {at.host} and trusted by {whom}, {_until(shown)}.")
    if _nearly_over(shown, now):
        yield better(
            About.CERTIFICATE,
            f"The certificate runs out soon: {_until(shown)}.",
            "Renew it, or look into the proxy's log why it does not.",
        )


def _shake_hands(at: Place, context: ssl.SSLContext) -> dict[str, Any]:
    """The certificate that is shown, as ssl tells it. Raises SSLCertVerificationError, or Unanswered."""

    def shake() -> dict[str, Any]:
        with (
            socket.create_connection((at.host, at.port), timeout=PATIENCE) as line,
            context.wrap_socket(line, server_hostname=at.host) as spoken,
        ):
            return {**(spoken.getpeercert() or {}), "der": spoken.getpeercert(binary_form=True)}

    try:
        return within(shake)
    except ssl.SSLCertVerificationError:
        raise
    except ssl.SSLError as why:
        if why.reason in NOT_HTTPS:
            raise Unanswered("something else is spoken there") from why
        if why.reason in NO_CERTIFICATE:
            raise Unanswered(f"the server has no certificate for {at.host} yet") from why
        raise Unanswered(in_words(why)) from why
    except (OSError, ValueError) as why:
        raise Unanswered(in_words(why)) from why


def _looked_at_alone(at: Place) -> Iterator[Finding]:
    """What else is wrong with a certificate that nobody signed: trusted by itself, is it for this name, and today?"""
    try:
        shown = _shake_hands(at, trusting_anybody())["der"]
        alone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        alone.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(shown))
        alone.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        _shake_hands(at, alone)
    except ssl.SSLCertVerificationError as why:
        if why.verify_code in DATED:
            yield _refused(at, why)
    except (Unanswered, ssl.SSLError):
        return


def _refused(at: Place, why: ssl.SSLCertVerificationError) -> Finding:
    says, do = {
        EXPIRED: ("has expired", "Renew it, and restart the proxy: docker compose restart proxy."),
        TOO_EARLY: ("is not valid yet", "Is the clock right, here and on the server?"),
        WRONG_NAME: (f"is not for {at.host}", f"Get one for {at.host}, or use the name that it is for."),
        WRONG_ADDRESS: (f"is not for {at.host}", "Use the name that it is for."),
        SELF_MADE: ("was made by the server itself: no phone trusts it", f"{OBTAIN}, or {INSTALL}."),
        **dict.fromkeys(UNKNOWN, ("was signed by somebody whom phones do not know", f"{OBTAIN}, or {INSTALL}.")),
    }.get(why.verify_code, (f"is not trusted ({why.verify_message})", f"{OBTAIN}."))
    return missing(About.CERTIFICATE, f"The certificate {says}.", do)


def _until(shown: dict[str, Any]) -> str:
    day = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    return f"until {day.day} {day:%B %Y}"


def _nearly_over(shown: dict[str, Any], now: datetime) -> bool:
    begun, over = (ssl.cert_time_to_seconds(shown[name]) for name in ("notBefore", "notAfter"))
    return over - now.timestamp() < (over - begun) / A_LITTLE
