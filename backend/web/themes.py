"""Which themes does the firm keep, and by which words is each suggested?"""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from marshmallow import ValidationError, fields

from backend.web import htmx
from backend.web.forms import Form, load, sent
from backend.web.saving import save
from backend.web.session import visit
from backend.web.staff import go_on
from events.firm import FIRM
from events.themes import MOST_THEMES, KeepThemes, Theme
from events.values import LONGEST_THEME

blueprint = Blueprint("themes", __name__, url_prefix="/themes")
SPARE = 3
"""Empty rows of the form, for new themes."""


class Rows(fields.Raw):
    """What stands in the rows of one column, as it was typed: what a theme may be called, it says itself."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        read = super()._deserialize(value, attr, data, **kwargs)
        several = read if isinstance(read, list) else [read]
        if not all(isinstance(one, str) for one in several):
            raise ValidationError("Write each theme as a word or two.")
        return [one.strip() for one in several]


class ThemesForm(Form):
    name = Rows(required=True)
    words = Rows(load_default=list)


@blueprint.get("")
def show() -> Response:
    themes = visit().setting.themes
    if htmx.wants_json():
        return jsonify(themes=[{"name": one.name, "words": one.words} for one in themes])
    rows = [(one.name, ", ".join(one.words)) for one in themes]
    rows += [("", "")] * min(SPARE, MOST_THEMES - len(rows))
    page = render_template("themes/show.html", rows=rows, said=request.args.get("said", ""), longest=LONGEST_THEME)
    return make_response(page)


@blueprint.post("")
def keep() -> Response:
    """The whole list: a row without a name is no theme."""
    here, given = visit(), sent()
    form = load(ThemesForm(), given)
    rows = zip_longest(form["name"], form["words"][: len(form["name"])], fillvalue="")
    themes = tuple(Theme(name=name, words=_words(words)) for name, words in rows if name)
    save(here, FIRM, (KeepThemes(themes=themes),), given, form)
    return go_on(url_for("themes.show", said="kept"), themes=len(themes))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
