"""What a course's policies make of a class that is graded again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import yaml
from rich.console import Console

from assignment import ASSIGNMENT
from autograder.class_run.export import open_export
from autograder.class_run.record import GradingOutcome, RunRecord
from autograder.class_run.tell import tell
from autograder.policies.config import Policies, load
from tests.class_run.rows import check

POLICIES = """
best_of = true
[late]
percent_per_day = 20
grace_minutes = 5
[due]
date = 2026-10-16T23:59:00-07:00
[due.extensions]
" Emil@Example.edu" = 2026-10-18T23:59:00-07:00
"emli@example.edu" = 2026-10-19T23:59:00-07:00
"""
EARLIER = [("2026-10-16 12:00:00.000000000 -07:00", 7.5), ("2026-10-21 12:00:00.000000000 -07:00", 9.0)]
CLASS = {
    "in_time": (["Ines"], "2026-10-16 23:58:00.000000000 -07:00", []),
    "in_grace": (["Gita"], "2026-10-17 00:03:00.500000000 -07:00", []),
    "late": (["Lars"], "2026-10-18 06:58:59.000000000 Z", []),
    "extended": (["Ada", "Emil"], "2026-10-19 00:30:00.000000000 -07:00", []),
    "better_before": (["Bea"], "2026-10-20 12:00:00.000000000 -07:00", EARLIER),
    "no_time": (["Nora"], "", []),
}
EARNED = {"tests": [check("1.1", 8.0, maximum=10.0)], "output": "", "execution_time": 1.0, "extra_data": {}}


def graded(folder: Path) -> Path:
    """A run of the class above, all of whom have 8 of 10 points."""
    export = folder / "class"
    for name in CLASS:
        (export / name).mkdir(parents=True)
    metadata = {
        name: {
            ":submitters": [{":name": n, ":email": f"{n.lower()}@example.edu"} for n in people],
            ":created_at": created_at,
            ":history": [
                {":created_at": time, ":score": score, ":results": EARNED} for time, score in history
            ],
        }
        for name, (people, created_at, history) in CLASS.items()
    }
    (export / "submission_metadata.yml").write_text(yaml.safe_dump(metadata))
    with open_export(export, "cs231n") as opened, RunRecord(folder / "run") as record:
        record.settle({"seconds": "480"})
        record.enter(opened.submissions)
        for name in CLASS:
            record.read(name, name)
            record.keep(name, GradingOutcome(EARNED))
    return folder / "run"


def policies(folder: Path) -> Policies:
    (folder / "october.toml").write_text(POLICIES)
    return load(folder / "october.toml", [])


def test_lateness_extensions_and_earlier_scores_decide_what_counts(tmp_path):
    run, printed = graded(tmp_path), io.StringIO()
    tell(ASSIGNMENT, run, None, policies(tmp_path), Console(file=printed, width=200))
    with (run / "gradescope.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    assert {name: (row["Total Score"], row["Lateness (H:M:S)"]) for name, row in rows.items()} == {
        "Ines": ("8.0", "00:00:00"),
        "Gita": ("8.0", "00:04:00"),
        "Lars": ("6.4", "23:59:59"),
        "Ada": ("6.4", "00:31:00"),
        "Emil": ("6.4", "00:31:00"),
        "Bea": ("7.5", "84:01:00"),
        "Nora": ("8.0", ""),
    }
    assert {row["Points Earned"] for row in rows.values()} == {"8.0"}
    assert "2026-10-18 23:59 -0700: 1 day begun, 20 % off: 8 points become 6.4." in rows["Emil"]["Policies"]
    assert "it has 7.5 points, this one 1.6" in rows["Bea"]["Policies"]
    told = printed.getvalue()
    assert "the extension of 'emli@example.edu' matches nobody" in told
    assert "Emil@Example.edu' matches" not in told
    assert "policies decide 3 of the scores" in told
    assert "it is unknown whether 1 were late: the export has no time of theirs" in told


def test_pages_show_what_counts_and_why(tmp_path):
    run = graded(tmp_path)
    tell(ASSIGNMENT, run, None, policies(tmp_path), Console(quiet=True))
    student = next((run / "students").glob("*-late.html")).read_text()
    assert "6.4 of 10 points" in student
    assert "1 day begun, 20 % off: 8 points become 6.4." in student
    index = (run / "index.html").read_text()
    assert "After policies: mean" in index
    assert '<th class="number">Points, after policies</th><th class="number">Before</th>' in index
    assert '<th class="number">Mean points, before policies</th>' in index


def test_without_policies_what_is_earned_counts(tmp_path):
    run = graded(tmp_path)
    tell(ASSIGNMENT, run, None, Policies(), Console(quiet=True))
    with (run / "gradescope.csv").open(newline="", encoding="utf-8-sig") as file:
        assert {(row["Total Score"], row["Policies"]) for row in csv.DictReader(file)} == {("8.0", "")}
