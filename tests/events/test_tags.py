"""Which words may tell what kind of customer somebody is?"""

from __future__ import annotations

import pytest

from events.tags import MOST_TAGS, CustomerTagged, CustomerUntagged, TagCustomer, UntagCustomer
from events.values import valid_tag
from tests.events.given import NAMES, UNKEEPABLE, given

TRADE = CustomerTagged(tag="trade")


def test_a_tag_is_put_on_once_and_in_small_letters() -> None:
    given().when(TagCustomer(tag="  Trade ")).then(TRADE)
    given(TRADE).when(TagCustomer(tag="TRADE")).nothing()
    given(TRADE).when(TagCustomer(tag="Whole\n sale")).then(CustomerTagged(tag="whole sale"))


def test_it_is_taken_off_and_may_come_back() -> None:
    given(TRADE).when(UntagCustomer(tag="Trade")).then(CustomerUntagged(tag="trade"))
    given().when(UntagCustomer(tag="trade")).nothing()
    given(TRADE, CustomerUntagged(tag="trade")).when(TagCustomer(tag="trade")).then(TRADE)


@pytest.mark.parametrize("words", NAMES)
def test_it_may_be_of_any_script(words: str) -> None:
    given().when(TagCustomer(tag=words)).then(CustomerTagged(tag=words.lower()))
    assert valid_tag(valid_tag(words)) == valid_tag(words)


@pytest.mark.parametrize(
    ("tag", "words"),
    [("", "Write the tag"), ("  ", "Write the tag"), ("x" * 41, "40 characters"), (UNKEEPABLE[0], "cannot be kept")],
)
def test_what_is_no_tag_is_refused(tag: str, words: str) -> None:
    given().when(lambda: TagCustomer(tag=tag)).refused(words)


def test_nothing_cannot_be_taken_off() -> None:
    given(TRADE).when(lambda: UntagCustomer(tag=" ")).refused("which tag")


def test_too_many_tell_nothing() -> None:
    many = [CustomerTagged(tag=f"tag {number}") for number in range(MOST_TAGS)]
    given(*many).when(TagCustomer(tag="one more")).refused("20 tags at most")
    given(*many).when(TagCustomer(tag="tag 7")).nothing()
