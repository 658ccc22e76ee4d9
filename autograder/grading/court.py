"""The inputs of a verdict besides the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model.package_layout import PackageLayout
from autograder.store.fixture_set import FixtureSet


@dataclass(frozen=True)
class Court:
    """The standards of one submission.

    sets: the fixture sets, the public one first; layout: of the package; waived: cases that the offering does not ask.
    with_reference: whether answers can be tried on the reference's layers; if not, results that build on wrong
    functions wait for them.
    """

    sets: Sequence[FixtureSet]
    layout: PackageLayout
    waived: frozenset[str] = frozenset()
    with_reference: bool = True
