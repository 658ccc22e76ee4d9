"""The text that a student reads about a check as a whole."""

from __future__ import annotations

from autograder.feedback.finding_text import lines_of
from autograder.model.results import CheckResult, Status

_EXPLANATIONS = {
    Status.NOT_RUN: "Not run.",
    Status.NOT_GRADED_YET: "Not graded yet.",
    Status.GRADER_FAULT: "The grader failed here, not the submission: the points are held for a rerun. "
    "Please tell the course staff.",
}


def message_of(check: CheckResult) -> str:
    """Return the verdict's lines, or the output, with an explanation if the status needs one."""
    explanation = _EXPLANATIONS.get(check.status, "")
    output = "\n".join(lines_of(check.verdict, check.depth)) if check.verdict else check.output
    if output and check.status is not Status.GRADER_FAULT:
        explanation = ""
    return "\n".join(part for part in (explanation, output) if part)
