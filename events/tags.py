"""Tags: what kind of customer is this, in a word or two of the firm's own? Never who: the rules read them."""

from __future__ import annotations

from typing import assert_never

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import valid_tag

MOST_TAGS = 20
"""Of one customer: more would tell nobody anything."""


@fact("customer_tagged")
class CustomerTagged(Fact):
    tag: str


@fact("customer_untagged")
class CustomerUntagged(Fact):
    tag: str


@command
class TagCustomer(Command):
    """`tag` says what kind of customer this is, never who: it is not encrypted, for the rules look at it."""

    tag: str

    def __post_init__(self) -> None:
        if not valid_tag(self.tag):
            raise Refused("Write the tag: what kind of customer this is, such as wholesale.")


@command
class UntagCustomer(Command):
    tag: str

    def __post_init__(self) -> None:
        if not valid_tag(self.tag):
            raise Refused("Say which tag is to come off.")


TagFact = CustomerTagged | CustomerUntagged
TagCommand = TagCustomer | UntagCustomer
Tags = frozenset[str]


def decide(past: Tags, asked: TagCommand) -> list[TagFact]:
    match asked:
        case TagCustomer():
            tag = valid_tag(asked.tag)
            if tag in past:
                return []
            if len(past) >= MOST_TAGS:
                raise Refused(f"A customer has {MOST_TAGS} tags at most. Take one off first.")
            return [CustomerTagged(tag=tag)]
        case UntagCustomer():
            tag = valid_tag(asked.tag)
            return [CustomerUntagged(tag=tag)] if tag in past else []
        case _:
            assert_never(asked)


def evolve(past: Tags, noted: Noted) -> Tags:
    match noted.body:
        case CustomerTagged(tag=tag):
            return past | {tag}
        case CustomerUntagged(tag=tag):
            return past - {tag}
        case _:
            return past


TAGS = Decider[Tags, TagCommand, TagFact](
    start=frozenset(),
    commands=(TagCustomer, UntagCustomer),
    facts=(CustomerTagged, CustomerUntagged),
    decide=decide,
    evolve=evolve,
)
