"""What do enquiries, their answers, offers and needs change in what is known of a customer?"""

from __future__ import annotations

from datetime import date

from backend.retention.buying import answered_in_buying, begin, offered
from backend.retention.plan_changes import end_plan
from backend.retention.profile import Asked, Enquiry, PlanEndReason, Profile
from events.enquiries import EnquiryReceived, OfferMade
from events.follow_ups import EnquiryAnswered
from events.kernel import Recorded
from events.needs import NeedMet, NeedNoted


def received(profile: Profile, noted: Recorded, body: EnquiryReceived, on: date) -> None:
    profile.enquiries[noted.fact_id] = Enquiry(noted.occurred_at, on)
    profile.asked.append(Asked(noted.fact_id, noted.occurred_at, on, body.source))
    begin(profile, noted, on)
    end_plan(profile, PlanEndReason.ASKED, on, noted.fact_id)


def answered(profile: Profile, noted: Recorded, body: EnquiryAnswered, on: date) -> None:
    if profile.enquiries.pop(body.enquiry, None):
        for asked in profile.asked:
            if asked.fact == body.enquiry:
                _answered(asked, noted)
        answered_in_buying(profile, noted, on)


def all_answered(profile: Profile, noted: Recorded) -> None:
    """Being in touch, writing and an offer answer whatever they asked."""
    if profile.enquiries:
        for asked in profile.asked:
            if asked.fact in profile.enquiries:
                _answered(asked, noted)
        profile.enquiries.clear()


def _answered(asked: Asked, noted: Recorded) -> None:
    asked.answered_at, asked.answered_by = noted.occurred_at, noted.noted_by


def offer_made(profile: Profile, noted: Recorded, body: OfferMade, on: date) -> None:
    all_answered(profile, noted)
    offered(profile, noted, on)


def need_noted(profile: Profile, noted: Recorded, body: NeedNoted, on: date) -> None:
    profile.needs[noted.fact_id] = on


def need_met(profile: Profile, noted: Recorded, body: NeedMet, on: date) -> None:
    profile.needs.pop(body.need, None)
