"""Trying the bundle: does one of its functions earn points in place of one that students should write? Every function
is called in the place of every function that students write, with the arguments that its cases give it. If it returns
an array of the right shape there, it is graded in that place, in the template, like a submission. A function that
returns its input earns a little in checks that something stays unchanged; that is not a solution.
"""

from __future__ import annotations

import inspect
import io
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import numpy as np

from autograder.authoring.fixture_reports import fixture_sets
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.handout.bundle import ENGINE
from autograder.handout.leftovers import STYLE
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.case import CASES, Case, run_probe
from autograder.model.check import Check, load_code_checks
from autograder.model.demand import Meets, Same
from autograder.model.evidence import Evidence
from autograder.model.failure import Cause, Failure
from autograder.model.library import Library, dotted, read_package
from autograder.model.run import LocalRunner, Run
from autograder.selfcheck.public import GIVEN
from autograder.selfcheck.worklist import unwritten_functions
from autograder.store.fixture_set import FixtureSet

_SECONDS = 10  # for calls that should take milliseconds
_EPSILON = 1e-9

Function = Callable[..., Any]


@dataclass(frozen=True)
class _Call:
    """The arguments of a call; the shape of the first that the solution returned, and whether more came."""

    arguments: tuple[Any, ...]
    shape: tuple[int, ...]
    several: bool

    @property
    def kind(self) -> tuple[object, ...]:
        """The same for calls of which one is enough."""
        return tuple(map(_kind, self.arguments))


@dataclass(frozen=True)
class _Place:
    """A function that students write: how its cases call it, and the checks that its results count in."""

    path: str
    name: str
    calls: Sequence[_Call]
    checks: Sequence[Check]


