"""Functions that had to be stopped: cases that call one of them are not run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.execution.time_budget import LEAST_SECONDS
from autograder.model.case import Case
from autograder.model.failure import Cause, Failure
from autograder.model.run import ProbeRunner, Run
from autograder.model.trace import Trace
from autograder.selfcheck.worklist import name_of

MODULE = "<module>"  # the name of a module's own code


@dataclass(frozen=True)
class Hang:
    """A function, "layers.py:forward", or a module's own code that had to be stopped, and the check in which it was."""

    function: str
    number: str
    failure: Failure

    @property
    def name(self) -> str:
        """The name that students call it by."""
        path, _, name = self.function.partition(":")
        return path if name == MODULE else name_of(self.function)


class Patience:
    """Time limits of calls: at most so many seconds, and after each call that was stopped half as long."""

    def __init__(self, most: float) -> None:
        self._most = most
        self._stopped = 0

    def allow(self, seconds: float) -> float:
        """Like `CallLimits.allow`."""
        return max(LEAST_SECONDS, min(seconds, self._most) / 2**self._stopped)

    def stopped(self, _: float) -> None:
        """Like `CallLimits.stopped`."""
        self._stopped += 1


class Hangs:
    """The functions that were stopped so far, and the cases that were not run because they call one.

    trace: which functions the reference calls in a case; path_of: a module's, by its short name; limit: seconds
    that a call may take.
    """

    def __init__(self, trace: Callable[[str], Trace], path_of: Callable[[str], str], limit: float) -> None:
        self.patience = Patience(limit)
        self.skipped: dict[str, Hang] = {}
        self._trace = trace
        self._path_of = path_of
        self._found: dict[str, Hang] = {}

    def known(self, case: Case, inputs: Mapping[str, np.ndarray]) -> Hang | None:
        """Return the function that would hang if this case ran."""
        functions = self._functions(case)
        paths = {self._path_of(name) for name in case.modules(inputs)}
        paths |= {function.partition(":")[0] for function in functions}
        called = [*functions, *(f"{path}:{MODULE}" for path in paths)]
        return next((self._found[name] for name in called if name in self._found), None)

    def note(self, case: Case, stack: Sequence[str], number: str, failure: Failure) -> Hang | None:
        """Note what hung: `stack` has the functions that a case was in when it was stopped, the innermost last.

        If one of them was stopped before, that one is to blame again.
        """
        known = self._functions(case)
        modules = [function for function in stack if function.endswith(f":{MODULE}")]
        own = modules or [function for function in stack if function in known][-1:]
        hang = next((self._found[name] for name in reversed(stack) if name in self._found), None)
        if hang is None and own:
            hang = Hang(own[-1], number, failure)
        if hang is not None:
            self._found |= dict.fromkeys(own, hang)
        return hang

    def _functions(self, case: Case) -> frozenset[str]:
        return frozenset(function for part in self._trace(case.name).parts for function in part.functions)


@dataclass(frozen=True)
class ImpatientRunner:
    """Runs the cases of a check, except those that call functions that were stopped before.

    stack: the functions that the process was in when it was last stopped; number: the check's.
    """

    runner: ProbeRunner
    hangs: Hangs
    stack: Callable[[], Sequence[str]]
    number: str

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        """Like `ProbeRunner.run`."""
        hang = self.hangs.known(case, inputs)
        run = Run(failure=hang.failure) if hang else self.runner.run(case, inputs, layers=layers)
        if hang is None and run.failure is not None and run.failure.cause is Cause.TIMED_OUT:
            hang = self.hangs.note(case, self.stack(), self.number, run.failure)
        if hang is not None and hang.number != self.number:
            self.hangs.skipped[case.name] = hang
        return run
