"""Do styles, scripts and templates keep the rules: nothing inline, no looks by id, only known names?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.web.assets import STYLES as ORDER

PWA = Path(__file__).resolve().parents[2] / "pwa"
STYLES = sorted((PWA / "static" / "css").glob("*.css"))
SCRIPTS = sorted((PWA / "static" / "js").glob("*.js"))
TEMPLATES = sorted((PWA / "templates").rglob("*.html"))
LAYOUT = (PWA / "templates" / "layout.html").read_text()

HTMX = {"hx-get", "hx-include", "hx-partial", "hx-post", "hx-select", "hx-swap", "hx-sync", "hx-target", "hx-trigger"}
"""What of htmx 4 the screens use; none of it evaluates text, so that the strict policy holds."""


def names(folder: list[Path]) -> list[str]:
    return [path.name for path in folder]


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_styles_never_choose_by_id(path: Path) -> None:
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", path.read_text(), flags=re.DOTALL)
    assert "#" not in selectors


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(PWA)) for path in TEMPLATES])
def test_templates_carry_no_style_and_no_script_inline(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\s(style|on[a-z]+)\s*=", text)
    assert "hx-on" not in text
    assert "<style" not in text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(PWA)) for path in TEMPLATES])
def test_templates_use_only_known_attributes_of_htmx(path: Path) -> None:
    text = path.read_text()
    assert set(re.findall(r"\bhx-[a-z-]+", text)) <= HTMX
    assert not re.search(r'hx-trigger\W+[^"]*\[|"js:', text)


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(PWA)) for path in TEMPLATES])
def test_every_class_in_a_template_has_a_look(path: Path) -> None:
    known = set(re.findall(r"\.([a-z][\w-]*)", "".join(sheet.read_text() for sheet in STYLES)))
    written = re.findall(r'class="([^"]*)"', re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", path.read_text()))
    assert {name for words in written for name in words.split() if not name.endswith("--")} <= known


def test_every_style_is_taken_once_and_utilities_come_last() -> None:
    assert sorted(ORDER) == [path.stem for path in STYLES]
    assert (ORDER[0], ORDER[-1]) == ("tokens", "utilities")


def test_every_script_is_loaded_or_imported() -> None:
    imported = {name for path in SCRIPTS for name in re.findall(r'import .*"\./([a-z_]+)\.js"', path.read_text())}
    assert sorted(imported | {"app", "clock", "hour", "install", "offline", "set_up", "share", "sw", "sw_off"}) == [
        path.stem for path in SCRIPTS
    ]


def test_a_page_asks_for_one_style_and_one_script() -> None:
    assert re.findall(r'assets\.address\("([^"]*)"\)', LAYOUT) == ["app.css", "app.js"]
    assert (LAYOUT.count("<script"), LAYOUT.count('rel="stylesheet"')) == (1, 1)


@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS))
def test_a_script_is_one_behaviour_and_says_which(path: Path) -> None:
    text = path.read_text()
    assert re.match(r"/\*\*? .*\?", text)
    assert len([line for line in text.splitlines() if not re.match(r"\s*(/?\*|//|$)", line)]) <= 100
    assert not re.search(r"\beval\(|new Function|(inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write", text)


def test_every_component_renders_with_nothing_left_undefined(tmp_path: Path) -> None:
    specimen = Path(__file__).with_name("specimen.py")
    subprocess.run([sys.executable, specimen, tmp_path], check=True, timeout=60)
    assert "How did it go with Tom?" in (tmp_path / "outcomes.html").read_text()
