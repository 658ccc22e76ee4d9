"""`2.7 --explain`: the gradients in a backward function, and which of them is the first to go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.execution.package import Package
from autograder.execution.protocol import CallRequest, failure_of, request_message
from autograder.feedback.failure_text import describe_failure
from autograder.model.case import CASES
from autograder.model.check import Check
from autograder.model.compare import ABSENT, compare
from autograder.model.failure import Failure
from autograder.model.run import Run
from autograder.selfcheck.gradient_nodes import EXPLAIN, Node, Nodes, Standing
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import Result
from autograder.selfcheck.self_check import SelfCheck
from autograder.selfcheck.shares import State
from autograder.selfcheck.view import lines_of
from autograder.selfcheck.worklist import name_of

_SECONDS = 60.0  # for hundreds of calls of functions that have shown that they end
_FOR_LAYERS = "--explain is for the backward functions of layers"
_UNCOMPARED = {
    True: "it or {0} gives other results when it is called again",
    False: "none of its gradients is named after a variable of {0}",
}
_FED_WRONG = (
    "But your {0} gives a wrong result itself. Numerical gradients follow what it computes, so a correct "
    "gradient may be called wrong here: correct {0} first."
)
_NO_NAMES = "No other variable is named after one of {0}, as dx_hat would be after x_hat."


def explained(this: SelfCheck, check: Check) -> Iterator[str]:
    """Lines about the gradients in the function on which a check fails."""
    yield f"{check.number}: {check.title}"
    sources = this.sources()
    with this.opened(sources) as public:
        result = public.result(check)
        case, function = _wrong(this, result)
        run = public.run_of(case) if case else Run()
    if result.state is State.PASSED:
        yield "This check passes: there is nothing to explain."
    elif run.failure or result.state not in {State.FAILED, State.WAITS}:
        yield from lines_of(result, brief=True)
    elif not function or "." in name_of(function):
        yield f"{_FOR_LAYERS}; this check has none."
    else:
        found, failure = _compared(this, Package(sources), case, function)
        if result.state is State.WAITS or not (found and found.blamed):
            yield from lines_of(result, brief=True)
        yield from _told(found, failure, case, function, _is_fed_wrong(this, run, case, function))


def _wrong(this: SelfCheck, result: Result) -> tuple[str, str]:
    """The first case, and function of it ("layers.py:backward"), that keep a check from passing."""
    wrong = ((s.case, s.answer) for s in result.shares if s.state is not State.PASSED)
    return next(((case, this.work.owners.get((case, answer), "")) for case, answer in wrong), ("", ""))


def _is_fed_wrong(this: SelfCheck, run: Run, case: str, function: str) -> bool:
    """Return whether a case has wrong results of other functions than this one."""
    expected = this.fixtures.expected(CASES[case])
    blamed = this.fixtures.trace(CASES[case], this.assignment.package).blamed
    before = (name for name in expected if function not in blamed.get(name, ()))
    return any(compare(name, run.answers.get(name, ABSENT), expected[name]) for name in before)


def _compared(
    this: SelfCheck, package: Package, case: str, function: str
) -> tuple[Nodes | None, Failure | None]:
    """Ask a process for the gradients in a function."""
    call = CallRequest(case, this.fixtures.inputs(CASES[case]), function).to_message()
    with ProcessTransport(this.assignment) as transport:
        transport.begin(package)
        reply = transport.open(()).call({**call, **request_message(EXPLAIN, {})}, _SECONDS)
    return Nodes.from_message(dict(reply.values)), failure_of(reply)


def _told(
    found: Nodes | None, failure: Failure | None, case: str, function: str, is_fed_wrong: bool
) -> Iterator[str]:
    path, _, name = function.partition(":")
    if failure:
        yield f"{name} could not be compared on the input of {case}: {describe_failure(failure, reveal=True)}"
    elif found is None:
        yield f"{_FOR_LAYERS}; {name} is not one."
    elif not found.nodes:
        yield f"{name} could not be compared: {_UNCOMPARED[found.nodes is None].format(found.forward)}"
    else:
        yield f"{name} on the input of {case}, beside numerical gradients of your own {found.forward}:"
        yield from _table(found.nodes, path)
        yield from _summary(found.nodes, path, name, found.forward)
        if is_fed_wrong:
            yield _FED_WRONG.format(found.forward)


def _table(nodes: tuple[Node, ...], path: str) -> Iterator[str]:
    wide = max(len(node.name) for node in nodes)
    place = max(len(f"{path}:{node.line}") for node in nodes)
    culprits = [node.name for node in nodes if node.is_blamed and not node.is_output]
    for node in nodes:
        told = _standing(node, " and ".join(culprits))
        yield f"    {node.name:<{wide}}  {f'{path}:{node.line}':<{place}}  {told}"


def _standing(node: Node, culprits: str) -> str:
    entry = f"{node.name}[{', '.join(map(str, node.at))}]" if node.at else node.name
    values = f"{entry} is {node.value:.6g}"
    match node.standing:
        case Standing.RIGHT:
            return "right"
        case Standing.WRONG:
            return f"wrong: {values}, but should be {node.wanted:.6g}"
        case Standing.FOLLOWS:
            return f"wrong, but only because of {culprits}"
        case Standing.OTHER:
            return (
                f"differs: {values}, numerically {node.wanted:.6g}; correcting it alone makes no result right"
            )
        case Standing.SHAPE if node.is_output:
            return f"wrong: it has shape {node.shape}, but should have {node.wanted_shape}"
        case Standing.SHAPE:
            return f"not compared: it has shape {node.shape}, but {node.variable} has {node.wanted_shape}"
        case Standing.LOOP:
            return f"not compared: {node.variable} is assigned in a loop"
        case Standing.UNUSED:
            return f"not compared: the output does not depend on {node.variable}"
        case Standing.PART:
            return f"not compared: it may be one of several parts of the gradient of {node.variable}"


def _summary(nodes: tuple[Node, ...], path: str, name: str, forward: str) -> Iterator[str]:
    first = next((number for number, node in enumerate(nodes) if node.is_blamed), None)
    if first is not None:
        before = [node.name for node in nodes[:first] if node.standing is Standing.RIGHT]
        right = f"; these earlier ones are right: {', '.join(before)}" if before else ""
        yield f"first wrong: {nodes[first].name}, {path}:{nodes[first].line}{right}"
    else:
        yield f"No gradient in {name} is shown to be wrong beside your own {forward}."
    if all(node.is_output for node in nodes):
        yield _NO_NAMES.format(forward)
