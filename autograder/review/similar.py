"""Similar code in a run: what is compared, and what is shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from autograder.class_run.final import ClassRun
from autograder.class_run.handed_in import HandedIn, handed_in
from autograder.model.assignment import Assignment
from autograder.review.features import features_of
from autograder.review.pairs import WEAK, Pair, similar_pairs
from autograder.review.source_view import function_of
from autograder.submission import IntakeError, NoSubmission, take_in

_PLAIN = Markup("<pre>{}</pre>")


def similar_in(assignment: Assignment, run: ClassRun) -> list[Pair]:
    """Pairs of hand-ins with code in common; what students were given says nothing."""
    written = set(assignment.package.written) | set(assignment.package.called)
    given = _features(_taken_in(assignment), written, frozenset())
    known = frozenset(given)
    by_digest = {digest: _features(handed, written, known) for digest, handed in run.contents.items()}
    found = {row.name: by_digest[row.digest] for row in run.rows if row.digest in by_digest}
    return similar_pairs(found, given, WEAK)


def code_of(handed: HandedIn, unit: str) -> Markup:
    """The code that a unit of features is from."""
    file, _, name = unit.partition(": ")
    if not name:
        return _PLAIN.format("\n\n".join(_cells(handed.notebooks.get(file, ()))))
    text = handed.sources.get(file, "")
    excerpt = function_of(file, name, text)
    return excerpt.html if excerpt else _PLAIN.format(text)


def _taken_in(assignment: Assignment) -> HandedIn:
    try:
        return handed_in(take_in(assignment.package, assignment.template))
    except (IntakeError, NoSubmission):
        return HandedIn()


def _features(
    handed: HandedIn, written: set[str], known: frozenset[str]
) -> Mapping[str, set[tuple[int, int]]]:
    sources = {file: text for file, text in handed.sources.items() if file in written}
    notebooks = {name: _cells(cells) for name, cells in handed.notebooks.items()}
    return features_of(sources, notebooks, known)


def _cells(cells: Sequence[Sequence[str]]) -> list[str]:
    return [text for kind, text in cells if kind == "code"]
