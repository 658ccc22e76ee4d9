"""`python selfcheck`: every function to write, its state, and the next one to work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.model.check import number_key, total
from autograder.selfcheck.past_results import remember
from autograder.selfcheck.public import PublicChecks, Result
from autograder.selfcheck.rows import FunctionRow, in_questions, next_of, points_of_questions, rest_of, row_of
from autograder.selfcheck.screen import Screen, bars
from autograder.selfcheck.self_check import SelfCheck
from autograder.selfcheck.shares import State
from autograder.selfcheck.terminal import Terminal
from autograder.selfcheck.view import PUBLIC_ONLY

_EXPLAINED = 3  # failures shown, unless all are asked for


def show_screen(this: SelfCheck, terminal: Terminal, *, everything: bool = False) -> int:
    """Run all checks and print a row for each function as soon as its state is known; return 0 if nothing failed."""
    terminal.say(f"Public checks of {this.package}")
    sources = this.sources()
    screen = Screen(this.work, this.package.name)
    with this.opened(sources, terminal.busy) as public:
        rows = list(_rows(this, public, sources, terminal, screen))
        results = list(public.run(this.checks))
    remember(this, sources, results)
    terminal.say()
    for bar in bars(points_of_questions(results)):
        terminal.line(bar)
    explain(results, terminal, everything=everything)
    terminal.line(screen.next(next_of(rows)))
    terminal.say(PUBLIC_ONLY)
    return 0 if all(result.state in {State.PASSED, State.GRADER_ONLY} for result in results) else 1


def _rows(
    this: SelfCheck, public: PublicChecks, sources: Mapping[str, str], terminal: Terminal, screen: Screen
) -> Iterator[FunctionRow]:
    """The rows of all questions, each printed once it is known."""
    work = this.work
    for question, functions in in_questions(work, this.checks):
        for function in functions:
            row = row_of(function, work, list(public.run(work.functions[function])), sources)
            terminal.line(screen.row(row))
            yield row
        results = list(public.run([check for check in this.checks if check.question == question]))
        if rest := rest_of(question, work, results):
            terminal.line(screen.row(rest))
            yield rest
        if speed := [result.check for result in results if result.state is State.GRADER_ONLY]:
            terminal.line(screen.speed([check.number for check in speed], total(speed)))


def explain(results: Sequence[Result], terminal: Terminal, *, everything: bool = False) -> None:
    """Print the findings of the first few checks that fail, or of all if asked for."""
    failed = [result for result in results if result.state in {State.FAILED, State.FAULT}]
    shown = results if everything else failed[:_EXPLAINED]
    if shown:
        terminal.say()
        terminal.show_all(sorted(shown, key=lambda result: number_key(result.check.number)))
    if more := 0 if everything else len(failed) - len(shown):
        terminal.say(f"... and {more} more that fail: python selfcheck --failed, or --all for everything")
    terminal.say()
