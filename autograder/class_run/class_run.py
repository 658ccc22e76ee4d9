"""The path of a class: export, submissions, cluster, record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder.class_run.cluster import Job, Judges, connected, grade_all
from autograder.class_run.content import content_of
from autograder.class_run.export import Export, open_export
from autograder.class_run.progress import Progress
from autograder.class_run.record import ARTEFACTS, FAILED, GradingOutcome, RunRecord
from autograder.grading import pipeline
from autograder.grading.results_file import to_gradescope
from autograder.model.assignment import Assignment
from autograder.model.results import Results
from autograder.submission import IntakeError, NoSubmission, Submission, take_in


@dataclass(frozen=True)
class Plan:
    """The order of a class run, and the folder for its record.

    order: how each submission is graded; the order's own submission is replaced by each in turn.
    scheduler: the address of a Dask cluster; without one, `workers` work on this machine.
    only_failed: grade only submissions that the grader failed at.
    """

    export: Path
    out: Path
    order: pipeline.Order
    scheduler: str | None = None
    workers: int = 1
    only_failed: bool = False


def regrade(assignment: Assignment, plan: Plan, progress: Progress) -> None:
    """Grade the submissions without a result in the record, and record each result as it comes."""
    versions = pipeline.versions(assignment)
    with open_export(plan.export, assignment.package.name) as export, RunRecord(plan.out) as record:
        record.settle({**_settings(plan.order), **versions})
        record.enter(export.submissions)
        for note in (export.found, *export.notes):
            progress.tell(note)
        with connected(plan.scheduler, plan.workers) as client, progress.of(len(export.submissions)):
            jobs = _jobs(assignment, export, record, plan)
            for digest, outcome in grade_all(client, jobs, Judges(assignment.root, versions)):
                _write(outcome.artefacts, plan.out / ARTEFACTS / digest)
                record.keep(digest, outcome)
                progress.graded(*record.counts())


def _write(artefacts: Mapping[str, bytes], folder: Path) -> None:
    for name, content in artefacts.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / Path(name).name).write_bytes(content)


def _settings(order: pipeline.Order) -> dict[str, str]:
    """Return everything that scores depend on besides submissions and versions."""
    return {
        "questions": ",".join(order.questions),
        "notebooks": "left out" if order.code_only else "executed",
        "seconds": f"{order.seconds:g}",
        "offering": order.offering or "as handed in",
        "policies on checks": hashlib.sha256(repr(order.policies.checks).encode()).hexdigest()[:12],
    }


def _jobs(assignment: Assignment, export: Export, record: RunRecord, plan: Plan) -> Iterator[Job]:
    """Yield the submissions to grade, each read only when its turn comes; equal contents come once."""
    asked: set[str] = set()
    for entry in export.submissions:
        try:
            submission = take_in(assignment.package, entry.path)
        except (IntakeError, NoSubmission) as error:
            refused = pipeline.refused(assignment, plan.order, str(error))
            _refuse(entry.name, str(error), record, refused)
            continue
        digest = digest_of(submission)
        record.read(entry.name, digest)
        if not record.has_content(digest):
            record.keep_content(digest, content_of(submission))
        if record.state(digest) == (FAILED if plan.only_failed else "") and digest not in asked:
            asked.add(digest)
            yield Job(digest, replace(plan.order, submission=submission))


def digest_of(submission: Submission) -> str:
    """Return a name for all graded content of a submission."""
    content = json.dumps(asdict(submission), sort_keys=True, default=bytes.hex)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse(name: str, why: str, record: RunRecord, refused: Results) -> None:
    """Record why a submission cannot be graded; this needs no judge."""
    digest = f"refused {hashlib.sha256(why.encode('utf-8', 'replace')).hexdigest()}"
    record.read(name, digest)
    if not record.state(digest):
        record.keep(digest, GradingOutcome(to_gradescope(refused)))
