"""Similar code in a run: the compared features, and the code to show."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from autograder.class_run.content import Content, content_of
from autograder.class_run.final import ClassRun
from autograder.model.assignment import Assignment
from autograder.review.features import features_of
from autograder.review.pairs import VIEWS, WEAK, Code, Pair, similar_pairs
from autograder.review.source_view import function_of
from autograder.submission import IntakeError, NoSubmission, take_in

_PLAIN = Markup("<pre>{}</pre>")


def similar_in(assignment: Assignment, run: ClassRun) -> list[Pair]:
    """Return pairs of submissions with code in common; given code does not count."""
    written = set(assignment.package.written) | set(assignment.package.called)
    given = _features(_taken_in(assignment), written, frozenset())
    known = frozenset(unit for features in given.values() for unit in features)
    by_digest = {digest: _features(content, written, known) for digest, content in run.contents.items()}
    found = {row.name: by_digest[row.digest] for row in run.rows if row.digest in by_digest}
    return similar_pairs(found, given, WEAK)


def code_of(content: Content, unit: str) -> Markup:
    """The code that a unit of features is from."""
    file, _, name = unit.partition(": ")
    if not name:
        return _PLAIN.format("\n\n".join(_cells(content.notebooks.get(file, ()))))
    text = content.sources.get(file, "")
    excerpt = function_of(file, name, text)
    return excerpt.html if excerpt else _PLAIN.format(text)


def _taken_in(assignment: Assignment) -> Content:
    try:
        return content_of(take_in(assignment.package, assignment.template))
    except (IntakeError, NoSubmission):
        return Content()


def _features(content: Content, written: set[str], known: frozenset[str]) -> Code:
    sources = {file: text for file, text in content.sources.items() if file in written}
    notebooks = {name: _cells(cells) for name, cells in content.notebooks.items()}
    return {view: features_of(sources, notebooks, view, known) for view in VIEWS}


def _cells(cells: Sequence[Sequence[str]]) -> list[str]:
    return [text for kind, text in cells if kind == "code"]
