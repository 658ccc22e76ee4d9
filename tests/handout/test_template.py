"""student_template/ is what the reference gives."""

from __future__ import annotations

from assignment import ASSIGNMENT
from autograder.handout.template import differences, write_files
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
