"""What are the parts of an address that a browser sent? Of one that cannot be read: none."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

NOWHERE = SplitResult("", "", "", "", "")


def parts(address: str | None) -> SplitResult:
    try:
        return urlsplit(address or "")
    except ValueError:
        return NOWHERE
