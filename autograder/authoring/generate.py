"""Generation: draw every case's inputs, run the reference, certify, derive tolerances, fingerprint mistakes."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from autograder.authoring.certify import answers_of, certify
from autograder.authoring.straight_variables import straight_variables
from autograder.authoring.tolerance import ToleranceError, Window, window
from autograder.execution.call_recorder import calls_noted, variables_noted
from autograder.model.case import Case, run_probe, seed_for
from autograder.model.compare import ABSENT, Expected, compare, normwise_error, scales_of
from autograder.model.failure import Cause
from autograder.model.fingerprints import Catalogue, Changes, Fingerprint, Note, fingerprints
from autograder.model.intermediates import in_short
from autograder.model.library import Library, functions_by_path
from autograder.model.mutants import Mutant
from autograder.model.package_layout import PackageLayout
from autograder.model.run import Run, run_locally
from autograder.model.trace import Part, Trace
from autograder.store.fixture_set import array_sha256

_DRAWS = 10  # of a case's inputs, before it is given up


@dataclass(frozen=True)
class FrozenCase:
    """The part of a case that is kept: arrays, the windows that tolerances come from, the effects of mistakes."""

    case: Case
    draw: int
    seed: int
    inputs: dict[str, np.ndarray]
    answers: dict[str, np.ndarray]
    windows: dict[str, Window]
    changes: dict[str, Changes]

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays, by their names in the .npz file."""
        name = self.case.name
        return {f"{name}/in/{k}": v for k, v in self.inputs.items()} | {
            f"{name}/out/{k}": v for k, v in self.answers.items()
        }

    def manifest(self, file: str) -> dict[str, Any]:
        """The manifest's entry."""
        scales = scales_of(self.answers)
        return {
            "file": file,
            "draw": self.draw,
            "seed": self.seed,
            "inputs": {name: _described(array) for name, array in self.inputs.items()},
            "answers": {
                name: {
                    **_described(array),
                    "scale": scales[name],
                    "tolerance": self.windows[name].tolerance,
                    "honest": self.windows[name].honest,
                    "honest_by": self.windows[name].honest_by,
                    "wrong": self.windows[name].wrong,
                    "wrong_by": self.windows[name].wrong_by,
                }
                for name, array in self.answers.items()
            },
        }


class Workshop:
    """The implementations that fixtures are made with: reference, oracle, right variants, mistakes."""

    def __init__(
        self,
        layout: PackageLayout,
        reference: Mapping[str, str],
        oracle: Mapping[str, str],
        mistakes: Iterable[Mutant],
    ) -> None:
        self.layout = layout
        self._stack = ExitStack()
        self.reference = self._library(reference, "reference")
        self.oracle = self._library({**reference, **oracle}, "oracle")
        self.mistakes = [
            (mistake, self._library(mistake.applied(reference), f"mistake_{number}"))
            for number, mistake in enumerate(mistakes)
        ]

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _library(self, sources: Mapping[str, str], alias: str) -> Library:
        return self._stack.enter_context(Library(self.layout, sources, alias))

    def freeze(self, case: Case, secret: str | None) -> FrozenCase:
        """Make a case's fixture, public without a secret; raise an error if it cannot be certified. Inputs that show a
        mistake too faintly for any tolerance are drawn again.
        """
        for draw in range(_DRAWS - 1):
            try:
                return self._freeze(case, secret, draw)
            except ToleranceError:
                continue
        return self._freeze(case, secret, _DRAWS - 1)

    def _freeze(self, case: Case, secret: str | None, draw: int) -> FrozenCase:
        seed = seed_for(case.name, secret, draw)
        inputs = case.draw_inputs(seed)
        if not case.frozen:
            return FrozenCase(case, draw, seed, inputs, {}, {}, {})
        answers = answers_of(case, self.reference, inputs)
        honest = {"oracle": certify(case, inputs, answers, self.reference, self.oracle)}
        touching = list(self._touching(case, inputs))
        runs = {mistake.id: run_locally(case, library, inputs) for mistake, library in touching}
        variants = {mistake.id for mistake, _ in touching if mistake.accepted}
        honest |= {i: _errors(runs[i], answers) for i in runs if i in variants}
        mistaken = {i: _errors(runs[i], answers) for i in runs if i not in variants}
        windows = {
            name: window(f"{case.name}: {name}", _of(honest, name), _of(mistaken, name), case.tolerance)
            for name in answers
        }
        named = [mistake.id for mistake, _ in touching if mistake.costs]
        changes = {i: _changes(runs[i], answers, windows) for i in named}
        found = {i: c for i, c in changes.items() if c}
        return FrozenCase(case, draw, seed, inputs, answers, windows, found)

    def catalogue(self, frozen: Iterable[FrozenCase]) -> Catalogue:
        """The mistakes' notes, with all results that each mistake changes."""
        notes = {
            m.id: Note(m.id, m.hint, m.costs, m.credit, m.place) for m, _ in self.mistakes if not m.accepted
        }
        return Catalogue(notes, {f.case.name: f.changes for f in frozen})

    def intermediates(self, frozen: Iterable[FrozenCase]) -> dict[str, dict[str, dict[str, Fingerprint]]]:
        """Intermediate values of the reference's functions, by case and function; cases without any are left out."""
        found = {f.case.name: dict(self._intermediates(f)) for f in frozen if f.case.frozen}
        return {case: functions for case, functions in found.items() if functions}

    def _intermediates(self, frozen: FrozenCase) -> Iterator[tuple[str, dict[str, Fingerprint]]]:
        case, inputs = frozen.case, frozen.inputs
        trace = Trace.of(parts_of(case, self.reference, inputs), self.layout, case.reference_layers)
        known = [array for array in (*inputs.values(), *frozen.answers.values()) if array.dtype.kind == "f"]
        for function in sorted(frozenset().union(*trace.blamed.values())):
            with variables_noted(self.layout.name, function) as noted:
                run_locally(case, self.reference, inputs)
            path, _, name = function.partition(":")
            kept = straight_variables(str(self.reference.sources[path]), name)
            variables = {variable.name: variable.value for variable in noted if variable.name in kept}
            if found := in_short(variables, known):
                yield function, found

    def _touching(self, case: Case, inputs: Mapping[str, np.ndarray]) -> Iterator[tuple[Mutant, Library]]:
        """The variants and mistakes in functions that the case calls; no mistakes in its reference layers."""
        called = called_functions(case, self.reference, inputs)
        replaced = functions_by_path(self.layout, case.reference_layers)
        for mistake, library in self.mistakes:
            is_replaced = not replaced.get(mistake.path, set()).isdisjoint({mistake.function, ""})
            if mistake.called in called and (mistake.accepted or not is_replaced):
                yield mistake, library


