"""Review flags: what delegates is named with its place, and honest work is passed over."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.execution.review_flags import MOST, review_flags
from autograder.model.library import compile_source
from tests.judging import SOURCES

DELEGATING = {
    "import torch": "torch",
    "def f(x):\n    from scipy.signal import convolve2d\n    return convolve2d(x, x)": "scipy",
    "import numpy as np\ndef f(x):\n    return np.convolve(x, x)": "convolve",
    "f = __import__('sci' + 'py.signal')": "scipy",
    "import numpy\nf = getattr(numpy, 'conv' + 'olve')": "convolve",
    "import sys\nclass Net:\n    def loss(self):\n        return sys._getframe(1)": "_getframe",
    "import graders.counting": "graders",
}


def told(text: str) -> list[str]:
    return review_flags(ASSIGNMENT.libraries, "layers.py", compile_source("package", "layers.py", text))


@pytest.mark.parametrize(("text", "word"), DELEGATING.items())
def test_what_delegates_or_reaches_out_is_named(text: str, word: str) -> None:
    assert any(f": {word} (" in line for line in told(text))


def test_the_place_is_told() -> None:
    assert told("\ndef f(x):\n    import torch\n") == ["layers.py:2 in f: torch (the work of a library?)"]


@pytest.mark.parametrize("path", ["layers.py", "optim.py", "classifiers/fc_net.py", "classifiers/cnn.py"])
def test_the_solution_has_no_flags(path: str) -> None:
    assert review_flags(ASSIGNMENT.libraries, path, compile_source("package", path, SOURCES[path])) == []


def test_einsum_and_windows_are_ones_own_work() -> None:
    text = (
        "import numpy as np\nf = np.lib.stride_tricks.sliding_window_view\nn = np.einsum('ij->i', np.eye(2))"
    )
    assert told(text) == []


def test_there_is_a_limit() -> None:
    assert len(told("\n".join(f"def f{n}(): import torch" for n in range(100)))) == MOST
