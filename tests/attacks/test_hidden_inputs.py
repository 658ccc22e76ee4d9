"""No digit of a hidden input of any question shows in what a student reads, whatever functions do to tell it."""

from __future__ import annotations

import json

import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.isolation.zygote import Zygote
from autograder.submission import Submission
from tests.attacks.digits import digits_of, hidden_digits, told
from tests.grading import Graded, grade_here
from tests.judging import SOURCES

QUESTIONS = ("Q1", "Q2", "Q3", "Q4")
SIZE = 12  # digits: so much is shown of public inputs here that eight of them agree by chance
TELLING = """

def _telling(function):
    import functools
    import numpy

    def digits(value):
        if isinstance(value, numpy.ndarray):
            return value.tobytes().hex() + ' ' + str(value.ravel().tolist())
        value = getattr(value, 'params', value)
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
        return ' '.join(map(digits, parts))

    @functools.wraps(function)
    def tells(*arguments, **named):
        text = digits(arguments) + digits(named)
        {way}
    return tells

def _all_telling(space):
    for name, one in list(space.items()):
        if isinstance(one, type) and one.__module__ == __name__:
            if 'loss' in vars(one):
                one.loss = _telling(one.loss)
        elif getattr(one, '__module__', None) == __name__ and callable(one) and not name.startswith('_'):
            space[name] = _telling(one)

_all_telling(globals())
"""
WAYS = {
    "raises it": "raise ValueError(text)",
    "prints it": "print(text, flush=True); return function(*arguments, **named)",
    "names an exception after it": "raise type('E' + text[:80], (Exception,), {'__module__': 'builtins'})",
    "answers it": "return tuple(a for a in arguments if isinstance(a, numpy.ndarray))",
}


def graded(zygote: Zygote, way: str) -> Graded:
    """A submission each of whose functions tells its inputs."""
    more = TELLING.replace("{way}", way)
    sources = {path: text + more * (path in PACKAGE.written) for path, text in SOURCES.items()}
    return grade_here(zygote, Submission(sources, {}), *QUESTIONS)


@pytest.mark.nightly(days=7)
@pytest.mark.parametrize("name", WAYS)
def test_what_a_student_reads_has_no_digit_of_a_hidden_input(zygote: Zygote, name: str) -> None:
    found = graded(zygote, WAYS[name])
    text = found.printed + json.dumps(found.document)
    about = found.document["extra_data"]
    for version in (*about["fixtures"].values(), *about["versions"].values()):
        text = text.replace(version, "")  # names of versions are digits too
    assert not told(text, hidden_digits(ASSIGNMENT.fixtures, QUESTIONS, SIZE), SIZE)
    if name == "raises it":
        assert told(text, digits_of(ASSIGNMENT.fixtures / "public", QUESTIONS, SIZE), SIZE)
