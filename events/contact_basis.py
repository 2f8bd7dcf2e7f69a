"""May we call? On which basis the firm is in touch with customers whom nobody asked one by one, stated once for all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import valid_name, valid_text


class ContactBasis(StrEnum):
    EXISTING_CUSTOMERS = "existing_customers"
    AGREED = "agreed"
    CONTRACT = "contract"


@fact("contact_basis_stated")
class ContactBasisStated(Fact):
    """Holds for calls and service messages, from now on; never for selling by e-mail or text. The newest counts."""

    basis: ContactBasis
    source: str
    wording: str = ""


@command
class StateContactBasis(Command):
    """`source` says where that is written or was said, `wording` what customers read or heard: no personal data."""

    basis: ContactBasis
    source: str
    wording: str = ""

    def __post_init__(self) -> None:
        if not valid_name(self.source):
            raise Refused("Say where that is written or was said, such as the order form.")
        valid_text(self.wording)


@dataclass(frozen=True, kw_only=True)
class Stated:
    newest: ContactBasisStated | None = None


def decide(past: Stated, asked: StateContactBasis) -> list[ContactBasisStated]:
    stated = ContactBasisStated(
        basis=asked.basis, source=valid_name(asked.source) or "", wording=valid_text(asked.wording) or ""
    )
    return [] if stated == past.newest else [stated]


def evolve(past: Stated, noted: Noted) -> Stated:
    return Stated(newest=noted.body) if isinstance(noted.body, ContactBasisStated) else past


CONTACT_BASIS = Decider[Stated, StateContactBasis, ContactBasisStated](
    start=Stated(),
    commands=(StateContactBasis,),
    facts=(ContactBasisStated,),
    decide=decide,
    evolve=evolve,
)
