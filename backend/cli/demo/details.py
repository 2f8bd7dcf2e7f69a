"""Who could these customers be? Invented names, and ways to reach them that reach nobody."""

from __future__ import annotations

from random import Random

import click

from backend.importing.entries import Person
from backend.projections.folding import folded

try:
    from faker import Faker
except ImportError as why:
    raise click.ClickException("The demo invents names by Faker: install encore with its demo extra.") from why

TONGUES = {"en_GB": 60, "en_US": 12, "fr_FR": 6, "de_DE": 6, "pl_PL": 5, "es_ES": 5, "el_GR": 3, "ja_JP": 3}
MAIL_HOSTS = ("example.com", "example.org", "example.net")
# Ranges that the British regulator keeps free for fiction: a stem and how many digits follow it.
NUMBERS = (
    *(("07700 900", 3),) * 4, ("020 7946 0", 3), ("0113 496 0", 3), ("0114 496 0", 3), ("0115 496 0", 3),
    ("0116 496 0", 3), ("0117 496 0", 3), ("0118 496 0", 3), ("0121 496 0", 3), ("0131 496 0", 3), ("0141 496 0", 3),
    ("0151 496 0", 3), ("0161 496 0", 3), ("0191 498 0", 3), ("028 9649 6", 3), ("029 2018 0", 3), ("01632 960", 3),
)  # fmt: skip
PLACES = 36
WITHOUT_PHONE, WITHOUT_EMAIL, WITHOUT_PLACE = 0.08, 0.35, 0.2


class Inventor:
    """Deals out details, the same ones in the same order for the same chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._tongues = {tongue: Faker(tongue) for tongue in TONGUES}
        for tongue in self._tongues.values():
            tongue.seed_instance(chance.getrandbits(32))
        self._places = [self._tongues["en_GB"].city() for _ in range(PLACES)]
        self._mail_names: set[str] = set()

    def somebody(self) -> Person:
        chance = self._chance
        tongue = self._tongues[chance.choices(list(TONGUES), list(TONGUES.values()))[0]]
        first, last = tongue.first_name(), tongue.last_name()
        stem, digits = chance.choice(NUMBERS)
        number = f"{stem}{chance.randrange(10**digits):0{digits}}"
        # Low numbers of the list live in the nearest places: a town holds many, the last hamlet one or two.
        place = self._places[int(PLACES * chance.random() ** 2)]
        return Person(
            name=f"{first} {last}",
            phone=None if chance.random() < WITHOUT_PHONE else number,
            email=None if chance.random() < WITHOUT_EMAIL else self._email(first, last),
            place=None if chance.random() < WITHOUT_PLACE else place,
        )

    def _email(self, first: str, last: str) -> str:
        name = "".join(
            letter for letter in folded(f"{first}.{last}") if letter == "." or (letter.isascii() and letter.isalpha())
        )
        name = name.strip(".") or "music.lover"
        while name in self._mail_names:
            name += str(self._chance.randrange(10))
        self._mail_names.add(name)
        return f"{name}@{self._chance.choice(MAIL_HOSTS)}"
