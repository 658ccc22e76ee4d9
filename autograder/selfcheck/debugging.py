"""`--debug 2.7`: the input on which a check fails, in this process, with Python's debugger at the student's line."""

from __future__ import annotations

import bdb
import os
import pdb
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import wraps
from types import TracebackType
from typing import Any

from autograder.feedback.finding_text import lines_of_findings
from autograder.model.case import CASES, run_probe
from autograder.model.check import Check
from autograder.model.demand import AsFast, case_of
from autograder.model.depth import Depth
from autograder.model.library import Library
from autograder.selfcheck.public import Result
from autograder.selfcheck.self_check import SelfCheck
from autograder.selfcheck.terminal import Terminal

_KEYS = "n: next line, s: step into, p NAME: print, c: continue, q: quit"


def debug(this: SelfCheck, check: Check, terminal: Terminal) -> int:
    """Run the input on which a check fails, stop where it raises or where the function begins; return 0."""
    sources = this.sources()
    with this.opened(sources) as public:
        result = public.result(check)
        name = failing_case(result)
        raised = bool(name) and public.run_of(name).failure is not None
    if not name:
        terminal.say(f"{check.number} has nothing that can be run here.")
        return 0
    about = [finding for finding in result.findings if finding.case == name]
    terminal.say(f"{check.number}: {check.title}")
    for line in lines_of_findings(about[:1], Depth.WHERE):
        terminal.say(line)
    terminal.say(f"This is the input of {name}. {_KEYS}")
    os.chdir(this.folder)  # the debugger reads "package/layers.py" to show its lines
    owners = (this.work.owners.get((name, answer), "") for answer in _answers(result, name))
    _run(this, name, sources, "" if raised else next(owners, ""))
    return 0


def failing_case(result: Result) -> str:
    """The first case in which a check has found something; the first one if it has found nothing."""
    wrong = [finding.case for finding in result.findings if finding.case in CASES]
    asked = [case_of(demand) for demand in result.check.demands if not isinstance(demand, AsFast)]
    return next(iter(wrong + asked), "")


def _answers(result: Result, case: str) -> list[str]:
    """The answers of a case that are wrong, the first of them first."""
    wrong = [s.answer for s in result.shares if s.case == case and s.earned < s.points]
    return wrong or [share.answer for share in result.shares if share.case == case]


def _run(this: SelfCheck, case: str, sources: Mapping[str, str], function: str) -> None:
    """Run a case's probe on these modules; the debugger stops in a function, if one is given, and where it raises."""
    layout = this.assignment.package
    with Library(layout, sources) as library:
        try:
            _stop_in(library, function)
            for _ in run_probe(case, library, this.fixtures.inputs(CASES[case])):
                pass
        except bdb.BdbQuit:
            return
        except Exception as error:
            traceback.print_exception(error, limit=-2, file=sys.stdout)
            pdb.post_mortem(_own(error.__traceback__, layout.name))


def _stop_in(library: Library, function: str) -> None:
    """Have the debugger stop at the first line of a function, "layers.py:forward", when it is first called."""
    path, _, name = function.partition(":")
    modules = {module: short for short, module in library.layout.modules.items()}
    if path not in modules:
        return
    *owner, attribute = name.split(".")
    holder: Any = library[modules[path]]
    for part in owner:
        holder = getattr(holder, part)
    setattr(holder, attribute, _stopping(getattr(holder, attribute)))


def _stopping(function: Callable[..., Any]) -> Callable[..., Any]:
    called = False

    @wraps(function)
    def stopping(*arguments: Any, **named: Any) -> Any:
        nonlocal called
        if called:
            return function(*arguments, **named)
        called = True
        debugger = pdb.Pdb(nosigint=True)
        result = debugger.runcall(function, *arguments, **named)
        if debugger.quitting:
            raise bdb.BdbQuit
        return result

    return stopping


def _own(raised: TracebackType | None, package: str) -> TracebackType | None:
    """The traceback as far as the package's own code goes, so that the debugger stands at its last line."""
    frames = []
    while raised is not None:
        frames.append(raised)
        raised = raised.tb_next
    own = [i for i, tb in enumerate(frames) if tb.tb_frame.f_code.co_filename.startswith(f"{package}/")]
    last: TracebackType | None = None
    for tb in reversed(frames[: own[-1] + 1] if own else frames):
        last = TracebackType(last, tb.tb_frame, tb.tb_lasti, tb.tb_lineno)
    return last
