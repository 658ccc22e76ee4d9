"""Results as students read them: with as much help as the policies allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.class_run.record import Row
from autograder.grading.results_file import SHORTER
from autograder.model.depth import Depth
from autograder.policies.config import Hints


def explained(row: Row, hints: Hints | None) -> Row:
    """Return the row; its outputs explain mistakes as far as `[hints]` allow for the time of the submission."""
    if hints is None or row.document is None:
        return row
    depth = hints.at(row.lateness)
    tests = [_explained(test, depth) for test in row.tests]
    return replace(row, document={**row.document, "tests": tests})


def _explained(test: Mapping[str, Any], depth: Depth) -> Mapping[str, Any]:
    if depth is Depth.HOW:
        return test
    about = dict(test["extra_data"])
    output = about.get(SHORTER, {}).get(depth.name.lower(), test["output"])
    if depth is Depth.WHERE:
        about.pop("mistakes", None)  # their names say what is wrong
    return {**test, "output": output, "extra_data": about}
