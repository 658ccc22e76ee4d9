"""The protocol between the judge and the processes that run a submission's code.

    compile  texts of modules                     -> an analysis of each; nothing is executed
    load     a package or the held one, and the
             layers that it takes from the reference
    import   short names of modules               -> ok, or raised
    call     a case and its inputs                -> answers, those before an exception included
    layer    a reference layer and its arguments  -> its results; a process with a submission asks for them while it
                                                     answers a call, and one with the reference answers
    where    nothing                              -> the functions that a process is in (the self-check's alone)
    explain  a case, its inputs, a function       -> its gradients (the self-check's alone: selfcheck/gradient_nodes.py)

A reply also tells what the code met in its environment (see compat), and in the self-check which functions were called.
Messages are flat, so that a mapping is spelt "source:layers.py" or "input:x": here, and nowhere else.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from autograder.base.sanitise import sanitise
from autograder.execution.package import Package
from autograder.execution.static_analysis import ModuleAnalysis
from autograder.isolation.frames import Message, Value, to_value
from autograder.isolation.reply import Outcome, Raised, Reply
from autograder.model.failure import Cause, CodeCall, CodePlace, Failure, failure_from

COMPILE, LOAD, IMPORT, CALL, LAYER = "compile", "load", "import", "call", "layer"
WHERE = "where"  # only for the self-check's process, while it is busy with a request
RUNS_CODE = frozenset({IMPORT, CALL})
_MOST_TEXT = 1000  # of a submission's text about its own failure
_MAX_MESSAGE = 2000
_MOST_COMPAT = 2000  # characters of one reply's notes on the environment
_CAUSES = {
    Outcome.DIED: Cause.DIED,
    Outcome.MALFORMED: Cause.MALFORMED,
}


def request_message(operation: str, values: Message) -> Message:
    """A request for an operation."""
    return {"op": operation, **values}


def operation_of(message: Message) -> str:
    """The operation that a request is for."""
    return str(message.get("op", ""))


@dataclass(frozen=True)
class CompileRequest:
    """Compile modules, by path."""

    texts: Mapping[str, str | bytes]

    def to_message(self) -> Message:
        """The request as a message."""
        return request_message(COMPILE, spread("source", self.texts))

    @classmethod
    def from_message(cls, message: Message) -> CompileRequest:
        """The request in a message."""
        return cls(gathered("source", message))


@dataclass(frozen=True)
class LoadRequest:
    """Load a package.

    package: None for the one that the zygote holds.
    layers: modules and functions that it takes from the reference; stubs: code that asks for those.
    """

    package: Package | None
    layers: tuple[str, ...] = ()
    stubs: Mapping[str, bytes] = field(default_factory=dict)

    def to_message(self) -> Message:
        """The request as a message."""
        package = package_message(self.package) if self.package else {}
        layers = {"layers": " ".join(self.layers), **spread("stub", self.stubs)}
        return request_message(LOAD, {"held": self.package is None, **layers, **package})

    @classmethod
    def from_message(cls, message: Message) -> LoadRequest:
        """The request in a message."""
        package = None if message["held"] else package_of(message)
        return cls(package, tuple(str(message["layers"]).split()), gathered("stub", message))


@dataclass(frozen=True)
class ImportRequest:
    """Import modules by their short names."""

    modules: tuple[str, ...]

    def to_message(self) -> Message:
        """The request as a message."""
        return request_message(IMPORT, {"modules": " ".join(self.modules)})

    @classmethod
    def from_message(cls, message: Message) -> ImportRequest:
        """The request in a message."""
        return cls(tuple(str(message["modules"]).split()))


@dataclass(frozen=True)
class CallRequest:
    """Run a case's probe; noting: a function whose variables the reply contains, "layers.py:forward"."""

    case: str
    inputs: Mapping[str, np.ndarray]
    noting: str = ""

    def to_message(self) -> Message:
        """The request as a message."""
        return request_message(
            CALL, {"case": self.case, "noting": self.noting, **spread("input", self.inputs)}
        )

    @classmethod
    def from_message(cls, message: Message) -> CallRequest:
        """The request in a message."""
        return cls(str(message["case"]), gathered("input", message), str(message["noting"]))


def package_message(package: Package) -> Message:
    """A package as a message: what a zygote holds, and part of a request to load it."""
    return {"optional_imports": " ".join(package.optional_imports), **spread("source", package.sources)}


def package_of(message: Message) -> Package:
    """The package in a message."""
    return Package(gathered("source", message), tuple(str(message.get("optional_imports", "")).split()))


def analysis_message(path: str, analysis: ModuleAnalysis) -> Message:
    """Return the part of a reply about a module."""
    if analysis.code is None:
        return {f"error:{path}": analysis.error, f"line:{path}": analysis.line}
    return {
        f"code:{path}": analysis.code,
        f"imports:{path}": " ".join(analysis.imports),
        f"optional_imports:{path}": " ".join(analysis.optional_imports),
        f"signatures:{path}": "\n".join(analysis.signatures),
        f"review_flags:{path}": "\n".join(analysis.review_flags),
    }


