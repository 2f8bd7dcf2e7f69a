"""What does each kind of fact change in the relationship plan of a customer: begun, a step done, ended?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from backend.retention.profile import Contact, PlanEnd, PlanEndReason, PlanRun, Profile, Said
from events.kernel import Recorded
from events.relationship_plans import StepKind
from events.started_plans import PlanStepDone, RelationshipPlanStarted, RelationshipPlanStopped
from events.values import Channel, Outcome

_TALKED = frozenset({Channel.CALL, Channel.VIDEO, Channel.VISIT})
_WRITTEN = frozenset({Channel.TEXT, Channel.EMAIL, Channel.LETTER})
_DONE_BY: dict[StepKind, frozenset[Channel]] = {
    StepKind.CARD: _WRITTEN,
    StepKind.CALL: _TALKED,
    StepKind.MESSAGE: _WRITTEN,
    StepKind.ARTICLE: _WRITTEN,
    StepKind.INVITE: _WRITTEN,
    StepKind.VISIT: frozenset({Channel.VISIT}),
}
"""By what a step of each kind is done without being noted as such."""


def started(profile: Profile, noted: Recorded, body: RelationshipPlanStarted, on: date) -> None:
    """Ends the one before. With who is gone or lost there is nothing to run."""
    end_plan(profile, PlanEndReason.REPLACED, on, noted.fact_id)
    if profile.relationship_plan:
        profile.earlier_plans.append(profile.relationship_plan)
    profile.relationship_plan = PlanRun(noted.fact_id, body.plan, body.name, body.steps, body.on, on)
    if profile.gone:
        end_plan(profile, PlanEndReason.GONE, on, profile.gone.fact)
    elif profile.lost:
        end_plan(profile, PlanEndReason.LOST, on, profile.lost.fact)


def step_done(profile: Profile, noted: Recorded, body: PlanStepDone, on: date) -> None:
    run = profile.relationship_plan
    if run and run.fact == body.of and not run.ended and body.step < len(run.steps):
        run.done.setdefault(body.step, Said(on, noted.fact_id))


def stopped(profile: Profile, noted: Recorded, body: RelationshipPlanStopped, on: date) -> None:
    if profile.relationship_plan and profile.relationship_plan.fact == body.of:
        end_plan(profile, PlanEndReason.STOPPED, on, noted.fact_id)


def end_plan(profile: Profile, why: PlanEndReason, on: date, fact: UUID) -> None:
    """The first end counts."""
    run = profile.relationship_plan
    if run and not run.ended:
        run.ended = PlanEnd(why, on, fact)


def contact_in_plan(profile: Profile, contact: Contact) -> None:
    """A contact of the fitting kind does the step whose day has come; an order or a word of theirs ends the plan."""
    run = profile.relationship_plan
    if run is None or run.ended:
        return
    if contact.outcome is Outcome.ORDERED:
        end_plan(profile, PlanEndReason.BOUGHT, contact.on, contact.fact)
    elif contact.inbound:
        end_plan(profile, PlanEndReason.ASKED, contact.on, contact.fact)
    elif contact.outcome.reached or contact.outcome is Outcome.SENT:
        number = _come(run, contact.on)
        if number is not None and contact.channel in _DONE_BY[run.steps[number].kind]:
            run.done.setdefault(number, Said(contact.on, contact.fact))


def settle_step(profile: Profile, on: date, fact: UUID) -> None:
    """Somebody says on the card that nothing is left to do."""
    run = profile.relationship_plan
    number = _come(run, on) if run and not run.ended else None
    if run and number is not None:
        run.done.setdefault(number, Said(on, fact))


def _come(run: PlanRun, on: date) -> int | None:
    """The last step whose day has come; earlier ones do not pile up."""
    come = [number for number, step in enumerate(run.steps) if run.on + timedelta(days=step.after_days) <= on]
    return come[-1] if come else None
