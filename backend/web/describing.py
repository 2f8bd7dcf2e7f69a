"""How are a customer and the plan of a day told to other programs?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from backend.projections.directory import Entry
from backend.retention.agenda import Lane
from backend.retention.buying import became
from backend.retention.plan_steps import PlanOnDay
from backend.retention.voices import OpenFeedback
from backend.retention.worth_saying import Fitting
from backend.web.cards import Card, Reason
from backend.web.past import Past
from backend.web.plans import Today
from backend.web.portrait import Portrait
from backend.web.telling import as_json
from events.values import FeedbackKind


def line(one: Entry) -> dict[str, Any]:
    """One customer of a list."""
    return {
        "id": str(one.customer),
        "name": one.name,
        "phone": one.phone,
        "email": one.email,
        "place": one.place,
        "owner": one.owner and str(one.owner),
        "team": one.team and str(one.team),
        "worth_so_far": one.total,
        "orders": one.orders,
        "bought_on": one.bought_on and one.bought_on.isoformat(),
        "stated": stated(one),
        "seen_on": one.seen_on and one.seen_on.isoformat(),
        "standing": one.standing,
    }


def stated(one: Entry) -> dict[str, Any] | None:
    """What a list said of the past before Encore; None where it said nothing."""
    if (one.stated_on, one.stated_total, one.stated_orders) == (None, None, None):
        return None
    last_order = one.stated_on and one.stated_on.isoformat()
    return {"last_order": last_order, "worth_so_far": one.stated_total, "orders": one.stated_orders}


def portrait(shown: Portrait) -> dict[str, Any]:
    """The card of a customer: money in minor units."""
    card, profile = shown.card, shown.profile
    return {
        **line(card.entry),
        "owner_since": profile.owner_since and profile.owner_since.isoformat(),
        "year": shown.year,
        "ways": [{"channel": way.channel, "state": way.state, "number": way.number} for way in card.ways],
        "preferred": profile.preferred,
        "tags": profile.tags,
        "consent": {one.channel: {"given": one.given, "on": one.on and one.on.isoformat()} for one in shown.answers},
        "contact_basis": shown.basis and shown.basis.stated.basis,
        "reasons": [reason(one) for one in card.reasons],
        "habit": _habit(card),
        "next_on": card.next_on and card.next_on.isoformat(),
        "state": card.state,
        "sweep": _turn(shown),
        "worth": _worth(shown),
        "referrals": _referrals(shown),
        "plan": _plan(shown.plan),
        "worth_saying": worth_saying(card),
        "touches": dict(shown.mix),
        "only_sold": card.only_sold,
        "promises": [{"id": str(fact), "on": one.on.isoformat()} for fact, one in profile.promises.items()],
        "complaints": [
            {"id": str(fact), "kind": one.kind, "owner": one.owner and str(one.owner), "by": _by(shown, one)}
            for fact, one in profile.complaints.items()
        ],
        "voiced": [
            {"id": str(fact), "kind": one.kind, "on": one.on.isoformat(), "themes": one.themes}
            for fact, one in profile.voiced.items()
        ],
        "news": [
            {"id": str(fact), "on": one.on.isoformat(), "action": one.action and str(one.action)}
            for fact, one in profile.news.items()
        ],
        "enquiries": [_enquiry(card, fact) for fact in profile.enquiries],
        "stage": card.stage and {"stage": card.stage[0], "on": card.stage[1].isoformat()},
        "needs": [
            {"id": str(need), "on": on.isoformat(), "words": card.needs.get(need)} for need, on in profile.needs.items()
        ],
        "became_customer": _became(card),
        "last_facts": [as_json(told, shown.teller) for told in shown.told],
    }


def worth_saying(card: Card) -> dict[str, Any] | None:
    """What of the library fits best."""
    return fitting(card.worth_saying) if card.worth_saying else None


def fitting(found: Fitting) -> dict[str, Any]:
    """`fits`: by which of their tags and needs, none where it is for everybody; `used`: how many others got it."""
    item = found.item
    return {"item": str(item.item), "kind": item.kind, "title": item.title, "fits": found.by, "used": found.used}


def _enquiry(card: Card, fact: UUID) -> dict[str, Any]:
    """`answer_by` None: the firm promises nothing."""
    clock = card.answer_clock(fact)
    return {
        "id": str(fact),
        "on": card.customer.profile.enquiries[fact].on.isoformat(),
        "answer_by": clock and clock.by.isoformat(),
        "late": clock is not None and clock.late,
    }


def _became(card: Card) -> dict[str, Any] | None:
    """The enquiry that the first purchase came from; None for who never asked before it."""
    found = became(card.customer.profile)
    return found and {"asked_on": found.asked.on.isoformat(), "source": found.asked.source, "days": found.days}


def _by(shown: Portrait, said: OpenFeedback) -> str | None:
    """By which day a complaint is to be ended; a wish to leave has none."""
    return shown.complaint_by(said).isoformat() if said.kind is FeedbackKind.COMPLAINT else None


def _habit(card: Card) -> dict[str, Any] | None:
    """The change of habit that is on; None where they buy as ever."""
    change = card.customer.agenda.change(card.day)
    if change is None:
        return None
    return {
        "what": change.kind,
        "since": date.fromordinal(change.on).isoformat(),
        "asked_on": change.asked and change.asked.on.isoformat(),
        "answer": change.answer and change.answer.answer,
    }


def _plan(stood: PlanOnDay | None) -> dict[str, Any] | None:
    """The last plan that was started: its end, or what is late and what comes next; steps count from 0."""
    if stood is None:
        return None
    return {
        "id": str(stood.run.fact),
        "plan": str(stood.run.plan),
        "name": stood.run.name,
        "since": stood.run.on.isoformat(),
        "ended": {"why": stood.end.why, "on": stood.end.on.isoformat()} if stood.end else None,
        "behind": stood.behind and stood.behind.number,
        "next": stood.following and stood.following.number,
        "steps": [
            {"name": at.step.name, "kind": at.step.kind, "on": at.first.isoformat(), "state": mark}
            for at, mark in stood.steps
        ],
    }


def _turn(shown: Portrait) -> dict[str, Any] | None:
    """About when they are tried in the sweep; None for who has no place in it."""
    turn = shown.turn
    return {"about": turn.end.on and turn.end.on.isoformat(), "pooled": turn.pooled} if turn else None


def _worth(shown: Portrait) -> dict[str, Any]:
    """`next_12_months` None: nothing is expected. `numbers_as_of` None: by those of another shop, not of the firm."""
    own = shown.outlook
    parts = own.ahead and {
        "orders": round(own.ahead.purchases, 2),
        "order": round(own.ahead.mean_order),
        "margin_percent": own.ahead.margin_percent,
        "total": own.ahead.total,
    }
    as_of = own.as_of and own.as_of.isoformat()
    return {"so_far": own.so_far, "next_12_months": parts, "too_early": own.early, "numbers_as_of": as_of}


def _referrals(shown: Portrait) -> dict[str, Any]:
    """Each with their own worth, one level; never a part of the customer's own. `through` None on a past day.

    Who is not to be seen has no id either.
    """
    found, by = shown.through, shown.referrer
    through = found and {
        "customers": found.brought,
        "of_others": found.others,
        "so_far": found.so_far,
        "next_12_months": found.ahead,
    }
    brought_by = str(by.id) if by and by.entry else None
    return {"brought_by": brought_by, "through": through, "given": shown.profile.referrals_given}


def reason(one: Reason) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "on": one.on.isoformat(),
        "numbers": dict(one.numbers),
        "words": one.words,
        "because": [str(fact) for fact in one.because],
    }


def past(shown: Past, now: Card) -> dict[str, Any]:
    """A customer on a day; `customer` null before anybody knew them."""
    return {
        "id": str(now.id),
        shown.asked.field: shown.asked.day.isoformat(),
        "customer": portrait(shown.portrait) if shown.portrait else None,
        "facts": shown.facts,
        "told": [as_json(told, shown.teller) for told in shown.told],
        "late": [as_json(told, shown.teller) for told in shown.late],
        "before": shown.before and shown.before[0].isoformat(),
        "after": shown.after and shown.after[0].isoformat(),
    }


def plan(today: Today) -> dict[str, Any]:
    return {
        "day": today.day.isoformat(),
        "done": today.done,
        "total": today.done + today.left,
        "asked_the_team": [_card(Lane.PROMISED, card) for card in today.asked],
        "asked_more": today.asked_more,
        "cards": [_card(section.lane, card) for section in today.sections for card in section.cards],
        "sweep": _ahead(today),
        "pool": today.pooled,
        "waiting": {section.lane.name.lower(): section.waiting for section in today.sections if section.waiting},
    }


def _ahead(today: Today) -> dict[str, Any] | None:
    """How far the sweep is for this person; None without a share of it."""
    ahead = today.ahead
    if ahead is None:
        return None
    return {"left": ahead.left, "a_day": round(ahead.a_day, 1), "until": ahead.end.on and ahead.end.on.isoformat()}


def _card(lane: Lane, card: Card) -> dict[str, Any]:
    last, entry = card.last_contact, card.entry
    return {
        "customer": str(card.id),
        "name": card.name,
        "owner": str(entry.owner) if entry.owner else None,
        "lane": lane.name.lower(),
        "reasons": [reason(one) for one in card.reasons],
        "ways": [{"channel": way.channel, "number": way.number} for way in card.usable_ways],
        "worth_saying": worth_saying(card),
        "last_contact": {"on": last.on.isoformat(), "channel": last.channel, "outcome": last.outcome} if last else None,
        "worth_so_far": entry.total,
        "stated": stated(entry),
        "seen_on": entry.seen_on.isoformat() if entry.seen_on else None,
    }
