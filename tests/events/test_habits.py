"""What may a customer answer to why they buy differently?"""

from __future__ import annotations

from functools import partial

import pytest

from events.habits import HABITS, AnswerHabitChange, HabitChangeAnswered
from events.values import HabitAnswer
from tests.events.given import NAMES, TOO_LONG, UNKEEPABLE, given, noted


@pytest.mark.parametrize("answer", HabitAnswer)
def test_an_answer_is_kept_with_or_without_words(answer: HabitAnswer) -> None:
    given().when(AnswerHabitChange(answer=answer)).then(HabitChangeAnswered(answer=answer))
    for words in NAMES:
        given().when(AnswerHabitChange(answer=answer, text=f" {words} ")).then(
            HabitChangeAnswered(answer=answer, text=words)
        )


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in UNKEEPABLE:
        given().when(partial(AnswerHabitChange, answer=HabitAnswer.OTHER, text=text)).refused("cannot be kept")
    given().when(lambda: AnswerHabitChange(answer=HabitAnswer.OTHER, text=TOO_LONG)).refused("too long")


def test_they_may_say_something_else_later() -> None:
    said = HabitChangeAnswered(answer=HabitAnswer.PRICE)
    given(said).when(AnswerHabitChange(answer=HabitAnswer.MOVED)).then(HabitChangeAnswered(answer=HabitAnswer.MOVED))
    assert HABITS.fold(noted([said])) is None
