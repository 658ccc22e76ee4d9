"""Solutions left in the template: functions that students should write but that are written already."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from autograder.execution.package import Package
from autograder.model.assignment import Assignment
from autograder.model.check import Check
from autograder.model.mutants import Mutant
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import GIVEN, PublicChecks
from autograder.selfcheck.shares import State
from autograder.store.fixture_set import FixtureSet

STYLE = "style"  # tag of style checks
_OPEN = {State.UNWRITTEN, State.WAITS, State.GRADER_ONLY}


def written(
    template: Mapping[str, str],
    solved: Mapping[str, str],
    catalogue: Sequence[Mutant],
    checks: Sequence[Check],
) -> Iterator[str]:
    """Yield functions with known mistakes that are the same in template and solution. A module that is the same in both
    is given as a whole. A function is given, too, if its mistakes cost only checks of given code or of style.
    """
    free = {check.number for check in checks if {GIVEN, STYLE} & set(check.tags)}
    theirs = {m.target for m in catalogue if m.function and m.path in template and set(m.costs) - free}
    for target in sorted(theirs):
        path, _, function = target.partition(":")
        if template[path] != solved[path] and _text(template[path], function) == _text(
            solved[path], function
        ):
            yield f"{function} in {path} still has the solution"


def passing(
    assignment: Assignment, template: Mapping[str, str], fixtures: FixtureSet, checks: Sequence[Check]
) -> Iterator[str]:
    """Yield checks that a student who has written nothing would not see as open."""
    with ProcessTransport(assignment) as transport:
        public = PublicChecks(assignment.package, checks, fixtures, Package(template), transport)
        for result in public.run(checks):
            if GIVEN not in result.check.tags and result.state not in _OPEN:
                yield f"check {result.check.number} finds a function written already ({result.check.title.rstrip('.')})"


def _text(module: str, qualified: str) -> str:
    """A function's source text; "" if there is none of that name."""
    node: ast.AST = ast.parse(module)
    for name in qualified.split("."):
        found = (child for child in ast.iter_child_nodes(node) if getattr(child, "name", None) == name)
        node = next(found, ast.Pass())
    return ast.get_source_segment(module, node) or ""


def readable(files: Mapping[str, bytes], catalogue: Sequence[Mutant]) -> Iterator[str]:
    """Yield a sentence for each marked solution, and each hint, that a bundle holds in clear text."""
    hints = {mutant.hint for mutant in catalogue if mutant.costs}
    for name, data in files.items():
        if b"BEGIN SOLUTION" in data:
            yield f"{name} holds a marked solution"
        if told := next((hint for hint in hints if hint.encode() in data), ""):
            yield f"{name} holds a hint in clear text: {told}"
