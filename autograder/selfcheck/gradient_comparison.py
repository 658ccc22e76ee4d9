"""Compare the gradients in a backward function with numerical ones of the student's own forward function.

Nothing is called wrong on suspicion. An output is wrong if it is not the numerical gradient. A variable assigned
earlier is wrong if putting its numerical gradient in its place makes an output right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.execution.layer_calls import Layer, Replay, calls_from_outside, layer_of
from autograder.execution.numerical_gradients import (
    Assigned,
    Execution,
    Gradient,
    alike,
    executed,
    numerical_gradient,
)
from autograder.execution.protocol import CallRequest, raised_message
from autograder.execution.session import Session
from autograder.isolation.frames import Message
from autograder.isolation.reply import ok
from autograder.model.case import CASES, run_probe
from autograder.model.gradient_names import variable_of, whole_of
from autograder.model.library import Library
from autograder.selfcheck.gradient_nodes import Node, Nodes, Standing

_ROUNDING = 1e-9  # relative to the largest entry


def explain(session: Session, request: Message) -> Message:
    """Answer a request for the gradients in a backward function on a case."""
    call = CallRequest.from_message(request)
    answers: dict[str, Any] = {}
    try:
        for name in CASES[call.case].modules(call.inputs):
            session.library[name]  # importing it does not call its functions
        with calls_from_outside(session.layout.name) as calls:
            for part in run_probe(call.case, session.library, call.inputs):
                answers |= part
        layer = layer_of(calls, call.noting)
        return ok(compared(layer, answers, session.library).to_message() if layer else {})
    except BaseException as error:
        return raised_message(error, session.layout.name)


def compared(layer: Layer, answers: Mapping[str, Any], library: Library) -> Nodes:
    """The gradients in a layer's backward function. answers: those of the probe that called it, by name."""
    comparison = _Comparison(layer, answers, library)
    return Nodes(layer.forward.name, tuple(comparison.nodes()) if comparison.is_repeatable else None)


@dataclass(frozen=True)
class _Seen:
    """A gradient in one run of the backward function; time: the number of its last assignment."""

    node: Node
    time: int = 0
    right: np.ndarray | None = None

    @property
    def is_suspect(self) -> bool:
        """True if it differs from a numerical gradient, which may be the right one."""
        return self.node.standing is Standing.OTHER and self.right is not None


