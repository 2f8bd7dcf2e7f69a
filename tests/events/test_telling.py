"""Which news does a customer still have to hear, and when have they been told?"""

from __future__ import annotations

from events.feedback import ComplaintResolved
from events.telling import ActOnFeedback, CustomerTold, FeedbackActedOn, TellCustomer
from tests.events.given import DAY, FIRST, SOMEBODY, given

ACTED_ON = FeedbackActedOn(action=SOMEBODY, reasons=(FIRST,), on=DAY, text="On Mondays now")


def test_what_was_put_right_is_news_for_who_said_it() -> None:
    given().when(ActOnFeedback(action=SOMEBODY, reasons=(FIRST,), on=DAY, text=" On Mondays now ")).then(ACTED_ON)


def test_whoever_tells_them_notes_it() -> None:
    told = CustomerTold(of=FIRST)
    for news in (ACTED_ON, ComplaintResolved(complaint=SOMEBODY, told=False)):
        given(news).when(TellCustomer(of=FIRST)).then(told)
        given(news, told).when(TellCustomer(of=FIRST)).then(told)


def test_there_is_nothing_to_tell_without_news() -> None:
    given().when(TellCustomer(of=FIRST)).refused("nothing of that kind to tell")
