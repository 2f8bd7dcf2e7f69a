"""What does a phone keep of each customer, so that it can show and call them without a signal?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from backend.projections import history, library
from backend.projections.history import Told
from backend.projections.people import Person
from backend.retention.agenda import Lane, Window
from backend.retention.days import local_day
from backend.retention.ways import WayState, ways
from backend.store import Tx
from backend.web.cards import Card, cards, reason_of
from backend.web.formats import short_day_in_words
from backend.web.messages import READY, THANKS_TITLE, key_of, sendable, words_of
from backend.web.plainly import in_one_line, macros, with_stars
from backend.web.session import Visit
from backend.web.telling import SENTENCES, Teller, teller_of
from events.library import ValueKind
from events.notes import FactUndone
from events.values import Rule

KEPT = timedelta(days=14)
"""A pack is kept for a week without a signal, and on its last day tells of a week to come."""
MANY, FEW = 20, 5
"""Last facts of who is due soon, and of the others."""
MOMENT = timedelta(microseconds=1)
FRESH = timedelta(days=90)
"""What was noted earlier is undone and put right from the whole history, which asks for a signal."""


@dataclass(frozen=True)
class Words:
    """The macros that say it, looked up once: a pack holds some thousand sentences."""

    pack: Any
    why: Any
    further: Any
    sentences: Mapping[str, Any]


def packed(
    visit: Visit, tx: Tx, soon: Iterable[UUID], others: Iterable[UUID], absent: Mapping[UUID, tuple[Person, date]]
) -> list[dict[str, Any]]:
    """The customers as the phone keeps them, in this order; a constant number of statements for as many at once.

    `absent`: for whom this person stands in; of theirs only what is owed is due.
    """
    many, few = list(soon), list(others)
    shown = cards(visit, tx, [*many, *few], visit.today, to_keep=True)
    lately = {**visit.store.newest(tx, many, MANY), **visit.store.newest(tx, few, FEW)}
    told = history.tell(visit.store, tx, [noted for customer in shown for noted in lately.get(customer, ())])
    of_each: dict[UUID, list[Told]] = {}
    for one in told:
        of_each.setdefault(one.noted.stream, []).append(one)
    teller, words = teller_of(visit, tx, forgotten=False), _words()
    return [
        _customer(card, of_each.get(customer, ()), teller, words, absent)
        for customer, card in shown.items()
        if visit.scope.sees(card.entry.owner, card.entry.team)
    ]


def packed_then(visit: Visit, tx: Tx, card: Card, told: Iterable[Told]) -> dict[str, Any]:
    """One customer as of the day of a card, as a phone would have kept them then."""
    return _customer(card, told, teller_of(visit, tx, forgotten=card.name is None), _words(), {})


def to_say(tx: Tx) -> dict[str, dict[str, str | bool]]:
    """Of the whole library, once for all customers: title and words by what `says` of a customer and a window names.

    An item's words are with {name} for the customer's and its link below; `sends` of a customer tells by which ways
    what sells may go, `asks` by which it needs a yes, and thanks do not. Bounded as the library is.
    """
    ready: dict[str, dict[str, str | bool]] = {
        key: {"title": THANKS_TITLE, "words": words, "thanks": True} for key, words in READY.items()
    }
    return ready | {
        str(one.item): {"title": one.title, "words": words_of(one), "thanks": one.kind is ValueKind.THANKS}
        for one in library.shelf(tx)
    }


def _words() -> Words:
    return Words(
        macros("pack/_words.html"),
        macros("_why.html").why,
        macros("queue/_words.html").further,
        macros(SENTENCES).sentences,
    )


def _customer(
    card: Card, told: Iterable[Told], teller: Teller, words: Words, absent: Mapping[UUID, tuple[Person, date]]
) -> dict[str, Any]:
    owner = card.entry.owner
    teller = replace(teller, forgotten=card.name is None, claim=card.customer.profile.claim)
    away = absent.get(owner) if owner else None
    return {
        **_who(card),
        "for": in_one_line(words.pack.absent(away[0].name, away[1])) if away else None,
        "lines": _lines(card, words),
        **_to_say(card),
        "due": list(_windows(card, words, owed_alone=away is not None)),
        "open": list(_open(card, words)),
        "facts": [_fact(one, teller, words) for one in told],
    }


def asked_to_keep(visit: Visit, tx: Tx, customers: Iterable[UUID]) -> list[dict[str, Any]]:
    """Whose enquiry nobody has taken, as every phone of the team keeps them, in this order.

    Of them no more than their card says, and how to answer: no history, and of whatever else is owed to them no words.
    """
    words, kept = _words(), cards(visit, tx, customers, visit.today, to_keep=True)
    return [_asked(card, words) for card in kept.values()]


def _asked(card: Card, words: Words) -> dict[str, Any]:
    return {
        **_who(card),
        "for": None,
        "lines": _lines(card, words),
        "due": [
            due | {"says": None} if due["rule"] is Rule.ENQUIRY else due | {"why": due["tag"], "says": None}
            for due in _windows(card, words, owed_alone=True)
        ],
        "open": [one for one in _open(card, words) if one["kind"] == "enquiry"],
        "facts": [],
    }


def _who(card: Card) -> dict[str, Any]:
    """Who they are, and how to be in touch."""
    entry = card.entry
    return {
        "id": card.id,
        "name": card.name,
        "place": entry.place,
        "phone": entry.phone,
        "email": entry.email,
        "standing": entry.standing,
        "ways": [{"channel": way.channel, "href": way.href, "number": way.number} for way in card.usable_ways],
    }


def _to_say(card: Card) -> dict[str, Any]:
    """What is worth saying to them where nothing is due, by which ways, and what they are."""
    profile = card.customer.profile
    selling = ways(profile, selling=True)
    return {
        "tags": profile.tags,
        "says": key_of(card, None, {}),
        "sends": sendable(selling),
        "asks": [way.channel for way in selling if way.state is WayState.ASK_FIRST],
    }


def _lines(card: Card, words: Words) -> list[str]:
    return [in_one_line(line) for line in words.pack.lines(card).split("\n")]


def _windows(card: Card, words: Words, *, owed_alone: bool) -> Iterable[dict[str, Any]]:
    for window in card.customer.agenda.open:
        start = window.starts(card.day)
        if start and start <= card.day + KEPT and (window.lane is Lane.PROMISED or not owed_alone):
            yield _due(window, start, card, words)


def _due(window: Window, start: date, card: Card, words: Words) -> dict[str, Any]:
    """A window with its sentence as of its first day, or of today where it runs; of an enquiry also once it is late."""
    reason, then = reason_of(card.customer, window), replace(card, day=start)
    clock = card.answer_clock(window.item) if window.rule is Rule.ENQUIRY and window.item else None
    late = replace(then, now=clock.by + MOMENT) if clock else None
    return {
        "lane": window.lane,
        "rank": window.rank,
        "rule": window.rule,
        "from": window.first,
        "until": window.last,
        "every": window.every,
        "lasting": window.lasting,
        "why": with_stars(words.why(reason, then)),
        "tag": in_one_line(words.further(reason, start)),
        "item": window.item,
        **({"late": {"after": clock.by, "why": with_stars(words.why(reason, late))}} if clock else {}),
        "says": key_of(card, window.rule, window.numbers),
    }


def _open(card: Card, words: Words) -> Iterable[dict[str, Any]]:
    """What is open, also what is due much later."""
    profile, of, say = card.customer.profile, card.customer.details.words, words.pack
    if profile.gone:
        return
    for fact, promise in profile.promises.items():
        yield _one_open("promise", fact, say.promised(promise.on, of.get(fact)))
    for fact, said in profile.complaints.items():
        themes = profile.voiced[fact].themes if fact in profile.voiced else []
        yield _one_open("complaint", fact, say.complained(said, card.day, of.get(fact))) | {"themes": themes}
    for fact, news in profile.news.items():
        yield _one_open("news", fact, say.to_tell(news, of.get(fact))) | {"words": of.get(fact, "")}
    for fact, enquiry in profile.enquiries.items():
        yield _one_open("enquiry", fact, say.asked(enquiry, card.day, of.get(fact), card.answer_clock(fact)))
    for fact, voiced in profile.voiced.items():
        if fact in profile.complaints:
            continue
        theirs = " ".join(of[one] for one in (fact, voiced.later) if one in of)
        yield _one_open("said", fact, say.said_words(voiced, theirs, profile.lost)) | {"themes": voiced.themes}


def _one_open(kind: str, fact: UUID, said: str) -> dict[str, Any]:
    return {"kind": kind, "id": fact, "what": in_one_line(said)}


def _fact(told: Told, teller: Teller, words: Words) -> dict[str, Any]:
    """`words` are those that one may put right; `by` a colleague. Without an id there is nothing to do with it.

    `stands` false: it counts for nothing, or says that of another one.
    """
    noted, visit = told.noted, teller.visit
    said = in_one_line(words.sentences[told.name](noted.body, told, teller))
    by_person, on = not teller.by_system(noted), local_day(noted.occurred_at, visit.setting.zone)
    fresh = by_person and visit.today - on <= FRESH
    undoable, correct = fresh and teller.undoable(told), fresh and teller.correctable(told) == "words"
    return {
        "id": noted.fact_id if undoable or correct else None,
        "on": short_day_in_words(on, visit.today),
        "by": teller.name(noted.noted_by) if by_person and not teller.mine(noted) else None,
        "what": ("Voided: " if told.voided else "Undone: " if told.undone else "") + said,
        "words": teller.words(noted) if correct else None,
        "undoable": undoable,
        "stands": stands(told),
    }


def stands(told: Told) -> bool:
    return not told.undone and not isinstance(told.noted.body, FactUndone)
