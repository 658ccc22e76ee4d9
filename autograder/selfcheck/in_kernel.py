"""Checks of a notebook in its own kernel, by the grader's rules, on the present values of the notebook's names."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from autograder.feedback.finding_text import merged
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.model.case import Case
from autograder.model.check import Check
from autograder.model.demand import Meets, Same
from autograder.model.depth import Depth
from autograder.model.evidence import Evidence
from autograder.model.finding import Finding
from autograder.model.package_layout import PackageLayout
from autograder.model.run import Run, run_here
from autograder.selfcheck.notebook_output import shown
from autograder.selfcheck.public import MEASURED, Result
from autograder.selfcheck.self_check import SelfCheck, self_check
from autograder.selfcheck.shares import State, shares_of, state_of

_NOW = "this judges what the names stand for now; if a later cell has reused one, run the cells of this check again"
_NO_FRAMEWORK = "{} is judged in a notebook that has imported {}"


def answer(numbers: Collection[str], notebook: ModuleType, hint: int) -> dict[str, str]:
    """The results of these checks as a notebook shows them; notebook: the namespace of this kernel."""
    this = self_check()
    wanted = [check for check in this.in_notebooks if check.number in numbers]
    try:
        results = list(judged(this, wanted, notebook))
    except ImportError as error:
        return {"text/plain": str(error)}
    return shown(results, Depth(min(hint, Depth.HOW)))


def judged(this: SelfCheck, wanted: Sequence[Check], notebook: ModuleType) -> Iterator[Result]:
    """The results of checks of notebooks. Raises ImportError if the namespace belongs to none of these notebooks."""
    layout = this.assignment.package
    checks = [_asked_of(check, notebook, layout) for check in wanted]
    here = [check for check in checks if _can_be_judged(check)]
    court = Court([this.fixtures], layout, with_reference=False)
    evidence = Evidence()
    for check in here:
        runner = _KernelRunner(check.notebooks[0], notebook, layout.name)
        evidence = evidence.and_(gather(check.demands, Source(court, runner), evidence))
    verdicts, told = settle(evidence, here, court), False
    for check in checks:
        if check in here:
            result = _result(check, verdicts[check.number].findings)
            if result.state is not State.PASSED and not told:
                result, told = replace(result, notes=(_NOW,)), True
            yield result
        else:
            yield Result(check, State.GRADER_ONLY, notes=(MEASURED,))


def _result(check: Check, findings: Sequence[Finding]) -> Result:
    state = state_of(findings)
    return Result(
        check,
        state,
        shares=tuple(shares_of(check, findings)),
        findings=tuple(merged(findings)),
    )


def _can_be_judged(check: Check) -> bool:
    """Return False for trained nets: they are measured on images that only the grader has."""
    return all(isinstance(demand, Same | Meets) for demand in check.demands)


def _asked_of(check: Check, notebook: ModuleType, layout: PackageLayout) -> Check:
    """Return the check for this notebook; of several notebooks, the one whose framework it has imported."""
    if len(check.notebooks) == 1:
        return check
    frameworks = {name: layout.notebooks[name].framework for name in check.notebooks}
    bound = {value.__name__ for value in vars(notebook).values() if isinstance(value, ModuleType)}
    for name, framework in frameworks.items():
        if framework in bound:
            return check.on(name)
    raise ImportError(_NO_FRAMEWORK.format(check.number, " or ".join(frameworks.values())))


@dataclass(frozen=True)
class _KernelRunner:
    """Runs probes on the namespace of this process's notebook; package: the name of the students' package."""

    name: str
    notebook: ModuleType
    package: str

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        """Like `ProbeRunner.run`; there are no reference layers."""
        names = ModuleType(self.name)
        vars(names).update(vars(self.notebook))  # as they are now, whatever a probe calls
        with _draws_as_before():
            return run_here(case, {self.name: names}, inputs, self.package)


@contextmanager
def _draws_as_before() -> Iterator[None]:
    """Leave the global generators as they were."""
    states = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
