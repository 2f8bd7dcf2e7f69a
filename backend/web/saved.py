"""What was saved, for whom, next when? The bar after every save, and the one way in which screens note and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import Flask, Response, g, render_template, request
from markupsafe import Markup

from backend.commands import Also
from backend.projections import directory
from backend.store import Appended
from backend.web import htmx
from backend.web.cards import ASKING_WHY, Card, cards
from backend.web.saving import answer, save
from backend.web.session import Visit
from events.contacts import ContactAttempted
from events.kernel import Command, Recorded, shape_of
from events.notes import FIXED, FactUndone
from events.values import Rule

ASKED = "saved"
"""Of an address: the fact of which the bar tells after a plain form."""


def init_app(app: Flask) -> None:
    @app.context_processor
    def bar_of_last() -> dict[str, Any]:
        return {"last_saved": last_saved}


def keep(
    visit: Visit,
    customer: UUID,
    commands: tuple[Command, ...],
    given: Mapping[str, Any],
    form: Mapping[str, Any],
    *,
    id_field: str = "fact_id",
    then: Callable[[Appended], str] = lambda _: "",
    also: Also | None = None,
    **told: Any,
) -> Response:
    """Note on one customer, who was seen to be visible, and say so. `then` renders what follows the bar for htmx."""
    appended = save(visit, customer, commands, given, form, id_field=id_field, also=also)
    shown = bar(visit, customer, _first(appended)) + then(appended) if htmx.asked() else ""
    return answer(visit, appended, bar=shown, back=_back(customer, form["back"], _first(appended)), **told)


def bar(visit: Visit, customer: UUID, noted: Recorded | None) -> str:
    """The bar about one fact; None: there was nothing to do. `noted` is in the log."""
    with visit.read() as tx:
        card = cards(visit, tx, [customer], visit.today).get(customer)
        undone = visit.store.find(noted.body.of, tx=tx) if noted and isinstance(noted.body, FactUndone) else None
    about = undone or noted
    return render_template(
        "saved/bar.html",
        customer=customer,
        name=card.name if card else None,
        noted=noted,
        fact=about.body if about else None,
        kind=shape_of(about.body).name if about else "",
        undone=undone is not None,
        undoable=noted is not None and (shape_of(noted.body).name not in FIXED or _claimed(visit, card, noted)),
        mine=visit.person.id,
        gone=card is not None and card.entry.standing == "gone",
        next_on=card.next_on if card else None,
        asks_why=card is not None and (card.unanswered is not None or _asked_why(about)),
        had_it=card is not None and _had_it(card, about),
        swept=card is not None and card.top is not None and card.top.rule is Rule.SWEEP,
        today=visit.today,
        back=htmx.current_path() or request.path,
    )


def _had_it(card: Card, about: Recorded | None) -> bool:
    """Whether what was sent from the library had reached them before."""
    item = about.body.item if about is not None and isinstance(about.body, ContactAttempted) else None
    return any(one.item == item and one.times > 1 for one in card.customer.profile.sent_items)


def _claimed(visit: Visit, card: Card | None, noted: Recorded) -> bool:
    """Whether they took the customer out of the pool by this fact, and may give them back."""
    return card is not None and card.customer.profile.claim == noted.fact_id and noted.noted_by == visit.person.id


def _asked_why(about: Recorded | None) -> bool:
    return about is not None and isinstance(about.body, ContactAttempted) and about.body.rule in ASKING_WHY


def last_saved() -> Markup:
    """The bar on the page to which a plain form led: only about what this person may see."""
    visit: Visit | None = g.get("visit")
    try:
        fact_id = UUID(request.args.get(ASKED, ""))
    except ValueError:
        return Markup("")
    if visit is None:
        return Markup("")
    with visit.read() as tx:
        noted = visit.store.find(fact_id, tx=tx)
        visible = noted is not None and directory.entry(tx, noted.stream, visit.scope) is not None
    if noted is None or not visible:
        return Markup("")
    return Markup(bar(visit, noted.stream, noted))  # noqa: S704 rendered by a template that escapes


def _first(appended: Appended) -> Recorded | None:
    return appended.recorded[0] if appended.recorded else None


def _back(customer: UUID, back: str, noted: Recorded | None) -> str:
    """The page to go back to, with the fact that its bar tells of in place of an earlier one."""
    parts = urlsplit(back or f"/customers/{customer}")
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith(f"{ASKED}=")]
    if noted is not None:
        kept.append(urlencode({ASKED: noted.fact_id}))
    return f"{parts.path}?{'&'.join(kept)}" if kept else parts.path
