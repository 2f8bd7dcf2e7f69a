"""How are yes and no to a channel kept?"""

from __future__ import annotations

from functools import partial

import pytest

from events.consent import CONSENT, ConsentGiven, ConsentWithdrawn, GiveConsent, WithdrawConsent
from events.values import Channel
from tests.events.given import TOO_LONG, UNKEEPABLE, given, noted


@pytest.mark.parametrize("channel", Channel)
def test_a_yes_is_kept_with_how_it_was_asked_and_a_no_with_how_it_was_said(channel: Channel) -> None:
    given().when(GiveConsent(channel=channel, source="till", wording="May we write?")).then(
        ConsentGiven(channel=channel, source="till", wording="May we write?")
    )
    given().when(WithdrawConsent(channel=channel, source="phone")).then(
        ConsentWithdrawn(channel=channel, source="phone")
    )


def test_a_yes_may_follow_a_no() -> None:
    past = ConsentWithdrawn(channel=Channel.CALL)
    given(past).when(GiveConsent(channel=Channel.CALL)).then(ConsentGiven(channel=Channel.CALL))
    assert CONSENT.fold(noted([past])) is None


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(GiveConsent, channel=Channel.CALL, source=text)).refused("This text")
        given().when(partial(GiveConsent, channel=Channel.CALL, wording=text)).refused("This text")
        given().when(partial(WithdrawConsent, channel=Channel.CALL, source=text)).refused("This text")