def earning(assignment: Assignment, files: Mapping[str, bytes]) -> list[str]:
    """Yield a sentence for each function of a bundle's modules that earns points in place of one to write. Functions
    are tried in a process of their own, as they may damage it.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_earning, assignment.root, _modules(files)).result()


def _modules(files: Mapping[str, bytes]) -> list[str]:
    """The names of the modules of engine and graders in a bundle."""
    paths = [name.removeprefix(f"{ENGINE}/") for name in files if name.startswith(f"{ENGINE}/")]
    stems = [path.removesuffix(".py").removesuffix("/__init__") for path in paths if path.endswith(".py")]
    return [stem.replace("/", ".") for stem in stems if "/" in stem]


def _earning(root: Path, modules: Sequence[str]) -> list[str]:
    assignment = load_assignment(root)
    checks, sets = load_code_checks(assignment), fixture_sets(assignment)
    template = read_package(assignment.template / assignment.package.name)
    functions = [found for name in modules for found in _functions_in(vars(import_module(name)), name)]
    with (
        Library(assignment.package, read_package(assignment.reference), "solved") as solved,
        Library(assignment.package, template, "pasted") as library,
    ):
        tester = _Tester(assignment, checks, sets, solved, library)
        return [told for place in tester.places(template) for told in tester.earning(place, functions)]


@dataclass(frozen=True)
class _Tester:
    assignment: Assignment
    checks: Sequence[Check]
    sets: Sequence[FixtureSet]
    solved: Library
    library: Library

    def places(self, template: Mapping[str, str]) -> Iterator[_Place]:
        """The functions to write; a method does nothing without the rest of its class."""
        for function in unwritten_functions(template):
            path, _, name = function.partition(":")
            if "." in name:
                continue
            checks = [check for check in self.checks if self._counts(function, check)]
            cases = {d.case for check in checks for d in check.demands if isinstance(d, Same | Meets)}
            with _noted(import_module(dotted(self.solved.alias, path)), name) as calls:
                for case in sorted(cases):
                    with suppress(Exception):
                        list(run_probe(case, self.solved, self.sets[0].inputs(CASES[case])))
            yield _Place(path, name, list({call.kind: call for call in calls}.values()), checks)

    def earning(self, place: _Place, functions: Sequence[tuple[str, Function]]) -> Iterator[str]:
        """The functions that earn points in a place."""
        module = import_module(dotted(self.library.alias, place.path))
        unwritten = getattr(module, place.name)
        least = max(self._earned(place), *(self._earned_by(one, place) for one in _STUBS))
        for name, function in functions:
            ways = list(_ways(function, place.calls))
            if any(self._earned_by(way, place) > least + _EPSILON for way in ways):
                yield f"{name} earns points as {place.name}"
        setattr(module, place.name, unwritten)

    def _counts(self, function: str, check: Check) -> bool:
        """Return whether a check asks more of a function than to leave its inputs alone."""
        layout = self.assignment.package
        return not {STYLE, GIVEN} & set(check.tags) and any(
            function in self.sets[0].trace(CASES[demand.case], layout).judged
            for demand in check.demands
            if isinstance(demand, Same | Meets)
        )

    def _earned_by(self, function: Function, place: _Place) -> float:
        setattr(import_module(dotted(self.library.alias, place.path)), place.name, function)
        return self._earned(place)

    def _earned(self, place: _Place) -> float:
        """The points of the checks in a place, as the package is now; nothing is excused."""
        court = Court(self.sets, self.assignment.package, with_reference=False)
        source = Source(court, _LimitedRunner(self.library, self.solved))
        demands = [demand for check in place.checks for demand in check.demands]
        verdicts = settle(gather(demands, source, Evidence()), place.checks, court, alone=True)
        return sum(verdict.earned for verdict in verdicts.values())


class _LimitedRunner(LocalRunner):
    """Runs of probes that end in time."""

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        try:
            with _limited():
                return super().run(case, inputs, layers=layers)
        except TimeoutError:
            return Run(failure=Failure(Cause.TIMED_OUT))


# Their points are for leaving things alone; no function of the bundle may earn more.
_STUBS: tuple[Function, ...] = (lambda x, *_: x, lambda x, *_: (x, None), lambda x, *_: (1 - 2 * x, None))


def _functions_in(namespace: Mapping[str, Any], module: str) -> Iterator[tuple[str, Function]]:
    """The functions and methods that a module defines, by name."""
    for value in list(namespace.values()):
        if isinstance(value, type) and value.__module__ == module:
            yield from _functions_in(vars(value), module)
        function = getattr(value, "__func__", value)
        if isinstance(function, FunctionType) and function.__module__ == module:
            yield f"{module}.{function.__qualname__}", function


@contextmanager
def _noted(module: Any, name: str) -> Iterator[list[_Call]]:
    """Note how a function of a module is called."""
    function: Function = getattr(module, name)
    calls: list[_Call] = []

    def noting(*arguments: Any) -> Any:
        given = deepcopy(arguments)
        result = function(*arguments)
        calls.append(_Call(given, np.shape(_first(result)), isinstance(result, tuple)))
        return result

    setattr(module, name, noting)
    try:
        yield calls
    finally:
        setattr(module, name, function)


def _ways(function: Function, calls: Sequence[_Call]) -> Iterator[Function]:
    """Ways to write a function into a place with such calls, where it returns an array of the right shape."""
    for way in _calling(function):
        for call in calls:
            result = _result(way, call)
            found = _first(result)
            if isinstance(found, np.ndarray) and found.shape == call.shape:
                yield _with_cache(way) if call.several and not isinstance(result, tuple) else way
                break


def _calling(function: Function) -> Iterator[Function]:
    """Yield ways to call a function: with the first arguments, or with values of dictionaries among them, by name."""
    parameters = inspect.signature(function).parameters.values()
    positional = [p for p in parameters if p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}]
    names = {p.name for p in parameters}

    def by_name(*arguments: Any) -> Any:
        plain = [a for a in arguments if not isinstance(a, dict)]
        options = {k: v for a in arguments if isinstance(a, dict) for k, v in a.items() if k in names}
        return function(*plain, **options)

    def first(count: int) -> Function:
        return lambda *arguments: function(*arguments[:count])

    least = sum(p.default is p.empty for p in positional)
    yield by_name
    yield from map(first, range(max(1, least), len(positional) + 1))
    if positional and positional[0].name == "self":
        yield lambda *arguments: function(None, *arguments)


def _kind(argument: Any) -> object:
    if isinstance(argument, dict):
        return tuple(sorted((name, _kind(value)) for name, value in argument.items()))
    if isinstance(argument, (int, str)):
        return str(argument)
    return argument.ndim if isinstance(argument, np.ndarray) else type(argument).__name__


def _with_cache(way: Function) -> Function:
    return lambda *arguments: (way(*arguments), None)


def _result(way: Function, call: _Call) -> Any:
    """Return the result of a call; None if there is none."""
    try:
        with _limited():
            return way(*deepcopy(call.arguments))
    except (Exception, SystemExit):
        return None


def _first(result: Any) -> Any:
    return result[0] if isinstance(result, tuple) and result else result


@contextmanager
def _limited() -> Iterator[None]:
    """Suppress output and warnings, and raise a TimeoutError every few seconds."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), np.errstate(all="ignore"):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
