"""The engine stays easy to see as a whole: few rooms, and a name means one thing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from autograder.base.paths import ENGINE

ROOMS, FLAT = 20, 5
MODULES = [
    path for path in ENGINE.rglob("*.py") if "for_students" not in path.parts
]  # those are files of bundles


def twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def public_classes(path: Path) -> list[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node.name for node in nodes if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def test_no_two_modules_share_a_name():
    assert twice(path.stem for path in MODULES if path.stem != "__init__") == []


def test_no_two_public_classes_share_a_name():
    assert twice(name for path in MODULES for name in public_classes(path)) == []


def test_rooms_and_flat_modules_are_few():
    assert len([path for path in ENGINE.iterdir() if (path / "__init__.py").is_file()]) <= ROOMS
    assert len(list(ENGINE.glob("*.py"))) <= FLAT


def test_every_room_says_in_one_line_what_it_is_for():
    inits = {
        path: ast.get_docstring(ast.parse(path.read_text())) or ""
        for path in MODULES
        if path.stem == "__init__"
    }
    assert [path for path, text in inits.items() if not text.partition("\n\n")[0].endswith(".")] == []
    assert [path for path, text in inits.items() if "\n" in text.partition("\n\n")[0]] == []
