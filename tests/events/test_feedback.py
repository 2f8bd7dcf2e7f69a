"""What may be noted as feedback, and how does a complaint end?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from events.feedback import (
    AssignComplaint,
    ComplaintAssigned,
    ComplaintResolved,
    FeedbackNoted,
    GiveThemes,
    NoteFeedback,
    ResolveComplaint,
    ThemesGiven,
)
from events.values import FeedbackKind, Mood
from tests.events.given import DAY, FIRST, SOMEBODY, TOO_LONG, UNKEEPABLE, given, nth

COMPLAINT = FeedbackNoted(kind=FeedbackKind.COMPLAINT)


@pytest.mark.parametrize("kind", FeedbackKind)
def test_feedback_of_each_kind_is_noted(kind: FeedbackKind) -> None:
    given().when(NoteFeedback(kind=kind, about_price=True, text=" too dear ")).then(
        FeedbackNoted(kind=kind, about_price=True, text="too dear")
    )


@pytest.mark.parametrize("kind", [FeedbackKind.COMPLAINT, FeedbackKind.LEAVING])
def test_what_stays_open_is_resolved_once(kind: FeedbackKind) -> None:
    noted = FeedbackNoted(kind=kind)
    given(noted).when(ResolveComplaint(complaint=FIRST, text=" sent anew ")).then(
        ComplaintResolved(complaint=FIRST, text="sent anew")
    )
    given(noted, ComplaintResolved(complaint=FIRST)).when(ResolveComplaint(complaint=FIRST)).nothing()
    told = ComplaintResolved(complaint=FIRST, text="sent anew")
    given(noted, told).when(ResolveComplaint(complaint=FIRST, text="sent anew ")).nothing()


def test_what_somebody_else_did_about_the_same_complaint_is_kept_too() -> None:
    """Noted on a phone without a signal, say, while a colleague ended it."""
    given(COMPLAINT, ComplaintResolved(complaint=FIRST, text="sent anew")).when(
        ResolveComplaint(complaint=FIRST, text="a voucher", told=False)
    ).then(ComplaintResolved(complaint=FIRST, text="a voucher", told=False))


def test_a_second_complaint_is_resolved_by_itself() -> None:
    given(COMPLAINT, COMPLAINT, ComplaintResolved(complaint=FIRST)).when(
        ResolveComplaint(complaint=nth(2), text="sent anew", told=False)
    ).then(ComplaintResolved(complaint=nth(2), text="sent anew", told=False))


def test_a_complaint_ends_with_what_was_done_and_a_wish_to_leave_needs_no_words() -> None:
    given(COMPLAINT).when(ResolveComplaint(complaint=FIRST)).refused("Say what was done about the complaint")
    given(FeedbackNoted(kind=FeedbackKind.LEAVING)).when(ResolveComplaint(complaint=FIRST)).then(
        ComplaintResolved(complaint=FIRST)
    )


def test_a_complaint_is_given_to_somebody_until_it_has_ended() -> None:
    asked = AssignComplaint(complaint=FIRST, owner=SOMEBODY, by=DAY)
    given(COMPLAINT).when(asked).then(ComplaintAssigned(complaint=FIRST, owner=SOMEBODY, by=DAY))
    given(COMPLAINT, ComplaintResolved(complaint=FIRST)).when(asked).refused("ended already")
    given().when(asked).refused("not on this customer's record")
    given(COMPLAINT).when(partial(AssignComplaint, complaint=FIRST, owner=SOMEBODY, by=date(1066, 1, 1))).refused(
        "between 1900 and 2099"
    )


def test_mood_and_themes_are_kept_each_once() -> None:
    given().when(NoteFeedback(kind=FeedbackKind.OPINION, mood=Mood.SO_SO, themes=(" Delivery ", "Delivery"))).then(
        FeedbackNoted(kind=FeedbackKind.OPINION, mood=Mood.SO_SO, themes=("Delivery",))
    )
    given(COMPLAINT).when(GiveThemes(of=FIRST, themes=("Price",))).then(ThemesGiven(of=FIRST, themes=("Price",)))
    for themes, words in (
        (("x" * 5_000,), "one line of up to 60"),
        ((" ",), "a name"),
        (tuple("abcdefghijk"), "up to 10"),
    ):
        given().when(partial(NoteFeedback, kind=FeedbackKind.PRAISE, themes=themes)).refused(words)
        given().when(partial(GiveThemes, of=FIRST, themes=themes)).refused(words)


def test_what_is_no_complaint_is_not_resolved() -> None:
    given().when(ResolveComplaint(complaint=FIRST)).refused("not on this customer's record")
    given(FeedbackNoted(kind=FeedbackKind.PRAISE)).when(ResolveComplaint(complaint=FIRST)).refused(
        "not on this customer's record"
    )


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(NoteFeedback, kind=FeedbackKind.PRAISE, text=text)).refused("This text")
        given(COMPLAINT).when(partial(ResolveComplaint, complaint=FIRST, text=text)).refused("This text")
