"""Can everybody read the screens, in light and in dark? Computes each pair of colours that stand on one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "pwa" / "static" / "css"
DECLARED = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {
    name: {"light": light, "dark": dark} for name, light, dark in DECLARED.findall((CSS / "tokens.css").read_text())
}
SURFACES = ("paper", "card", "accent-wash", "amber-wash", "red-wash")

TEXT = [
    *(("ink", surface) for surface in SURFACES),
    *(("ink-soft", surface) for surface in ("paper", "card", "accent-wash")),
    *((words, surface) for words in ("accent", "amber", "red") for surface in ("paper", "card")),
    ("accent", "accent-wash"),
    ("amber", "amber-wash"),
    ("red", "red-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("card", "ink"),
]
"""Words on what lies beneath them: 4.5 to 1."""

EDGES = [
    *(("edge", surface) for surface in ("paper", "card")),
    *((shape, surface) for shape in ("accent", "accent-deep", "amber", "ink", "red") for surface in ("paper", "card")),
    ("accent", "accent-wash"),
    ("red", "red-wash"),
    ("card", "ink"),
]
"""Edges of what is tapped or typed into, rings of focus and shapes that say something: 3 to 1."""

ONLY_FOR_THE_EYE = {"line"}
"""Hairlines between things that are told apart without them."""


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, from 0 (black) to 1 (white)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "surface"), TEXT)
def test_words_stand_out_from_what_lies_beneath(words: str, surface: str, scheme: str) -> None:
    assert contrast(COLOURS[words][scheme], COLOURS[surface][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "surface"), EDGES)
def test_edges_stand_out_from_what_lies_beside(edge: str, surface: str, scheme: str) -> None:
    assert contrast(COLOURS[edge][scheme], COLOURS[surface][scheme]) >= 3


def test_no_colour_is_left_out_of_the_pairs() -> None:
    paired = {name for pair in TEXT + EDGES for name in pair}
    assert set(COLOURS) == paired | ONLY_FOR_THE_EYE


def test_colours_are_named_in_one_place() -> None:
    spelled = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)\(")
    for sheet in sorted(CSS.glob("*.css")):
        assert sheet.name == "tokens.css" or not spelled.search(sheet.read_text()), sheet.name
