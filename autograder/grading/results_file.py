"""The only writer of results.json.

The document follows Gradescope's schema. It is written before grading starts, with every check "not graded yet" and all
possible points. It is replaced as a whole after each check, so there is a valid file at any moment.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.base.sanitise import plain, sanitise
from autograder.feedback.check_text import message_of
from autograder.grading.staff_data import staff_data
from autograder.model.depth import Depth
from autograder.model.results import CheckResult, Leader, Results, Status

# Gradescope cuts outputs of 100,000 characters but no other field; these are a tenth of that, and 1 MB for the whole.
TEST_BYTES = 10_000
TOTAL_BYTES = 1_000_000
_EXTRA_BYTES = 5_000
_TOP_EXTRA_BYTES = 60_000
_NAME = 200
SHORTER = "shorter"  # in a check's extra_data: its outputs with less help, by depth


class ResultsError(Exception):
    """The results cannot be written where they should be; the text says why."""


def to_gradescope(results: Results, text_limit: int = TEST_BYTES) -> dict[str, Any]:
    """The document as Gradescope reads it; no output is longer than `text_limit` characters.

    A score beside the tests overrides their sum: there is one if policies say so, or if there are no tests.
    """
    document = _whole(results, text_limit)
    return document | {"tests": [dict(_test(check, text_limit)) for check in results.checks]}


def for_class(results: Results) -> dict[str, Any]:
    """The document for a class run, which also keeps the texts of checks with less help, for `[hints]`. When a
    submission is graded, it is not known yet which texts the policies will choose.
    """
    document = to_gradescope(results)
    for test, check in zip(document["tests"], results.checks, strict=True):
        outputs = {depth.name.lower(): _at(check, depth) for depth in Depth}
        if shorter := {name: output for name, output in outputs.items() if output != test["output"]}:
            test["extra_data"][SHORTER] = shorter
    return document


def _at(check: CheckResult, depth: Depth) -> str:
    return str(_test(replace(check, depth=depth), TEST_BYTES)["output"])


def _whole(results: Results, text_limit: int) -> dict[str, Any]:
    """The document without its tests."""
    document: dict[str, Any] = {
        "execution_time": max(_finite(results.execution_time), 0.0),
        "output": sanitise(
            "\n".join([*results.notes, *_unfinished(results.checks)]), min(text_limit, TEST_BYTES)
        ),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "extra_data": _bounded(results.extra, _TOP_EXTRA_BYTES),
    }
    if results.final is not None:
        document["score"] = _finite(results.final)
    elif not results.checks:
        document["score"] = 0.0
    if results.leaderboard:
        document["leaderboard"] = [_leader(leader) for leader in results.leaderboard]
    return document


def write(results: Results, path: Path) -> None:
    """Replace the document at `path` atomically; a reader sees the earlier one or this one, never a part."""
    data = _encode(results)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_special(path)
        _replace(path, data)
    except OSError as error:
        raise ResultsError(f"The results cannot be written to {path}: {error.strerror or error}.") from error


def _encode(results: Results) -> bytes:
    """Return the document as ASCII; if it is too large, shorten every text in it."""
    data = b""
    for limit in (TEST_BYTES, 2_000, 400, 80, 0):
        whole = _json(_whole(results, limit)).removesuffix("}")
        tests = ",".join(_test_json(check, limit) for check in results.checks)
        data = f'{whole},"tests":[{tests}]}}'.encode("ascii")
        if len(data) <= TOTAL_BYTES:
            break
    return data


def _json(data: Any) -> str:
    return json.dumps(data, allow_nan=False, ensure_ascii=True, separators=(",", ":"))


# Results are written after every check, and only one check differs each time.
@lru_cache(maxsize=1024)
def _test_json(check: CheckResult, text_limit: int) -> str:
    return _json(_test(check, text_limit))


def _test(check: CheckResult, text_limit: int) -> dict[str, Any]:
    """One entry of tests[], of at most TEST_BYTES after escaping."""
    while True:
        test = _test_with(check, text_limit)
        if not text_limit or len(json.dumps(test)) <= TEST_BYTES:
            return test
        text_limit //= 2


def _test_with(check: CheckResult, text_limit: int) -> dict[str, Any]:
    about = {"question": check.question, "status": check.status.value, "seconds": _finite(check.seconds)}
    extra = {**(staff_data(check.verdict) if check.verdict else {}), **check.extra}
    return {
        "number": sanitise(check.number, 20),
        "name": sanitise(check.name, _NAME),
        "score": check.score,
        "max_score": round(check.max_score, 6),
        "status": "passed" if check.status is Status.PASSED else "failed",
        "output": sanitise(message_of(check), text_limit),
        "output_format": "text",
        "tags": [sanitise(tag, 50) for tag in check.tags[:10]],
        "visibility": check.visibility,
        "extra_data": {**(_bounded(extra, _EXTRA_BYTES) if text_limit else {}), **about},
    }


def _unfinished(checks: tuple[CheckResult, ...]) -> list[str]:
    left = sum(check.status is Status.NOT_GRADED_YET for check in checks)
    if not left:
        return []
    return [
        f"Grading ended before {left} of {len(checks)} checks were graded: "
        "hand in again, or ask the course staff for a rerun."
    ]


def _leader(leader: Leader) -> dict[str, Any]:
    value = sanitise(leader.value, _NAME) if isinstance(leader.value, str) else _finite(leader.value)
    return {"name": sanitise(leader.name, _NAME), "value": value, "order": leader.order}


def _finite(number: float) -> float:
    return round(float(number), 3) if math.isfinite(number) else 0.0


def _bounded(extra: Mapping[str, Any], limit: int) -> Any:
    data = plain(extra)
    size = len(json.dumps(data))
    return data if size <= limit else {"left_out": f"{size} bytes, more than {limit}"}


def _refuse_special(path: Path) -> None:
    """Replacing a link, a device or a pipe would destroy it."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise ResultsError(f"The results cannot be written to {path}: it exists and is not a regular file.")


def _replace(path: Path, data: bytes) -> None:
    # A fixed name, so that the next write removes what a killed process left behind.
    temporary = path.with_name(f".{path.name}.partial")
    temporary.unlink(missing_ok=True)
    try:
        # Owner only: the document holds the output of hidden checks.
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        # The folder is not synced: should the machine lose the new name, the earlier document stands.
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
