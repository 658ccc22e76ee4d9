"""A submission's code, compiled once, as every worker gets it."""

from __future__ import annotations

import marshal
import time
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache

from autograder.execution.package import Package
from autograder.execution.protocol import CompileRequest, analyses_of
from autograder.execution.static_analysis import ModuleAnalysis
from autograder.execution.time_budget import LEAST_SECONDS
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.library import compile_source, dotted, read_package
from autograder.submission import Submission

# What a handed-in copy of a given module is called. Names that ours lacks are looked for there: helpers of the
# student's own, and those of other offerings.
HANDED_IN = "handed_in_"
_LOOK_THERE = """

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from importlib import import_module
    return getattr(import_module("{module}"), name)
"""

COMPILE_SECONDS = 20.0  # for all modules together, and once more if they have to be told apart
MOST_CODE = 4_000_000  # bytes of one compiled module; the largest of the course has 30,000
MOST_CODE_TOGETHER = 16_000_000
MAX_LINES = 100_000
_MOST_OPTIONAL = 100_000  # characters of optional imports; with all code they have to fit into one message
_TOO_SLOW = ModuleAnalysis(error="ImportError: it takes too much time or memory to be compiled")
_TOO_LARGE = ModuleAnalysis(error="ImportError: it is too large when it is compiled")


@dataclass(frozen=True)
class CompiledSubmission:
    """A submission's package, with the given modules in it, and what reading it has shown.

    signatures: a line for each function and method, "Net.__init__ self hidden_dims".
    review_flags: lines for course staff, see review_flags.py.
    isolation: what held the worker that compiled it.
    """

    package: Package
    signatures: tuple[str, ...]
    review_flags: tuple[str, ...]
    isolation: IsolationReport


def compile_submission(assignment: Assignment, submission: Submission, zygote: Zygote) -> CompiledSubmission:
    """Compile a submission in a worker that runs none of it, and add the given modules."""
    layout = assignment.package
    texts = {
        HANDED_IN + path if path in layout.given else path: text for path, text in submission.sources.items()
    }
    found, isolation = _analysed(texts, zygote, COMPILE_SECONDS)
    end = time.monotonic() + COMPILE_SECONDS
    for path in texts if not found else ():  # one module may have taken all the time: no other pays for it
        seconds = min(LEAST_SECONDS, end - time.monotonic())
        found |= _analysed({path: texts[path]}, zygote, seconds)[0] if seconds > 0 else {}
    analyses = _within_limits({path: found.get(path, _TOO_SLOW) for path in texts})
    code = {
        path: analysis.code or _raising(layout.name, path, analysis) for path, analysis in analyses.items()
    }
    added = {**_missing(assignment, code), **_given(assignment, code)}
    optional = [name for analysis in found.values() for name in analysis.optional_imports]
    return CompiledSubmission(
        Package({**code, **added}, tuple(" ".join(optional)[:_MOST_OPTIONAL].split())),
        signatures=tuple(line for analysis in found.values() for line in analysis.signatures),
        review_flags=tuple(
            line
            for analysis in found.values()
            for line in analysis.review_flags
            if not line.startswith(HANDED_IN)
        ),
        isolation=isolation,
    )


def stripped(path: str, text: str) -> bytes:
    """Code of a module of ours, without docstrings and asserts."""
    return marshal.dumps(compile(text, f"reference/{path}", "exec", dont_inherit=True, optimize=2))


def _analysed(
    texts: Mapping[str, str], zygote: Zygote, seconds: float
) -> tuple[dict[str, ModuleAnalysis], IsolationReport]:
    """What a worker finds by reading these modules, nothing if it does not answer in time, and what held it."""
    with zygote.worker() as worker:
        reply = worker.call(CompileRequest(texts).to_message(), seconds)
        return analyses_of(reply), worker.isolation_report


def _within_limits(analyses: Mapping[str, ModuleAnalysis]) -> dict[str, ModuleAnalysis]:
    """The analyses, those with too much code replaced."""
    kept: dict[str, ModuleAnalysis] = {}
    left = MOST_CODE_TOGETHER
    for path, analysis in analyses.items():
        size = len(analysis.code or b"")
        kept[path] = analysis if size <= min(MOST_CODE, left) else _TOO_LARGE
        left -= len(kept[path].code or b"")
    return kept


def _raising(package: str, path: str, analysis: ModuleAnalysis) -> bytes:
    """Code for a module that cannot be compiled: importing it says why, and on which line."""
    name, _, message = analysis.error.partition(": ")
    name = name if name in {"SyntaxError", "IndentationError", "TabError"} else "ImportError"
    line = analysis.line or 0
    above = "\n" * (line - 1) if 0 < line <= MAX_LINES else ""
    return marshal.dumps(compile_source(package, path, f"{above}raise {name}({message or analysis.error!r})"))


def _given(assignment: Assignment, handed_in: Container[str]) -> dict[str, bytes]:
    return {
        path: _given_module(assignment, path, HANDED_IN + path in handed_in)
        for path in assignment.package.given
    }


@cache
def _given_module(assignment: Assignment, path: str, with_own: bool) -> bytes:
    text = read_package(assignment.reference)[path]
    more = _LOOK_THERE.format(module=dotted(assignment.package.name, HANDED_IN + path))
    return stripped(path, text + more if with_own else text)


def _missing(assignment: Assignment, handed_in: Container[str]) -> dict[str, bytes]:
    """Code for modules that submissions import and lack: helpers of other offerings, and what may be extended.

    The latter earn points, so they are for those alone who handed in what they are built on.
    """
    texts = read_package(assignment.shim_package) if assignment.shims.package else {}
    reference = read_package(assignment.reference)
    for path, built_on in assignment.package.extensible.items():
        if built_on in handed_in:
            texts[path] = reference[path]
    return {path: stripped(path, text) for path, text in texts.items() if path not in handed_in}
