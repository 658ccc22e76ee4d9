"""The code beside a lost point: the function that a check is about, with marks at the lines to look at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

_PLACE = re.compile(r"\(([\w./-]+\.py):(\d+)")
_WORD = re.compile(r"[A-Za-z_]\w*")
_MOST = 2  # excerpts beside one check
_LIGHT, _DARK = "default", "github-dark"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Excerpt:
    """A function of a file, and the numbers of its marked lines."""

    file: str
    name: str
    first: int
    text: str
    marked: tuple[int, ...]

    @property
    def html(self) -> Markup:
        """The lines with their numbers, coloured."""
        formatter: HtmlFormatter[str] = HtmlFormatter(
            linenos="inline",
            linenostart=self.first,
            hl_lines=[line - self.first + 1 for line in self.marked],
            cssclass="source",
            wrapcode=True,
        )
        return Markup(highlight(self.text, PythonLexer(stripnl=False), formatter))


def style() -> str:
    """The colours of code, light and dark."""
    light, dark = (HtmlFormatter(style=name).get_style_defs(".source") for name in (_LIGHT, _DARK))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def excerpts(test: Mapping[str, Any], sources: Mapping[str, str]) -> list[Excerpt]:
    """Return the code that a check with lost points is about, if it can be found."""
    definitions = {file: _definitions(text) for file, text in sources.items()}
    found = list(_raised(test, definitions)) or list(_named(test, definitions))
    return [_excerpt(file, sources[file], node, lines) for file, node, lines in found[:_MOST]]


def function_of(file: str, name: str, text: str) -> Excerpt | None:
    """A function or method by its name, "loss" or "Net.loss", without marks."""
    found = [node for node in _definitions(text) if node.name == name.rpartition(".")[2]]
    owner = name.rpartition(".")[0]
    if owner:
        around = next((node for node in _definitions(text) if node.name == owner), None)
        lines = range(around.lineno, (around.end_lineno or 0) + 1) if around else range(0)
        found = [node for node in found if node.lineno in lines]
    return _excerpt(file, text, found[0], ()) if found else None


def _raised(
    test: Mapping[str, Any], definitions: Mapping[str, Sequence[Definition]]
) -> Iterator[tuple[str, Definition, tuple[int, ...]]]:
    """The innermost function around each line that an exception came from."""
    for file, number in dict.fromkeys(_PLACE.findall(test["output"])):
        line = int(number)
        path = next((path for path in definitions if path == file or path.endswith(f"/{file}")), "")
        around = [node for node in definitions.get(path, ()) if node.lineno <= line <= (node.end_lineno or 0)]
        if around:
            yield path, max(around, key=lambda node: node.lineno), (line,)


def _named(
    test: Mapping[str, Any], definitions: Mapping[str, Sequence[Definition]]
) -> Iterator[tuple[str, Definition, tuple[int, ...]]]:
    """The functions named by mistakes and by the check's title and message; assignments of wrong answers are marked."""
    extra = test["extra_data"]
    mistaken = [mistake.partition(".")[0] for mistake in extra.get("mistakes", ())]
    words = [*mistaken, *_WORD.findall(test["name"]), *_WORD.findall(test["output"])]
    wrong = {answer for finding in extra.get("findings", ()) for answer in finding.get("answers", ())}
    by_name = {node.name: (path, node) for path, nodes in definitions.items() for node in nodes}
    for name in dict.fromkeys(words):
        if name in by_name:
            path, node = by_name[name]
            yield path, node, _assigned(node, wrong) or (node.lineno,)


def _assigned(node: Definition, names: set[str]) -> tuple[int, ...]:
    stores = [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return tuple(sorted({store.lineno for store in stores if store.id in names}))


def _definitions(text: str) -> list[Definition]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, Definition)]


def _excerpt(file: str, text: str, node: Definition, marked: tuple[int, ...]) -> Excerpt:
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    return Excerpt(file, node.name, node.lineno, "\n".join(lines), marked)
