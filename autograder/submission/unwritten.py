"""Functions that are still as in a starter, recognised by a module's tokens; nothing is parsed or run."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DEF = re.compile(r"[ \t]*(?:async[ \t]+)?def[ \t]+([A-Za-z_]\w*)")
_CLASS = re.compile(r"class[ \t]+([A-Za-z_]\w*)")
_WORD = re.compile(r"[A-Za-z_]\w*")
_RAISES = re.compile(r"[ \t]*raise[ \t]+NotImplementedError\b")


def functions(text: str) -> dict[str, bool]:
    """Functions and methods by name ("affine_forward", "Net.loss"), each with whether somebody has written it.

    One is unwritten if it raises NotImplementedError, or returns a name that is None in it and nothing else.
    """
    return {name: not _is_unwritten(lines) for name, lines in _bodies(text)}


def _bodies(text: str) -> Iterator[tuple[str, list[str]]]:
    above, name, lines = "", "", list[str]()
    for line in text.splitlines():
        if found := _DEF.match(line):
            if name:
                yield name, lines
            name = f"{above}.{found[1]}" if above and line[0].isspace() else found[1]
            lines = []
        elif found := _CLASS.match(line):
            above = found[1]
        lines.append(line.partition("#")[0])
    if name:
        yield name, lines


def _is_unwritten(lines: list[str]) -> bool:
    empty: set[str] = set()
    assigned: set[str] = set()
    returned: set[str] = set()
    for line in lines[1:]:
        if _RAISES.match(line):
            return True
        left, equals, right = line.partition("=")
        if line.strip().startswith("return "):
            returned.update(_WORD.findall(line)[1:])
        elif equals and set(_WORD.findall(right)) == {"None"} and "(" not in right:
            empty.update(_WORD.findall(left))
        elif equals:
            assigned.update(_WORD.findall(left))
    return bool(returned & empty - assigned)
