"""One run of a probe on a package: its answers and, if it stopped early, the reason."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from autograder.isolation.frames import Value, to_value
from autograder.model.case import Case, Modules, run_probe
from autograder.model.failure import Cause, Failure, failure_from
from autograder.model.library import Library


@dataclass(frozen=True, eq=False)
class Run:
    """Answers by name, in the order they came, and the failure that ended them, if any; equal to itself alone.

    cpu: CPU seconds spent, if the case is timed.
    """

    answers: dict[str, Value] = field(default_factory=dict)
    failure: Failure | None = None
    cpu: float = 0.0


class ProbeRunner(Protocol):
    """Runs probes on one package: in another process for submissions, in this one for our own code."""

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        """Run once, with these modules ("layers") and functions ("layers.forward") from the reference."""
        ...


class VariableRunner(Protocol):
    """Reports the variables of one function while a probe runs."""

    def variables(
        self, case: Case, inputs: Mapping[str, np.ndarray], function: str, *, layers: tuple[str, ...] = ()
    ) -> list[np.ndarray]:
        """The arrays in a function's variables as it first returns, "layers.py:forward"; none if it is not called."""
        ...


class LocalRunner:
    """Runs probes in this process, on packages that we wrote: reference, oracle, mistakes.

    reference: the library that gives reference layers.
    """

    def __init__(self, library: Library, reference: Library) -> None:
        self.library = library
        self._reference = reference

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        """Like `ProbeRunner.run`."""
        if not layers:
            return run_locally(case, self.library, inputs)
        alias, layout = self.library.alias, self.library.layout
        with (
            Library(layout, self._reference.sources, f"{alias}_layers") as reference,
            Library(layout, self.library.sources, f"{alias}_patched", reference, layers) as patched,
        ):
            return run_locally(case, patched, inputs)


def run_locally(case: Case, library: Library, inputs: Mapping[str, np.ndarray]) -> Run:
    """Run a case's probe in this process; its output and warnings are not shown."""
    package = library.layout.name
    with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        run = run_here(case, library, inputs, package)
    if run.failure is None:
        return run
    message = run.failure.message.replace(library.alias, package)
    return replace(run, failure=replace(run.failure, message=message))


def run_here(case: Case, modules: Modules, inputs: Mapping[str, np.ndarray], package: str) -> Run:
    """Run a case's probe in this process on these modules; package: the folder that failures are placed in."""
    answers: dict[str, Value] = {}
    cause = Cause.IMPORT
    failure = None
    started = time.process_time()
    try:
        for module in case.modules(inputs):
            modules[module]
        cause = Cause.RAISED
        for part in run_probe(case.name, modules, {k: np.array(v) for k, v in inputs.items()}):
            answers.update({name: _frozen(to_value(answer)) for name, answer in part.items()})
    except Exception as error:
        failure = replace(failure_from(error, package), cause=cause)
    return Run(answers, failure, time.process_time() - started)


def _frozen(value: Value) -> Value:
    return value.copy() if isinstance(value, np.ndarray) else value
