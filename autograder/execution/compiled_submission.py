"""A submission's code, compiled once for all workers."""

from __future__ import annotations

import marshal
import re
import time
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from autograder.execution.package import Package
from autograder.execution.protocol import CompileRequest, analyses_of
from autograder.execution.static_analysis import ModuleAnalysis
from autograder.execution.time_budget import LEAST_SECONDS
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.failure import REFERENCE
from autograder.model.library import compile_source, dotted, read_package
from autograder.model.package_layout import PackageLayout
from autograder.submission import Submission
from autograder.submission.given_files import is_given

# The name of a submitted copy of a given module. Names that ours lacks are looked up there: helpers of the
# student's own, and those of other offerings.
SUBMITTED = "submitted_"
_WORD = re.compile(rb"[A-Za-z_]\w*")
_LOOK_THERE = """

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from importlib import import_module
    return getattr(import_module("{module}"), name)
"""

COMPILE_SECONDS = 20.0  # for all modules together, and again if they have to be compiled one by one
MOST_CODE = 4_000_000  # bytes of one compiled module; the largest of the course has 30,000
MOST_CODE_TOGETHER = 16_000_000
MAX_LINES = 100_000
_MOST_OPTIONAL = 100_000  # characters of optional imports; with all code they have to fit into one message
_TOO_SLOW = ModuleAnalysis(error="ImportError: it takes too much time or memory to be compiled")
_TOO_LARGE = ModuleAnalysis(error="ImportError: it is too large when it is compiled")


@dataclass(frozen=True)
class CompiledSubmission:
    """A submission's package, with the given modules in it, and the results of its static analysis.

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
    handed_out = {path for path, text in submission.sources.items() if is_given(layout, path, text)}
    ours = _shim_texts(assignment) | _modules_of_reference(assignment)
    replaced = {*layout.given, *(handed_out & ours.keys())}
    texts = {
        SUBMITTED + path if path in replaced else path: text for path, text in submission.sources.items()
    }
    found, isolation = _analysed(texts, zygote, COMPILE_SECONDS)
    end = time.monotonic() + COMPILE_SECONDS
    # One module may have used all the time; the others must not pay for it.
    for path in texts if not found else ():
        seconds = min(LEAST_SECONDS, end - time.monotonic())
        found |= _analysed({path: texts[path]}, zygote, seconds)[0] if seconds > 0 else {}
    analyses = _within_limits({path: found.get(path, _TOO_SLOW) for path in texts})
    code = {
        path: analysis.code or _raising(layout.name, path, analysis) for path, analysis in analyses.items()
    }
    added = {
        **_missing(assignment, code),
        **_given(layout.name, {path: ours[path] for path in replaced}, code),
    }
    optional = [name for analysis in found.values() for name in analysis.optional_imports]
    return CompiledSubmission(
        Package({**code, **added}, tuple(" ".join(optional)[:_MOST_OPTIONAL].split())),
        signatures=tuple(line for analysis in found.values() for line in analysis.signatures),
        review_flags=tuple(
            line
            for path in _own_work(layout, submission, found, handed_out)
            for line in found[path].review_flags
        ),
        isolation=isolation,
    )


def stripped(path: str, text: str) -> bytes:
    """Code of a module of ours, without docstrings and asserts."""
    return marshal.dumps(compile(text, f"{REFERENCE}/{path}", "exec", dont_inherit=True, optimize=2))


def _analysed(
    texts: Mapping[str, str], zygote: Zygote, seconds: float
) -> tuple[dict[str, ModuleAnalysis], IsolationReport]:
    """Return a worker's analysis of these modules, empty if it does not reply in time, and the isolation report."""
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
    """Return code for a module that cannot be compiled: importing it raises the error with its line."""
    name, _, message = analysis.error.partition(": ")
    name = name if name in {"SyntaxError", "IndentationError", "TabError"} else "ImportError"
    line = analysis.line or 0
    above = "\n" * (line - 1) if 0 < line <= MAX_LINES else ""
    return marshal.dumps(compile_source(package, path, f"{above}raise {name}({message or analysis.error!r})"))


def _own_work(
    layout: PackageLayout,
    submission: Submission,
    analyses: Mapping[str, ModuleAnalysis],
    handed_out: Container[str],
) -> list[str]:
    """The paths of the student's own modules that are used: by the checks, the notebooks, or each other."""
    own = [path for path in analyses if not path.startswith(SUBMITTED) and path not in handed_out]
    waiting = [path for path in own if path in layout.modules.values()]
    if others := [path for path in own if path not in waiting]:
        words = {word for data in submission.notebooks.values() for word in _words_of_notebook(data)}
        waiting += [path for path in others if _stem(path) in words]
    used = set(waiting)
    while waiting:
        imported = set(analyses[waiting.pop()].imports)
        more = [path for path in own if path not in used and _stem(path) in imported]
        used.update(more)
        waiting += more
    return [path for path in own if path in used]


def _words_of_notebook(data: bytes) -> Iterator[str]:
    """All words on lines that may import something. A picture is one long line, so none is searched twice."""
    for line in data.split(b"\n"):
        if b"import" in line:
            yield from (word.decode("ascii") for word in _WORD.findall(line))


def _stem(path: str) -> str:
    """The last part of the name that a module is imported by."""
    return dotted("", path).rpartition(".")[2]


def _given(package: str, texts: Mapping[str, str], submitted: Container[str]) -> dict[str, bytes]:
    """Our code for the modules that the course gives."""
    return {
        path: _given_module(package, path, text, SUBMITTED + path in submitted)
        for path, text in texts.items()
    }


@cache
def _given_module(package: str, path: str, text: str, with_own: bool) -> bytes:
    more = _LOOK_THERE.format(module=dotted(package, SUBMITTED + path))
    return stripped(path, text + more if with_own else text)


def _missing(assignment: Assignment, submitted: Container[str]) -> dict[str, bytes]:
    """Code for modules that submissions import but lack: helpers of other offerings, and modules that students may
    extend. The latter earn points, so only submissions with the modules that they build on get them.
    """
    texts = _shim_texts(assignment)
    reference = _modules_of_reference(assignment)
    for path, built_on in assignment.package.extensible.items():
        if built_on in submitted:
            texts[path] = reference[path]
    return {path: stripped(path, text) for path, text in texts.items() if path not in submitted}


def _shim_texts(assignment: Assignment) -> dict[str, str]:
    return read_package(assignment.shim_package) if assignment.shims.package else {}


def _modules_of_reference(assignment: Assignment) -> dict[str, str]:
    """The texts of the modules that the layout lists or gives."""
    layout, texts = assignment.package, read_package(assignment.reference)
    return {path: texts[path] for path in (*layout.modules.values(), *layout.given) if path in texts}
