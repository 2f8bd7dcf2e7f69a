"""Which spellings are taken for one person's, and which never?"""

from __future__ import annotations

import pytest

from backend.importing.alike import alike, unmistakable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Marin", "rosa  MARIN"),
        ("Rosa Marin", "Marin, Rosa"),
        ("Rosa Marin", "R. Marin"),
        ("Rosa Marin", "Marin"),
        ("Rosa Marin", "Mrs Rosa Marín"),
        ("José Łukasz", "Jose Lukasz"),
        ("Rosa Marin", None),
        ("", "Rosa Marin"),
    ],
)
def test_spellings_of_one_person(one: str | None, other: str | None) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Brennan", "Tom Brennan"),
        ("Rosa Marin", "Rosa Marini"),
        ("Mr Brennan", "Mr Li"),
        ("T. Brennan", "Ann Brennan"),
        ("王小明", "王大明"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


def test_a_name_as_a_key_has_no_order() -> None:
    assert unmistakable("Marín, Rosa") == unmistakable("rosa marin")
    assert unmistakable("Dr") == "dr", "a title alone is a name"
