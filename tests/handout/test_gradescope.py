"""The Gradescope zip holds what grading needs, and nothing that belongs at home."""

from __future__ import annotations

import io
import zipfile

from assignment import ASSIGNMENT
from autograder.base.reproducible_zip import zip_bytes
from autograder.handout.gradescope import gradescope_files
from tests import bundle


def test_scripts_can_be_executed_and_lie_at_the_top():
    with zipfile.ZipFile(io.BytesIO(bundle.for_gradescope())) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    assert {modes["setup.sh"], modes["run_autograder"]} == {0o755}
    assert modes["requirements.lock"] == 0o644


def test_what_only_staff_need_stays_at_home():
    kept = (
        "reference/mistakes",
        "reference/oracle",
        "tests",
        "docs",
        "fixtures/secret",
        "autograder/handout",
    )
    with zipfile.ZipFile(io.BytesIO(bundle.for_gradescope())) as archive:
        names = archive.namelist()
    assert [name for name in names if name.startswith(kept)] == []
    assert not any(name.endswith((".ipynb", ".pyc")) for name in names)


def test_equal_files_make_equal_bytes():
    backwards = dict(reversed(gradescope_files(ASSIGNMENT).items()))
    assert zip_bytes(backwards) == bundle.for_gradescope()
