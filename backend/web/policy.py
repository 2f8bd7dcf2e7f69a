"""Who may use which route? Every route is named here, or the app does not start.

Roles open a route; which customers are seen there is for the one visibility predicate (projections.base.Scope).
"""

from __future__ import annotations

from events.values import Role

OPEN: frozenset[Role] = frozenset()
"""Without signing in."""
EVERYBODY = frozenset(Role)
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
}
