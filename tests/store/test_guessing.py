"""Which passwords would be guessed soon, and which would not?"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.store.guessing import easily_guessed

ABOUT = ("Rosa Marin", "rosa@music-corner.example", "Music Corner")
GUESSED = """
passwordpassword|PasswordPassword|password password|P@ssw0rdP@ssw0rd|password123456789|Password1234567!|
qwertyuiopasdfgh|qwertyuiopasdfghjkl|qwertyuiopasdfghjklzxcvbnm|qwertyqwertyqwerty|1q2w3e4r5t6y7u8i9o0p|
1qaz2wsx3edc4rfv|123456789012345|1234567890123456|12345678901234567890|123123123123123|111111111111111|
aaaaaaaaaaaaaaa|abcdefghijklmno|abcdefghijklmnopqrstuvwxyz|letmeinletmeinletmein|iloveyouiloveyou|
thisisapassword|thisismypassword|mypasswordis1234|administrator123|adminadminadmin1|Welcome2026!!!!|
Summer2026!Summer2026!|19850312198503121|correcthorsebatterystaple|correct horse battery staple|
Correct-Horse-Battery-Staple|encore2026encore|Encore Encore Encore
"""
WORDS = """
table green window seven river stone apple train house dog water bread music paper coffee winter garden bottle silver
chair orange letter yellow market tractor violin lemon cloud hammer blanket ocean ticket
"""
GOOD = [
    "four words in a row",
    "cupdogsunmapbox",
    "housedogwaterbread",
    "hausboot wolke tisch lampe",
    "kX8#pQ2!vL9$wZ4",
    "四条河流在城市里慢慢地流过桥下",
    "half \ud800 letters and \x00",
]


@pytest.mark.parametrize("password", GUESSED.replace("\n", "").split("|"))
def test_what_many_choose_is_guessed(password: str) -> None:
    assert easily_guessed(password)


@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_else_chooses_is_not(password: str) -> None:
    assert not easily_guessed(password, ABOUT)


def test_four_words_drawn_by_lot_are_hardly_ever_refused() -> None:
    chance = random.Random(2026)
    drawn = [" ".join(chance.sample(WORDS.split(), 4)) for _ in range(200)]
    assert sum(map(easily_guessed, drawn)) <= 2


@pytest.mark.parametrize(
    "password", ["rosamarin musiccorner", "rosa@music-corner.example", "Music Corner 2026!", "MarinRosaMarinRosa"]
)
def test_what_others_know_of_somebody_is_guessed(password: str) -> None:
    assert easily_guessed(password, ABOUT)


def test_a_name_without_letters_hides_nothing() -> None:
    assert not easily_guessed("table green window seven", ("", "--", "李", "@"))
    assert easily_guessed("--------------------")


def test_the_words_of_one_person_count_for_no_other() -> None:
    """The library keeps them in one place for all threads."""
    people = [f"person{n} of{n} quillfeather{n}" for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        own = threads.map(lambda one: easily_guessed(one, (one,)), people * 3)
        others = threads.map(lambda one: easily_guessed(one, ("somebody else",)), people * 3)
        assert (all(own), any(others)) == (True, False)
