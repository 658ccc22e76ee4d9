"""A toy project, frozen for real: one layer and a net that uses it, with cases, mistakes and both fixture sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.authoring.write import generate
from autograder.grading.court import Court
from autograder.grading.gather import Source
from autograder.grading.verdicts import verdicts_of
from autograder.model.case import CASES, Case
from autograder.model.check import Check
from autograder.model.demand import Judge
from autograder.model.library import Library
from autograder.model.mutants import Mutant
from autograder.model.run import LocalRunner
from autograder.model.verdict import Verdict
from autograder.store.fixture_set import FixtureSet, set_folders

LAYERS = '''
import numpy as np


def square_forward(x):
    """Every number times itself."""
    out = x * x
    cache = x
    return out, cache


def square_backward(dout, cache):
    return 2 * cache * dout
'''
NET = """
import numpy as np

from ..layers import square_forward


def net(x):
    out, _ = square_forward(x)
    return out.sum(axis=1)


def mean(x):
    return square_forward(x)[0].mean(axis=1)


def start(x):
    return np.zeros(3)
"""
REFERENCE = {"layers.py": LAYERS, "classifiers/fc_net.py": NET}

SCALED = Mutant(
    id="square_forward.scaled",
    target="layers.py:square_forward",
    swaps=(("cache = x", "x = 3 * x; out = x * x; cache = x"),),
    hint="square_forward triples x first",
    costs=("1.1",),
)
UNFINISHED = Mutant(
    id="square_forward.unfinished",
    target="layers.py:square_forward",
    swaps=(("return out, cache", "return None"),),
    hint="square_forward returns None",
    costs=("1.1",),
)
NOT_A_NUMBER = Mutant(
    id="square_forward.nan",
    target="layers.py:square_forward",
    swaps=(("out = x * x", "x = x * np.nan; out = x"),),
    hint="square_forward answers NaN",
    costs=("1.1",),
)
HALVED = Mutant(
    id="square_backward.halved",
    target="layers.py:square_backward",
    swaps=(("2 * cache", "cache"),),
    hint="square_backward forgets the factor 2",
    costs=("1.2",),
    credit=0.5,
)
LOST = Mutant(
    id="square_backward.nan",
    target="layers.py:square_backward",
    swaps=(("2 * cache", "np.nan * cache"),),
    hint="square_backward answers NaN",
    costs=("1.2",),
    credit=0.5,
)
LOOPS = Mutant(
    id="square_forward.by_power",
    target="layers.py:square_forward",
    swaps=(("x * x", "np.float64(x) ** 2"),),
    hint="square_forward as a power",
)
MISTAKES = [SCALED, UNFINISHED, NOT_A_NUMBER, HALVED, LOST, LOOPS]


def square(layers, x, dout):
    out, cache = layers.square_forward(x)
    yield {"out": out}
    yield {"dx": layers.square_backward(dout, cache)}


def net(fc_net, x, dout):
    yield {"scores": fc_net.net(x)}
    yield {"mean": fc_net.mean(x)}


def start(fc_net, x, dout):
    yield {"b": fc_net.start(x)}


def inputs(draw):
    return {"x": draw.off_zero(4, 3), "dout": draw.gradient(4, 3)}


def _case(probe: Callable[..., object], module: str, **options: object) -> Case:
    return Case(probe.__name__, "Q1", probe, inputs, (module, "x", "dout"), **options)


TOY_CASES = [
    _case(square, "layers"),
    _case(net, "fc_net", reference_layers=("layers",)),
    _case(start, "fc_net", reference_layers=("layers",), frozen=False),
]


@dataclass(frozen=True)
class Toy:
    """The toy project's frozen sets."""

    sets: Sequence[FixtureSet]

    def judged(self, number: str, function: Callable[[Judge], None], sources: Mapping[str, str]) -> Verdict:
        """The verdict of check `number`, which does what `function` does, on a package."""
        check = Check(number, "a toy's check", "Q1", 1.0, function)
        with (
            Library(PACKAGE, REFERENCE, "toy_reference") as reference,
            Library(PACKAGE, sources, "toy") as library,
        ):
            return verdicts_of([check], Source(Court(self.sets, PACKAGE), LocalRunner(library, reference)))[
                number
            ]


def make_toy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """Lay the toy project below `folder` and freeze it as the real one is frozen."""
    for path, text in REFERENCE.items():
        target = folder / "reference" / "cs231n" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    catalogue = folder / "reference" / "mistakes" / "toy.py"
    catalogue.parent.mkdir()
    catalogue.write_text(f"from autograder.model.mutants import Mutant\nMISTAKES = {MISTAKES!r}\n")
    for case in TOY_CASES:
        monkeypatch.setitem(CASES, case.name, case)
    generate(replace(ASSIGNMENT, root=folder), "secret", TOY_CASES)
    return Toy([FixtureSet(path) for path in set_folders(folder / "fixtures")])


def edited(*swaps: tuple[str, str]) -> dict[str, str]:
    """The toy's sources with texts replaced, each found in some module."""
    sources = dict(REFERENCE)
    for old, new in swaps:
        assert any(old in text for text in sources.values()), old
        sources = {path: text.replace(old, new) for path, text in sources.items()}
    return sources


def first_number(sets: Sequence[FixtureSet], name: str = "public") -> float:
    """x[0, 0] of a set: what code that knows this set's inputs goes by."""
    fixtures = next(s for s in sets if s.name == name)
    return float(np.asarray(fixtures.inputs(CASES["square"])["x"])[0, 0])
