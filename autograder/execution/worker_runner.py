"""Running a submission's code in isolated workers: shared while all is right, fresh where something is not."""

from __future__ import annotations

import hashlib
import marshal
import math
import time
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from autograder.base import paths
from autograder.execution.replies import answers_of, failure_of
from autograder.execution.time_budget import LEAST_SECONDS, ORDINARY_LIMIT, TimeBudget
from autograder.isolation.frames import Message, Value
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.reply import Outcome, Reply
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from autograder.model.case import Case
from autograder.model.library import PACKAGE, compile_source, dotted, layer_sources, read_package
from autograder.model.run import Cause, Failure, Run
from autograder.submission import Submission

# Modules that students are given: the autograder's own take their place.
GIVEN = ("solver.py", "gradient_check.py", "data_utils.py", "vis_utils.py")

# What a handed-in copy of one of them is called. Names that ours lacks are looked for there: helpers of the student's
# own, and those of other editions.
HANDED_IN = "handed_in_"
_LOOK_THERE = """

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from importlib import import_module
    return getattr(import_module("{module}"), name)
"""

# Given too, but students may extend it: theirs is kept, where there is one.
UTILS = "layer_utils.py"

COMPILE_SECONDS = 20.0  # for all modules together, and once more where they have to be told apart
MOST_CODE = 4_000_000  # bytes of one compiled module; the largest of the course has 30,000
MOST_CODE_TOGETHER = 16_000_000
_MOST_GUARDED = 100_000  # characters, of all modules; with all code they have to fit into one message
IMPORT_SECONDS = 10.0
_MAX_LINES = 100_000
_MOST_MET, _MOST_TOLD = 200, 2_000  # words, and characters of them in one reply
_TOO_SLOW = "ImportError: it takes too much time or memory to be compiled"
_TOO_LARGE = "ImportError: it is too large when it is compiled"
SHARED_SECONDS = 2.0  # of a call in a shared worker; what takes longer gets its whole time in a fresh one
SLOW_SECONDS = 1.0  # a run that took longer is not run again for another check


@dataclass
class Package:
    """A submission's code, compiled once, as every worker gets it.

    held: the zygote keeps it, so it need not be sent.
    guarded: packages that the submission can do without, with blanks between them.
    arguments: a line for each function and method, as survey.py writes it.
    advice: lines for course staff, as advice.py writes them.
    broken: what importing a group of modules did to a worker, when it hung or died: once is enough.
    met: what the code met in its environment, as notes.py reads it.
    slow: runs that took long, by case, reference layers and inputs, so that none is made twice.
    hung: what a case came to that had to be stopped: other inputs would take as long, and the time is shared.
    isolation: what held the workers.
    """

    code: dict[str, Value]
    held: bool = False
    guarded: str = ""
    arguments: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    broken: dict[tuple[str, ...], Failure] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    slow: dict[tuple[str, tuple[str, ...], bytes], Run] = field(default_factory=dict)
    hung: dict[tuple[str, tuple[str, ...]], Failure] = field(default_factory=dict)
    isolation: IsolationReport | None = None

    def to_message(self) -> Message:
        """As workers are sent it."""
        return {"guarded": self.guarded, **{f"source:{path}": code for path, code in self.code.items()}}


def compile_submission(submission: Submission, zygote: Zygote) -> Package:
    """Compile a submission in a worker that runs none of it, add the given modules, and have the zygote hold all."""
    texts = {_renamed(path): text for path, text in submission.sources.items()}
    answers, isolation = _survey(texts, zygote, COMPILE_SECONDS)
    end = time.monotonic() + COMPILE_SECONDS
    for path in texts if not answers else ():  # one module may have taken all the time: no other pays for it
        seconds = min(LEAST_SECONDS, end - time.monotonic())
        answers |= _survey({path: texts[path]}, zygote, seconds)[0] if seconds > 0 else {}
    code: dict[str, Value] = {}
    left = MOST_CODE_TOGETHER
    for path in texts:
        compiled = answers.get(f"code:{path}")
        error = answers.get(f"error:{path}", _TOO_SLOW)
        if isinstance(compiled, bytes) and len(compiled) > min(MOST_CODE, left):
            compiled, error = None, _TOO_LARGE
        known = isinstance(compiled, bytes)
        code[path] = compiled if known else _raising(path, str(error), answers.get(f"line:{path}"))
        left -= len(compiled) if isinstance(compiled, bytes) else 0
    guarded, arguments, advice = (_told(answers, what) for what in ("guarded", "arguments", "advice"))
    package = Package(
        code | _stand_ins(code) | _given(code),
        held=True,
        guarded=" ".join(guarded)[:_MOST_GUARDED],
        arguments=tuple("\n".join(arguments).splitlines()),
        advice=tuple(
            line for lines in advice for line in lines.splitlines() if not line.startswith(HANDED_IN)
        ),
        isolation=isolation,
    )
    zygote.hold(package.to_message())
    return package


