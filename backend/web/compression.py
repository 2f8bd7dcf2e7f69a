"""In which coding does an answer travel? As the browser takes it; what is small or streamed, and files, as they are."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli
from flask import Flask, Response, request

SMALLEST = 1000
"""Bytes: what fits into one packet anyway gains nothing."""
LARGEST_FILE = 100_000
"""Bytes: what is larger goes from the disk to the wire as it is."""
TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/plain",
        "text/csv",
        "text/javascript",
        "application/json",
        "application/manifest+json",
    }
)
BODILESS = frozenset({204, 206, 304})
"""Also a part of something, which is a part of its own bytes."""
QUICK: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
"""For what is made for one answer: half a millisecond for a queue page, to a tenth of its bytes. Ours first."""
THOROUGH: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=11),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


def init_app(app: Flask) -> None:
    """To be called before whatever else looks at answers: what was asked for first runs last."""
    app.after_request(_squeeze)


def keep_small(response: Response, body: bytes) -> None:
    """For what stays the same: as small as can be, once in each process."""
    if coding := _agreed():
        response.set_data(_thoroughly(body, coding))
        response.headers["Content-Encoding"] = coding


def _squeeze(response: Response) -> Response:
    """Whether the browser has this version already is settled before: tags are weak, the same in every coding."""
    if _small_file(response):
        response.direct_passthrough = False
        response.set_etag(response.get_etag()[0] or "", weak=True)
    elif response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in BODILESS or "Content-Encoding" in response.headers or response.mimetype not in TEXTS:
        return response
    body = response.get_data()
    if len(body) >= SMALLEST and (coding := _agreed()):
        response.set_data(QUICK[coding](body))
        response.headers["Content-Encoding"] = coding
    return response


def _small_file(response: Response) -> bool:
    """Whether it is a text that lies on the disk, whole, and worth being read for this."""
    size = response.content_length or 0
    text = response.direct_passthrough and response.mimetype in TEXTS and response.status_code not in BODILESS
    return text and SMALLEST <= size <= LARGEST_FILE


def _agreed() -> str:
    """Empty where the browser takes none of ours."""
    takes = request.accept_encodings
    best = max(QUICK, key=takes.quality)
    return best if takes.quality(best) > 0 else ""


@lru_cache(maxsize=16)
def _thoroughly(body: bytes, coding: str) -> bytes:
    return THOROUGH[coding](body)
