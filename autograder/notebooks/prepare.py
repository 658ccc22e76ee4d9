"""Ignore commands that only make sense on the author's machine (shell, pip, %cd), and note each."""

from __future__ import annotations

import ast
import os
import pdb
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import matplotlib
from IPython.utils.text import SList
from matplotlib import style

_LINES = (
    "cd",
    "pushd",
    "popd",
    "pip",
    "conda",
    "mamba",
    "micromamba",
    "uv",
    "sx",
    "system",
    "load_ext",
    "reload_ext",
)
_CELLS = ("bash", "sh", "script", "system", "sx", "perl", "ruby", "cmd")
_SILENT = ("autoreload", "pdb", "debug")
_SHOWN = 60


class Notes:
    """Sentences, each once, with how often it was said; commands that are not run share one."""

    def __init__(self) -> None:
        self._said: Counter[str] = Counter()
        self._commands: dict[str, None] = {}

    def add(self, sentence: str) -> None:
        """Say it."""
        self._said[sentence] += 1

    def pass_over(self, command: str) -> None:
        """Say that a command is not run."""
        self._commands[command] = None

    def lines(self) -> list[str]:
        """A line for each."""
        said = [s if count == 1 else f"{s} ({count} times)" for s, count in self._said.items()]
        return [f"Commands for another machine were not run: {'; '.join(self._commands)}."] * bool(
            self._commands
        ) + said


def prepare_shell(shell: Any, notes: Notes) -> None:
    """Neutralise commands for shells and packages, changes of folder, and demands on versions."""
    shell.system = _command("!{}", notes, None)
    shell.getoutput = _command("!{}", notes, SList())
    for name in _LINES:
        shell.register_magic_function(_command(f"%{name} {{}}", notes, None), "line", name)
    for name in _CELLS:
        shell.register_magic_function(_cell_command(name, notes), "cell", name)
    for name in _SILENT:
        shell.register_magic_function(lambda _: None, "line", name)
    _pass_over_unknown(shell, notes)
    shell.magic = lambda line: shell.run_line_magic(*f"{line} ".lstrip("%").split(" ", 1))
    sys.breakpointhook = pdb.set_trace = lambda *_, **__: None
    os.chdir = _command("os.chdir({})", notes, None)  # type: ignore[assignment]
    shell.ask_exit = lambda: notes.add("exit() was ignored; the code after it was run too.")
    _draw_inline(shell)
    shell.ast_transformers.append(_Lenient(notes))


def _command(form: str, notes: Notes, result: object) -> Callable[..., object]:
    def pass_over(command: object = "", **_: object) -> object:
        told = form.format(str(command).strip())
        if "autoreload" not in told:
            notes.pass_over(_short(told))
        return result

    return pass_over


def _cell_command(name: str, notes: Notes) -> Callable[[str, str], None]:
    def pass_over(_: str, cell: str) -> None:
        notes.pass_over(f"%%{name} {_short(cell)}")

    return pass_over


def _pass_over_unknown(shell: Any, notes: Notes) -> None:
    """Ignore magics of other machines and of extensions: an unknown one would silently end its cell."""
    run_line, run_cell = shell.run_line_magic, shell.run_cell_magic

    def run_known_line(name: str, line: str = "", **_: object) -> object:
        if shell.find_line_magic(name) is None:
            return _command(f"%{name} {{}}", notes, None)(line)
        return run_line(name, line, _stack_depth=2)  # names in the line are looked up in the cell, not here

    def run_known_cell(name: str, line: str, cell: str) -> object:
        if shell.find_cell_magic(name) is None and shell.find_line_magic(name) is None:
            return _cell_command(name, notes)(line, cell)
        return run_cell(name, line, cell)

    shell.run_line_magic, shell.run_cell_magic = run_known_line, run_known_cell


def _draw_inline(shell: Any) -> None:
    """Draw figures inline whatever window the notebook asks for, and accept styles by their old names."""
    choose = shell.find_line_magic("matplotlib")
    shell.register_magic_function(lambda _: choose("inline"), "line", "matplotlib")
    matplotlib.use = lambda *_, **__: None
    for name in [name for name in style.library if name.startswith("seaborn-v0_8")]:
        style.library[name.replace("-v0_8", "")] = style.library[name]


class _Lenient(ast.NodeTransformer):
    """Drops asserts on versions of packages, and imports from the future, which may stand anywhere in a notebook."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        names = {n.attr for n in ast.walk(node.test) if isinstance(n, ast.Attribute)}
        if "__version__" not in names:
            return node
        self.notes.add(
            f"Assertions about versions were ignored, as versions here are newer: {_short(ast.unparse(node.test))}."
        )
        return ast.copy_location(ast.Pass(), node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if node.module == "__future__" else node


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
