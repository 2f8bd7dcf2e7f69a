"""Which windows do the rules open for a customer? One function a rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from backend.retention.agenda import Window
from backend.retention.days import Calendar, day_in_minutes, minutes_until, whole_weeks
from backend.retention.plan_steps import plan_windows
from backend.retention.profile import Lost, NextDate, Profile, ReferralThanks
from backend.retention.quiet import gone_quiet
from backend.retention.rhythm import Rhythm
from backend.retention.shadow import shadow
from backend.retention.silence import Silence, rank_of, second_purchase, worth_of
from backend.retention.voices import OpenFeedback
from events.rulebook import Rulebook
from events.values import FeedbackKind, LossReason, Rule


def windows(
    profile: Profile, silence: Silence | None, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar
) -> list[Window]:
    """Every window that the rules alone open, in no order."""
    owed = profile.promises or profile.complaints or profile.enquiries or profile.news
    found = _owed(profile, rulebook, calendar) if owed else []
    if profile.next_date is not None:
        found += _next_date(profile.next_date, rulebook, calendar)
    if profile.relationship_plan is not None:
        found += plan_windows(profile, rulebook, calendar)
    if silence is not None:
        found += _pleased(silence, rulebook, calendar)
        found += _thanks(profile, silence, rulebook, calendar)
        if silence.rhythmic:
            found += gone_quiet(profile, silence, rulebook, rhythm, calendar)
            found += _not_seen(profile, silence, rulebook, calendar)
        else:
            found += second_purchase(profile, silence, rulebook, rhythm, calendar)
    if profile.referral_received is not None:
        found += _brought(profile, profile.referral_received, rulebook, calendar)
    if profile.lost:
        found += _grass_check(profile, profile.lost, rulebook, calendar)
    found += shadow(profile, silence, rulebook, calendar)
    return found


def _owed(profile: Profile, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    found = [_until_done(Rule.PROMISE, promise.on, fact, promise.made_at) for fact, promise in profile.promises.items()]
    for fact, said in profile.complaints.items():
        if said.kind is FeedbackKind.COMPLAINT:
            by = {"by": complaint_by(said, rulebook, calendar).toordinal()}
            found.append(_until_done(Rule.COMPLAINT, said.on, fact, said.at)._replace(numbers=by))
        else:
            found.append(_until_done(Rule.LEAVING, said.on, fact, said.at))
    for fact, news in profile.news.items():
        rule = Rule.TELL_FIXED if news.action else Rule.TELL_ENDED
        found.append(_until_done(rule, news.on, fact, news.at))
    for fact, enquiry in profile.enquiries.items():
        asked = _until_done(Rule.ENQUIRY, enquiry.on, fact, enquiry.at)
        found.append(asked._replace(rank=-minutes_until(enquiry.at)))
    return found


def complaint_by(said: OpenFeedback, rulebook: Rulebook, calendar: Calendar) -> date:
    """By which day a complaint is to be ended: so many working days after it, unless somebody said another day."""
    if said.by or not rulebook.complaint_within:
        return said.by or calendar.on_or_after(said.on)
    return calendar.nth_working_day(said.on + timedelta(days=1), rulebook.complaint_within)


def _until_done(rule: Rule, first: date, fact: UUID, since: datetime) -> Window:
    return Window(rule, first, first, None, _owed_first(first), (fact,), item=fact, since=since)


def _owed_first(day: date) -> int:
    """The oldest first, by the minute: enquiries are answered within hours, and all that is owed is one list."""
    return -day_in_minutes(day)


def _oldest_first(first: date) -> int:
    return -first.toordinal()


def _next_date(said: NextDate, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    if said.on is None:
        return []
    if said.chosen:
        first, last, rule, rank = said.on, None, Rule.CALL_BACK, _owed_first(said.on)
    else:
        first = calendar.on_or_after(said.on)
        last, rule, rank = first + timedelta(days=rulebook.next_step_for), Rule.NEXT_STEP, _oldest_first(first)
    return [Window(rule, first, first, last, rank, (said.fact,), since=said.set_at)]


def _courtesy(
    rule: Rule, silence: Silence, fact: UUID, begins: int, lasts: int, numbers: dict[str, int]
) -> list[Window]:
    if not lasts:
        return []
    first, last = date.fromordinal(begins), date.fromordinal(begins + lasts - 1)
    return [Window(rule, first, first, last, silence.rank, (fact,), numbers)]


def _pleased(silence: Silence, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    asked = silence.asked
    begins = calendar.working(asked.day + rulebook.pleased_after)
    numbers = {"since": asked.day, "amount": asked.amount}
    return _courtesy(Rule.PLEASED, silence, asked.fact, begins, rulebook.pleased_for, numbers)


def _thanks(profile: Profile, silence: Silence, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    """For the first purchase, and for one of at least twice the average of those before, noted here or stated."""
    bought, average = silence.last, _average_before(profile, silence)
    if average is not None and not 0 < average * rulebook.thank_above_percent <= bought.amount * 100:
        return []
    begins = calendar.working(bought.day + rulebook.thank_after)
    numbers = {
        "since": bought.day,
        "amount": bought.amount,
        "average": round(average or 0),
        "first": int(average is None),
    }
    return _courtesy(Rule.THANK_YOU, silence, bought.fact, begins, rulebook.thank_for, numbers)


def _brought(profile: Profile, said: ReferralThanks, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    """They brought somebody: thanked for as a purchase is, also where they never bought."""
    if not rulebook.thank_for:
        return []
    begins = calendar.working(said.on.toordinal() + rulebook.thank_after)
    first, last = date.fromordinal(begins), date.fromordinal(begins + rulebook.thank_for - 1)
    numbers = {"brought": said.on.toordinal()}
    return [Window(Rule.REFERRAL_THANKS, first, first, last, rank_of(worth_of(profile)), (said.fact,), numbers)]


def _average_before(profile: Profile, silence: Silence) -> float | None:
    """Minor units of a purchase before the last one, 0 where nobody knows; None for who never bought before."""
    before, stated = len(profile.days) - 1, profile.stated
    if before:
        return (profile.total - silence.last.amount) / before
    if stated is None or not (stated.last_order or stated.orders or stated.total):
        return None
    return stated.total / stated.orders if stated.total and stated.orders else 0.0


def _not_seen(profile: Profile, silence: Silence, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    """Loyal buyers whom nobody met for long: each half year from the last meeting or the first purchase.

    It ends half a year after the last purchase: from then on the shadow portfolio alone looks after them.
    """
    seen = profile.last_in_person
    start = seen.on.toordinal() if seen else silence.first
    begins, ends = calendar.working(start + rulebook.not_seen_every), silence.last.day + rulebook.not_seen_every
    if begins > ends or not rulebook.not_seen_for:
        return []
    first = date.fromordinal(begins)
    return [
        Window(
            Rule.NOT_SEEN,
            first,
            first,
            date.fromordinal(ends),
            silence.rank,
            (seen.fact,) if seen else (silence.last.fact,),
            {"seen": seen.on.toordinal() if seen else 0, "total": profile.total},
            every=whole_weeks(rulebook.not_seen_every),
            lasting=rulebook.not_seen_for,
        )
    ]


def _grass_check(profile: Profile, lost: Lost, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    """Once for each loss, some weeks after it: who went elsewhere, or nobody knows why, may not be happier there."""
    first = calendar.on_or_after(lost.on + timedelta(days=rulebook.grass_check_from))
    last = lost.on + timedelta(days=rulebook.grass_check_until)
    if lost.reason not in (None, LossReason.COMPETITOR) or first > last:
        return []
    numbers = {"left": lost.on.toordinal(), "total": profile.worth}
    return [Window(Rule.GRASS_CHECK, first, first, last, rank_of(worth_of(profile)), (lost.fact,), numbers)]
