"""Executed notebooks as files, for course staff to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.base.sanitise import sanitise
from autograder.model.executed_notebook import ExecutedNotebook

INLINE = "inline_answers.json"
_MOST_TEXT = 20_000


def keep(notebooks: Iterable[ExecutedNotebook], folder: Path) -> None:
    """Write each notebook as .ipynb and as page, and all inline answers as one text, and as data for reports."""
    folder.mkdir(parents=True, exist_ok=True)
    answers: list[str] = []
    data: list[dict[str, object]] = []
    for executed in notebooks:
        for suffix, content in (("ipynb", executed.ipynb), ("html", executed.html)):
            if content:
                (folder / f"{executed.name}.{suffix}").write_bytes(content)
        answers += _answers(executed)
        data.append(
            {"name": executed.name, "inline": [[_text(part) for part in pair] for pair in executed.inline]}
        )
    (folder / INLINE).write_text(json.dumps(data), encoding="utf-8")
    (folder / "inline_answers.txt").write_text("\n".join(answers), encoding="utf-8")


def _answers(executed: ExecutedNotebook) -> Iterator[str]:
    for question, answer in executed.inline:
        yield f"{executed.name}, {sanitise(question, 200)}"
        yield _text(answer) or "(empty)"
        yield ""


def _text(written: str) -> str:
    return sanitise(written, _MOST_TEXT)
