"""The functions that students write, and which answers of the checks are each one's own."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.model.check import Check
from autograder.model.demand import Meets, Same
from autograder.model.failure import UNWRITTEN
from autograder.model.trace import Trace

TO_WRITE = "to_write.json"  # beside the assignment's own files: the functions that the template leaves open

Answer = tuple[str, str]  # a case and one of its answers; "" for a rule about them


@dataclass(frozen=True)
class Worklist:
    """Functions to write, "layers.py:forward", in the order in which a student comes to them.

    functions: for each, the checks that ask an answer of it, by their number.
    owners: the function that gives each answer; answers of given functions have none.
    """

    functions: Mapping[str, Sequence[Check]]
    owners: Mapping[Answer, str]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Each function by the name that students call it by."""
        return {name_of(function): function for function in self.functions}


def worklist(functions: Sequence[str], checks: Sequence[Check], trace: Callable[[str], Trace]) -> Worklist:
    """Divide the checks' answers among the functions to write; `trace` gives the trace of a case. If several functions
    may be to blame for an answer, it belongs to the last: a file has it below those that it builds on.
    """
    place = {function: number for number, function in enumerate(functions)}
    asked: dict[str, dict[str, Check]] = {}
    owners: dict[Answer, str] = {}
    for check in checks:
        for case, answer in _answers_of(check):
            if own := [function for function in _candidates(trace(case), answer) if function in place]:
                owner = owners[case, answer] = max(own, key=lambda function: place[function])
                asked.setdefault(owner, {})[check.number] = check
    return Worklist({function: tuple(found.values()) for function, found in asked.items()}, owners)


def unwritten_functions(modules: Mapping[str, str]) -> Iterator[str]:
    """The functions that a template leaves to students, "layers.py:forward", in the order of its texts."""
    for path, text in modules.items():
        for name, node in functions_in(text):
            if UNWRITTEN in (ast.get_source_segment(text, node) or ""):
                yield f"{path}:{name}"


def read_functions(folder: Path) -> list[str]:
    """The functions to write in this folder's assignment, as listed in its bundle."""
    found: list[str] = json.loads((folder / TO_WRITE).read_text(encoding="utf-8"))
    return found


def functions_in(text: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and the methods of its classes, by name; SyntaxError if it is not Python."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            methods = (inner for inner in node.body if isinstance(inner, ast.FunctionDef))
            yield from ((f"{node.name}.{method.name}", method) for method in methods)


def name_of(function: str) -> str:
    """The name that students call a function by, "forward" or "Net.loss"."""
    return function.rpartition(":")[2]


def _answers_of(check: Check) -> Iterator[Answer]:
    for demand in check.demands:
        if isinstance(demand, Same):
            yield from ((demand.case, answer) for answer in demand.points)
        elif isinstance(demand, Meets):
            yield demand.case, ""


def _candidates(trace: Trace, answer: str) -> frozenset[str]:
    """Return the functions to blame for an answer; if its part of the probe calls none, all called before."""
    if not answer:
        return trace.judged
    return trace.blamed.get(answer) or trace.suspects.get(answer, frozenset())
