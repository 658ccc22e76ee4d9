"""The notes on an executed notebook in the results."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.base.counts import number_of
from autograder.base.sanitise import sanitise
from autograder.model.executed_notebook import ExecutedNotebook

_MOST = 6
_MOST_TEXT = 300


def sentences(executed: ExecutedNotebook) -> Iterator[str]:
    """Yield how it ended, the errors of cells, what was ignored or cut, and how many questions are answered."""
    name = f"{executed.name}.ipynb"
    if executed.ended:
        yield f"{sanitise(executed.ended, _MOST_TEXT)}."
    for error in executed.errors[:_MOST]:
        yield sanitise(f"{name}: the cell {error.cell!r} raised {error.error}: {error.message}", _MOST_TEXT)
    if len(executed.errors) > _MOST:
        yield f"{name}: {number_of(len(executed.errors) - _MOST, 'more cell')} raised errors."
    for note in executed.notes[:_MOST]:
        yield sanitise(f"{name}: {note}", _MOST_TEXT)
    if len(executed.notes) > _MOST:
        yield f"{name}: {number_of(len(executed.notes) - _MOST, 'more note')} of this kind."
    if executed.inline:
        answered = sum(bool(answer) for _, answer in executed.inline)
        yield f"{name}: {answered} of {len(executed.inline)} inline questions have an answer, for course staff to read."
