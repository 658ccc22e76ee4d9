"""Points are stated where a check asks, and have to add up to what the assignment states."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest
from click.testing import CliRunner
from gradescope_utils.autograder_utils.decorators import number

from assignment import ASSIGNMENT
from autograder.commands.ta import main
from autograder.model.check import checks_of
from autograder.model.decorators import notebooks


def checks_in(*functions):
    module = ModuleType("graders.q1_toy")
    for function in functions:
        function.__module__ = module.__name__
        setattr(module, function.__name__, function)
    return checks_of(module)


def test_a_check_has_the_points_of_all_that_it_asks():
    @number("1.2")
    def test_all(judge):
        """Asks in every way."""
        judge.same("case", out=0.5, dx=0.25)
        judge.meets("case", 1, lambda inputs, answers: None)
        judge.values("case", 2, object())
        judge.as_fast(object(), 4)

    @number("1.1")
    @notebooks("one", "other")
    def test_notebook(judge, notebook):
        """Asks one of two notebooks."""
        judge.same(f"case_of_{notebook}", out=3)

    assert [(check.number, check.weight) for check in checks_in(test_all, test_notebook)] == [
        ("1.1", 3),
        ("1.2", 7.75),
    ]


def test_a_check_that_asks_for_nothing_is_refused():
    @number("1.1")
    def test_nothing(judge):
        """Asks for nothing."""

    with pytest.raises(ValueError, match="test_nothing asks for nothing"):
        checks_in(test_nothing)


@pytest.mark.parametrize(
    "command", [["fixtures", "generate"], ["bundle", "gradescope"], ["bundle", "student"]]
)
def test_nothing_is_made_while_points_do_not_add_up(command, tmp_path):
    graders = tmp_path / "graders"
    graders.mkdir()
    (graders / "q1_fully_connected.py").touch()  # its checks are imported from the assignment itself
    target = [str(tmp_path / "bundle.zip")] if command[0] == "bundle" else []
    result = CliRunner().invoke(main, [*command, *target], obj=replace(ASSIGNMENT, root=tmp_path, points=99))
    assert result.exit_code == 1
    assert "carry 20 points" in result.output
    assert list(tmp_path.iterdir()) == [graders]
