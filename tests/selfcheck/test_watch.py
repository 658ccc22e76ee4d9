"""--watch: what was saved, and what is checked again."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO

from autograder.selfcheck.watch import affected, changed, stamps_of
from tests.judging import SOURCES
from tests.selfcheck import public
from tests.selfcheck.public import results_of

DEADLINE = 600.0  # seconds, for a process that hangs


def test_saved_made_and_removed_modules_have_changed(solved):
    package = solved.folder / "cs231n"
    before = stamps_of(package)
    assert changed(before, stamps_of(package)) == set()
    status = (package / "layers.py").stat()
    os.utime(package / "layers.py", ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    (package / "mine.py").touch()
    (package / "classifiers" / "cnn.py").unlink()
    assert changed(before, stamps_of(package)) == {"layers.py", "mine.py", "classifiers/cnn.py"}


def test_a_module_concerns_the_checks_that_run_it():
    results = [public.solved()[number] for number in ("1.1", "1.11", "1.15", "4.7", "4.23")]

    def concerned(path: str) -> list[str]:
        return [check.number for check in affected({path}, results)]

    assert concerned("optim.py") == ["1.11"]
    assert concerned("classifiers/cnn.py") == ["4.23"]
    assert concerned("fast_layers.py") == ["1.15", "4.7", "4.23"]  # nets import it with the sandwich layers
    assert concerned("layers.py") == ["1.1", "1.15", "4.23"]
    assert concerned("solver.py") == []


def test_a_check_that_could_not_run_is_concerned_by_everything():
    broken = {**SOURCES, "layers.py": "def f(:\n"}
    results = list(results_of(broken, "1.1", "1.11").values())
    assert [check.number for check in affected({"vis_utils.py"}, results)] == ["1.1"]


def test_a_save_checks_again_what_it_concerns(solved):
    command = [sys.executable, "-u", "selfcheck", "--watch", "1.1", "1.11"]
    with subprocess.Popen(command, cwd=solved.folder, stdout=subprocess.PIPE) as process:
        try:
            lines = lines_of(process.stdout)
            first = until("Watching", lines)
            assert "Public checks: 2 of 2 pass" in first
            wrong = SOURCES["optim.py"].replace("next_w = w + velocity", "next_w = w - velocity")
            (solved.folder / "cs231n" / "optim.py").write_text(wrong)
            second = until("Watching", lines)
            assert "Saved: optim.py" in second
            assert "1.11  FAIL" in second
            assert "1.1   " not in second
            assert "Public checks: 1 of 2 pass" in second
            assert "Broke: 1.11" in second
            (solved.folder / "cs231n" / "optim.py").write_text(SOURCES["optim.py"])
            third = until("Watching", lines)
            assert "Turned green: 1.11" in third
            assert "Public checks: 2 of 2 pass" in third
        finally:
            process.kill()


def until(word: str, lines: Iterator[str]) -> str:
    """All that is printed up to the line with this word."""
    text = ""
    for line in lines:
        text += line
        if word in line:
            return text
    raise AssertionError(f"ended without {word!r}: {text}")


def lines_of(pipe: IO[bytes]) -> Iterator[str]:
    """Lines as they come, until the end or the deadline."""
    end, rest = time.monotonic() + DEADLINE, b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while selector.select(end - time.monotonic()):
            data = os.read(pipe.fileno(), 1 << 16)
            if not data:
                return
            *complete, rest = (rest + data).split(b"\n")
            yield from (line.decode() + "\n" for line in complete)
