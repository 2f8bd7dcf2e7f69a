"""What does feedback, and what became of it, change in what is known of a customer?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from backend.retention.profile import Profile, Said
from backend.retention.voices import ActedOn, News, OpenFeedback, Voiced
from events.feedback import TO_RESOLVE, ComplaintAssigned, ComplaintResolved, FeedbackNoted, ThemesGiven
from events.kernel import SYSTEM, Recorded
from events.lifecycle import CustomerLost, LossReasonGiven
from events.telling import CustomerTold, FeedbackActedOn
from events.values import FeedbackKind

VOICED = TO_RESOLVE | {FeedbackKind.SUGGESTION}
"""Kinds of feedback that something may be done about."""


def said(profile: Profile, noted: Recorded, body: FeedbackNoted, on: date) -> None:
    profile.last_feedback = Said(on, noted.fact_id)
    if body.kind in TO_RESOLVE:
        owner = noted.noted_by if noted.noted_by != SYSTEM else None
        profile.complaints[noted.fact_id] = OpenFeedback(body.kind, noted.occurred_at, on, owner)
    if body.kind in VOICED:
        profile.voiced[noted.fact_id] = Voiced(body.kind, on, list(body.themes))


def sorted_out(profile: Profile, noted: Recorded, body: ThemesGiven, on: date) -> None:
    if body.of in profile.voiced:
        profile.voiced[body.of].themes = list(body.themes)


def assigned(profile: Profile, noted: Recorded, body: ComplaintAssigned, on: date) -> None:
    if body.complaint in profile.complaints:
        complaint = profile.complaints[body.complaint]
        complaint.owner, complaint.by = body.owner, body.by


def resolved(profile: Profile, noted: Recorded, body: ComplaintResolved, on: date) -> None:
    """Of two who end it, one who told them is enough."""
    known = profile.complaints.pop(body.complaint, None)
    profile.voiced.pop(body.complaint, None)
    if body.told:
        for fact in [fact for fact, news in profile.news.items() if news.complaint == body.complaint]:
            del profile.news[fact]
    elif known:
        profile.news[noted.fact_id] = News(noted.occurred_at, on, complaint=body.complaint)


def left(profile: Profile, noted: Recorded, body: CustomerLost) -> None:
    """Why they left stays to be put right until they are back; whether they leave needs no answer any more."""
    for fact in [fact for fact, one in profile.complaints.items() if one.kind is FeedbackKind.LEAVING]:
        del profile.complaints[fact]
    if profile.lost:
        profile.voiced[noted.fact_id] = Voiced(FeedbackKind.LEAVING, profile.lost.on, list(body.themes), body.reason)


def said_why(profile: Profile, noted: Recorded, body: LossReasonGiven, on: date) -> None:
    """Said later, it is part of how they left; where that is answered already, it is to be answered anew."""
    if profile.lost is None:
        return
    said = profile.voiced.get(profile.lost.fact)
    if said is None:
        said = profile.voiced[noted.fact_id] = Voiced(FeedbackKind.LEAVING, on, [])
    said.why, said.later = body.reason, noted.fact_id
    if body.themes:
        said.themes = list(body.themes)


def handed_over(profile: Profile, before: UUID | None, to: UUID | None) -> None:
    """With a customer go those complaints that whoever looked after the customer looked after."""
    for complaint in profile.complaints.values():
        if complaint.owner == before:
            complaint.owner = to


def came_back(profile: Profile) -> None:
    """Who buys again has no reason for leaving any more."""
    for fact in [fact for fact, one in profile.voiced.items() if one.kind is FeedbackKind.LEAVING]:
        if fact not in profile.complaints:
            del profile.voiced[fact]


def acted_on(profile: Profile, noted: Recorded, body: FeedbackActedOn, on: date) -> None:
    for reason in body.reasons:
        profile.voiced.pop(reason, None)
    profile.acted_on[noted.fact_id] = ActedOn(body.action, on)
    profile.news[noted.fact_id] = News(noted.occurred_at, max(body.on, on), body.action)


def told(profile: Profile, noted: Recorded, body: CustomerTold, on: date) -> None:
    _tell(profile, body.of, on)


def told_by_contact(profile: Profile, on: date, *, fixed: bool) -> None:
    """A contact because of news tells all of that kind that is due."""
    for fact, news in list(profile.news.items()):
        if (news.action is not None) is fixed and news.on <= on:
            _tell(profile, fact, on)


def _tell(profile: Profile, fact: UUID, on: date) -> None:
    profile.news.pop(fact, None)
    answer = profile.acted_on.get(fact)
    if answer and answer.told is None:
        answer.told = on
