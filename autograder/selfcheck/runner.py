"""Running the probes of one check after the other on a student's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from autograder.execution.replies import answers_of, failure_of
from autograder.isolation.frames import Message
from autograder.isolation.reply import Outcome, Reply
from autograder.model.case import Case
from autograder.model.run import Cause, Failure, Run, Runner
from autograder.selfcheck.process import Process

_LOAD_SECONDS = 60.0  # the first request also waits for numpy, which a cold disk or a virus scanner may delay
_IMPORT_SECONDS = 10.0


class ProcessRunner:
    """Runs probes in one process, with fresh modules for each check, and a new process after one that ended.

    called: (module path, function name) of all that was called since the check began.
    unimportable: whether a module could not be imported since then.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources
        self.called: set[tuple[str, str]] = set()
        self.unimportable = False
        self._process: Process | None = None
        self._printed = ""
        self._imported: set[tuple[str, ...]] = set()
        self._broken: dict[tuple[str, ...], Failure] = {}
        self._hung: dict[str, Failure] = {}

    def __enter__(self) -> ProcessRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def begin(self) -> None:
        """Begin a check: nothing that earlier ones did to the modules lasts."""
        self.called, self.unimportable = set(), False
        self._imported.clear()
        if self._process is not None and self._process.alive:
            self._load(self._process)
        self.printed()

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, on_reference: bool = False) -> Run:
        """As `Runner.run`, but there are no reference layers to run on: the student's own have to do."""
        known = self._broken.get(case.modules) or self._hung.get(case.name)
        failure = known or self._import(case)
        if failure is not None:
            return Run(failure=failure)
        request: Message = {f"input:{name}": array for name, array in inputs.items()}
        reply = self._call({"op": "call", "case": case.name, **request}, case.seconds)
        failure = failure_of(reply)
        if failure is not None and failure.cause is Cause.TIMED_OUT:
            self._hung[case.name] = failure
        return Run(answers_of(reply), failure)

    def reference(self) -> Runner:
        """Students have no reference."""
        raise NotImplementedError("speed is measured by the grader only")

    def printed(self) -> str:
        """What the code has printed since this was last asked, or its beginning."""
        text = self._printed + (self._process.printed() if self._process else "")
        self._printed = ""
        return text

    def _import(self, case: Case) -> Failure | None:
        if case.modules in self._imported:
            return None
        reply = self._call({"op": "import", "modules": " ".join(case.modules)}, _IMPORT_SECONDS)
        failure = failure_of(reply)
        if failure is None:
            self._imported.add(case.modules)
            return None
        self.unimportable = True
        if failure.cause is Cause.RAISED:
            return replace(failure, cause=Cause.IMPORT)
        self._broken[case.modules] = failure
        return failure

    def _call(self, request: Message, seconds: float) -> Reply:
        if self._process is None:
            self._process = Process()
            self._load(self._process)
        reply = self._process.call(request, seconds)
        for line in str(reply.values.get("called", "")).splitlines():
            path, _, function = line.rpartition(":")
            self.called.add((path, function))
        if reply.outcome not in {Outcome.OK, Outcome.RAISED}:
            self._end()
        return reply

    def _load(self, process: Process) -> None:
        request: Message = {f"source:{path}": text for path, text in self.sources.items()}
        reply = process.call({"op": "load", "layers": "", **request}, _LOAD_SECONDS)
        if reply.outcome is not Outcome.OK:
            raise RuntimeError(f"the process for your code does not start: {process.printed()}")

    def _end(self) -> None:
        if self._process is not None:
            self._process.close()
            self._printed += self._process.printed()
            self._process = None
            self._imported.clear()
