"""What a worker runs is covered, though it can write no file and is killed in the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assignment import ASSIGNMENT

TEST = "tests/execution/test_remote_runner.py::test_a_module_may_say_how_it_prints"


@pytest.mark.nightly(days=7)
def test_lines_of_zygotes_and_workers_count(tmp_path: Path) -> None:
    report = tmp_path / "coverage.json"
    subprocess.run(
        [sys.executable, "-m", "pytest", TEST, "--cov", f"--cov-report=json:{report}", "--cov-fail-under=0"],
        cwd=ASSIGNMENT.root,
        env={**os.environ, "COVERAGE_FILE": str(tmp_path / "data")},
        check=True,
    )
    files = json.loads(report.read_text())["files"]
    for module in ("isolation/zygote_process.py", "isolation/worker_process.py", "execution/session.py"):
        assert files[f"autograder/{module}"]["summary"]["percent_covered"] > 75, module
