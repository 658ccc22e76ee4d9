"""What decides over scores has one name wherever the project lies, and another after a change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.base.paths import ENGINE
from autograder.base.versions import engine_id

IDS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from autograder.base.versions import engine_id
from autograder.model.assignment import load_assignment
print(engine_id(), load_assignment(Path(sys.argv[1])).graders_id)
"""


def ids(project: Path) -> list[str]:
    """The names of the engine and of the graders in a copy of the project."""
    command = [sys.executable, "-c", IDS, str(project)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout.split()


@pytest.fixture(params=["project", "regrade/a2", "pages/handout/selfcheck"])
def copy(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The modules of the project, in folders with names that rooms of the engine have, too."""
    project = tmp_path / request.param
    for name in ("autograder", "graders", "reference/cs231n"):
        unwanted = shutil.ignore_patterns("__pycache__", "datasets")
        shutil.copytree(ENGINE.parent / name, project / name, ignore=unwanted)
    shutil.copy(ENGINE.parent / "assignment.py", project)
    return project


def test_names_depend_on_contents_and_not_on_the_place(copy: Path) -> None:
    engine, graders = ids(copy)
    assert engine == engine_id()
    with open(copy / "autograder/grading/settlement.py", "a") as file:
        file.write("# changed\n")
    assert ids(copy) != [engine, graders]
    assert ids(copy)[1] == graders


def test_only_what_decides_over_scores_has_a_part_in_it(copy: Path) -> None:
    before = ids(copy)
    for path in ("autograder/simulate/show.py", "autograder/commands/ta.py", "autograder/proof/prove.py"):
        with open(copy / path, "a") as file:
            file.write("# changed\n")
    assert ids(copy) == before
    with open(copy / "reference/cs231n/layers.py", "a") as file:
        file.write("# changed\n")
    assert ids(copy)[1] != before[1]
