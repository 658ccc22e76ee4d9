"""Nets that count their parameters from W0, wrapped as if from W1: a single check takes points for wrong names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any


class CountedFromZero:
    """A model whose W0 is called W1, and so on, in its parameters and its answers. kinds: the kinds of parameters that
    it counts from 0. If it stops with such parameters, only its initialisation counts that way: from then on they are
    called W1 in it, too.
    """

    def __init__(self, model: Any, kinds: frozenset[str]) -> None:
        self._model = model
        self._kinds = kinds

    @property
    def params(self) -> MutableMapping[str, Any]:
        """Its parameters."""
        return Renamed(self._model.params, self._kinds)

    def loss(self, *batch: Any) -> Any:
        """Return the model's results, with renamed gradients."""
        try:
            answer = self._model.loss(*batch)
        except Exception:
            if not self._kinds:
                raise
            held = dict(self.params)
            self._model.params.clear()
            self._model.params.update(held)
            self._kinds = frozenset()
            answer = self._model.loss(*batch)
        if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], Mapping):
            return answer[0], {_shifted(name, 1, self._kinds): of for name, of in answer[1].items()}
        return answer


class Renamed(MutableMapping[str, Any]):
    """Return a dictionary in which the numbers of some kinds of names are one higher."""

    def __init__(self, held: MutableMapping[str, Any], kinds: frozenset[str]) -> None:
        self._held = held
        self._kinds = kinds

    def __getitem__(self, name: str) -> Any:
        return self._held[_shifted(name, -1, self._kinds)]

    def __setitem__(self, name: str, value: Any) -> None:
        self._held[_shifted(name, -1, self._kinds)] = value

    def __delitem__(self, name: str) -> None:
        del self._held[_shifted(name, -1, self._kinds)]

    def __iter__(self) -> Iterator[str]:
        return (_shifted(name, 1, self._kinds) for name in self._held)

    def __len__(self) -> int:
        return len(self._held)


def from_one(model: Any) -> Any:
    """Return the model, wrapped if it counts weights from W0."""
    held = getattr(model, "params", None)
    if not isinstance(held, MutableMapping) or isinstance(held, Renamed):
        return model
    names = {str(name) for name in held}
    weights = sum(bool(re.fullmatch(r"W\d+", name)) for name in names)
    if "W0" not in names or f"W{weights}" in names:
        return model
    return CountedFromZero(model, frozenset(name[:-1] for name in names if re.fullmatch(r"[A-Za-z]+0", name)))


def _shifted(name: str, by: int, kinds: frozenset[str]) -> str:
    """W1 as W2, or as W0, if W is among the kinds."""
    found = re.fullmatch(r"([A-Za-z]+)(\d+)", str(name))
    return f"{found[1]}{int(found[2]) + by}" if found and found[1] in kinds else name
