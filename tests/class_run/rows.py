"""Rows of a run, made by hand."""

from __future__ import annotations

from typing import Any

from autograder.class_run.export import Person
from autograder.class_run.record import Row


def check(
    number: str, score: float, maximum: float = 2.0, output: str = "", **extra: object
) -> dict[str, Any]:
    """A check's result as results.json has it."""
    status = "passed" if score == maximum else "failed"
    return {
        "number": number,
        "name": f"about {number}",
        "score": score,
        "max_score": maximum,
        "output": output,
        "extra_data": {"question": f"Q{number[0]}", "status": status, "seconds": 0.1, **extra},
    }


def row(name: str, *tests: dict[str, Any], **about: Any) -> Row:
    """A graded submission; `seconds` is what its grading took."""
    seconds = about.pop("seconds", 1.0)
    document = {
        "tests": list(tests),
        "output": about.pop("output", ""),
        "execution_time": seconds,
        "extra_data": about.pop("extra", {}),
    }
    settings = {
        "people": (Person(f"{name} Abel", "01", f"{name}@example.org"),),
        "created_at": "2026-10-09 23:59:58.0 -07:00",
        "earlier_score": None,
        "history": (),
        "digest": f"digest of {name}",
        "state": "graded",
        "document": document,
        "fault": "",
        "seconds": seconds,
        "times": 1,
    }
    return Row(name, **(settings | about))
