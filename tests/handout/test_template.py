"""student_template/ is what the reference gives."""

from __future__ import annotations

import json
import re

from assignment import ASSIGNMENT
from autograder.handout.template import differences, write_files
from autograder.model.check import code_checks, load_checks
from tests import bundle


def test_the_committed_template_is_derived_from_the_reference():
    assert differences(ASSIGNMENT.template, bundle.template()) == []


def test_every_difference_is_named(tmp_path):
    write_files(tmp_path, bundle.template())
    (tmp_path / "cs231n" / "layers.py").write_text("edited by hand")
    (tmp_path / "cs231n" / "optim.py").unlink()
    (tmp_path / "cs231n" / "extra.py").write_text("")
    assert differences(tmp_path, bundle.template()) == [
        "cs231n/optim.py is missing",
        "cs231n/extra.py is not derived from anything",
        "cs231n/layers.py is not what its solution gives",
    ]


def test_building_restores_a_template(tmp_path):
    write_files(tmp_path, bundle.template())
    (tmp_path / "cs231n" / "layers.py").write_text("edited by hand")
    (tmp_path / "cs231n" / "extra.py").write_text("")
    write_files(tmp_path, bundle.template())
    assert differences(tmp_path, bundle.template()) == []


def test_what_is_given_stays_as_it_is():
    for path in ("layer_utils.py", "solver.py", "gradient_check.py", "data_utils.py", "vis_utils.py"):
        assert bundle.template()[f"cs231n/{path}"] == (ASSIGNMENT.reference / path).read_bytes()


def test_every_check_of_code_stands_in_a_notebook():
    cells = [
        "".join(cell["source"])
        for path in ASSIGNMENT.template.glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    called = [cell for cell in cells if cell.startswith("check(")]
    named = {number for cell in called for number in re.findall(r'"([\d.]+)"', cell)}
    numbers = {check.number for checks in load_checks(ASSIGNMENT).values() for check in code_checks(checks)}
    assert numbers - named == set()
