"""How are the sentences of the templates said as plain text, some thousand of them in one answer?

The same templates, but without their marks and without escaping: nothing of them reaches a page as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from jinja2 import BaseLoader, Environment

NAME = "encore.plain"
LATE, LATE_ENDS = "\x02", "\x03"
"""Stand for <em> and </em> until what somebody wrote is told apart from them."""
STAR, WRITTEN_STAR = "*", "∗"  # noqa: RUF001 what looks like an asterisk, and is none
_MARK = re.compile(r"</?bdi>")


class Unmarked(BaseLoader):
    """Reads templates through another loader and takes the marks of their sentences out."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, filename, unchanged = self._loader.get_source(environment, template)
        return _MARK.sub("", source).replace("<em>", LATE).replace("</em>", LATE_ENDS), filename, unchanged


def init_app(app: Flask) -> None:
    """To be called when all filters are there."""
    assert app.jinja_env.loader, "Flask has one"
    # Compiled otherwise than for pages, so never kept together with those.
    app.extensions[NAME] = app.jinja_env.overlay(
        autoescape=False, loader=Unmarked(app.jinja_env.loader), bytecode_cache=None
    )


def macros(template: str) -> Any:
    """The macros of a template, which say what they say in plain text."""
    return current_app.extensions[NAME].get_template(template).module


def in_one_line(words: str) -> str:
    """In one line, without a sign for what is late."""
    return " ".join(words.replace(LATE, "").replace(LATE_ENDS, "").split())


def with_stars(words: str) -> str:
    """In one line, with *…* around what is late; an asterisk that somebody wrote becomes one that looks the same."""
    starred = words.replace(STAR, WRITTEN_STAR).replace(LATE, STAR).replace(LATE_ENDS, STAR)
    return " ".join(starred.split())