def analyses_of(reply: Reply) -> dict[str, ModuleAnalysis]:
    """The analyses in a reply by the paths of the modules; none if the reply is incomplete."""
    if reply.outcome is not Outcome.OK:
        return {}
    values = reply.values
    failed = {
        path: ModuleAnalysis(None, str(error), _int(values.get(f"line:{path}")))
        for path, error in gathered("error", values).items()
    }
    compiled = {
        path: ModuleAnalysis(
            code if isinstance(code, bytes) else None,
            imports=tuple(str(values.get(f"imports:{path}", "")).split()),
            optional_imports=tuple(str(values.get(f"optional_imports:{path}", "")).split()),
            signatures=tuple(str(values.get(f"signatures:{path}", "")).splitlines()),
            review_flags=tuple(str(values.get(f"review_flags:{path}", "")).splitlines()),
        )
        for path, code in gathered("code", values).items()
    }
    return failed | compiled


def answers_message(answers: Mapping[str, Any]) -> Message:
    """Return the part of a reply with the outputs, copied, so that later changes by the code do not count."""
    return spread("answer", {name: to_value(answer) for name, answer in answers.items()})


def answers_of(reply: Reply) -> dict[str, Value]:
    """The answers in the reply, by name."""
    return gathered("answer", reply.values)


def variables_message(values: Iterable[np.ndarray]) -> Message:
    """Return the part of a reply with a function's variables."""
    return spread("variable", {str(number): to_value(value) for number, value in enumerate(values)})


def variables_of(reply: Reply) -> list[np.ndarray]:
    """The arrays among the reported variables."""
    values = gathered("variable", reply.values).values()
    return [value for value in values if isinstance(value, np.ndarray) and value.dtype.kind == "f"]


def compat_message(met: Iterable[str]) -> Message:
    """Return the part of a reply with the differences in the environment that the code met."""
    words = "\n".join(sorted(met))[:_MOST_COMPAT]
    return {"met": words} if words else {}


def met_of(reply: Reply) -> set[str]:
    """Return the differences in the environment that the code reported."""
    return set(str(reply.values.get("met", ""))[:_MOST_COMPAT].splitlines())


def calls_message(called: Iterable[tuple[str, str]]) -> Message:
    """Return the part of a reply with the (module path, function name) of each called function."""
    return {"called": "\n".join(sorted(f"{path}:{function}" for path, function in called))}


def calls_of(reply: Reply) -> set[tuple[str, str]]:
    """(module path, function name) of each called function."""
    parted = (line.rpartition(":") for line in str(reply.values.get("called", "")).splitlines())
    return {(path, function) for path, _, function in parted}


def stack_message(stack: Iterable[tuple[CodePlace, str]]) -> Message:
    """The reply of a process that will be stopped: the functions that it is in, such as "layers.py:forward"."""
    places = list(stack)
    innermost = places[-1][0] if places else CodePlace("", 0, "")
    return {**asdict(innermost), "stack": "\n".join(function for _, function in places)}


def stack_of(reply: Reply) -> list[str]:
    """The functions that a process was in when it was stopped, "layers.py:forward", the innermost last."""
    return str(reply.values.get("stack", "")).splitlines()


def raised_message(error: BaseException, package: str) -> Message:
    """A reply with an exception from a package's code; the exception's own methods may fail when called."""
    try:
        failure = failure_from(error, package)
        place = failure.place or CodePlace("", 0, "")
        call = failure.call or CodeCall(CodePlace("", 0, ""), "")
        raised = Raised(
            failure.error[:100],
            failure.message[:_MAX_MESSAGE],
            place.file[:200],
            place.line,
            place.function[:200],
            failure.builtin,
            call.place.file[:200],
            call.place.line,
            call.place.function[:200],
            call.function[:200],
            call.shapes[:200],
            failure.returned_none[:200],
        )
    except BaseException:
        raised = Raised("Exception")
    return raised.to_message()


def failure_of(reply: Reply) -> Failure | None:
    """Return why the reply is incomplete; None if it is complete."""
    if reply.outcome is Outcome.OK:
        return None
    told = Raised.from_message(reply.values)
    error, message = _plain(told.error), _plain(told.message)
    place = _place(told.file, told.line, told.function)
    match reply.outcome:
        case Outcome.RAISED:
            caller = _place(told.caller_file, told.caller_line, told.caller)
            call = CodeCall(caller, _plain(told.callee), _plain(told.shapes)) if caller else None
            none = _plain(told.returned_none)
            return Failure(
                Cause.RAISED, error, message, place, told.builtin and _is_builtin(error), call, none
            )
        case Outcome.TIMED_OUT:
            return Failure(Cause.TIMED_OUT, message=f"{reply.seconds:.0f} seconds", place=place)
    return Failure(_CAUSES[reply.outcome], message=reply.detail)


def _place(file: str, line: int, function: str) -> CodePlace | None:
    return CodePlace(_plain(file), line, _plain(function)) if line > 0 else None


def _plain(text: str) -> str:
    """Return the text without control sequences, which could swallow our own words."""
    return sanitise(text[:_MOST_TEXT], _MOST_TEXT)


def spread(prefix: str, values: Mapping[str, Any]) -> Message:
    """A mapping as part of a flat message."""
    return {f"{prefix}:{name}": value for name, value in values.items()}


def gathered(prefix: str, message: Message) -> dict[str, Any]:
    """The mapping that is part of a flat message."""
    start = f"{prefix}:"
    return {name.removeprefix(start): value for name, value in message.items() if name.startswith(start)}


def _int(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _is_builtin(name: str) -> bool:
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, BaseException)
