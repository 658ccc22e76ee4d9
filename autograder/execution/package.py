"""A package as processes load it: the code of its modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """The modules of a package.

    sources: texts or marshalled code by path.
    optional_imports: "package.layers:cupy" if that module foresees that cupy is absent.
    """

    sources: Mapping[str, str | bytes]
    optional_imports: tuple[str, ...] = ()
