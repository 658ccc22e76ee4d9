"""The self-check's command line: `python selfcheck`, `python selfcheck layers.py 2.1`, `python selfcheck --watch`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence

from autograder.model.check import Check, code_checks
from autograder.model.depth import Depth
from autograder.selfcheck.dashboard import watch
from autograder.selfcheck.debugging import debug
from autograder.selfcheck.explaining import explained
from autograder.selfcheck.html_table import lines_as_html
from autograder.selfcheck.loading import loaded
from autograder.selfcheck.notebook_output import shown
from autograder.selfcheck.overview import show_screen
from autograder.selfcheck.past_results import history, read_record, remember
from autograder.selfcheck.public import Result
from autograder.selfcheck.screen import listed
from autograder.selfcheck.selection import UnknownCheck, select
from autograder.selfcheck.self_check import SelfCheck, self_check
from autograder.selfcheck.shares import State
from autograder.selfcheck.terminal import Terminal
from autograder.selfcheck.view import unhinted, where_judged
from autograder.submission import IntakeError, NoSubmission


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if nothing failed."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return _obey(options)
    except UnknownCheck as error:
        parser.error(str(error))
    except (IntakeError, NoSubmission, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print()
        return 130
    except BrokenPipeError:  # as with `| head`; what is left to be written has no reader
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _obey(options: argparse.Namespace) -> int:
    this = self_check()
    if options.history:
        print(*history(read_record(this.folder), this.work), sep="\n")
        return 0
    if options.debug or options.load:
        return _look_into(this, options.debug, options.load)
    depth, more = _depth_of(options.hint)
    words = [*options.checks, *more]
    if options.failed and not (words := read_record(this.folder).failed):
        print("No check failed when it last ran.")
        return 0
    chosen = select(words, [*this.checks, *this.in_notebooks], this.work) if words else this.checks
    wanted = code_checks(chosen)
    if options.explain and not words:
        raise UnknownCheck(f"name what is to be explained, as in {this.checks[0].number} --explain")
    if options.notebook:
        return _answer_notebook(this, chosen, depth, explain=options.explain)
    if elsewhere := [check for check in chosen if check.notebooks]:
        print(where_judged(elsewhere, this.assignment.package))
        if not wanted:
            return 0
    if options.list:
        print(*listed(wanted, this.work), sep="\n")
        return 0
    if options.explain:
        return _explain(this, wanted)
    if options.watch:
        watch(this, wanted, depth)
    if words:
        return _check_once(this, wanted, depth)
    return show_screen(this, Terminal(sys.stdout, True, depth), everything=options.all)


def _depth_of(asked: Sequence[str]) -> tuple[Depth, list[str]]:
    """How much help is asked for with "--hint", twice or with a number for more, and the checks named behind it."""
    checks = [word for word in asked if word not in {"1", "2"}]
    steps = sum(int(word) if word in {"1", "2"} else 1 for word in asked)
    return Depth(min(steps, Depth.HOW)), [word for word in checks if word]


def _check_once(this: SelfCheck, wanted: Sequence[Check], depth: Depth) -> int:
    terminal = Terminal(sys.stdout, len(wanted) > 1, depth)
    terminal.say(f"Public checks of {this.package}")
    results = _run(this, wanted, terminal.show_all, terminal.busy)
    if why := unhinted(results, depth):
        terminal.say(why)
    terminal.summarise(results)
    return 0 if all(result.state in {State.PASSED, State.GRADER_ONLY} for result in results) else 1


def _look_into(this: SelfCheck, debugged: str, asked: str) -> int:
    """Debug the check that one of these words names, or print its failing input as JSON for `selfcheck.load`."""
    check, *_ = select([debugged or asked], [*this.checks, *this.in_notebooks], this.work)
    if check.notebooks:
        raise UnknownCheck(where_judged([check], this.assignment.package))
    if debugged:
        return debug(this, check, Terminal(sys.stdout, brief=True))
    print(json.dumps(loaded(this, check)))
    return 0


def _run(
    this: SelfCheck,
    wanted: Sequence[Check],
    show: Callable[[Iterable[Result]], list[Result]],
    begins: Callable[[Check], None] = lambda _: None,
) -> list[Result]:
    """Run checks, show their results as they come, and remember them."""
    sources = this.sources()
    with this.opened(sources, begins) as public:
        results = show(public.run(wanted))
    remember(this, sources, results)
    return results


def _explain(this: SelfCheck, wanted: Sequence[Check]) -> int:
    terminal = Terminal(sys.stdout)
    for check in wanted:
        for line in explained(this, check):
            terminal.say(line)
    return 0


def _answer_notebook(this: SelfCheck, chosen: Sequence[Check], depth: Depth, *, explain: bool) -> int:
    """Print as JSON the results that `selfcheck.check` shows, and the checks that the notebook's kernel must judge."""
    wanted = code_checks(chosen)
    in_kernel = [check.number for check in chosen if check.notebooks and not explain]
    results = {}
    if explain:
        lines = "\n".join(line for check in wanted for line in explained(this, check))
        results = {"text/html": lines_as_html(lines), "text/plain": lines}
    elif wanted:
        results = shown(_run(this, wanted, list), depth)
    print(json.dumps({"shown": results, "in_kernel": in_kernel}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python selfcheck",
        description="Run the public checks on your code. They are not the grade: the grader also tries hidden inputs, "
        "speed and notebooks.",
    )
    parser.add_argument(
        "checks",
        nargs="*",
        metavar="CHECK",
        help="a function (forward, Net.loss), a file (layers.py), a question (Q2), a check (2.1) "
        "or several (2.1-2.5); by default all",
    )
    parser.add_argument("--failed", action="store_true", help="the checks that failed when they last ran")
    parser.add_argument("--all", action="store_true", help="explain everything that is not right")
    parser.add_argument(
        "--hint",
        nargs="?",
        const="",
        default=[],
        action="append",
        metavar="2",
        help="say what may be wrong, and with 2 also what to do",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="compare the gradients in a backward function with numerical ones: which is the first to go wrong",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--watch", action="store_true", help="check again whenever a file is saved")
    how.add_argument("--list", action="store_true", help="show which checks there are, and run none")
    how.add_argument("--history", action="store_true", help="show when each function first passed")
    how.add_argument("--debug", metavar="CHECK", help="run what fails in Python's debugger, at your line")
    how.add_argument("--load", metavar="CHECK", help=argparse.SUPPRESS)
    how.add_argument("--notebook", action="store_true", help=argparse.SUPPRESS)
    return parser
