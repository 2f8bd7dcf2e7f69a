"""Which of the firm's relationship plans is meant, and may it be started?"""

from __future__ import annotations

from uuid import UUID

from backend.web.errors import not_here
from backend.web.session import Visit
from events.kernel import Refused
from events.relationship_plans import WrittenPlan


def known_plan(visit: Visit, plan: UUID | None) -> WrittenPlan:
    """In use or retired; 404 for what was never written."""
    found = next((one for one in visit.setting.relationship_plans if one.plan == plan), None)
    if found is None:
        raise not_here()
    return found


def plan_in_use(visit: Visit, plan: UUID | None) -> WrittenPlan:
    """Raises Refused for one that was retired."""
    found = known_plan(visit, plan)
    if found.retired:
        raise Refused("That plan was retired. Choose another one, or let a manager save it again.")
    return found
