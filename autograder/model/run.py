"""One run of a probe on a package: the answers it gave and, where it stopped early, why."""

from __future__ import annotations

import io
import time
import traceback
import zlib
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol

import numpy as np

from autograder.isolation.frames import Value, to_value
from autograder.model.case import Case, run_probe
from autograder.model.library import Library, layer_sources

UNWRITTEN = " is not implemented yet"  # what the template's functions raise, after their names


class Cause(Enum):
    """Why a probe stopped early."""

    RAISED = "raised"
    IMPORT = "could not be imported"
    TIMED_OUT = "took too long"
    DIED = "ended its process"
    MALFORMED = "answered nonsense"
    NOTEBOOK = "has no notebook to ask"


@dataclass(frozen=True)
class Failure:
    """Why a probe stopped.

    message: of the exception; for a notebook that ended badly a sentence of ours.
    where: the last line of the package that the exception went through; empty where it went through none.
    builtin: the exception's name is Python's own, so it tells nothing that a submission made up.
    """

    cause: Cause
    error: str = ""
    message: str = ""
    where: str = ""
    builtin: bool = True

    @property
    def signature(self) -> str:
        """What two failures for the same reason have in common."""
        function = self.where.rpartition(" in ")[2]
        return f"{self.error} {zlib.crc32(self.message.encode('utf-8', 'replace')):08x} {function}"

    @property
    def unwritten(self) -> str:
        """What has not been written yet, where the template's own exception stopped the probe: "affine_forward"."""
        if self.cause is not Cause.RAISED or not self.builtin or self.error != "NotImplementedError":
            return ""
        named = self.message.removesuffix(UNWRITTEN)
        return named if named != self.message else ""

    def describe(self, reveal: bool) -> str:
        """One sentence; what the submission itself wrote, names included, is left out unless `reveal`."""
        if self.unwritten:
            return f"{self.unwritten if reveal else 'a function'}{UNWRITTEN}"
        if self.cause is Cause.NOTEBOOK:
            return self.message
        if self.cause is Cause.DIED:
            return f"the code ended its process ({self.message})"
        if self.cause is Cause.MALFORMED:
            return "the process answered with something that is not an answer"
        if self.cause is Cause.TIMED_OUT:
            return f"it was stopped after {self.message}"
        name = self.error if self.builtin or reveal else "an exception"
        text = f": {self.message}" if reveal and self.message else ""
        prefix = "the module cannot be imported: " if self.cause is Cause.IMPORT else ""
        return f"{prefix}{name}{text}{self._place(reveal)}"

    def _place(self, reveal: bool) -> str:
        if self.where:
            return f" ({self.where if reveal else self.where.partition(' in ')[0]})"
        if self.cause is Cause.RAISED:
            return " (where the grader uses the code: keep the given names, arguments and results)"
        return ""


@dataclass(frozen=True)
class Run:
    """Answers by name, in the order they came, and the failure that ended them, if any.

    cpu: CPU seconds spent, where the case is timed.
    """

    answers: dict[str, Value] = field(default_factory=dict)
    failure: Failure | None = None
    cpu: float = 0.0


class ProbeRunner(Protocol):
    """Runs probes on one package: in another process for submissions, in this one for our own code."""

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, on_reference: bool = False) -> Run:
        """Run once; with `on_reference`, on the reference layers that the case names."""
        ...


class LocalRunner:
    """Runs probes in this process, on packages that we wrote: reference, oracle, mistakes.

    reference: the library of texts that gives reference layers.
    """

    def __init__(self, library: Library, reference: Library) -> None:
        self.library = library
        self._reference = reference

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, on_reference: bool = False) -> Run:
        """As `ProbeRunner.run`."""
        if not on_reference:
            return run_locally(case, self.library, inputs)
        texts = {path: text for path, text in self._reference.sources.items() if isinstance(text, str)}
        alias, layout, names = self.library.alias, self.library.layout, case.reference_layers
        with (
            Library(layout, layer_sources(layout, texts, names), f"{alias}_layers") as layers,
            Library(layout, self.library.sources, f"{alias}_patched", layers, names) as patched,
        ):
            return run_locally(case, patched, inputs)


def run_locally(case: Case, library: Library, inputs: Mapping[str, np.ndarray]) -> Run:
    """Run a case's probe in this process; what it prints or warns of is not shown."""
    answers: dict[str, Value] = {}
    package = library.layout.name
    cause = Cause.IMPORT
    failure = None
    started = time.process_time()
    try:
        with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            for module in case.modules(inputs):
                library[module]
            cause = Cause.RAISED
            for part in run_probe(case.name, library, {k: np.array(v) for k, v in inputs.items()}):
                answers.update({name: _frozen(to_value(answer)) for name, answer in part.items()})
    except Exception as error:
        told = failure_from(error, package)
        failure = replace(told, cause=cause, message=told.message.replace(library.alias, package))
    return Run(answers, failure, time.process_time() - started)


def failure_from(error: BaseException, package: str) -> Failure:
    """What an exception tells: its place is the last line of the package under test, which has this name."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{package}/")]
    where = f"{frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    builtin = type(error).__module__ == "builtins"
    return Failure(Cause.RAISED, type(error).__name__, str(error), where, builtin)


def _frozen(value: Value) -> Value:
    return value.copy() if isinstance(value, np.ndarray) else value
