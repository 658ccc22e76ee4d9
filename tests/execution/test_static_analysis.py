"""Reading a module tells, without running it, what it defines and which packages it can do without."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.execution.static_analysis import analyse

CAUGHT = "try:\n    import cupy.random, os\nexcept ImportError:\n    pass\n"
SUPPRESSED = "import contextlib\nwith contextlib.suppress(ImportError):\n    from numba.core import types\n"
NESTED = "if True:\n    try:\n        if 1:\n            import cupy\n    except Exception:\n        import numpy\n"
RAISED = "try:\n    import cupy\nfinally:\n    pass\n"
OPENED = "with open('x') as file:\n    import cupy\n"
OWN = "try:\n    from .im2col_cython import f\nexcept ImportError:\n    pass\n"


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        (CAUGHT, ["cupy", "os"]),
        (SUPPRESSED, ["numba"]),
        (NESTED, ["cupy"]),
        (RAISED, []),
        (OPENED, []),
        (OWN, []),
        ("import cupy\n", []),
    ],
    ids=["caught", "suppressed", "nested", "not caught", "no suppress", "own module", "bare"],
)
def test_packages_whose_absence_is_caught(text: str, packages: list[str]) -> None:
    found = analyse(ASSIGNMENT, "layers.py", text).optional_imports
    assert [name.partition(":")[2] for name in found] == packages


def test_arguments_of_functions_and_methods() -> None:
    text = "def f(a, /, b, *c, d=1, **e): pass\nclass Net:\n    x = 1\n    def loss(self, X, y=None): pass\n"
    assert analyse(ASSIGNMENT, "layers.py", text).signatures == ("f a b d", "Net.loss self X y")


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("x = 1\ndef f(:\n", "SyntaxError: invalid syntax", 2),
        ("\nprint 'x'\n", "this line is Python 2", 2),
        ("x = '\0'", "the file contains null bytes, as text in UTF-16 does; save it as UTF-8", 1),
    ],
)
def test_a_module_that_cannot_be_compiled_says_why_and_where(text: str, error: str, line: int) -> None:
    found = analyse(ASSIGNMENT, "layers.py", text)
    assert error in found.error
    assert (found.line, found.code) == (line, None)
