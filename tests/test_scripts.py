"""The shell scripts, with stubs for what takes long: whatever fails, Gradescope finds valid results."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest

from autograder.simulate.receive import SCHEMA

PROJECT = Path(__file__).resolve().parent.parent
MEANT_FOR_PYTHON = {
    *(
        "PATH",
        "LC_ALL",
        "AUTOGRADER_ASSIGNMENT",
        "AUTOGRADER_ROOT",
        "TIMEOUT_SECONDS",
        "TMPDIR",
        "LD_LIBRARY_PATH",
        "TERM",
        "COLORTERM",
    ),
    *("NO_COLOR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_"),
    *("PWD", "SHLVL", "_"),  # the stub is a shell and adds these
}


@pytest.fixture
def layout(tmp_path):
    """Gradescope's layout, with a setup.sh that names a python which tells what it was given."""
    for folder in ("source", "submission", "results"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder).chmod(0o755)
    shutil.copy(PROJECT / "run_autograder", tmp_path / "run_autograder")
    shutil.copy(PROJECT / "requirements.lock", tmp_path / "source")
    (tmp_path / "submission_metadata.json").write_text("{}")
    (tmp_path / "submission_metadata.json").chmod(0o644)
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nenv\nprintf 'argument: %s\\n' \"$@\"\n")
    python.chmod(0o755)
    (tmp_path / "source" / "setup.sh").write_text(f"echo {python}")
    return tmp_path


def run(
    script: Path, *arguments: str, root: Path | None = None, **extra: str
) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **extra} | ({"AUTOGRADER_ROOT": str(root)} if root else {})
    return subprocess.run(
        ["sh", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=script.parent,
    )


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestAtGradescope:
    def test_the_project_is_found_and_the_layout_closed_before_grading(self, layout):
        done = run(layout / "run_autograder", root=layout)

        assert done.returncode == 0
        assert f"argument: {layout / 'source'}" in done.stdout
        assert [mode(layout / name) for name in ("source", "results")] == [0o700, 0o700]
        assert mode(layout / "submission_metadata.json") == 0o600
        assert mode(layout / "submission") == 0o755

    @pytest.mark.parametrize("setup", ["exit 1", "echo no network >&2; exit 3", "syntax error ("])
    def test_without_an_environment_there_are_valid_results_all_the_same(self, layout, setup):
        (layout / "source" / "setup.sh").write_text(setup)

        done = run(layout / "run_autograder", root=layout)

        document = json.loads((layout / "results" / "results.json").read_text())
        jsonschema.validate(document, SCHEMA)
        assert done.returncode == 0
        assert "could not start" in document["output"]
        assert os.listdir(layout / "results") == ["results.json"]

    def test_without_metadata_or_results_folder(self, layout):
        (layout / "submission_metadata.json").unlink()
        (layout / "results").rmdir()

        done = run(layout / "run_autograder", root=layout)

        assert (done.returncode, done.stderr) == (0, "")
        assert (layout / "results" / "results.json").is_file()

    def test_python_gets_what_it_needs_and_nothing_else(self, layout):
        done = run(
            layout / "run_autograder",
            root=layout,
            TIMEOUT_SECONDS="1200",
            AUTHENTICATION_TOKEN="secret",
            PYTHONPATH="/elsewhere",
            OMP_NUM_THREADS="64",
        )

        given = dict(
            line.split("=", 1) for line in done.stdout.splitlines() if not line.startswith("argument")
        )
        assert set(given) <= MEANT_FOR_PYTHON
        assert (given["TIMEOUT_SECONDS"], given["OMP_NUM_THREADS"]) == ("1200", "1")


class TestByHand:
    def test_arguments_arrive_as_they_are(self, layout):
        words = ["my work.zip", "--results", "a b/r.json", "--questions", "Q1,Q3", "$(id)", "X=1"]

        done = run(layout / "run_autograder", *words, root=layout)

        arguments = [
            line.removeprefix("argument: ") for line in done.stdout.splitlines() if line[:9] == "argument:"
        ]
        assert arguments[-len(words) :] == words

    def test_a_named_submission_leaves_the_layout_alone(self, layout):
        run(layout / "run_autograder", "work", root=layout)

        assert mode(layout / "submission_metadata.json") == 0o644
        assert os.listdir(layout / "results") == []

    def test_a_failing_setup_is_an_error(self, layout):
        (layout / "source" / "setup.sh").write_text("exit 1")

        assert run(layout / "run_autograder", "work", root=layout).returncode == 1

    @pytest.mark.parametrize(
        ("named", "meant"), [({}, "source"), ({"AUTOGRADER_ASSIGNMENT": "other"}, "other")]
    )
    def test_the_assignment_is_the_one_beside_the_engine_unless_another_is_named(self, layout, named, meant):
        done = run(layout / "run_autograder", "work", root=layout, **named)

        (folder,) = [line for line in done.stdout.splitlines() if line.startswith("AUTOGRADER_ASSIGNMENT=")]
        assert folder.endswith(meant)


class TestSetup:
    @pytest.mark.parametrize("name", ["thesis.tex", "pyvenv.cfg"])
    def test_leaves_alone_what_it_did_not_make(self, tmp_path, name):
        (tmp_path / name).write_text("precious")

        done = run(PROJECT / "setup.sh", AUTOGRADER_VENV=str(tmp_path))

        assert done.returncode == 1
        assert "was not made by this script" in done.stderr
        assert os.listdir(tmp_path) == [name]
        assert (tmp_path / name).read_text() == "precious"

    def test_leaves_alone_what_serves_another_version(self, tmp_path):
        (tmp_path / ".stamp-base").write_text("0123456789ab /usr/bin/python3.11\n")

        done = run(PROJECT / "setup.sh", AUTOGRADER_VENV=str(tmp_path))

        assert done.returncode == 1
        assert "serves another requirements.lock" in done.stderr
        assert os.listdir(tmp_path) == [".stamp-base"]

    def test_an_unknown_option_is_named(self):
        done = run(PROJECT / "setup.sh", "--gpu")

        assert (done.returncode, done.stdout) == (1, "")
        assert "unknown option --gpu" in done.stderr

    def test_says_where_it_looked_for_the_project(self, tmp_path):
        shutil.copy(PROJECT / "setup.sh", tmp_path)

        done = run(tmp_path / "setup.sh", root=tmp_path / "nowhere")

        assert done.returncode == 1
        assert "nowhere/source" in done.stderr