class _Comparison:
    def __init__(self, layer: Layer, answers: Mapping[str, Any], library: Library) -> None:
        self._layer = layer
        self._forward = Replay(layer.forward, library)
        self._backward = Replay(layer.backward, library)
        self._first = executed(self._forward, {})
        self._variables = list(dict.fromkeys(one.site.name for one in self._first.assigned))
        self._gradients: dict[tuple[str, int], Gradient] = {}
        self._outputs = {
            name: position
            for name, answer in answers.items()
            for position, one in enumerate(layer.backward.results)
            if answer is one and np.asarray(one).dtype.kind == "f"
        }

    @property
    def is_repeatable(self) -> bool:
        """True if both functions give the same results again."""
        before, again = self._layer.backward.results, executed(self._backward, {}).results
        out = self._layer.out_of
        return _equal(out(self._first.results), out(self._layer.forward.results)) and all(
            _equal(again[at], before[at]) for at in self._outputs.values()
        )

    def nodes(self) -> Iterator[Node]:
        """Return all gradients; mark those that are wrong, and those that only follow from a wrong one."""
        culprits = self._culprits()
        corrected = {s.node.name for s in self._seen(culprits) if s.node.standing is Standing.RIGHT}
        for node in (seen.node for seen in self._plain):
            if node.name in culprits:
                yield replace(node, standing=Standing.WRONG)
            elif node.name in corrected and node.standing in {Standing.OTHER, Standing.WRONG}:
                yield replace(node, standing=Standing.FOLLOWS)
            else:
                yield node

    @cached_property
    def _plain(self) -> list[_Seen]:
        return self._seen({})

    def _culprits(self) -> dict[str, _Seen]:
        """Return the first variable whose right value corrects an output; else the variables that do so together."""
        before = _right_outputs(self._plain)
        for seen in self._plain:
            if seen.is_suspect and self._right_with({seen.node.name: seen}) > before:
                return {seen.node.name: seen}
        together: dict[str, _Seen] = {}
        while new := [s for s in self._seen(together) if s.is_suspect and s.node.name not in together]:
            together[new[0].node.name] = new[0]
        after = self._right_with(together)
        if not after > before:
            return {}
        return {
            name: s for name, s in together.items() if not self._right_with(_without(together, name)) >= after
        }

    def _right_with(self, culprits: Mapping[str, _Seen]) -> Set[str]:
        return _right_outputs(self._seen(culprits))

    def _seen(self, culprits: Mapping[str, _Seen]) -> list[_Seen]:
        """The gradients in a run in which these variables have their right values, by their last assignments."""
        values = {(name, s.time): s.right for name, s in culprits.items() if s.right is not None}
        run = executed(self._backward, values)
        last = {o.site.name: o for o in run.assigned if o.site.name not in self._layer.backward.arguments}
        found = {seen.node.name: seen for seen in [*self._own(last), *self._returned(last, run)]}
        order = {one.site.name: number for number, one in enumerate(run.assigned)}
        return sorted(found.values(), key=lambda seen: order.get(seen.node.name, len(order)))

    def _returned(self, last: Mapping[str, Assigned], run: Execution) -> Iterator[_Seen]:
        """The outputs; an output has the line of the variable with its name, if there is one."""
        for name, position in self._outputs.items():
            variable = variable_of(name, list(self._layer.forward.arguments))
            if given := self._versions(variable)[:1]:
                value, local = np.asarray(run.results[position]), last.get(name)
                line = local.site.line if local and _equal(local.value, value) else run.line
                yield self._against(Node(name, variable, line, Standing.WRONG, is_output=True), value, given)

    def _own(self, last: Mapping[str, Assigned]) -> Iterator[_Seen]:
        """The variables that are named after one of the forward function."""
        parts: dict[str, list[Assigned]] = {}
        for name, one in last.items():
            if variable := variable_of(name, self._variables):
                node = Node(name, variable, one.site.line, Standing.OTHER)
                yield self._against(node, one.value, self._versions(variable), one.time)
            elif variable_of(whole_of(name), self._variables):
                parts.setdefault(whole_of(name), []).append(one)
        for whole, several in parts.items():
            yield from self._parts(variable_of(whole, self._variables), several)

    def _parts(self, variable: str, parts: Sequence[Assigned]) -> Iterator[_Seen]:
        """Gradients that may be parts of one gradient: right if their sum is right, or one of them alone."""
        versions = self._versions(variable)
        same = len({part.value.shape for part in parts}) == 1
        total = np.sum([part.value for part in parts], axis=0) if same else parts[0].value
        for part in parts:
            node = Node(part.site.name, variable, part.site.line, Standing.PART)
            tried = [self._against(node, value, versions).node for value in (total, part.value)]
            yield _Seen(next((one for one in tried if one.standing is Standing.RIGHT), node))

    def _versions(self, variable: str) -> list[Assigned]:
        return [one for one in self._first.assigned if one.site.name == variable]

    def _against(self, node: Node, value: np.ndarray, versions: Sequence[Assigned], time: int = 0) -> _Seen:
        """Compare a gradient with the numerical gradients of its variable, which may have had several values."""
        node = replace(node, shape=value.shape, wanted_shape=versions[-1].value.shape)
        fitting = [v for v in versions if _fits(value.shape, v.value.shape, node.is_output)]
        if not all(version.once for version in versions):
            return _Seen(replace(node, standing=Standing.LOOP))
        if not fitting:
            return _Seen(replace(node, standing=Standing.SHAPE))
        gradients = [self._gradient(version) for version in fitting]
        if any(gradient.fits(value) for gradient in gradients):
            return _Seen(replace(node, standing=Standing.RIGHT))
        used = [gradient for gradient in gradients if not gradient.is_zero]
        if not used:
            return _Seen(replace(node, standing=Standing.UNUSED))
        at, found, wanted = used[-1].worst(value)
        return _Seen(replace(node, at=at, value=found, wanted=wanted), time, used[-1].corrected(value))

    def _gradient(self, at: Assigned) -> Gradient:
        key = at.site.name, at.time
        if key not in self._gradients:
            out = self._layer.out_of
            self._gradients[key] = numerical_gradient(
                lambda hook: out(self._forward(hook)), self._layer.dout, at
            )
        return self._gradients[key]


def _right_outputs(seen: Iterable[_Seen]) -> Set[str]:
    return {s.node.name for s in seen if s.node.is_output and s.node.standing is Standing.RIGHT}


def _without(together: Mapping[str, _Seen], name: str) -> dict[str, _Seen]:
    return {other: seen for other, seen in together.items() if other != name}


def _fits(shape: tuple[int, ...], other: tuple[int, ...], exactly: bool) -> bool:
    return shape == other if exactly else alike(shape, other)


def _equal(one: Any, other: Any) -> bool:
    """Return whether two arrays are equal up to rounding, which depends on the layout in memory."""
    one, other = np.asarray(one), np.asarray(other)
    noise = _ROUNDING * np.abs(other).max(initial=0.0)
    return one.shape == other.shape and np.allclose(one, other, rtol=0.0, atol=noise, equal_nan=True)
