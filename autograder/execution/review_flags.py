"""What course staff may want to look at in a module: work that others do, and reaching for the grader.

Flags and never a verdict: they cost nothing, and whoever wants to hide from them can. They are read off compiled code,
whose names and constants show what is called and imported, spelt in one piece or folded into one by the compiler.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType

MOST = 20
_LONGEST = 60  # of a name

_LOOKED_FOR = {
    "the work of a library?": """
        autograd cupy cv2 jax keras mxnet numba scipy skimage sklearn tensorflow theano torch
        convolve convolve2d correlate correlate2d fft2 fftconvolve ifft2 irfft2 rfft2
    """,
    "no business of an assignment?": """
        __import__ __subclasses__ _getframe autograder ctypes exec get_objects graders import_module marshal
        meta_path setprofile settrace socket subprocess
    """,
}
_QUESTIONS = {word: question for question, words in _LOOKED_FOR.items() for word in words.split()}


def review_flags(path: str, code: CodeType) -> list[str]:
    """A line for each thing to look at, such as "layers.py:12 in conv_forward: torch (the work of a library?)"."""
    return list(dict.fromkeys(_lines(path, code)))[:MOST]


def _lines(path: str, code: CodeType) -> Iterator[str]:
    waiting = [code]
    while waiting:
        code = waiting.pop()
        place = f"{path}:{code.co_firstlineno} in {code.co_name[:_LONGEST]}"
        texts = [constant for constant in code.co_consts if isinstance(constant, str)]
        for name in (*code.co_names, *(text for text in texts if len(text) <= _LONGEST)):
            for word in name.split("."):
                if word in _QUESTIONS:
                    yield f"{place}: {word} ({_QUESTIONS[word]})"
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
