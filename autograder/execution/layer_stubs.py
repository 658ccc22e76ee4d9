"""Stubs for reference layers: functions that have the reference's names and arguments, and nothing of its code."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from autograder.execution.compiled_submission import stripped
from autograder.execution.remote_layers import CALL_LAYER
from autograder.model.assignment import Assignment
from autograder.model.library import functions_by_path, read_package


@dataclass(frozen=True)
class LayerStubs:
    """Stubs by their modules' paths, as code, and the functions that they stand for, "layers.forward"."""

    code: Mapping[str, bytes]
    functions: frozenset[str]


@cache
def layer_stubs(assignment: Assignment, layers: Sequence[str]) -> LayerStubs:
    """Stubs for modules ("layers") and functions ("layers.forward")."""
    layout, texts = assignment.package, read_package(assignment.reference)
    modules = {layout.path(name.partition(".")[0]): name.partition(".")[0] for name in layers}
    code: dict[str, bytes] = {}
    functions: set[str] = set()
    for path, wanted in functions_by_path(layout, layers).items():
        stubs = {
            node.name: _stub(node, f"{modules[path]}.{node.name}")
            for node in ast.parse(texts[path]).body
            if isinstance(node, ast.FunctionDef) and not wanted.isdisjoint({node.name, ""})
        }
        code[path] = stripped(path, "\n".join(stubs.values()))
        functions |= {f"{modules[path]}.{name}" for name in stubs}
    return LayerStubs(code, frozenset(functions))


def _stub(node: ast.FunctionDef, name: str) -> str:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    if node.args.vararg or node.args.kwonlyargs or node.args.kwarg:
        raise ValueError(f"the reference layer {name} may take plain arguments only")
    return f"def {node.name}({ast.unparse(node.args)}):\n    return {CALL_LAYER}({', '.join([repr(name), *names])})\n"
