"""`python selfcheck --watch`: after each save, the state of all functions, what turned green and what broke."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from autograder.model.check import Check
from autograder.model.depth import Depth
from autograder.selfcheck.overview import explain
from autograder.selfcheck.past_results import read_record, remember
from autograder.selfcheck.public import Result
from autograder.selfcheck.rows import row_of
from autograder.selfcheck.screen import Screen
from autograder.selfcheck.self_check import SelfCheck
from autograder.selfcheck.shares import State
from autograder.selfcheck.terminal import Terminal
from autograder.selfcheck.watch import affected, changed, stamps_of
from autograder.submission import IntakeError, NoSubmission

_LOOK_SECONDS = 0.5
_LIMIT = 3.0  # seconds for a call: a student who watches has just written the code that hangs


def watch(this: SelfCheck, wanted: Sequence[Check], depth: Depth) -> NoReturn:
    """Run checks, then after every save those that it affects, until interrupted."""
    latest: dict[str, Result] = {}
    states = dict(read_record(this.folder).states)
    due, saved = list(wanted), ""
    while True:
        stamps = stamps_of(this.package)
        terminal = Terminal(sys.stdout, True, depth)
        terminal.clear()
        if saved:
            terminal.say(f"Saved: {saved}")
        try:
            results = _run(this, due, latest, terminal)
        except (IntakeError, NoSubmission) as error:
            terminal.say(str(error))
        else:
            latest |= {result.check.number: result for result in results}
            for line in changes(states, results):
                terminal.say(line)
            states |= {result.check.number: result.state.value for result in results}
            terminal.summarise(list(latest.values()))
        terminal.say(f"Watching {this.package}; Ctrl-C ends this.")
        paths: set[str] = set()
        while not paths:
            time.sleep(_LOOK_SECONDS)
            paths = changed(stamps, stamps_of(this.package))
        due = affected(paths, list(latest.values())) or due
        saved = ", ".join(sorted(paths))


def changes(before: Mapping[str, str], results: Sequence[Result]) -> Iterator[str]:
    """Tell which checks turned green and which broke, by the states that they had before."""
    passed = {r.check.number for r in results if r.state is State.PASSED}
    known = [r.check.number for r in results if r.check.number in before]
    green = [n for n in known if n in passed and before[n] != State.PASSED.value]
    broke = [n for n in known if n not in passed and before[n] == State.PASSED.value]
    if green:
        yield f"Turned green: {', '.join(green)}"
    if broke:
        yield f"Broke: {', '.join(broke)}"


def _run(
    this: SelfCheck, due: Sequence[Check], latest: Mapping[str, Result], terminal: Terminal
) -> list[Result]:
    """Run checks, and print a row for each function of which all is known, then the first failures."""
    sources = this.sources()
    with this.opened(sources, terminal.busy, _LIMIT) as public:
        results = list(public.run(due))
    remember(this, sources, results)
    known = {**latest, **{result.check.number: result for result in results}}
    screen = Screen(this.work, this.package.name)
    for function, checks in this.work.functions.items():
        if all(check.number in known for check in checks):
            row = row_of(function, this.work, [known[check.number] for check in checks], sources)
            terminal.line(screen.row(row))
    explain(results, terminal)
    return results
