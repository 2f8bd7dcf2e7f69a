"""What withholds a customer's cards, until when, and because of which facts?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from backend.retention.agenda import COURTESY, SELLING, Hold, HoldKind
from backend.retention.profile import Contact, Profile
from backend.retention.rhythm import Rhythm
from backend.retention.rules import asked_after, quiet_from
from backend.retention.ways import Way, WayState, ways
from events.feedback import TO_RESOLVE
from events.rulebook import Rulebook
from events.values import Rule

_EVERY_RULE = frozenset(Rule)
_BUT_OWED = SELLING | COURTESY
_RESTARTED = frozenset({Rule.GONE_QUIET, Rule.SECOND_PURCHASE, Rule.NOT_SEEN, Rule.SHADOW})
_FOREVER: date | None = None


def holds(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Iterator[Hold]:
    """Every hold, in no order; those that are over do no harm."""
    if profile.gone:
        yield Hold(
            kind=HoldKind.GONE, rules=_EVERY_RULE, until=_FOREVER, because=(profile.gone.fact,), on=profile.gone.on
        )
    if profile.lost:
        yield Hold(
            kind=HoldKind.LOST,
            rules=_BUT_OWED - {Rule.SHADOW},
            until=_FOREVER,
            because=(profile.lost.fact,),
            on=profile.lost.on,
        )
    yield from _next_date(profile)
    yield from _complaints(profile)
    yield from _contacts(profile, rulebook, rhythm)
    yield from _cap(profile, rulebook)
    yield from _consent(profile)
    for rule, settled in profile.settled.items():
        yield Hold(
            kind=HoldKind.SETTLED, rules=frozenset({rule}), until=_FOREVER, because=(settled.fact,), on=settled.on
        )


def _next_date(profile: Profile) -> Iterator[Hold]:
    """Until the next date nothing of before comes back; a rest holds all that is not owed."""
    said = profile.next_date
    if said is None:
        return
    if said.on is None:
        yield Hold(
            kind=HoldKind.REST,
            rules=_BUT_OWED,
            until=_FOREVER,
            because=(said.fact,),
            on=said.set_on,
            set_at=said.set_at,
        )
        return
    yield Hold(
        kind=HoldKind.PUT_OFF if said.put_off else HoldKind.NEXT_DATE,
        rules=_EVERY_RULE - {Rule.NEXT_STEP, Rule.CALL_BACK},
        until=said.on - timedelta(days=1),
        because=(said.fact,),
        on=said.set_on,
        set_at=said.set_at,
    )


def _complaints(profile: Profile) -> Iterator[Hold]:
    for fact, said in profile.complaints.items():
        if said.kind in TO_RESOLVE:
            yield Hold(kind=HoldKind.COMPLAINT_OPEN, rules=_BUT_OWED, until=_FOREVER, because=(fact,), on=said.on)


def _contacts(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Iterator[Hold]:
    if profile.ordered:
        yield _for_days(HoldKind.ORDERED, SELLING, profile.ordered, rulebook.rest_after_order)
    if profile.last_reached:
        yield _for_days(HoldKind.IN_TOUCH, _RESTARTED, profile.last_reached, rulebook.between_contacts)
    if profile.days:
        yield from _answered(profile, rulebook, rhythm)


def _for_days(kind: HoldKind, rules: frozenset[Rule], contact: Contact, days: int) -> Hold:
    until = contact.on + timedelta(days=days - 1)
    return Hold(kind=kind, rules=rules, until=until, because=(contact.fact,), on=contact.on)


def _answered(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Iterator[Hold]:
    """One call per silence, one thank-you and one "pleased with it?" per purchase: a purchase opens them anew."""
    bought = date.fromordinal(profile.days[-1].day)
    asked = date.fromordinal(asked_after(profile, rulebook).day)
    reached, touched = profile.last_reached, profile.last_touch
    if reached and reached.on >= bought + timedelta(days=quiet_from(profile, rulebook, rhythm)):
        yield _once(Rule.GONE_QUIET, reached)
    if reached and reached.on >= bought + timedelta(days=rulebook.second_after):
        yield _once(Rule.SECOND_PURCHASE, reached)
    if reached and reached.on >= asked + timedelta(days=rulebook.pleased_after):
        yield _once(Rule.PLEASED, reached)
    if touched and touched.on > bought:
        yield _once(Rule.THANK_YOU, touched)
    said = profile.last_feedback
    if said and said.on >= asked:
        yield Hold(
            kind=HoldKind.ANSWERED, rules=frozenset({Rule.PLEASED}), until=_FOREVER, because=(said.fact,), on=said.on
        )


def _once(rule: Rule, contact: Contact) -> Hold:
    return Hold(kind=HoldKind.ANSWERED, rules=frozenset({rule}), until=_FOREVER, because=(contact.fact,), on=contact.on)


def _cap(profile: Profile, rulebook: Rulebook) -> Iterator[Hold]:
    """No more than so many attempts in so many days; courtesy does not count."""
    tries = [contact for contact in profile.recent if not contact.inbound and contact.rule not in COURTESY]
    latest = tries[-rulebook.attempts_at_most :] if rulebook.attempts_at_most else []
    if len(latest) < rulebook.attempts_at_most or not latest:
        return
    if (latest[-1].on - latest[0].on).days < rulebook.attempts_within:
        yield Hold(
            kind=HoldKind.CAPPED,
            rules=SELLING,
            until=latest[0].on + timedelta(days=rulebook.attempts_within - 1),
            because=tuple(contact.fact for contact in latest),
            on=latest[-1].on,
            numbers={"attempts": len(latest), "within": rulebook.attempts_within},
        )


def _consent(profile: Profile) -> Iterator[Hold]:
    """Where every way was refused, nothing is left but what is owed."""
    refused = [consent for consent in profile.consent.values() if not consent.given]
    reachable = any(way.state is not WayState.CONSENT_NO for way in ways(profile, selling=False) if _has(way))
    if refused and not reachable:
        because = tuple(consent.fact for consent in refused)
        yield Hold(
            kind=HoldKind.NO_CONSENT,
            rules=_BUT_OWED,
            until=_FOREVER,
            because=because,
            on=max(consent.on for consent in refused),
        )


def _has(way: Way) -> bool:
    return way.state is not WayState.MISSING
