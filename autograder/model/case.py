"""Cases: inputs drawn from a seed, and the probe that everyone runs on them.

    @case(inputs=drawn_by("graders.q1.inputs:scale"))
    def scale(layers, x, factor, dout):
        out, cache = layers.scale_forward(x, factor)
        yield {"out": out}
        dx, dfactor = layers.scale_backward(dout, cache)
        yield {"dx": dx, "dfactor": dfactor}

Arguments of a probe that are inputs come last; those before them get the modules of the package under test, or the
notebooks, that have these short names. A probe is a generator so that what it yielded before an exception still counts.
"""

from __future__ import annotations

import hashlib
import hmac
import inspect
import random
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from autograder.base.named_function import resolve
from autograder.model.draw import Draw

Answers = dict[str, Any]
Probe = Callable[..., Iterator[Answers]]

TOLERANCE = 1e-6  # room for any BLAS, order of summation and processor


class Modules(Protocol):
    """The source of a probe's modules: a `Library`, by short name."""

    def __getitem__(self, short_name: str) -> ModuleType: ...


@dataclass(frozen=True)
class Pace:
    """The pace that slow code must keep: a timed case with hardly any work for the same functions, which is run first.

    times: a run of the slow case may take this many times as long. If even the first run has to be stopped, its code
        hangs, and the slow case is not run at all.
    """

    case: str
    times: float


@dataclass(frozen=True)
class Case:
    """One question put to a package.

    arguments: the probe's, by name: modules, then inputs.
    inputs: draws the named inputs (float or integer arrays and scalars) from a seeded `Draw`.
    gradients: for a scalar answer, the names of the answered gradients and of their inputs, {"dw": "w"}; they are
    certified by central differences of `scalar`.
    reference_layers: modules ("layers") or functions ("layers.scale_forward") that this case does not judge.
        When the answers are wrong, the probe runs again with the reference's versions of them.
    frozen: whether answers are frozen. If they depend on random draws or conventions, rules judge them.
    timed: whether it is part of a speed test, whose inputs are drawn afresh for every run, so it has no fixture.
    trained: whether it asks trained nets about held-back images; it has no fixture either.
    tolerance: the errors allowed unless a mistake requires a smaller limit; relative to the answer's scale.
    twin: the case that asks the same of another framework, and shares its fixture with this one; "" if none.
    seconds: how long one run may take in a worker.
    pace: what shortens `seconds` for code that is not slow but hangs; None if they are few.
    says: the sentences that the probe may tell a student, by raising or answering one; all others are withheld, as
        they come from a process that has seen hidden inputs.
    """

    name: str
    question: str
    probe: Probe
    inputs: Callable[[Draw], Mapping[str, Any]]
    arguments: tuple[str, ...]
    reference_layers: tuple[str, ...] = ()
    frozen: bool = True
    timed: bool = False
    trained: bool = False
    scalar: str | None = None
    gradients: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = TOLERANCE
    twin: str = ""
    seconds: float = 10.0
    pace: Pace | None = None
    says: tuple[str, ...] = ()

    @property
    def fixture(self) -> str:
        """The case whose inputs and frozen answers it is judged by: its own, or its twin's."""
        return self.twin or self.name

    @property
    def has_fixture(self) -> bool:
        """True if the inputs are frozen, under the case's own name or its twin's."""
        return not (self.timed or self.trained)

    @property
    def takes_checkpoint(self) -> bool:
        """True if the probe receives the submitted trained weights, as bytes."""
        return "checkpoint" in self.arguments

    def modules(self, inputs: Collection[str]) -> tuple[str, ...]:
        """The short names of the modules and notebooks that the probe is given besides these inputs."""
        return tuple(name for name in self.arguments if name not in inputs)

    def draw_inputs(self, seed: int) -> dict[str, np.ndarray]:
        """The inputs by name, as arrays, scalars 0-dimensional; the same seed gives the same bits."""
        return {name: np.asarray(value) for name, value in sorted(self.inputs(Draw(seed)).items())}


CASES: dict[str, Case] = {}


def fixed_cases() -> list[Case]:
    """The cases that have fixtures."""
    return [c for c in CASES.values() if c.has_fixture and not c.twin]


def drawn_by(name: str, **options: Any) -> Callable[[Draw], Mapping[str, Any]]:
    """Inputs that "module:function" draws, with these options after the `Draw`.

    Its module is imported when inputs are drawn, so that students, who receive them frozen, need not have it.
    """
    return lambda draw: resolve(name)(draw, **options)


def case(
    inputs: Callable[[Draw], Mapping[str, Any]],
    *,
    reference_layers: tuple[str, ...] = (),
    frozen: bool = True,
    timed: bool = False,
    trained: bool = False,
    scalar: str | None = None,
    gradients: Mapping[str, str] | None = None,
    tolerance: float = TOLERANCE,
    twin: str = "",
    seconds: float = 10.0,
    pace: Pace | None = None,
    says: Collection[str] = (),
) -> Callable[[Probe], Probe]:
    """Register the decorated probe as a case; its question is that of the module which defines it."""

    def register(probe: Probe) -> Probe:
        name = probe.__name__
        if name in CASES:
            raise ValueError(f"two cases are called {name!r}")
        arguments = inspect.signature(probe).parameters.values()
        CASES[name] = Case(
            name=name,
            question=question_of(probe.__module__),
            probe=probe,
            inputs=inputs,
            arguments=tuple(a.name for a in arguments if a.kind is a.POSITIONAL_OR_KEYWORD),
            reference_layers=reference_layers,
            frozen=frozen,
            timed=timed,
            trained=trained,
            scalar=scalar,
            gradients=gradients or {},
            tolerance=tolerance,
            twin=twin,
            seconds=seconds,
            pace=pace,
            says=tuple(says),
        )
        return probe

    return register


def question_of(module_name: str) -> str:
    """'Q1' for 'graders.q1_fully_connected' or for a part of it, 'graders.q1.cases'."""
    part = next((p for p in module_name.split(".") if p[:1] == "q" and p[1:2].isdigit()), None)
    if part is None:
        raise ValueError(f"module {module_name!r} is not named after a question (q1_…)")
    return part.partition("_")[0].upper()


def seed_for(case_name: str, secret: str | None, draw: int = 0) -> int:
    """Return the seed of a case: public without a secret, else unpredictable without knowing the secret. draw: counts
    the attempts, if earlier inputs were unsuitable.
    """
    key = b"public" if secret is None else b"hidden:" + secret.encode()
    name = f"{case_name} {draw}" if draw else case_name
    return int.from_bytes(hmac.new(key, name.encode(), hashlib.sha256).digest()[:8], "big")


def run_probe(name: str, library: Modules, inputs: Mapping[str, np.ndarray]) -> Iterator[Answers]:
    """Run a case's probe on a package, with both global generators seeded, so that a rerun gives the same answers."""
    this = CASES[name]
    modules = [library[name] for name in this.modules(inputs)]
    seed = seed_for(name, None) % 2**32
    random.seed(seed)
    np.random.seed(seed)
    with np.errstate(all="ignore"):  # a package may have left np.seterr(all="raise") behind
        yield from this.probe(*modules, **{k: v.item() if v.ndim == 0 else v for k, v in inputs.items()})
