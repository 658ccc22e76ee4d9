"""The staff's command line: one sentence for whatever goes wrong, and what the machine has and lacks."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import autograder
from assignment import ASSIGNMENT
from autograder.commands.ta import main

TA = Path(autograder.__file__).parents[1] / "ta"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fixtures", "sho"], "Did you mean 'show'?"),
        (["prove", "--question", "Q1"], "Did you mean '--questions'?"),
        (["--assignment", str(ASSIGNMENT.root / "docs"), "doctor"], "is not an assignment"),
        (["--assignment", str(ASSIGNMENT.root / "nowhere"), "doctor"], "does not exist"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code != 0
    assert sentence in result.output
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_broken_manifest_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    project = tmp_path / "project"
    shutil.copytree(ASSIGNMENT.root, project, ignore=shutil.ignore_patterns(".git", "tests", "*.ipynb"))
    (project / "fixtures" / "public" / "manifest.json").write_bytes(content)
    done = subprocess.run(
        ["./ta", "fixtures", "show", "relu"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1


def test_an_output_that_nobody_reads_ends_the_command_quietly() -> None:
    script = f"{shlex.quote(str(TA))} fixtures show affine_rows | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_doctor_says_what_holds_a_worker_and_which_secret_there_is() -> None:
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    assert "isolation: submissions can be graded" in result.output
    assert "fixtures: complete" in result.output
    assert "secret:" in result.output
