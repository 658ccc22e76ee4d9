"""Code in a module that course staff may want to look at: solutions from elsewhere, and access to the grader. A flag is
not a verdict: it costs nothing, and can be evaded. Flags come from the names and constants of compiled code, which show
what is called and imported, even if the compiler had to join the parts of a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import CodeType

MOST = 20
_LONGEST = 60  # of a name

_LIBRARY = "the work of a library?"
_REACHING = "no business of an assignment?"
_REACHES = """
    __import__ __subclasses__ _getframe autograder ctypes exec get_objects graders import_module marshal
    meta_path setprofile settrace socket subprocess
"""


def review_flags(libraries: Collection[str], path: str, code: CodeType) -> list[str]:
    """A line for each thing to look at, such as "layers.py:12 in forward: torch (the work of a library?)".

    libraries: names whose use staff may want to look at.
    """
    questions = dict.fromkeys(libraries, _LIBRARY) | dict.fromkeys(_REACHES.split(), _REACHING)
    return list(dict.fromkeys(_lines(questions, path, code)))[:MOST]


def _lines(questions: Mapping[str, str], path: str, code: CodeType) -> Iterator[str]:
    waiting = [code]
    while waiting:
        code = waiting.pop()
        place = f"{path}:{code.co_firstlineno} in {code.co_name[:_LONGEST]}"
        texts = [constant for constant in code.co_consts if isinstance(constant, str)]
        for name in (*code.co_names, *(text for text in texts if len(text) <= _LONGEST)):
            for word in name.split("."):
                if word in questions:
                    yield f"{place}: {word} ({questions[word]})"
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
