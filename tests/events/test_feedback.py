"""What may be noted as feedback, and how does a complaint end?"""

from __future__ import annotations

from functools import partial

import pytest

from events.feedback import ComplaintResolved, FeedbackNoted, NoteFeedback, ResolveComplaint
from events.values import FeedbackKind
from tests.events.given import FIRST, TOO_LONG, UNKEEPABLE, given, nth

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


def test_a_second_complaint_is_resolved_by_itself() -> None:
    given(COMPLAINT, COMPLAINT, ComplaintResolved(complaint=FIRST)).when(ResolveComplaint(complaint=nth(2))).then(
        ComplaintResolved(complaint=nth(2))
    )


def test_what_is_no_complaint_is_not_resolved() -> None:
    given().when(ResolveComplaint(complaint=FIRST)).refused("not on this customer's record")
    given(FeedbackNoted(kind=FeedbackKind.PRAISE)).when(ResolveComplaint(complaint=FIRST)).refused(
        "not on this customer's record"
    )


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(NoteFeedback, kind=FeedbackKind.PRAISE, text=text)).refused("This text")
        given(COMPLAINT).when(partial(ResolveComplaint, complaint=FIRST, text=text)).refused("This text")
