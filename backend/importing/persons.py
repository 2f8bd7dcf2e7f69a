"""Who is a row about, as its cells say it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from backend.importing.columns import JOINED, PERSON, Field, Mapping
from backend.importing.entries import Person
from backend.importing.guess import EMAIL
from backend.importing.words import phrases
from events.kernel import Refused
from events.values import LONGEST_NAME, Channel, valid_name

Cells = Sequence[str]
Pick = Callable[[Cells], str]
LONGEST_NUMBER = 100
"""Characters of a customer's number in the shop."""
NOBODY = "This row does not say whose it is: it has no customer's number, name, phone or e-mail."

_NOTHING = frozenset({"", "-", "--", "n/a", "na", "#n/a", "none", "null", "nil", "unknown", "?", "."})
_LONGEST_NOTHING = max(map(len, _NOTHING))
_QUOTED_TEXT = re.compile(r"'(?=[\d+=@-])")
_YES = phrases("yes|y|true|1|x|ja|oui|si|sí|sì|sim|on|subscribed|opted in|accepted|granted")
_NO = phrases("no|n|false|0|nein|non|nee|não|off|unsubscribed|opted out|declined|refused")
CONSENTS = (
    (Field.CONSENT_EMAIL, Channel.EMAIL),
    (Field.CONSENT_TEXT, Channel.TEXT),
    (Field.CONSENT_CALL, Channel.CALL),
)

Consent = tuple[tuple[Channel, bool], ...]


def pick(mapping: Mapping, which: Field) -> Pick:
    """What the columns of a field say together; nothing where there are none."""
    places = mapping.columns.get(which, ())
    if not places:
        return lambda _: ""
    if len(places) == 1:
        return itemgetter(places[0])
    joint = JOINED.get(which)
    if joint is None:
        return lambda cells: next((cells[place] for place in places if cells[place].strip()), "")
    return lambda cells: joint.join(filter(None, dict.fromkeys(unquoted(cells[place].strip()) for place in places)))


def unquoted(text: str) -> str:
    """Without the apostrophe by which a spreadsheet is told that digits are text."""
    return _QUOTED_TEXT.sub("", text, count=1) if text[:1] == "'" else text


def line_of(text: str) -> str | None:
    """One line of any script, None for what says nothing. Raises Refused where it cannot be kept."""
    text = unquoted(text)
    if len(text) > LONGEST_NAME or not text.isprintable() or "  " in text:
        return tidy(valid_name(text) or "")
    return tidy(text)


def tidy(text: str) -> str | None:
    """The same for text of which is known that it is one line of letters without quotes and double spaces."""
    said = text.strip()
    return said if len(said) > _LONGEST_NOTHING or said.lower() not in _NOTHING else None


def persons(mapping: Mapping, *, guest: str | None = None, parted: str | None = None) -> Callable[[Cells], Person]:
    """How a row's person is read, which raises Refused for a row that names nobody."""
    picks = [pick(mapping, which) for which in PERSON]
    places = {place for which in PERSON for place in mapping.columns.get(which, ())}
    if not places:
        raise Refused("Say which columns hold the customer's number, name, phone or e-mail.")
    taken = itemgetter(*places, *places) if len(places) == 1 else itemgetter(*places)

    def person(cells: Cells) -> Person:
        said = "".join(taken(cells))
        # Most rows are plain, and are looked at once, not cell by cell.
        plain = len(said) <= LONGEST_NAME and said.isprintable() and "'" not in said and "  " not in said
        if parted and parted in said:
            cells = [cell.split(parted, 1)[0].strip() for cell in cells]
        return _person([one(cells) for one in picks], tidy if plain else line_of, guest)

    return person


def _person(said: list[str], line: Callable[[str], str | None], guest: str | None) -> Person:
    number, name, first, last, company, phone, email, place, other = said
    whole = line(name) if name else None
    if whole is None and (first or last or company):
        whole = " ".join(filter(None, (line(first), line(last)))) or line(company)
    found = Person(
        _number(line(number), guest) if number else None,
        whole,
        _phone(phone, line) if phone else None,
        _email(email, line) if "@" in email else None,
        (_place(place, line) if place else None) or (_place(other, line) if other else None),
    )
    if found.name or found.number or found.phone or found.email:
        return found
    raise Refused(NOBODY)


def _number(number: str | None, guest: str | None) -> str | None:
    if number is not None and len(number) > LONGEST_NUMBER:
        raise Refused(f"The customer's number is longer than {LONGEST_NUMBER} characters.")
    return None if number == guest else number


def _phone(text: str, line: Callable[[str], str | None]) -> str | None:
    """The first, as it stands; what has no digit is none."""
    phone = line(text.split(";", 1)[0] if ";" in text else text)
    return phone if phone and (phone[-1].isdecimal() or any(map(str.isdecimal, phone))) else None


def _email(text: str, line: Callable[[str], str | None]) -> str | None:
    """The first address in small letters; what is no address is left out."""
    found = EMAIL.fullmatch(text) or EMAIL.search(re.sub(r"[<>,;]", " ", text))
    return line(found[0].lower()) if found else None


def _place(text: str, line: Callable[[str], str | None]) -> str | None:
    """An address of several lines becomes one."""
    if "\n" in text:
        text = ", ".join(filter(None, (part.strip(" ,") for part in text.splitlines())))
        return line_of(text)
    return line(text)


def consents(mapping: Mapping, *, only_yes: bool) -> Callable[[Cells], Consent]:
    """What the columns say of the ways the customer may be reached; nothing where it was not asked."""
    asked = [(pick(mapping, which), channel) for which, channel in CONSENTS if mapping.columns.get(which)]
    opted_out = pick(mapping, Field.NO_EMAIL)
    if not asked and not mapping.columns.get(Field.NO_EMAIL):
        return lambda _: ()

    def read(cells: Cells) -> Consent:
        said = {channel: yes for one, channel in asked if (yes := _yes(one(cells))) is not None}
        if only_yes:
            said = {channel: yes for channel, yes in said.items() if yes}
        if _yes(opted_out(cells)):
            said[Channel.EMAIL] = False
        return tuple(said.items())

    return read


def _yes(text: str) -> bool | None:
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None
