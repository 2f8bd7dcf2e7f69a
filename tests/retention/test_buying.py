"""Where is somebody in buying, by what came of it, and who became a customer?"""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.retention.buying import became, stage
from backend.retention.profile import Stage
from events.enquiries import EnquiryReceived, OfferMade
from events.follow_ups import EnquiryAnswered, FollowUpPutOff
from events.lifecycle import CustomerLost
from events.needs import NeedMet, NeedNoted
from events.values import EnquirySource, Outcome
from tests.retention.story import SOMEBODY, Told, bought, contact, day, known, nth, registered, undo

ASKED: Told = (1, EnquiryReceived(source=EnquirySource.FAIR))


def stage_of(*told: Told, on: int = 20) -> Stage | None:
    found = stage(known(registered(), *told), day(on))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("then", "where"),
    [
        ((), Stage.ASKED),
        ((contact(2, Outcome.NO_ANSWER),), Stage.ASKED),
        ((contact(2, Outcome.SENT),), Stage.TALKING),
        (((2, EnquiryAnswered(enquiry=nth(2))),), Stage.TALKING),
        ((contact(2),), Stage.TALKING),
        ((contact(2), (3, OfferMade())), Stage.OFFERED),
        ((contact(2), (3, OfferMade()), contact(4)), Stage.OFFERED),
        (((3, OfferMade()), contact(4, Outcome.SAID_NO)), Stage.NO),
        ((contact(2, Outcome.SAID_NO), contact(9)), Stage.TALKING),
        ((contact(2, Outcome.ORDERED), contact(3)), Stage.YES),
        (((3, OfferMade()), bought(5)), Stage.YES),
        ((contact(2), (4, FollowUpPutOff(until=day(60)))), Stage.LATER),
        (((3, OfferMade()), (4, FollowUpPutOff(until=day(5))), contact(6)), Stage.OFFERED),
        (((3, CustomerLost()),), Stage.NO),
        ((bought(5), (9, EnquiryReceived())), Stage.ASKED),
        ((contact(2), (9, EnquiryReceived())), Stage.TALKING),
    ],
)
def test_outcomes_alone_say_where_they_are(then: tuple[Told, ...], where: Stage) -> None:
    assert stage_of(ASKED, *then) is where


def test_who_asks_for_nothing_is_nowhere() -> None:
    assert stage_of(contact(2), bought(3)) is None
    assert stage_of((2, OfferMade())) is Stage.OFFERED


def test_what_was_bought_before_is_no_yes() -> None:
    assert stage_of(bought(0), ASKED) is Stage.ASKED


def test_a_decision_is_told_for_a_month() -> None:
    assert stage_of(ASKED, bought(5), on=35) is Stage.YES
    assert stage_of(ASKED, bought(5), on=36) is None
    assert stage_of(ASKED, contact(2), on=400) is Stage.TALKING


def test_undone_means_never_there() -> None:
    assert stage_of(ASKED, (3, OfferMade()), undo(4, 3)) is Stage.ASKED
    assert stage_of(ASKED, undo(4, 2)) is None


def test_who_answered_is_known_by_the_first_answer() -> None:
    profile = known(registered(), ASKED, contact(2), (3, EnquiryAnswered(enquiry=nth(2))))
    assert [(one.answered_by, one.answered_at and one.answered_at.day) for one in profile.asked] == [(SOMEBODY, 4)]
    assert [one.answered_by for one in known(registered(), ASKED, (2, OfferMade())).asked] == [SOMEBODY]
    assert [one.answered_by for one in known(registered(), ASKED, contact(2, Outcome.NO_ANSWER)).asked] == [None]


def test_an_enquiry_becomes_a_customer_with_the_first_purchase() -> None:
    found = became(known(registered(), ASKED, (3, EnquiryReceived()), bought(13), bought(40)))
    assert found
    assert (found.asked.on, found.days) == (day(3), 10)
    assert became(known(registered(), bought(0), ASKED, bought(9))) is None
    assert became(known(registered(), ASKED)) is None


def test_a_need_is_there_until_it_is_met() -> None:
    told = [registered(), (1, NeedNoted(text="a grinder")), (2, NeedNoted(text="beans"))]
    assert list(known(*told).needs) == [nth(2), nth(3)]
    assert list(known(*told, (3, NeedMet(need=nth(2)))).needs) == [nth(3)]
    assert list(known(*told, (3, NeedMet(need=nth(2))), undo(4, 4)).needs) == [nth(2), nth(3)]
    assert list(known(*told, (3, NeedMet(need=UUID(int=99)))).needs) == [nth(2), nth(3)]
