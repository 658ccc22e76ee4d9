"""Lines of a package are counted, and whoever traced before goes on tracing."""

from __future__ import annotations

import sys
from types import FrameType

from autograder.execution.line_counter import count_lines

LOOP = "def loop(n):\n    for _ in range(n):\n        pass\n"


def loop(n: int, file: str = "package/layers.py") -> None:
    """Loop so often in a module of the package, or in another file."""
    names: dict[str, object] = {}
    exec(compile(LOOP, file, "exec"), names)
    names["loop"](n)


def test_each_round_of_a_loop_counts() -> None:
    few, many = (count_lines("package", lambda n=n: loop(n)) for n in (10, 30))
    assert many - few == 2 * 20


def test_lines_elsewhere_do_not_count() -> None:
    assert count_lines("package", lambda: loop(10, "elsewhere.py")) == 0


def test_a_debugger_goes_on_afterwards() -> None:
    def tracing(frame: FrameType, event: str, argument: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(tracing)
    try:
        count_lines("package", lambda: None)
        assert sys.gettrace() is tracing
    finally:
        sys.settrace(before)
