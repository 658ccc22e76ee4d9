"""The functions that a case calls, part by part: which ones a wrong output is blamed on, and what it builds on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.model.library import functions_by_path
from autograder.model.package_layout import PackageLayout


@dataclass(frozen=True)
class Part:
    """The outputs that a probe yields at once.

    functions: those of the package that it called for it, "layers.py:forward" or "nets/deep.py:Net.loss".
    """

    answers: tuple[str, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """The parts of a case, as the reference goes through them.

    replaced: functions and modules that the case can have from the reference; given: paths of given modules.
    """

    parts: tuple[Part, ...]
    replaced: Mapping[str, frozenset[str]]
    given: frozenset[str]

    @classmethod
    def of(cls, parts: Iterable[Part], layout: PackageLayout, reference_layers: Sequence[str]) -> Trace:
        """The trace of a case that names these reference layers."""
        by_path = functions_by_path(layout, reference_layers)
        return cls(
            tuple(parts), {path: frozenset(names) for path, names in by_path.items()}, frozenset(layout.given)
        )

    @cached_property
    def blamed(self) -> Mapping[str, frozenset[str]]:
        """For each answer, the functions under judgement that its part calls first, else all that it calls."""
        found: dict[str, frozenset[str]] = {}
        before: set[str] = set()
        for part in self.parts:
            own = {function for function in part.functions if self._is_judged(function)}
            found |= dict.fromkeys(part.answers, frozenset(own - before or own))
            before |= own
        return found

    @cached_property
    def suspects(self) -> Mapping[str, frozenset[str]]:
        """For each answer, the functions under judgement that were called until it came."""
        return {name: frozenset(filter(self._is_judged, called)) for name, called in self._called.items()}

    @cached_property
    def layers(self) -> Mapping[str, frozenset[str]]:
        """For each answer, the functions that it builds on and that the reference has been put in the place of."""
        return {name: frozenset(filter(self.is_replaced, called)) for name, called in self._called.items()}

    @property
    def judged(self) -> frozenset[str]:
        """All functions under judgement."""
        return frozenset().union(*self.suspects.values())

    @property
    def built_on(self) -> frozenset[str]:
        """All functions that the reference can be put in the place of."""
        return frozenset().union(*self.layers.values())

    def at_fault(self, name: str) -> str:
        """Return the one function that an output is blamed on; "" if there are several, or none."""
        blamed = self.blamed.get(name, frozenset())
        return next(iter(blamed)) if len(blamed) == 1 else ""

    def in_the_way(self, wrong: Iterable[str]) -> frozenset[str]:
        """Return the functions blamed for the first wrong outputs, if others are blamed for later ones.

        With the reference in their place, the later ones can be judged by themselves. Methods cannot be replaced.
        """
        wrong = frozenset(wrong)
        guilty: frozenset[str] = frozenset()
        for part in self.parts:
            blamed = frozenset().union(*(self.blamed[name] for name in part.answers if name in wrong))
            if guilty and blamed - guilty:
                return guilty
            guilty = guilty or frozenset(f for f in blamed if "." not in f.partition(":")[2])
            if blamed and not guilty:
                break
        return frozenset()

    def is_replaced(self, function: str) -> bool:
        """Return whether the case can have this function from the reference."""
        path, _, name = function.partition(":")
        return not self.replaced.get(path, frozenset()).isdisjoint({name, ""})

    def is_given(self, function: str) -> bool:
        """Return whether this function is in a given module."""
        return function.partition(":")[0] in self.given

    @cached_property
    def _called(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        before: frozenset[str] = frozenset()
        for part in self.parts:
            before |= frozenset(filter(is_public, part.functions))
            found |= dict.fromkeys(part.answers, before)
        return found

    def _is_judged(self, function: str) -> bool:
        return not self.is_given(function) and is_public(function) and not self.is_replaced(function)


def within(function: str, place: str) -> bool:
    """Return whether a function is this place, or lies in it if the place is a class or a module."""
    return function == place or function.startswith((f"{place}.", f"{place}:"))


def is_public(function: str) -> bool:
    """Return whether students have this function too: private ones exist only in the reference."""
    names = function.rpartition(":")[2].split(".")
    return not any(name.startswith(("_", "<")) and name != "__init__" for name in names)
