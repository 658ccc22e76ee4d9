"""The variable that a gradient belongs to, by its name: "dx_hat", "d_x_hat" and "grad_x_hat" are that of "x_hat"."""

from __future__ import annotations

import re
from collections.abc import Collection

_BEFORE = ("d", "g", "grad", "dout", "dl_d", "dloss_d", "delta")
_AFTER = ("grad", "gradient")


def variable_of(gradient: str, variables: Collection[str]) -> str:
    """Return the variable that a gradient is named after; "" if there is none, or more than one.

    Capitals and underscores make no difference.
    """
    meant = _meant(gradient)
    named = [name for name in variables if _plain(name) in meant]
    exact = [name for name in named if gradient.endswith(name) or gradient.startswith(name)]
    found = exact if len(exact) == 1 else named
    return found[0] if len(found) == 1 else ""


def whole_of(part: str) -> str:
    """Return the gradient that a numbered one may be a part of: "dx" for "dx1" and "dx_2"; "" without a number."""
    found = re.fullmatch(r"(.*[A-Za-z])_?\d+", part)
    return found[1] if found else ""


def _meant(gradient: str) -> set[str]:
    plain = _plain(gradient)
    before = {plain.removeprefix(_plain(word)) for word in _BEFORE if plain.startswith(_plain(word))}
    after = {plain.removesuffix(word) for word in _AFTER if plain.endswith(word)}
    return (before | after) - {""}


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