def parts_of(case: Case, library: Library, inputs: Mapping[str, np.ndarray]) -> list[Part]:
    """Return what a probe yields on a package, part by part, with the functions that each part calls."""
    parts = []
    with calls_noted(library.layout.name) as called:
        for answers in run_probe(case.name, library, {k: np.array(v) for k, v in inputs.items()}):
            functions = sorted(f"{path}:{function}" for path, function in called)
            parts.append(Part(tuple(answers), tuple(functions)))
            called.clear()
    return parts


def called_functions(case: Case, library: Library, inputs: Mapping[str, np.ndarray]) -> set[tuple[str, str]]:
    """Return (module path, function) for all that a probe calls in a package; "<module>" for each module used."""
    places = {place for part in parts_of(case, library, inputs) for place in part.functions}
    called = {(path, function) for path, _, function in (place.partition(":") for place in places)}
    return called | {(path, "<module>") for path, _ in called}


def versions() -> dict[str, str]:
    """Return the installed versions of the packages that decide the bits of a fixture."""
    found = {name: _version(name) for name in ("numpy", "torch")}
    return {"python": platform.python_version(), **{name: known for name, known in found.items() if known}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # an oracle need not use torch
        return ""


def _described(array: np.ndarray) -> dict[str, Any]:
    return {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": array_sha256(array)}


def _errors(run: Run, frozen: Mapping[str, np.ndarray]) -> dict[str, float]:
    scales = scales_of(frozen)
    return {
        name: normwise_error(np.asarray(run.answers[name]), want, scales[name])
        if name in run.answers
        else float("inf")
        for name, want in frozen.items()
    }


def _of(errors: Mapping[str, Mapping[str, float]], answer: str) -> dict[str, float]:
    return {who: by_answer[answer] for who, by_answer in errors.items()}


def _changes(run: Run, frozen: Mapping[str, np.ndarray], windows: Mapping[str, Window]) -> Changes:
    if run.failure is not None and run.failure.cause is Cause.IMPORT:
        return {}  # the import's own message says what is wrong
    scales = scales_of(frozen)
    wrong = [
        name
        for name, want in frozen.items()
        if compare(name, run.answers.get(name, ABSENT), Expected(want, windows[name].tolerance, scales[name]))
    ]
    return fingerprints(run, wrong)
