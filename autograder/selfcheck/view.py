"""Results in words, for terminals and notebooks alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.base.counts import number_of
from autograder.base.sanitise import sanitise
from autograder.feedback.finding_text import hint_of, lines_of_findings, sentence_of
from autograder.model.check import Check
from autograder.model.depth import Depth
from autograder.model.package_layout import PackageLayout
from autograder.selfcheck.public import GIVEN, Result
from autograder.selfcheck.shares import State
from autograder.selfcheck.worklist import name_of

_TEXT = 4_000
_PRINTED_LINES = 10
_BRIEF = 3
_NO_KNOWN_MISTAKE = (
    "No hint: no known mistake gives these results; look into them with python selfcheck --debug {}"
)
_IN_NOTEBOOK = '{} {} checked in {}: run a cell with check("{}") there.'
PUBLIC_ONLY = (
    "These are public checks, not the grade: the grader also tries hidden inputs, speed and notebooks."
)


def lines_of(result: Result, brief: bool = False, depth: Depth = Depth.WHERE) -> list[str]:
    """Return the lines about a check; only the first findings if it is to be brief."""
    if result.state is State.UNWRITTEN:
        return [sentence_of(finding) for finding in result.findings if finding.lost]
    awaits = result.waits_for or tuple(dict.fromkeys(name for s in result.shares for name in s.awaits))
    if result.state is State.WAITS and awaits:
        more = len(awaits) - _BRIEF
        rest = f" and {more} more" if more > 0 else ""
        return list(result.notes) or [f"waits for {', '.join(map(name_of, awaits[:_BRIEF]))}{rest}"]
    shown = result.findings[:_BRIEF] if brief else result.findings
    lines = [*lines_of_findings(shown, depth), *result.notes]
    if more := len(result.findings) - len(shown):
        lines.append(f"... and {more} more: check {result.check.number} alone to see all")
    return [part for line in lines for part in _plain(line)]


def offer_of(result: Result, depth: Depth) -> str:
    """Return the words for the next step of help with a check; "" if there is none."""
    if all(list(lines_of_findings([f])) == list(lines_of_findings([f], depth)) for f in result.findings):
        return ""
    return "what to do" if depth is Depth.WHAT else "what may be wrong"


def unhinted(results: Sequence[Result], depth: Depth) -> str:
    """Return why no hint is shown although one was asked for; "" if there is one."""
    if depth is Depth.WHERE or any(hint_of(finding) for result in results for finding in result.findings):
        return ""
    failed = next((result.check.number for result in results if result.state is State.FAILED), "")
    return _NO_KNOWN_MISTAKE.format(failed) if failed else "No hint: none of these checks fails."


def where_judged(checks: Sequence[Check], layout: PackageLayout) -> str:
    """Say where checks of notebooks can be run."""
    names = dict.fromkeys(name for check in checks for name in check.notebooks)
    paths = " or ".join(layout.path(name) for name in names)
    first, last = checks[0].number, checks[-1].number
    several = len(checks) > 1
    numbers = f"{first} to {last}" if several else first
    return _IN_NOTEBOOK.format(numbers, "are" if several else "is", paths, first)


def printed_by(result: Result) -> list[str]:
    """Return the output of the student's code, shortened."""
    lines = list(_plain(result.printed))
    more = len(lines) - _PRINTED_LINES
    return lines if more <= 0 else [*lines[:_PRINTED_LINES], f"... and {number_of(more, 'more line')}"]


def points_of(result: Result) -> str:
    """The earned points and the check's points, in words."""
    if result.state is State.GRADER_ONLY:
        return ""
    return f"{round(result.earned, 2):g} of {result.check.weight:g}"


def summary_of(results: Sequence[Result]) -> list[str]:
    """The results in numbers; checks of given functions are counted apart."""
    judged = [r for r in results if r.state is not State.GRADER_ONLY]
    own = [r for r in judged if GIVEN not in r.check.tags]
    given = [r for r in judged if GIVEN in r.check.tags]
    sentences = [_count(own), _count_given(given), *_open(own)]
    numbers = " ".join(sentence for sentence in sentences if sentence)
    return [numbers, PUBLIC_ONLY] if numbers else [PUBLIC_ONLY]


def _count(own: Sequence[Result]) -> str:
    if not own:
        return ""
    passed = sum(r.state is State.PASSED for r in own)
    earned, carried = sum(r.earned for r in own), sum(r.check.weight for r in own)
    return (
        f"Public checks: {passed} of {len(own)} pass, {round(earned, 2):g} of {round(carried, 2):g} points."
    )


def _count_given(given: Sequence[Result]) -> str:
    if not given:
        return ""
    passed = sum(r.state is State.PASSED for r in given)
    return f"Checks of functions that you were given: {passed} of {len(given)} pass."


def _open(own: Sequence[Result]) -> Iterator[str]:
    if count := sum(r.state is State.UNWRITTEN for r in own):
        yield f"Still to be written: {count}."
    if count := sum(r.state is State.WAITS for r in own):
        yield f"Waiting for others: {count}."
    if count := sum(r.state is State.FAULT for r in own):
        yield f"Could not be checked: {count}."


def _plain(text: str) -> Iterator[str]:
    yield from sanitise(text, _TEXT).rstrip().splitlines()
