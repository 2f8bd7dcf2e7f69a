"""On which basis is the firm in touch: stated once, changed when it changes?"""

from __future__ import annotations

from typing import Any

import pytest

from events.contact_basis import ContactBasis, ContactBasisStated, StateContactBasis
from events.firm import FirmFounded
from tests.events.given import NAMES, TOO_LONG, UNKEEPABLE, given

FOUNDED = FirmFounded(name="Records", currency="GBP", time_zone="Europe/London")
STATED = ContactBasisStated(
    basis=ContactBasis.EXISTING_CUSTOMERS, source="the privacy notice", wording="We may ring you about your order."
)


def state(**changes: Any) -> StateContactBasis:
    told = {"basis": STATED.basis, "source": STATED.source, "wording": STATED.wording}
    return StateContactBasis(**{**told, **changes})


def test_it_is_stated_once() -> None:
    given(FOUNDED).when(state()).then(STATED)
    given(FOUNDED, STATED).when(state()).nothing()


def test_spaces_around_say_nothing_new() -> None:
    given(FOUNDED, STATED).when(state(source=f"  {STATED.source} ", wording=f"{STATED.wording}\n")).nothing()


def test_what_changed_is_stated_anew_also_back_to_what_it_was() -> None:
    other = ContactBasisStated(basis=ContactBasis.CONTRACT, source=STATED.source, wording=STATED.wording)
    given(FOUNDED, STATED).when(state(basis=ContactBasis.CONTRACT)).then(other)
    given(FOUNDED, STATED, other).when(state()).then(STATED)


@pytest.mark.parametrize("words", NAMES)
def test_its_words_may_be_of_any_script(words: str) -> None:
    said = ContactBasisStated(basis=ContactBasis.AGREED, source=words, wording=words)
    given().when(state(basis=ContactBasis.AGREED, source=words, wording=words)).then(said)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": ""}, "where that is written or was said"),
        ({"source": "  "}, "where that is written or was said"),
        ({"source": TOO_LONG}, "200 characters"),
        ({"source": UNKEEPABLE[0]}, "cannot be kept"),
        ({"wording": TOO_LONG}, "4,000 characters"),
        ({"wording": UNKEEPABLE[1]}, "cannot be kept"),
    ],
)
def test_a_basis_that_cannot_be_kept_is_refused(changes: dict[str, Any], words: str) -> None:
    given(FOUNDED).when(lambda: state(**changes)).refused(words)
