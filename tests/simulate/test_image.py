"""The layout that a submission finds, from a zip made for the purpose."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest

from autograder.base.reproducible_zip import zip_bytes
from autograder.simulate.container import SIZES
from autograder.simulate.image import BuildError
from autograder.simulate.platform import Platform, built, grade_all
from autograder.simulate.played_metadata import metadata

SETUP = b'#!/bin/bash\ntest -d "$AUTOGRADER_ROOT/source" && touch "$AUTOGRADER_ROOT/made-by-setup"\n'
LOOK = b"""#!/bin/sh
ls -R submission; stat -c %a submission/layers.py; cat submission_metadata.json; pwd; echo $TIMEOUT_SECONDS
ls made-by-setup
echo '{"score": 3, "output": "", "output_format": "text", "stdout_visibility": "hidden", "execution_time": 0,
"extra_data": {}, "tests": []}' >results/results.json
"""
PLATFORM = Platform(SIZES["1"], seconds=60)


def bundled(tmp_path, **scripts: bytes):
    (tmp_path / "autograder.zip").write_bytes(
        zip_bytes({"setup.sh": SETUP, "run_autograder": LOOK} | scripts)
    )
    return tmp_path / "autograder.zip"


def graded(tmp_path, bundle, *submissions):
    with built(bundle, PLATFORM, lambda told: None) as (image, container):
        return list(grade_all(submissions, image, container, PLATFORM, lambda told: None))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "work"
    (folder / "part").mkdir(parents=True)
    (folder / "layers.py").write_text("")
    (folder / "layers.py").chmod(0o755)
    (folder / "part" / "more.txt").write_text("")
    (folder / "link.py").symlink_to("/etc/passwd")
    return folder


@pytest.fixture
def zipped(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        for name in ("layers.py", "part/more.txt"):
            archive.write(folder / name, name)
        archive.writestr("../outside.txt", "")
    return tmp_path / "work.zip"


def test_folders_and_zips_arrive_as_plain_files(tmp_path, folder, zipped):
    for run in graded(tmp_path, bundled(tmp_path), folder, zipped):
        assert (run.received.score, run.received.problems) == (3.0, ())
        assert "more.txt" in run.printed
        assert "\n644\n" in run.printed
        assert "link.py" not in run.printed
        assert json.dumps(metadata(PLATFORM.hours_late, 100.0)) in run.printed
        assert "\n60\n" in run.printed
        assert "made-by-setup" in run.printed
        assert "/autograder\n" in run.printed


def test_a_zip_of_a_folder_is_refused_with_the_reason(tmp_path, folder):
    bundle = tmp_path / "nested.zip"
    bundle.write_bytes(zip_bytes({"project/setup.sh": SETUP, "project/run_autograder": LOOK}))
    with pytest.raises(BuildError, match="not the folder around them"):
        graded(tmp_path, bundle, folder)


def test_a_failing_setup_is_told(tmp_path, folder):
    bundle = bundled(tmp_path, **{"setup.sh": b"#!/bin/sh\necho no network >&2; exit 3\n"})
    with pytest.raises(BuildError, match="status 3:\nno network"):
        graded(tmp_path, bundle, folder)


def test_a_run_without_results_or_with_a_failure_is_a_problem(tmp_path, folder):
    silent = bundled(tmp_path, run_autograder=b"#!/bin/sh\nexit 5\n")
    (run,) = graded(tmp_path, silent, folder)
    assert "no results.json" in run.received.problems[0]
    assert "status 5" in run.received.problems[1]


def test_metadata_that_are_given_are_those_that_the_submission_has(tmp_path, folder):
    told = {"created_at": "2026-10-09T12:00:00-07:00", "previous_submissions": [{"score": 3}]}
    platform = replace(PLATFORM, told=told)
    with built(bundled(tmp_path), platform, lambda sentence: None) as (image, container):
        (run,) = grade_all([folder], image, container, platform, lambda sentence: None)
    assert json.dumps(told) in run.printed
