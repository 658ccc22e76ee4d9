"""A class judged again by the evidence of an earlier run: no code of a submission runs."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.class_run.progress import Progress
from autograder.class_run.record import ARTEFACTS, FILE, GradingOutcome, RecordError, RunRecord, open_earlier
from autograder.grading.evidence_file import EVIDENCE, load
from autograder.grading.pipeline import fixture_sets, judged_again, versions
from autograder.grading.results_file import for_class
from autograder.model.assignment import Assignment
from autograder.policies.config import Policies


def judge_again(
    assignment: Assignment, earlier: Path, out: Path, policies: Policies, progress: Progress
) -> None:
    """Make a run in `out` of an earlier one, with the results that its evidence gives now. Submissions without evidence
    keep their results. Raises RecordError if there is no run, or one is in `out` already, and EvidenceError if the
    evidence was gathered with other fixtures.
    """
    with open_earlier(earlier):
        if (out / FILE).exists():
            raise RecordError(f"there is a run in {out} already: name another --out.")
        shutil.copytree(earlier, out, dirs_exist_ok=True)
    sets = fixture_sets(assignment)
    with RunRecord(out) as record, progress.of(len(rows := list(record.rows()))):
        record.renew(versions(assignment))
        judged: set[str] = set()
        for row in rows:
            kept = out / ARTEFACTS / row.digest / EVIDENCE
            if row.digest and row.digest not in judged and kept.is_file():
                judged.add(row.digest)
                results = judged_again(assignment, load(kept, sets), policies)
                record.keep(row.digest, GradingOutcome(for_class(results), seconds=row.seconds))
            progress.graded(*record.counts())
