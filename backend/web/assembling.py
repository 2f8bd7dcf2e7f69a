"""How do modules become one script, without a build? Each in a scope of its own, after those that it imports.

Strict on purpose: what is written otherwise than our modules are is refused at start, not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n", re.MULTILINE)
"""Of lines of its own."""
BESIDE = re.compile(r""" // [^"'`/\n]*$|/\*\* @type [^*\n]*\*/ ?""", re.MULTILINE)
"""Behind code, or the type of a value. No string is touched: its end would stand in what is left out."""
INDENT = re.compile(r"^\s+", re.MULTILINE)
JOINT = re.compile(r"^((?:(?!//).)*[{,;(\[])\n", re.MULTILINE)
"""Where a line goes on: no semicolon is left to be guessed there, and no comment is on it."""
IMPORT = re.compile(r'^import (?:\{([\w$,\s]+)\} from )?"\./([\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) ([\w$]+))", re.MULTILINE)
WAITING = re.compile(r"^(?=\S)(?!.*\basync\b).*\bawait\b", re.MULTILINE)
"""In the first column of the source, outside any function."""
FOREIGN = re.compile(r"^(?:import|export)\b|\bimport\s*[(.]", re.MULTILINE)


class NotUnderstood(Exception):
    """A sentence that names the module and what in it is written otherwise."""


@dataclass(frozen=True)
class Module:
    name: str
    code: str
    exports: tuple[str, ...]
    imports: tuple[tuple[str, tuple[str, ...]], ...]
    """In their order: a module and the names taken from it, none where it is wanted for what it does."""


def lean(text: str) -> str:
    """Without comments on lines of their own and without indentation."""
    return INDENT.sub("", COMMENT.sub("", text))


def assemble(folder: Path, entry: str) -> str:
    """One strict classic script that does what `<script type=module>` of the entry does. Raises NotUnderstood.

    A module that is imported only for what it does is a behaviour: where it fails, that is reported and the next ones
    still start, as scripts of their own would.
    """
    modules = list(_in_order(folder, entry, ()))
    wanted = {name for module in modules for name, names in module.imports if names}
    return '(()=>{"use strict";\n' + "".join(_scope(one, one.name in wanted, entry) for one in modules) + "})();\n"


def read_module(folder: Path, name: str) -> Module:
    file = folder / f"{name}.js"
    if not file.is_file():
        raise NotUnderstood(f"{name}.js is imported, and is not there.")
    text = BESIDE.sub("", COMMENT.sub("", file.read_text(encoding="utf-8") + "\n"))
    imports = tuple((found[2], _names(found[1] or "")) for found in IMPORT.finditer(text))
    rest = IMPORT.sub("", text)
    exports = tuple(EXPORT.findall(rest))
    code = EXPORT.sub("", rest)
    _refuse(name, code)
    return Module(name, JOINT.sub(r"\1", INDENT.sub("", code)), exports, imports)


def _refuse(name: str, code: str) -> None:
    for pattern, what in ((FOREIGN, "imports or exports in another way"), (WAITING, "waits outside a function")):
        if found := pattern.search(code):
            line = code[code.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
            raise NotUnderstood(f"{name}.js {what}: {line.strip()}")
    for line in code.splitlines():
        if line.count("`") % 2:
            raise NotUnderstood(
                f"{name}.js has a template of several lines, whose spaces would be lost: {line.strip()}"
            )


def _names(words: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", words) if word)


def _in_order(
    folder: Path, entry: str, above: tuple[str, ...], done: dict[str, Module] | None = None
) -> Iterator[Module]:
    """Depth first, as a browser runs them."""
    done = {} if done is None else done
    if entry in above:
        raise NotUnderstood(f"{' imports '.join((*above, entry))}: a circle.")
    if entry in done:
        return
    module = read_module(folder, entry)
    for name, names in module.imports:
        yield from _in_order(folder, name, (*above, entry), done)
        if missing := [one for one in names if one not in done[name].exports]:
            raise NotUnderstood(f"{entry}.js imports from {name}.js what is not exported there: {', '.join(missing)}.")
    done[entry] = module
    yield module


def _scope(module: Module, wanted: bool, entry: str) -> str:
    taken = "".join(f"const{{{','.join(names)}}}={_variable(name)};\n" for name, names in module.imports if names)
    code = taken + module.code
    if wanted:
        return f"const {_variable(module.name)}=(()=>{{\n{code}return{{{','.join(module.exports)}}};\n}})();\n"
    if module.name == entry:
        return f"{{\n{code}}}\n"
    return f"try{{\n{code}}}catch(error){{reportError(error)}}\n"


def _variable(name: str) -> str:
    return "$" + name.replace("-", "_")
