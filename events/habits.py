"""Habits: what did a customer answer when asked why they buy differently, or not at all?"""

from __future__ import annotations

from events.kernel import Command, Decider, Fact, Noted, command, fact, personal
from events.values import HabitAnswer, valid_text


@fact("habit_change_answered")
class HabitChangeAnswered(Fact):
    """Of the change that was on then, or of the silence; nobody is asked about the same one again."""

    answer: HabitAnswer
    text: str | None = personal()


@command
class AnswerHabitChange(Command):
    answer: HabitAnswer
    text: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


def decide(past: None, asked: AnswerHabitChange) -> list[HabitChangeAnswered]:
    return [HabitChangeAnswered(answer=asked.answer, text=valid_text(asked.text))]


def evolve(past: None, noted: Noted) -> None:
    return None


HABITS = Decider[None, AnswerHabitChange, HabitChangeAnswered](
    start=None,
    commands=(AnswerHabitChange,),
    facts=(HabitChangeAnswered,),
    decide=decide,
    evolve=evolve,
    reports=frozenset({AnswerHabitChange}),
)