def _survey(texts: Mapping[str, str], zygote: Zygote, seconds: float) -> tuple[Message, IsolationReport]:
    """What survey.py tells of each module, from a worker; nothing where that did not answer."""
    request: Message = {f"source:{path}": text for path, text in texts.items()}
    with zygote.worker() as worker:
        reply = worker.call({"op": "compile", **request}, seconds)
        return reply.values if reply.outcome is Outcome.OK else {}, worker.isolation_report


def _told(answers: Message, what: str) -> list[str]:
    """What the survey of each module says under this name."""
    return [str(value) for name, value in answers.items() if name.startswith(f"{what}:")]


class WorkerRunner:
    """Runs probes on a submission, in a worker of its own, and in another for reference layers.

    shared: several checks use it, so that what goes wrong may be the work of an earlier one. Nothing of that is
        remembered for others, and no call takes long.
    """

    def __init__(self, package: Package, zygote: Zygote, clock: TimeBudget, *, shared: bool = False) -> None:
        self.package = package
        self.zygote = zygote
        self.clock = clock
        self.shared = shared
        self._most_seconds = SHARED_SECONDS if shared else math.inf
        self._workers: dict[tuple[str, ...], Worker] = {}
        self._imported: set[tuple[Worker, tuple[str, ...]]] = set()
        self._reference: WorkerRunner | None = None

    def __enter__(self) -> WorkerRunner:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.close()
        if self._reference is not None:
            self._reference.__exit__()

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, on_reference: bool = False) -> Run:
        """As `Runner.run`."""
        layers = case.reference_layers if on_reference else ()
        known = self.package.broken.get((*layers, *case.modules)) or self.package.hung.get(
            (case.name, layers)
        )
        if known is not None:
            return Run(failure=known)
        if self.package.slow and (run := self.package.slow.get((case.name, layers, _digest(inputs)))):
            return run
        if failure := self._import(case, layers):
            return Run(failure=failure)
        worker = self._worker(layers)
        request = {f"input:{name}": array for name, array in inputs.items()}
        before = worker.cpu_seconds() if case.timed else 0.0
        reply = self._call(worker, layers, {"op": "call", "case": case.name, **request}, case.seconds)
        cpu = worker.cpu_seconds() - before if case.timed else 0.0
        failure = self._failure(reply)
        run = Run(answers_of(reply), failure, cpu)
        if self.shared:
            return run
        if failure is not None and failure.cause is Cause.TIMED_OUT:
            self.package.hung[case.name, layers] = failure
        if reply.seconds > SLOW_SECONDS and not case.timed:
            self.package.slow[case.name, layers, _digest(inputs)] = run
        return run

    def reference(self) -> WorkerRunner:
        """As `Runner.reference`; it ends with this runner."""
        if self._reference is None:
            self._reference = WorkerRunner(Package(_reference_code()), self.zygote, self.clock)
        return self._reference

    def _worker(self, layers: tuple[str, ...]) -> Worker:
        """The check's worker with these reference layers; a new one where there is none, or it ended."""
        if layers not in self._workers:
            worker = self._workers[layers] = self.zygote.worker()
            request: Message = {"op": "load", "layers": " ".join(layers)}
            request |= {"held": True} if self.package.held else self.package.to_message()
            if layers:
                request |= {f"reference:{path}": code for path, code in _layer_code(layers).items()}
            worker.call(request, COMPILE_SECONDS)
        return self._workers[layers]

    def _import(self, case: Case, layers: tuple[str, ...]) -> Failure | None:
        fresh = layers not in self._workers
        worker = self._worker(layers)
        if (worker, case.modules) in self._imported:
            return None
        request: Message = {"op": "import", "modules": " ".join(case.modules)}
        failure = self._failure(self._call(worker, layers, request, IMPORT_SECONDS))
        if failure is None:
            if self.shared:  # elsewhere asking again shows whether the worker still lives
                self._imported.add((worker, case.modules))
            return None
        if failure.cause is Cause.RAISED:
            return replace(failure, cause=Cause.IMPORT)
        if self.shared:
            return failure
        if not fresh:
            return self._import(case, layers)  # an earlier call may have ruined the worker
        needed = (*layers, *case.modules)
        self.package.broken[needed] = failure
        return failure

    def _failure(self, reply: Reply) -> Failure | None:
        """Why there is no whole reply; a place that is none in the package is not told, as it may tell anything."""
        failure = failure_of(reply)
        if failure is None or _is_place(failure.where, self.package.code):
            return failure
        return replace(failure, where="")

    def _call(self, worker: Worker, layers: tuple[str, ...], request: Message, seconds: float) -> Reply:
        most = self._most_seconds if self.clock.patient else min(self._most_seconds, ORDINARY_LIMIT)
        reply = worker.call(request, self.clock.allow(min(seconds, most)))
        if len(self.package.met) < _MOST_MET:
            self.package.met |= set(str(reply.values.get("met", ""))[:_MOST_TOLD].splitlines())
        if reply.outcome not in {Outcome.OK, Outcome.RAISED}:
            self._workers.pop(layers).close()
        if reply.outcome is Outcome.TIMED_OUT and not self.shared:
            self.clock.wasted(reply.seconds)
        return reply


