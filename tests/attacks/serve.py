"""A judge that grades one submission after another, as in a class run. It runs in a scene's project.

Each line that it reads is an order in JSON. It answers with a line of JSON: the report that a terminal would show.
When there are no more, it answers with the bytes of memory that the largest of its workers took.
"""

from __future__ import annotations

import io
import json
import resource
from collections.abc import Iterable
from pathlib import Path

from autograder.execution.time_budget import TimeBudget
from autograder.feedback.terminal_report import print_report
from autograder.grading import pipeline
from autograder.grading.results_file import write
from autograder.model.assignment import load_assignment


class Hasty(TimeBudget):
    """Allow a fifth of the usual time: an attack that only waits is stopped in the same way, but sooner."""

    def allow(self, seconds: float, checks_left: int) -> float:
        return max(1.0, super().allow(seconds, checks_left) / 5)


def serve(orders: Iterable[str]) -> None:
    """Answer orders until there are no more; one zygote forks the workers of all submissions."""
    assignment = load_assignment(Path(__file__).parent)
    with pipeline.start_zygote(assignment) as zygote:
        for line in orders:
            order = json.loads(line)
            pipeline.TimeBudget = Hasty if order["hasty"] else TimeBudget
            results = pipeline.grade(
                assignment,
                pipeline.Order(
                    Path(order["submission"]),
                    tuple(order["questions"]),
                    code_only=order["artefacts"] is None,
                    artefacts=order["artefacts"] and Path(order["artefacts"]),
                ),
                lambda so_far, path=Path(order["results"]): write(so_far, path),
                zygote,
            )
            printed = io.StringIO()
            print_report(results, code_only=order["artefacts"] is None, file=printed)
            zygote.hold({})  # the zygote answers in turn: when this returns, it has ended every worker
            print(json.dumps(printed.getvalue()), flush=True)
    print(json.dumps(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))
