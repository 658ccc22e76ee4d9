"""The self-check's command line: `python selfcheck`, `python selfcheck 2.1 Q3`, `python selfcheck --watch`."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.base import paths
from autograder.execution.package import Package
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.check import Check, load_code_checks
from autograder.selfcheck.html_table import page
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import PublicChecks, Result, State
from autograder.selfcheck.selection import UnknownCheck, select
from autograder.selfcheck.terminal import Terminal
from autograder.selfcheck.watch import affected, changed, stamps_of
from autograder.store.fixture_set import FixtureSet
from autograder.submission import IntakeError, NoSubmission, take_in

_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class SelfCheck:
    """The public checks of an assignment, and the package that they are about."""

    assignment: Assignment
    package: Path
    checks: list[Check]

    def results(self, wanted: Sequence[Check]) -> Iterator[Result]:
        """The results of some checks on the package as it is on disk now. Raises IntakeError and NoSubmission."""
        return self.results_of(take_in(self.assignment.package, self.package).sources, wanted)

    def results_of(self, sources: Mapping[str, str], wanted: Sequence[Check]) -> Iterator[Result]:
        """The results of some checks on these modules."""
        fixtures = FixtureSet(self.assignment.fixtures / "public")
        layout, package = self.assignment.package, Package(sources)
        with ProcessTransport(self.assignment) as transport:
            yield from PublicChecks(layout, self.checks, fixtures, package, transport).run(wanted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 where nothing failed."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        this = self_check()
        wanted = select(options.checks, this.checks)
        if options.notebook:
            return _answer_notebook(this, wanted)
        return _watch(this, wanted) if options.watch else _check_once(this, wanted)
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


def self_check() -> SelfCheck:
    """The checks that came with this self-check, of the package in the current folder, else of the one beside it."""
    assignment = load_assignment(paths.ENGINE.parent)
    name = assignment.package.name
    for folder in (Path.cwd(), assignment.root.parent):
        if (folder / name).is_dir():
            return SelfCheck(assignment, folder / name, load_code_checks(assignment))
    raise FileNotFoundError(f"there is no folder {name} here: run this in your assignment folder")


def show_all(results: Iterable[Result], terminal: Terminal) -> list[Result]:
    """Print results as they come; returns them."""
    shown = []
    for result in results:
        terminal.show(result)
        shown.append(result)
    return shown


def _check_once(this: SelfCheck, wanted: Sequence[Check]) -> int:
    terminal = Terminal(sys.stdout, brief=len(wanted) > 1)
    terminal.say(f"Public checks of {this.package}")
    results = show_all(this.results(wanted), terminal)
    terminal.summarise(results)
    return 0 if all(result.state in {State.PASSED, State.GRADER_ONLY} for result in results) else 1


def _watch(this: SelfCheck, wanted: Sequence[Check]) -> int:
    """Run checks, then after every save those that it concerns, until interrupted."""
    latest: dict[str, Result] = {}
    due = list(wanted)
    while True:
        stamps = stamps_of(this.package)
        terminal = Terminal(sys.stdout, brief=len(due) > 1)
        try:
            results = show_all(this.results(due), terminal)
            latest |= {result.check.number: result for result in results}
            terminal.summarise(list(latest.values()))
        except (IntakeError, NoSubmission) as error:
            terminal.say(str(error))
        terminal.say(f"Watching {this.package}; Ctrl-C ends this.")
        paths: set[str] = set()
        while not paths:
            time.sleep(_LOOK_SECONDS)
            paths = changed(stamps, stamps_of(this.package))
        due = affected(paths, list(latest.values())) or due
        terminal.say()
        terminal.say(f"Saved: {', '.join(sorted(paths))}")


def _answer_notebook(this: SelfCheck, wanted: Sequence[Check]) -> int:
    """Print the results as JSON, for `selfcheck.check` in a notebook to show."""
    text = io.StringIO()
    terminal = Terminal(text, brief=len(wanted) > 1)
    results = show_all(this.results(wanted), terminal)
    terminal.summarise(results)
    print(json.dumps({"text/html": page(results), "text/plain": text.getvalue()}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python selfcheck",
        description="Run the public checks on your code. They are no grade: the grader also tries hidden inputs, "
        "speed and notebooks.",
    )
    parser.add_argument(
        "checks", nargs="*", metavar="CHECK", help="a question (2, Q2) or a check (2.1); default: all"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--watch", action="store_true", help="check again whenever a file is saved")
    how.add_argument("--notebook", action="store_true", help=argparse.SUPPRESS)
    return parser
