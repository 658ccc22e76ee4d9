"""Gradescope's treatment of results.json: refused, cut, or taken as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA = json.loads(Path(__file__).with_name("results.schema.json").read_text(encoding="utf-8"))
CUT = 100_000  # characters of an output that are kept; the middle of longer ones is lost
TOTAL = 1_000_000  # bytes that this project allows itself; Gradescope's own limit is not published
_FAILED = "The autograder failed to execute correctly"


@dataclass(frozen=True)
class Received:
    """The received results. document: None if nothing can be shown; problems: what is wrong, in sentences."""

    document: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The submission's score: the one at the top where there is one, else the sum over the checks."""
        if self.document is None:
            return 0.0
        if isinstance(self.document.get("score"), (int, float)):
            return float(self.document["score"])
        return round(sum(float(test.get("score") or 0) for test in self.document.get("tests", [])), 6)

    @property
    def maximum(self) -> float:
        """The points of all checks."""
        tests = self.document.get("tests", []) if self.document else []
        return round(sum(float(test.get("max_score") or 0) for test in tests), 6)


def receive(path: Path, *, timed_out: bool = False) -> Received:
    """Read results.json as the platform does after a run; after a time-out it does not read it at all."""
    if timed_out:
        return Received(None, (f"{_FAILED}: it ran into the time limit, and its results were thrown away.",))
    if not path.is_file():
        return Received(None, (f"{_FAILED}: there is no results.json.",))
    content = path.read_bytes()
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return Received(None, (f"{_FAILED}: results.json is not valid JSON ({error}).",))
    if not isinstance(document, dict):
        return Received(None, (f"{_FAILED}: results.json holds no object.",))
    return Received(document, (*_schema_problems(document), *_sizes(document, len(content))))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number in JSON, so the upload would fail")


def _schema_problems(document: dict[str, Any]) -> list[str]:
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)
    return [f"{error.json_path}: {error.message[:300]}" for error in errors]


def _sizes(document: dict[str, Any], size: int) -> list[str]:
    problems = [f"results.json has {size} bytes, more than {TOTAL}."] if size > TOTAL else []
    for part in (document, *document.get("tests", [])):
        output = part.get("output") if isinstance(part, dict) else None
        if isinstance(output, str) and len(output) > CUT:
            problems.append(f"An output of {len(output)} characters is cut to {CUT}: {output[:60]!r} ...")
    return problems
