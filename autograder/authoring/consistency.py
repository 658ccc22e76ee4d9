"""Check that fixtures are what generating writes: no manifest edited by hand, no array without a case."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.authoring.tolerance import Window
from autograder.model.case import Case, fixed_cases
from autograder.model.compare import scales_of
from autograder.store.fixture_set import DIAGNOSIS, INTERMEDIATES, MANIFEST, FixtureSet


def inconsistencies(fixtures: FixtureSet) -> Iterator[str]:
    """Yield a sentence for each edited or orphaned thing; raise FixtureError if cases and fixtures differ."""
    fixtures.check_complete()
    known = {MANIFEST, DIAGNOSIS, INTERMEDIATES, *fixtures.manifest["files"]}
    for path in sorted(fixtures.folder.iterdir()):
        if path.name not in known:
            yield f"{path} does not belong to any case"
    for case in fixed_cases():
        scales = scales_of({name: answer.value for name, answer in fixtures.expected(case).items()})
        for name, entry in fixtures.manifest["cases"][case.name]["answers"].items():
            what = f"{fixtures.name} {case.name}, {name}"
            yield from _edited(f"{what}: the tolerance", entry["tolerance"], _window(entry, case).tolerance)
            yield from _edited(f"{what}: the scale", entry["scale"], scales[name])


def _window(entry: Mapping[str, Any], case: Case) -> Window:
    return Window(entry["honest"], entry["honest_by"], entry["wrong"], entry["wrong_by"], case.tolerance)


def _edited(what: str, written: float, derived: float) -> Iterator[str]:
    if not math.isclose(written, derived, rel_tol=1e-9):
        yield f"{what} is {written:.3g}, but {derived:.3g} was derived"
