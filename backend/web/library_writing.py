"""How is something written that is worth saying, and put right?"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, make_response, render_template, url_for

from backend.web.forms import Choice, Form, Words, load, sent
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.session import visit
from backend.web.shelves import kept
from backend.web.staff import go_on
from events.firm import FIRM
from events.library import (
    LONGEST_LINK,
    LONGEST_TITLE,
    LONGEST_WORDS,
    READY_THANKS,
    KeepValueItem,
    ValueItem,
    ValueKind,
)

blueprint = Blueprint("library_writing", __name__, url_prefix="/library")


class Whom(StrEnum):
    """To whom it may go: an offer to who has bought, and the rest to everybody, where nobody says otherwise."""

    USUAL = "usual"
    EXISTING = "existing"
    EVERYBODY = "everybody"


_EXISTING_ONLY = {Whom.USUAL: None, Whom.EXISTING: True, Whom.EVERYBODY: False}


class ItemForm(Form):
    """`needs` and `products` are words with commas between them."""

    kind = Choice(ValueKind, required=True)
    title = Words(required=True, longest=LONGEST_TITLE)
    words = Words(load_default=None, longest=LONGEST_WORDS)
    link = Words(load_default=None, longest=LONGEST_LINK)
    needs = Words(load_default=None)
    products = Words(load_default=None)
    whom = Choice(Whom, load_default=Whom.USUAL)


@blueprint.get("/new")
def new() -> Response:
    return make_response(_form(None, url_for("library_writing.create")))


@blueprint.post("")
def create() -> Response:
    here, given = visit(), sent()
    form = load(ItemForm(), given)
    fact_id = form["fact_id"] or new_id(here.now)
    item = uuid5(fact_id, "item")
    save(here, FIRM, (_written(item, form),), given, {**form, "fact_id": fact_id})
    return go_on(url_for("library.show", item=item, said="kept"), item=str(item))


@blueprint.get("/<uuid:item>/edit")
def edit(item: UUID) -> Response:
    return make_response(_form(kept(visit(), item), url_for("library_writing.rewrite", item=item)))


@blueprint.post("/<uuid:item>")
def rewrite(item: UUID) -> Response:
    """What was sent, was sent as it read then. What was retired is in use again."""
    here, given = visit(), sent()
    kept(here, item)
    form = load(ItemForm(), given)
    save(here, FIRM, (_written(item, form),), given, form)
    return go_on(url_for("library.show", item=item, said="kept"), item=str(item))


def _form(item: ValueItem | None, action: str) -> str:
    return render_template(
        "library/edit.html",
        item=item,
        action=action,
        whom=_whom(item),
        ready=[words for _, words in READY_THANKS],
        longest_title=LONGEST_TITLE,
        longest_words=LONGEST_WORDS,
        longest_link=LONGEST_LINK,
    )


def _whom(item: ValueItem | None) -> str:
    if item is None or item.existing_only == (item.kind is ValueKind.OFFER):
        return Whom.USUAL.value
    return (Whom.EXISTING if item.existing_only else Whom.EVERYBODY).value


def _written(item: UUID, form: dict[str, Any]) -> KeepValueItem:
    return KeepValueItem(
        item=item,
        kind=form["kind"],
        title=form["title"] or "",
        words=form["words"] or "",
        link=form["link"] or "",
        needs=_several(form["needs"]),
        products=_several(form["products"]),
        existing_only=_EXISTING_ONLY[form["whom"] or Whom.USUAL],
    )


def _several(words: str | None) -> tuple[str, ...]:
    return tuple(one for part in re.split(r"[,;\n]", words or "") if (one := part.strip()))
