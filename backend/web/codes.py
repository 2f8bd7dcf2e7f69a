"""How does a link get onto somebody's phone? As a QR code: a picture drawn by attributes alone."""

from __future__ import annotations

from markupsafe import Markup

from backend.web.addresses import parts

THIS_COMPUTER = frozenset({"127.0.0.1", "localhost", "::1"})


def picture(link: str) -> Markup:
    """Dark on light whatever the page's colours are, for phones read no other; as large as what stands around it."""
    import segno  # noqa: PLC0415 few pages draw one

    code = segno.make(link, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704 drawn by a library, of squares alone


def opens_elsewhere(link: str) -> bool:
    """Whether another device may find this address: not the one that every computer calls itself."""
    return parts(link).hostname not in THIS_COMPUTER
