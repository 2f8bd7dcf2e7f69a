"""Who may use which route? Every route is named here, or the app does not start.

Roles open a route; which customers are seen there is for the one visibility predicate (projections.base.Scope).
"""

from __future__ import annotations

from events.values import Role

OPEN: frozenset[Role] = frozenset()
"""Without signing in."""
EVERYBODY = frozenset(Role)
SALES = frozenset({Role.SALESPERSON})
SELLING = frozenset({Role.SALESPERSON, Role.MANAGER})
MANAGERS = frozenset({Role.MANAGER})
ADMINS = frozenset({Role.ADMIN})
"""An admin manages people and sees no customers."""

POLICY: dict[str, frozenset[Role]] = {
    "static": OPEN,
    "health.live": OPEN,
    "health.ready": OPEN,
    "sign_in.new": OPEN,
    "sign_in.create": OPEN,
    "sign_in.end": OPEN,
    "invitations.show": OPEN,
    "invitations.create": OPEN,
    "queue.home": OPEN,
    "queue.index": SALES,
    "contacts.new": SELLING,
    "contacts.create": SELLING,
    "next_dates.new": SELLING,
    "next_dates.create": SELLING,
    "next_dates.put_off": SELLING,
    "next_dates.create_put_off": SELLING,
    "promises.new": SELLING,
    "promises.create": SELLING,
    "promises.move": SELLING,
    "promises.create_new_date": SELLING,
    "promises.create_keeping": SELLING,
    "done.new": SELLING,
    "done.create": SELLING,
    "feedback.new": SELLING,
    "feedback.create": SELLING,
    "feedback.resolve": SELLING,
    "feedback.create_resolution": SELLING,
    "enquiries.new": SELLING,
    "enquiries.create": SELLING,
    "enquiries.create_answer": SELLING,
    "purchases.new": SELLING,
    "purchases.create": SELLING,
    "purchases.correct": SELLING,
    "purchases.create_correction": SELLING,
    "notes.index": SELLING,
    "notes.choose": SELLING,
    "notes.new": SELLING,
    "notes.create": SELLING,
    "undo.create": SELLING,
    "customers.index": SELLING,
    "customers.new": SELLING,
    "customers.create": SELLING,
    "customers.show": SELLING,
    "details.new": SELLING,
    "details.create": SELLING,
    "details.prefer": SELLING,
    "details.ask": SELLING,
    "details.consent": SELLING,
    "details.claim": SALES,
    "lifecycle.new_loss": SELLING,
    "lifecycle.create_loss": SELLING,
    "lifecycle.new_reason": SELLING,
    "lifecycle.create_reason": SELLING,
    "lifecycle.new_gone": SELLING,
    "lifecycle.create_gone": SELLING,
    "reasons.show": SELLING,
    "history.index": SELLING,
    "me.show": EVERYBODY,
    "me.size": frozenset({Role.SALESPERSON}),
    "me.away": frozenset({Role.SALESPERSON}),
    "me.end": EVERYBODY,
    "me.end_others": EVERYBODY,
    "people.index": ADMINS,
    "people.new": ADMINS,
    "people.create": ADMINS,
    "people.show": ADMINS,
    "people.invite": ADMINS,
    "people.form_team": ADMINS,
    "staffing.roles": ADMINS,
    "staffing.leave": ADMINS,
    "staffing.succeed": ADMINS,
    "team.index": MANAGERS,
    "team.queue": MANAGERS,
    "team.away": MANAGERS,
    "week.show": MANAGERS,
    "week.day": MANAGERS,
    "week.pool": MANAGERS,
    "week.assign": MANAGERS,
}
