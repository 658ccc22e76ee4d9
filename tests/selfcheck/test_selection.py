"""Which checks a student asks for, by any name that they may have for them."""

from __future__ import annotations

import pytest

from autograder.selfcheck.selection import UnknownCheck, select
from tests.selfcheck.public import CHECKS, WORK


def numbers(*words: str) -> list[str]:
    return [check.number for check in select(words, CHECKS, WORK)]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["2.7"], ["2.7"]),
        (["2.7-2.10"], ["2.7", "2.8", "2.9", "2.10"]),
        (["2.8-2.7"], ["2.7", "2.8"]),
        (["batchnorm_backward"], ["2.7", "2.9", "2.14"]),
        (["BatchNorm_Backward_Alt"], ["2.8", "2.9", "2.10", "2.14"]),
        (["optim.py"], ["1.11", "1.12", "1.13"]),
        (["cs231n/optim.py", "adam"], ["1.11", "1.12", "1.13"]),
        (["cs231n\\classifiers\\cnn.py"], ["4.22", "4.23", "4.24", "4.25", "4.26", "4.27"]),
        (["TwoLayerNet.loss", "4.1"], ["1.15", "1.16", "1.17", "4.1"]),
        (["TwoLayerNet"], ["1.14", "1.15", "1.16", "1.17"]),
    ],
)
def test_functions_files_numbers_and_ranges_are_understood(words, meant):
    assert numbers(*words) == meant


def test_a_question_is_all_its_checks_and_nothing_is_everything():
    assert numbers("q3") == numbers("3") == [c.number for c in CHECKS if c.question == "Q3"]
    assert numbers() == [check.number for check in CHECKS]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "9.9",
            "there is no check 9.9; name a function, a file, a question (Q1, Q2, Q3, Q4) or a check (as in 1.1)",
        ),
        ("2.99", "there is no check 2.99; Q2 has 2.1 to 2.22"),
        ("afine_backward", "there is no afine_backward; did you mean affine_backward or"),
        ("FullyConectedNet", "did you mean FullyConnectedNet"),
        ("layer.py", "did you mean layers.py"),
    ],
)
def test_what_there_is_instead_is_told(asked, told):
    with pytest.raises(UnknownCheck) as error:
        numbers("1.1", asked)
    assert told in str(error.value)
