"""What withholds a customer's cards, until when, and because of which facts?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from backend.retention.agenda import COURTESY, OWED, SELLING, Hold, HoldKind
from backend.retention.days import Calendar
from backend.retention.plan_steps import thanked
from backend.retention.profile import Contact, HabitSaid, Lost, Profile
from backend.retention.silence import Silence
from backend.retention.ways import refused_every_way
from events.rulebook import Rulebook
from events.values import Outcome, Rule

_EVERY_RULE = frozenset(Rule)
_NOT_OWED = SELLING | COURTESY
_NOT_WHILE_LOST = _NOT_OWED - {Rule.SHADOW, Rule.GRASS_CHECK}
_NOT_ASKED_FOR = _NOT_OWED | {Rule.TELL_FIXED}
"""What nobody wants to hear who asked for no more contact; what we owe them by their own complaint stays."""
_WAITING = _EVERY_RULE - {Rule.NEXT_STEP, Rule.CALL_BACK}
_WAITING_NOT_OWED = _WAITING - OWED
_RESTARTED = frozenset(
    {
        Rule.GONE_QUIET, Rule.HABIT_CHANGED, Rule.SECOND_PURCHASE, Rule.NOT_SEEN, Rule.GRASS_CHECK, Rule.SWEEP,
        Rule.SHADOW,
    }
)  # fmt: skip
_FOREVER: date | None = None


def holds(profile: Profile, silence: Silence | None, rulebook: Rulebook, calendar: Calendar) -> Iterator[Hold]:
    """Every hold, in no order; those that are over do no harm."""
    if profile.gone:
        yield Hold(HoldKind.GONE, _EVERY_RULE, _FOREVER, (profile.gone.fact,), profile.gone.on)
    if profile.lost:
        yield from _lost(profile.lost, rulebook)
        yield from _grass_checked(profile, profile.lost, rulebook)
    if profile.next_date:
        yield _next_date(profile, calendar)
    if profile.complaints or profile.news:
        yield from _complained(profile)
    if profile.last_attempt:
        yield _worked(profile.last_attempt, calendar)
        yield from _contacts(profile, silence, rulebook)
    if silence:
        yield from _of_silence(profile, silence, rulebook)
    if profile.consent and refused_every_way(profile):
        yield _no_consent(profile)
    for rule, settled in profile.settled.items():
        yield Hold(HoldKind.SETTLED, frozenset({rule}), _FOREVER, (settled.fact,), settled.on)


def _complained(profile: Profile) -> Iterator[Hold]:
    """Nothing is sold before a complaint has ended and the customer knows how."""
    for fact, said in profile.complaints.items():
        yield Hold(HoldKind.COMPLAINT_OPEN, _NOT_OWED, _FOREVER, (fact,), said.on)
    for fact, news in profile.news.items():
        if news.action is None:
            yield Hold(HoldKind.NOT_TOLD, _NOT_OWED, _FOREVER, (fact,), news.on)


def _of_silence(profile: Profile, silence: Silence, rulebook: Rulebook) -> Iterator[Hold]:
    if profile.last_feedback and profile.last_feedback.on.toordinal() >= silence.asked.day:
        yield _answered(Rule.PLEASED, profile.last_feedback.fact, profile.last_feedback.on)
    if held_back(profile, silence, rulebook):
        yield _control(silence)
    if silence.rhythmic and profile.habit_answers:
        yield from _said_why(profile.habit_answers[-1], silence)


def _lost(lost: Lost, rulebook: Rulebook) -> Iterator[Hold]:
    if not lost.door_open:
        yield Hold(HoldKind.DOOR_CLOSED, _NOT_ASKED_FOR, _FOREVER, (lost.fact,), lost.on)
        return
    yield Hold(HoldKind.LOST, _NOT_WHILE_LOST, _FOREVER, (lost.fact,), lost.on)
    if rulebook.no_pressure_weeks:
        ends = lost.on + timedelta(weeks=rulebook.no_pressure_weeks)
        yield Hold(HoldKind.NO_PRESSURE, _NOT_OWED, ends - timedelta(days=1), (lost.fact,), lost.on)


def _grass_checked(profile: Profile, lost: Lost, rulebook: Rulebook) -> Iterator[Hold]:
    """Any word with them in that time is the check: it asks once for each loss."""
    touched = profile.last_touch
    if touched and touched.on >= lost.on + timedelta(days=rulebook.grass_check_from):
        yield _answered(Rule.GRASS_CHECK, touched.fact, touched.on)


def _next_date(profile: Profile, calendar: Calendar) -> Hold:
    """Until the next date nothing of before comes back; a rest holds all that is not owed.

    What is still owed after a real talk waits only where a person chose the date: a button's own date does not hide an
    open complaint for a month, the steps of a plan come on their days, and so do thanks for bringing somebody.
    """
    said = profile.next_date
    assert said is not None
    if said.on is None:
        return Hold(HoldKind.REST, _NOT_OWED, _FOREVER, (said.fact,), said.set_on)
    talked = said.outcome is not None and said.outcome.reached and not said.chosen
    by_button = not said.chosen and not said.put_off and said.outcome is not Outcome.SAID_NO
    comes = said.on if said.chosen else calendar.on_or_after(said.on)
    return Hold(
        kind=HoldKind.PUT_OFF if said.put_off else HoldKind.NEXT_DATE,
        rules=_WAITING_NOT_OWED if talked else _WAITING,
        until=comes - timedelta(days=1),
        because=(said.fact,),
        on=said.set_on,
        set_at=said.set_at,
        begun=frozenset({Rule.PLAN_STEP, Rule.REFERRAL_THANKS}) if by_button else frozenset(),
    )


def _worked(attempt: Contact, calendar: Calendar) -> Hold:
    """What was owed before the latest attempt has had its turn today: it comes back on the next working day."""
    comes = calendar.on_or_after(attempt.on + timedelta(days=1))
    return Hold(HoldKind.WORKED, OWED, comes - timedelta(days=1), (attempt.fact,), attempt.on, set_at=attempt.at)


def _contacts(profile: Profile, silence: Silence | None, rulebook: Rulebook) -> Iterator[Hold]:
    if profile.ordered:
        yield _for_days(HoldKind.ORDERED, SELLING, profile.ordered, rulebook.rest_after_order)
    if profile.last_reached:
        yield _for_days(HoldKind.IN_TOUCH, _RESTARTED, profile.last_reached, rulebook.between_contacts)
    brought, touched = profile.referral_received, profile.last_touch
    if brought and touched and touched.on > brought.on:
        yield _answered(Rule.REFERRAL_THANKS, touched.fact, touched.on)
    if silence:
        yield from _once_each(profile, silence, rulebook)
    yield from _cap(profile, rulebook)


def _for_days(kind: HoldKind, rules: frozenset[Rule], contact: Contact, days: int) -> Hold:
    return Hold(kind, rules, contact.on + timedelta(days=days - 1), (contact.fact,), contact.on)


def _once_each(profile: Profile, silence: Silence, rulebook: Rulebook) -> Iterator[Hold]:
    """One call per silence, one thank-you and one "pleased with it?" per purchase: a purchase opens them anew."""
    reached, touched = profile.last_reached, profile.last_touch
    if reached:
        on = reached.on.toordinal()
        if on >= silence.due:
            rule = Rule.GONE_QUIET if silence.rhythmic else Rule.SECOND_PURCHASE
            yield _answered(rule, reached.fact, reached.on)
        if on >= silence.asked.day + rulebook.pleased_after:
            yield _answered(Rule.PLEASED, reached.fact, reached.on)
    if touched and touched.on.toordinal() > silence.last.day:
        yield _answered(Rule.THANK_YOU, touched.fact, touched.on)


def _said_why(said: HabitSaid, silence: Silence) -> Iterator[Hold]:
    """Who said why they are silent is not asked again in the same silence."""
    if said.on.toordinal() >= silence.due:
        yield _answered(Rule.GONE_QUIET, said.fact, said.on)


def _answered(rule: Rule, fact: UUID, on: date) -> Hold:
    return Hold(HoldKind.ANSWERED, frozenset({rule}), _FOREVER, (fact,), on)


def _cap(profile: Profile, rulebook: Rulebook) -> Iterator[Hold]:
    """No more than so many attempts in so many days, and in a calendar month; courtesy does not count."""
    cards = thanked(profile)
    tries = [
        contact
        for contact in profile.recent
        if not contact.inbound and contact.rule not in COURTESY and contact.fact not in cards
    ]
    yield from _monthly_cap(tries, rulebook)
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


def _monthly_cap(tries: list[Contact], rulebook: Rulebook) -> Iterator[Hold]:
    if not tries or not rulebook.contacts_a_month:
        return
    month = tries[-1].on.replace(day=1)
    latest = [contact for contact in tries if contact.on >= month]
    if len(latest) >= rulebook.contacts_a_month:
        yield Hold(
            kind=HoldKind.CAPPED,
            rules=SELLING,
            until=(month + timedelta(days=31)).replace(day=1) - timedelta(days=1),
            because=tuple(contact.fact for contact in latest),
            on=latest[-1].on,
            numbers={"attempts": len(latest), "month": month.month},
        )


def held_back(profile: Profile, silence: Silence, rulebook: Rulebook) -> bool:
    """Whether this silence is one of the control group: left alone at random, so that the effect of calling is known.

    Drawn by lot for each silence anew, and the same at every look: by customer and last purchase. A larger share keeps
    whom a smaller one held back.
    """
    if not rulebook.control_percent or not silence.rhythmic or profile.registration is None:
        return False
    drawn = sha256(profile.registration.bytes + silence.last.day.to_bytes(4)).digest()
    return int.from_bytes(drawn[:4]) % 100 < rulebook.control_percent


def _control(silence: Silence) -> Hold:
    """Asking what changed is a call about the same silence: with it nobody would have been left alone."""
    return Hold(
        HoldKind.HELD_BACK,
        frozenset({Rule.GONE_QUIET, Rule.HABIT_CHANGED}),
        date.fromordinal(silence.ends),
        (silence.last.fact,),
        date.fromordinal(silence.due),
    )


def _no_consent(profile: Profile) -> Hold:
    """Where every way was refused, nothing is left but what is owed."""
    refused = [consent for consent in profile.consent.values() if not consent.given]
    because = tuple(consent.fact for consent in refused)
    return Hold(HoldKind.NO_CONSENT, _NOT_ASKED_FOR, _FOREVER, because, max(consent.on for consent in refused))