def _digest(inputs: Mapping[str, np.ndarray]) -> bytes:
    digest = hashlib.sha256()
    for name, array in inputs.items():
        digest.update(f"{name} {array.dtype} {array.shape} ".encode() + array.tobytes())
    return digest.digest()


def _is_place(where: str, modules: Container[str]) -> bool:
    """Whether "cs231n/layers.py:12 in relu_forward" can be a place in one of the modules."""
    path, _, line = where.partition(" in ")[0].rpartition(":")
    plausible = line.isdecimal() and len(line) < 7 and int(line) <= _MAX_LINES
    return plausible and path.removeprefix(f"{PACKAGE}/") in modules


def _raising(path: str, error: str, line: Value) -> bytes:
    """Code for a module that cannot be compiled: importing it says why, and on which line."""
    name, _, message = error.partition(": ")
    name = name if name in {"SyntaxError", "IndentationError", "TabError"} else "ImportError"
    above = "\n" * (line - 1) if isinstance(line, int) and 0 < line <= _MAX_LINES else ""
    return marshal.dumps(compile_source(path, f"{above}raise {name}({message or error!r})"))


def _renamed(path: str) -> str:
    return HANDED_IN + path if path in GIVEN else path


def _given(handed_in: Container[str]) -> dict[str, Value]:
    return {path: _given_module(path, _renamed(path) in handed_in) for path in GIVEN}


@cache
def _given_module(path: str, with_own: bool) -> bytes:
    text = read_package(paths.REFERENCE)[path]
    more = _LOOK_THERE.format(module=dotted(PACKAGE, _renamed(path)))
    return _stripped(path, text + more if with_own else text)


def _stand_ins(handed_in: Container[str]) -> dict[str, Value]:
    """Code for modules that hand-ins import and lack: helpers of the course, and what it gives of layer_utils.

    The latter earn points, so they are for those alone who handed in the layers that they put together.
    """
    texts = read_package(paths.STAND_INS)
    if "layers.py" in handed_in:
        texts[UTILS] = read_package(paths.REFERENCE)[UTILS]
    return {path: _stripped(path, text) for path, text in texts.items() if path not in handed_in}


@cache
def _reference_code() -> dict[str, Value]:
    """The reference as code, for a worker that runs nothing else."""
    return {path: _stripped(path, text) for path, text in read_package(paths.REFERENCE).items()}


def _layer_code(layers: tuple[str, ...]) -> dict[str, bytes]:
    """These layers, and no more of the reference: a submission can find whatever its worker holds."""
    sources = layer_sources(read_package(paths.REFERENCE), layers)
    return {path: _stripped(path, text) for path, text in sources.items()}


def _stripped(path: str, text: str) -> bytes:
    return marshal.dumps(compile(text, f"reference/{path}", "exec", dont_inherit=True, optimize=2))
