"""torch for notebooks that were written on a machine with a GPU: there is none here, and the CPU takes its place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from autograder.standins.old_modules import Note, OldModule


def old_torch(note: Note) -> OldModule:
    """torch, whose device "cuda" is the CPU; tensors and modules answer `cuda` and `to` accordingly."""
    torch: Any = sys.modules["torch"]

    def device(kind: Any = "cpu", *_: Any) -> Any:
        return torch.device(_present(kind, note))

    for owner in (torch.Tensor, torch.nn.Module):
        owner.cuda = _stays(note)
        owner.to = _moves(owner.to, note)
    return OldModule(torch, note, {}, {"device": device})


def _present(kind: Any, note: Note) -> Any:
    """A device by name or number, or the CPU for one that is not there; anything else as it is."""
    if not str(kind).startswith("cuda"):
        return kind
    note("gpu")
    return "cpu"


def _stays(note: Note) -> Callable[..., Any]:
    def cuda(self: Any, *_: Any, **__: Any) -> Any:
        note("gpu")
        return self

    return cuda


def _moves(move: Callable[..., Any], note: Note) -> Callable[..., Any]:
    @wraps(move)
    def to(self: Any, *where: Any, **options: Any) -> Any:
        given = [_present(place, note) if isinstance(place, str) else place for place in where]
        return move(self, *given, **{name: _present(value, note) for name, value in options.items()})

    return to
