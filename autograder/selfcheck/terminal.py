"""Results at a terminal: a line for each check, below it what is wrong; plain if the output is not a terminal."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from autograder.feedback.finding_text import sentence_of
from autograder.model.check import Check
from autograder.model.depth import Depth
from autograder.selfcheck.public import Result
from autograder.selfcheck.shares import State
from autograder.selfcheck.view import lines_of, offer_of, points_of, printed_by, summary_of

_MARKS = {
    State.PASSED: "pass",
    State.FAILED: "FAIL",
    State.UNWRITTEN: "to do",
    State.WAITS: "waits",
    State.GRADER_ONLY: "-",
    State.FAULT: "?",
}
_COLOURS = {State.PASSED: "32", State.FAILED: "31", State.FAULT: "35"}
_INDENT = " " * 8
_WIDEST = 110
_NEXT = {Depth.WHERE: "", Depth.WHAT: " 2"}  # the option for the next hint
_EMPTY = "\033[2J\033[H"
_CLEAR = "\033[K"  # the rest of the line


class Terminal:
    """Prints results as they come; brief: at most a few lines for each; depth: of the hints."""

    def __init__(self, file: TextIO, brief: bool = False, depth: Depth = Depth.WHERE) -> None:
        self.file = file
        self._depth = depth
        self._offered = False
        self._brief = brief
        self._live = file.isatty() and _knows_colours()
        self._colours = file.isatty() and "NO_COLOR" not in os.environ and _knows_colours()
        self._width = min(shutil.get_terminal_size().columns, _WIDEST) if file.isatty() else _WIDEST
        self._busy = False
        self._seen: dict[tuple[str, ...], str] = {}

    def say(self, text: str = "") -> None:
        """Print a sentence."""
        for line in textwrap.wrap(text, self._width) or [""]:
            self.line(line)

    def show(self, result: Result) -> None:
        """Print one result."""
        head, *rest = self._lines(result)
        mark = _MARKS[result.state]
        if self._colours and result.state in _COLOURS:
            head = head.replace(mark, f"\033[{_COLOURS[result.state]}m{mark}\033[0m", 1)
        self._take_back()
        print(head, *rest, sep="\n", file=self.file, flush=True)

    def show_all(self, results: Iterable[Result]) -> list[Result]:
        """Print results as they come; return them."""
        shown = []
        for result in results:
            self.show(result)
            shown.append(result)
        return shown

    def busy(self, check: Check) -> None:
        """Show what is being run now, if the terminal can erase a line."""
        if self._live:
            text = f"... {check.number} {check.title}"[: self._width - 1]
            print(f"\r{text}{_CLEAR}", end="", file=self.file, flush=True)
            self._busy = True

    def clear(self) -> None:
        """Clear the screen, if there is one."""
        if self._live:
            print(_EMPTY, end="", file=self.file, flush=True)

    def line(self, text: str) -> None:
        """Print one line, cut where the screen ends."""
        self._take_back()
        print(text[: self._width], file=self.file, flush=True)

    def summarise(self, results: Sequence[Result]) -> None:
        """Print the results in numbers."""
        self.say()
        for sentence in summary_of(results):
            self.say(sentence)

    def _take_back(self) -> None:
        if self._busy:
            print(f"\r{_CLEAR}", end="", file=self.file)
        self._busy = False

    def _lines(self, result: Result) -> Iterator[str]:
        check = result.check
        points = f" ({points_of(result)} points)" if result.state is State.FAILED else ""
        title = (
            lines_of(result)[0] if result.state in {State.UNWRITTEN, State.WAITS} else check.title.rstrip(".")
        )
        yield from self._wrapped(f"{check.number:<6}{_MARKS[result.state]:<6} {title}{points}", " " * 13)
        if result.state in {State.PASSED, State.UNWRITTEN, State.WAITS}:
            return
        lines = lines_of(result, self._brief, self._depth)
        told = tuple(sentence_of(finding) for finding in result.findings) + result.notes
        if told and self._seen.setdefault(told, check.number) != check.number:
            lines = [f"as in {self._seen[told]}"]
        for line in lines:
            yield from self._wrapped(_INDENT + line, _INDENT + "    ")
        if (offer := offer_of(result, self._depth)) and not self._offered:
            self._offered = True
            yield f"{_INDENT}{offer}: python selfcheck {check.number} --hint{_NEXT[self._depth]}"
        if printed := printed_by(result):
            yield f"{_INDENT}your code printed:"
            yield from (f"{_INDENT}| {line}" for line in printed)

    def _wrapped(self, text: str, further: str) -> list[str]:
        return textwrap.wrap(text, self._width, subsequent_indent=further, drop_whitespace=True)


def _knows_colours() -> bool:
    """Old consoles of Windows would print escape sequences as they are."""
    return os.name != "nt" or "WT_SESSION" in os.environ or "TERM" in os.environ
