"""Every catalogued mistake loses points where it should and only there; every right variant loses none."""

from __future__ import annotations

import pytest

from autograder.kill_table import prove_graders
from graders import QUESTIONS


@pytest.mark.slow
@pytest.mark.torch
@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_the_graders_of_a_question_are_proven(question, capsys):
    assert prove_graders([question]) == 0, capsys.readouterr().out
