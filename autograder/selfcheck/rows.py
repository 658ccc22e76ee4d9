"""The start screen as values: a row for each function to write, and the points of each question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.model.check import Check
from autograder.selfcheck.public import GIVEN, Result
from autograder.selfcheck.shares import Share, State
from autograder.selfcheck.worklist import Worklist, functions_in, name_of
from autograder.submission.unwritten import functions as written_functions


@dataclass(frozen=True)
class FunctionRow:
    """The state of a function.

    function: "layers.py:forward"; "" for the row of given functions that call the student's.
    line: where it begins, 0 if unknown; awaits: names of the functions or numbers of the checks that come first.
    checks: the numbers of the checks in which something is open.
    """

    question: str
    function: str
    line: int
    points: float
    earned: float
    state: State
    awaits: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Points:
    """The points of a question, and those earned, in checks of students' functions that the self-check can judge."""

    question: str
    points: float
    earned: float


def row_of(
    function: str, work: Worklist, results: Sequence[Result], sources: Mapping[str, str]
) -> FunctionRow:
    """The row of a function, from the results of the checks that ask an answer of it."""
    path, _, name = function.partition(":")
    open_there = not written_functions(sources.get(path, "")).get(name, True)
    own = [(r, s) for r in results for s in r.shares if work.owners.get((s.case, s.answer)) == function]
    line = _lines(sources.get(path, "")).get(name, 0)
    question = work.functions[function][0].question
    return _row(question, function, line, own, results, open_there)


def passed_functions(work: Worklist, results: Sequence[Result], sources: Mapping[str, str]) -> Iterator[str]:
    """The functions of which all that is asked is among these results, and right."""
    known = {result.check.number: result for result in results}
    for function, checks in work.functions.items():
        own = [known[check.number] for check in checks if check.number in known]
        if len(own) == len(checks) and row_of(function, work, own, sources).state is State.PASSED:
            yield function


def rest_of(question: str, work: Worklist, results: Sequence[Result]) -> FunctionRow | None:
    """Return a question's row of given functions that call the student's own; None if no check asks for any."""
    of_question = [r for r in results if r.check.question == question and GIVEN not in r.check.tags]
    own = [(r, s) for r in of_question for s in r.shares if (s.case, s.answer) not in work.owners]
    return _row(question, "", 0, own, [], False) if own else None


def points_of_questions(results: Sequence[Result]) -> list[Points]:
    """The points of each question."""
    judged = [r for r in results if r.shares and GIVEN not in r.check.tags]
    questions = dict.fromkeys(result.check.question for result in judged)
    return [_points(question, [r for r in judged if r.check.question == question]) for question in questions]


def next_of(rows: Sequence[FunctionRow]) -> FunctionRow | None:
    """The function to go on with: the first that waits for no other one; None if all are right."""
    for states in ({State.FAILED, State.UNWRITTEN}, {State.WAITS}):
        for row in rows:
            if row.function and row.state in states:
                return row
    return None


def in_questions(work: Worklist, checks: Sequence[Check]) -> Iterator[tuple[str, list[str]]]:
    """Each question with the functions that belong to it."""
    for question in dict.fromkeys(check.question for check in checks):
        yield question, [f for f, asked in work.functions.items() if asked[0].question == question]


def _row(
    question: str,
    function: str,
    line: int,
    own: Sequence[tuple[Result, Share]],
    results: Sequence[Result],
    open_there: bool,
) -> FunctionRow:
    shares = [share for _, share in own]
    still = [(result, share) for result, share in own if share.state is not State.PASSED]
    states = {share.state for _, share in still}
    awaits = dict.fromkeys(n for _, s in still for n in map(name_of, s.awaits) if n != name_of(function))
    return FunctionRow(
        question,
        function,
        line,
        round(sum(share.points for share in shares), 6),
        round(sum(share.earned for share in shares), 6),
        _state(states, results, open_there),
        tuple(awaits),
        tuple(dict.fromkeys(result.check.number for result, _ in still)),
    )


def _state(states: set[State], results: Sequence[Result], open_there: bool) -> State:
    if any(result.state is State.FAULT for result in results):
        return State.FAULT
    if open_there and states:
        return State.UNWRITTEN
    if State.FAILED in states:
        return State.FAILED
    return State.WAITS if states else State.PASSED  # a function that is written can only wait for another one


def _points(question: str, results: Sequence[Result]) -> Points:
    points = sum(share.points for result in results for share in result.shares)
    return Points(question, round(points, 6), round(sum(result.earned for result in results), 6))


def _lines(text: str) -> dict[str, int]:
    try:
        return {name: node.lineno for name, node in functions_in(text)}
    except (SyntaxError, ValueError):
        return {}
