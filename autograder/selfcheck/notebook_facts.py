"""Facts about a notebook before it is submitted, found without running it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from autograder.submission.collect import MAX_NOTEBOOK, MAX_NOTEBOOKS_TOGETHER

ANSWER_PLACE = "*Write your answer here.*"


def digest_of(notebook: bytes) -> str:
    """Return a hash of the cells' texts alone, without Jupyter's other data."""
    said = [_source(cell) for cell in _cells(notebook)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def too_large(notebooks: Mapping[str, bytes]) -> Iterator[str]:
    """Say how to make smaller which notebook has too much output; the largest if only all together have."""
    sizes = {name: len(data) for name, data in notebooks.items()}
    large = [name for name, size in sizes.items() if size > MAX_NOTEBOOK]
    if not large and sum(sizes.values()) > MAX_NOTEBOOKS_TOGETHER:
        large = [max(sizes, key=sizes.__getitem__)]
    for name in large:
        yield (
            f"{name} has {sizes[name] // 10**6} MB; clear the outputs of {name} and save it: "
            f"python -m jupyter nbconvert --clear-output --inplace {name}"
        )


def remarks(
    notebooks: Mapping[str, bytes], handed_out: Mapping[str, str], choices: Sequence[Set[str]] = ()
) -> Iterator[str]:
    """Yield what is missing in the notebooks.

    handed_out: the digest of each as students received it.
    choices: names of notebooks of which one is done, while the others may stay as they were handed out.
    """
    untouched = {name for name, data in notebooks.items() if _untouched(data, handed_out.get(name))}
    done = notebooks.keys() - untouched
    asked = [
        name
        for name in handed_out
        if name in done or not any(name in group and group & done for group in choices)
    ]
    run = {name for name in untouched if _was_run(notebooks[name])}
    for names, one, several in (
        (set(asked) - notebooks.keys(), "is missing", "are missing"),
        (untouched - run, "is as you received it", "are as you received them"),
        (run, "was run, but nothing is written in it", "were run, but nothing is written in them"),
    ):
        if found := [name for name in asked if name in names]:
            yield f"{', '.join(found)} {one if len(found) == 1 else several}"
    for name in asked:
        if name in done and (remarks_on := "; ".join(_remarks_on(notebooks[name]))):
            yield f"{name}: {remarks_on}"


def _remarks_on(notebook: bytes) -> Iterator[str]:
    try:
        cells = _cells(notebook)
    except ValueError:
        yield "it cannot be read; open it in Jupyter and save it again"
        return
    code = [cell for cell in cells if cell.get("cell_type") == "code" and _source(cell).strip()]
    never = sum(cell.get("execution_count") is None for cell in code)
    failed = sum(any(o.get("output_type") == "error" for o in cell.get("outputs", ())) for cell in code)
    empty = sum(ANSWER_PLACE in _source(cell) for cell in cells)
    if never:
        yield f"code cells never run, or not saved since: {never} of {len(code)}"
    if failed:
        yield f"code cells that ended with an error: {failed}"
    if empty:
        yield f"questions not answered: {empty}"


def _was_run(notebook: bytes) -> bool:
    return any(cell.get("execution_count") is not None for cell in _cells(notebook))


def _untouched(notebook: bytes, handed_out: str | None) -> bool:
    try:
        return digest_of(notebook) == handed_out
    except ValueError:
        return False


def _cells(notebook: bytes) -> list[dict[str, Any]]:
    """The cells; ValueError if it is no notebook."""
    read = json.loads(notebook)
    cells = read.get("cells") if isinstance(read, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError("not a notebook")
    return cells


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source))
