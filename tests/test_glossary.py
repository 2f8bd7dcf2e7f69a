"""Does the glossary hold every word of the code, and the code every word of the glossary?"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from enum import Enum
from pathlib import Path
from types import ModuleType

import events
from events import kernel, values

GLOSSARY = Path(events.__path__[0]) / "GLOSSARY.md"
ROW = re.compile(r"^\|\s*`([^`]+)`\s*\|[^|]*\w[^|]*\|", re.MULTILINE)
"""A row of a table that begins with a word of the code and says something about it."""


def topics() -> list[ModuleType]:
    return [importlib.import_module(f"events.{found.name}") for found in pkgutil.iter_modules(events.__path__)]


def words_of_the_code() -> set[str]:
    classes = {
        told
        for topic in topics()
        for _, told in inspect.getmembers(topic, inspect.isclass)
        if told.__module__ == topic.__name__ and topic is not kernel
    }
    spoken = {told.__name__ for told in classes if issubclass(told, kernel.Fact | kernel.Command | Enum)}
    return spoken | {told.__name__ for told in classes if told.__module__ == values.__name__} | set(values.Rule)


def test_every_word_of_the_code_stands_in_the_glossary_once_and_no_other() -> None:
    told = ROW.findall(GLOSSARY.read_text())
    missing = sorted(words_of_the_code() - set(told))
    idle = sorted(set(told) - words_of_the_code())
    assert not missing, f"add a row to events/GLOSSARY.md for each of: {missing}"
    assert not idle, f"events/GLOSSARY.md speaks of what the code does not know: {idle}"
    assert len(told) == len(set(told)), "a word has two rows"
